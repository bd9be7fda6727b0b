// Quickstart imports a CSV file of contacts into a Cuedesk workspace, and prints what became
// of its rows. Without CUEDESK_TOKEN it imports into a fake of the API in this process.
package main

import (
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"regexp"
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

func main() {
	name := flag.String("file", "testdata/contacts.csv", "the CSV file to load")
	flag.Parse()
	client, err := cuedesk.NewClientFromEnv()
	if os.Getenv("CUEDESK_TOKEN") == "" {
		fmt.Println("CUEDESK_TOKEN is not set: this loads the file into a fake of the API in this process.")
		client, err = cuedesktest.NewServer().Client(), nil
	}
	file, openErr := os.Open(*name)
	progress := io.Discard
	if info, err := os.Stdout.Stat(); err == nil && info.Mode()&os.ModeCharDevice != 0 {
		progress = os.Stdout // a terminal
	}
	if err = errors.Join(err, openErr); err == nil {
		err = load(context.Background(), client, file, os.Stdout, progress)
	}
	if err != nil {
		log.Fatal("quickstart: ", err)
	}
}

const rewind = "\r\x1b[K" // clears the line of a terminal

// load imports the rows into a list, and reads the list. It can be run again: no contact is doubled.
func load(ctx context.Context, client *cuedesk.Client, file io.Reader, out, bar io.Writer) error {
	list, err := client.Lists.Ensure(ctx, cuedesk.ListCreate{Name: "Quickstart import"})
	if err = errors.Join(err, createFields(ctx, client)); err != nil {
		return err
	}
	var fresh importer.Result // of a contact that was created
	report, err := importer.Run(ctx, client, rows(csv.NewReader(file)), importer.Options{
		MatchOn:     []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchPhoneNumber}, // the first one that a row has
		ListID:      list.List.ID,
		Distinguish: true,
		Progress:    func(p importer.Progress) { fmt.Fprintf(bar, rewind+"%d of %d rows are in", p.Counts.In(), p.Read) },
		Each: func(r importer.Result) {
			if r.State == importer.Created {
				fresh = r
			}
			if r.Row.Source != "" || !r.State.IsIn() {
				fmt.Fprint(bar, rewind)
				fmt.Fprintf(out, "%s%s\n", r, r.Row.Source)
			}
		},
	})
	fmt.Fprint(bar, rewind)
	fmt.Fprint(out, report)
	if lost := report.Counts[importer.Failed] + report.Counts[importer.Unknown]; lost > 0 || report.Counts.In() == 0 {
		err = errors.Join(err, fmt.Errorf("%d rows are in, %d that were sent are not", report.Counts.In(), lost))
	}
	if err == nil && fresh.State == importer.Created { // a contact that existed before is not changed
		_, noteErr := client.Notes.Create(ctx, fresh.ContactID, cuedesk.NoteCreate{Title: "Imported"})
		_, err = client.Contacts.Update(ctx, fresh.ContactID, fresh.Row.Contact.AsUpdate())
		err = errors.Join(noteErr, err)
	}
	if err != nil {
		return err
	}
	members := 0
	for _, err := range client.Lists.AllContacts(ctx, list.List.ID, cuedesk.ListMembersOptions{}) {
		if err != nil {
			return err
		}
		members++
	}
	large, err := client.Contacts.Count(ctx, cuedesk.Where(cuedesk.CustomLong("seats").Between(100, 500)))
	fmt.Fprintf(out, "%d contacts in the list, %d with 100 to 500 seats\n", members, large)
	return err
}

// createFields creates the custom fields of the columns, unless they exist.
func createFields(ctx context.Context, client *cuedesk.Client) error {
	kinds := map[string]cuedesk.FieldType{
		"company": "text", "subscription": "text", "seats": "number:integer", "signup_date": "text",
	}
	for key, kind := range kinds {
		field := cuedesk.CustomFieldCreate{Name: key, FieldKey: key, FieldType: kind}
		if _, err := client.CustomFields.Ensure(ctx, field); err != nil {
			return err
		}
	}
	return nil
}

// rows yields the rows of a file. Row.Source has the values that are left out, as text.
func rows(r *csv.Reader) func(yield func(importer.Row, error) bool) {
	return func(yield func(importer.Row, error) bool) {
		header, err := r.Read()
		for more := err == nil || yield(importer.Row{}, err); more; {
			record, err := r.Read()
			row := importer.Row{Source: "", Contact: cuedesk.ContactCreate{CustomFields: map[string]any{}}}
			for i, text := range record[:min(len(record), len(header))] { // after an error their lengths may differ
				row.Line, _ = r.FieldPos(0)
				if text = strings.Join(strings.Fields(text), " "); text != "" && !set(&row.Contact, header[i], text) {
					row.Source = fmt.Sprintf("%v (left out: %s %q)", row.Source, header[i], text)
				}
			}
			more = !errors.Is(err, io.EOF) && yield(row, err)
		}
	}
}

var patterns = map[string]*regexp.Regexp{
	"email": regexp.MustCompile(`^[^@ ]+@[^@ ]+$`),
	"phone": regexp.MustCompile(`^(tel:)?\+?[0-9 ()./-]{7,24}( ?(x|ext\.?) ?[0-9]+)?$`),
	"seats": regexp.MustCompile(`^[0-9]{1,9}$`),
}

// set sets the field of a column, and reports whether the value is valid.
func set(c *cuedesk.ContactCreate, column, text string) bool {
	texts := map[string]*string{"first_name": &c.FirstName, "last_name": &c.LastName, "phone": &c.PhoneNumber}
	switch pattern := patterns[column]; {
	case pattern != nil && !pattern.MatchString(text):
		return false
	case texts[column] != nil:
		*texts[column] = strings.TrimPrefix(text, "tel:")
	case column == "email":
		c.Email = strings.ToLower(text)
	case column == "seats":
		c.CustomFields[column], _ = strconv.Atoi(text)
	case column == "company", column == "subscription", column == "signup_date":
		c.CustomFields[column] = text
	}
	return true
}
