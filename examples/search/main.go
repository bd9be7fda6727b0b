// Search finds contacts by flags, which become a typed query. Without CUEDESK_TOKEN it searches a fake.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"text/tabwriter"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func main() {
	if err := run(context.Background(), os.Args[1:], os.Stdout); err != nil {
		log.Fatal("search: ", err)
	}
}

func run(ctx context.Context, args []string, out io.Writer) error {
	query, limit, err := parse(args)
	if err != nil {
		return err
	}
	client, err := cuedesk.NewClientFromEnv()
	if os.Getenv("CUEDESK_TOKEN") == "" {
		fmt.Fprintln(out, "CUEDESK_TOKEN is not set: this searches a fake of the API in this process.")
		client, err = demo(), nil
	}
	if err != nil {
		return err
	}
	return find(ctx, client, query, limit, out)
}

// parse makes a query of the flags. A contact must meet all flags that are set.
func parse(args []string) (query cuedesk.Query, limit int, err error) {
	flags := flag.NewFlagSet("search", flag.ExitOnError)
	text := flags.String("text", "", "words in any field")
	domain := flags.String("domain", "", "the domain of the e-mail address")
	since := flags.String("since", "", "created on this day or later, such as 2026-01-31")
	seats := flags.Int64("seats", 0, "at least this many seats, which is a custom field")
	flags.IntVar(&limit, "limit", 20, "print at most this many contacts")
	_ = flags.Parse(args) // it exits if it fails
	var filters []cuedesk.Filter
	if *domain != "" {
		filters = append(filters, cuedesk.Email.EndsWith("@"+*domain))
	}
	if *since != "" {
		day, err := time.Parse(time.DateOnly, *since)
		if err != nil {
			return query, 0, fmt.Errorf("-since: %w", err)
		}
		filters = append(filters, cuedesk.CreatedAt.NotBefore(day))
	}
	if *seats != 0 {
		filters = append(filters, cuedesk.CustomLong("seats").AtLeast(*seats))
	}
	return cuedesk.Where(filters...).Text(*text).OrderBy(cuedesk.CreatedAt.Desc()), limit, nil
}

// find prints the contacts that match, the newest first.
func find(ctx context.Context, client *cuedesk.Client, query cuedesk.Query, limit int, out io.Writer) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "CREATED\tNAME\tE-MAIL\tSEATS")
	var at cuedesk.Position
	for contact, err := range client.Contacts.SearchAll(ctx, query, cuedesk.PageOptions{}, cuedesk.WithPosition(&at)) {
		if err != nil {
			return err
		}
		if at.Items() > limit {
			break
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", contact.CreatedAt.Format(time.DateOnly),
			printable(contact.FirstName+" "+contact.LastName), printable(contact.Email),
			printable(contact.CustomFields.Get("seats").String()))
	}
	fmt.Fprintf(table, "%d of %d\n", min(at.Items(), limit), at.Total())
	return table.Flush()
}

var control = regexp.MustCompile(`\pC`)

// printable replaces the characters that control a terminal: a contact may have any text.
func printable(text string) string { return control.ReplaceAllLiteralString(text, "\uFFFD") }

// demo is a fake with three contacts.
func demo() *cuedesk.Client {
	srv := cuedesktest.NewServer()
	for i, name := range []string{"Ada", "Grace", "Alan"} {
		seats := map[string]any{"seats": 10 * (i + 1)}
		srv.AddContact(cuedesktest.Contact{FirstName: name, Email: name + "@example.com", CustomFields: seats})
	}
	return srv.Client()
}
