// Dedupe reports contacts that share an e-mail address or a phone number, in a form that does not depend on how
// they are written. It changes nothing. Without CUEDESK_TOKEN it reads a fake of the API in this process.
package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"log"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func main() {
	client, err := demo().Client(), error(nil)
	if os.Getenv("CUEDESK_TOKEN") != "" {
		client, err = cuedesk.NewClientFromEnv()
	} else {
		fmt.Fprintln(os.Stderr, "CUEDESK_TOKEN is not set: this reads a fake of the API in this process.")
	}
	if err == nil {
		err = report(context.Background(), client, os.Stdout)
	}
	if err != nil {
		log.Fatal("dedupe: ", err)
	}
}

// report writes a CSV line for each contact that shares an address or a number, the oldest of each group first.
// The ID, the address and the number of each contact are in memory.
func report(ctx context.Context, client *cuedesk.Client, out io.Writer) error {
	groups := map[string][]cuedesk.ContactID{}
	for contact, err := range client.Contacts.Scan(ctx, cuedesk.Where()) { // the oldest contact first
		if err != nil {
			return err // the report would not be complete
		}
		for _, key := range keys(contact) {
			groups[key] = append(groups[key], contact.ID)
		}
	}
	maps.DeleteFunc(groups, func(_ string, ids []cuedesk.ContactID) bool { return len(ids) == 1 })
	table := csv.NewWriter(out)
	_ = table.Write([]string{"shared", "contact"}) // Flush keeps the error
	for _, key := range slices.SortedFunc(maps.Keys(groups), func(a, b string) int {
		return cmp.Or(cmp.Compare(len(groups[b]), len(groups[a])), cmp.Compare(a, b))
	}) {
		for _, id := range groups[key] {
			_ = table.Write([]string{control.ReplaceAllLiteralString(key, "\uFFFD"), id.String()})
		}
	}
	table.Flush()
	return table.Error()
}

// keys returns the address and the number of a contact in their normal forms.
func keys(c *cuedesk.Contact) (keys []string) {
	if c.Email != "" {
		keys = append(keys, "email "+strings.ToLower(strings.TrimSpace(c.Email)))
	}
	if number := digits(c.PhoneNumber); len(number) > 6 {
		keys = append(keys, "phone "+number)
	}
	return keys
}

// control matches the characters that control a terminal: a contact may have any text.
var control = regexp.MustCompile(`\pC`)

// digits returns the digits of a number, without the 00 that stands for a plus.
func digits(number string) string {
	return strings.TrimPrefix(strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, number), "00")
}

// demo is a fake with four contacts, three of them one person.
func demo() *cuedesktest.Server {
	srv := cuedesktest.NewServer()
	for _, c := range []cuedesktest.Contact{
		{FirstName: "Ada", Email: "ada@example.com", PhoneNumber: "+1 (202) 555-0101"},
		{FirstName: "Ada", Email: "Ada@Example.com"},
		{FirstName: "A.", PhoneNumber: "0012025550101"},
		{FirstName: "Grace", Email: "grace@example.com"},
	} {
		srv.AddContact(c)
	}
	return srv
}
