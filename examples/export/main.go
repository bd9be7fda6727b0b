// Export writes the contacts of a workspace, a search or a list to a CSV or NDJSON
// file. Run again after a crash, it goes on without a missing or doubled row.
package main

import (
	"bufio"
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// export is an export under way. The exported fields are its checkpoint file.
type export struct {
	Size       int64              `json:"size"`       // bytes of the output that are complete and synced
	Format     string             `json:"format"`     // csv, csv-raw or ndjson
	Columns    []string           `json:"columns"`    // of CSV; those of custom fields begin with "custom_fields."
	Checkpoint cuedesk.Checkpoint `json:"checkpoint"` // where to go on reading

	output, search string
	list           cuedesk.ListID
	every          time.Duration
	file, stderr   *os.File
	terminal       bool // whether the file is one
	out            *bufio.Writer
	at             cuedesk.Position
}

func main() {
	e := export{stderr: os.Stderr}
	flag.StringVar(&e.output, "o", "contacts.csv", "the `file` to write; - is standard output, which cannot be resumed")
	flag.StringVar(&e.Format, "format", "csv", "csv, csv-raw (cells may be formulas) or ndjson")
	flag.StringVar(&e.search, "search", "", "only contacts that a free-text search for this `text` finds")
	flag.TextVar(&e.list, "list", cuedesk.ListID{}, "only contacts of the list with this `ID`; not with -search")
	flag.DurationVar(&e.every, "every", 2*time.Second, "the `time` between checkpoints, and between lines of progress")
	flag.Parse()
	if flag.NArg() > 0 || !slices.Contains([]string{"csv", "csv-raw", "ndjson"}, e.Format) ||
		e.search != "" && !e.list.IsZero() {
		flag.Usage()
		os.Exit(2)
	}
	client, err := connect(context.Background())
	if err == nil {
		err = e.run(context.Background(), client)
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "export: %s\nThe same command goes on from the last checkpoint.\n", printable(err.Error()))
		os.Exit(1)
	}
	fmt.Fprintf(os.Stderr, "%d contacts are in %s\n", e.at.Items(), e.output)
}

// run exports, and gives the output its name when it is complete.
func (e *export) run(ctx context.Context, client *cuedesk.Client) error {
	if err := e.open(); err != nil {
		return err
	}
	if err := e.writeHeader(ctx, client); err != nil {
		return err
	}
	if err := e.copy(ctx, client); err != nil {
		return err
	}
	if e.output == "-" {
		return nil
	}
	if err := errors.Join(e.file.Sync(), e.file.Close(), os.RemoveAll(e.output+".checkpoint")); err != nil {
		return err
	}
	return os.Rename(e.output+".part", e.output)
}

// connect returns a client of the API, or of a fake if there is no token.
func connect(ctx context.Context) (*cuedesk.Client, error) {
	if token := os.Getenv("CUEDESK_TOKEN"); token != "" {
		base := cmp.Or(os.Getenv("CUEDESK_BASE_URL"), "https://api.cuedesk.com")
		return cuedesk.NewClient(token, cuedesk.WithBaseURL(base))
	}
	fmt.Fprintln(os.Stderr, "No CUEDESK_TOKEN: this exports 400 made-up contacts from a fake of the API in this process.")
	srv := cuedesktest.NewServer()
	for n := range 400 { // the same ones each time, so that an export of them can be resumed
		created := time.Date(2026, 1, 1, 0, n, 0, 0, time.UTC)
		srv.AddContact(cuedesktest.Contact{LastName: "Doe", CreatedAt: created, CustomFields: map[string]any{"seats": n}})
	}
	client := srv.Client()
	_, err := client.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{Name: "Seats", FieldType: cuedesk.FieldInteger})
	return client, err
}

// open opens the output, cut back to what the checkpoint says is complete.
func (e *export) open() error {
	if e.output == "-" {
		e.file, e.out, e.terminal = os.Stdout, bufio.NewWriter(os.Stdout), isTerminal(os.Stdout)
		return nil
	}
	format := e.Format
	saved, err := os.ReadFile(e.output + ".checkpoint")
	if err == nil {
		err = json.Unmarshal(saved, e)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if e.file, err = os.OpenFile(e.output+".part", os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600); err != nil {
		return err
	}
	if info, err := e.file.Stat(); err != nil || info.Size() < e.Size || e.Format != format {
		return errors.Join(err, errors.New("the checkpoint is of another file or another -format"))
	}
	e.out = bufio.NewWriter(e.file)
	return e.file.Truncate(e.Size)
}

// writeHeader chooses the columns and writes their names, unless that was done before a crash.
func (e *export) writeHeader(ctx context.Context, client *cuedesk.Client) error {
	if e.Size > 0 || e.Format == "ndjson" {
		return nil
	}
	e.Columns = strings.Fields(`uuid external_contact_id email phone_number whatsapp_id fb_messenger_id
		first_name last_name archived created_at updated_at last_engaged_at`)
	for field, err := range client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
		if err != nil {
			return err
		}
		e.Columns = append(e.Columns, "custom_fields."+field.FieldKey)
	}
	return e.writeRecord(slices.Clone(e.Columns))
}

// copy writes the contacts, oldest first.
func (e *export) copy(ctx context.Context, client *cuedesk.Client) error {
	position := []cuedesk.IterOption{cuedesk.WithPosition(&e.at), cuedesk.ResumeFrom(e.Checkpoint)}
	contacts := client.Contacts.Scan(ctx, cuedesk.Where().Text(e.search), position...)
	if !e.list.IsZero() {
		contacts = client.Contacts.All(ctx, cuedesk.ListContactsOptions{ListID: e.list}, position...)
	}
	progress, saved := "%d of %d contacts\n", time.Now()
	if isTerminal(e.stderr) {
		progress = "%d of %d contacts\r"
	}
	for contact, err := range contacts {
		if err != nil {
			return err
		}
		if err := e.writeContact(contact); err != nil {
			return err
		}
		if time.Since(saved) >= e.every {
			if err := e.save(); err != nil {
				return err
			}
			fmt.Fprintf(e.stderr, progress, e.at.Items(), e.at.Total())
			saved = time.Now()
		}
	}
	return e.out.Flush()
}

// save syncs the output, and then writes a checkpoint that says so, the whole one or none.
func (e *export) save() error {
	if err := e.out.Flush(); err != nil || e.output == "-" {
		return err
	}
	info, err := e.file.Stat()
	if err := errors.Join(err, e.file.Sync()); err != nil {
		return err
	}
	e.Size, e.Checkpoint = info.Size(), e.at.Checkpoint()
	next, err := os.Create(e.output + ".checkpoint.new")
	if err != nil {
		return err
	}
	if err := errors.Join(json.MarshalWrite(next, e), next.Sync(), next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), e.output+".checkpoint")
}

// writeContact writes a contact as the API gives it, or its columns.
func (e *export) writeContact(contact *cuedesk.Contact) error {
	line, err := json.Marshal(contact)
	if err != nil {
		return err
	}
	if e.Format == "ndjson" {
		_, err := e.out.WriteString(e.clean(string(line)) + "\n")
		return err
	}
	var values map[string]cuedesk.Value
	if err := json.Unmarshal(line, &values); err != nil {
		return err
	}
	for key, value := range contact.CustomFields.All() {
		values["custom_fields."+key] = value
	}
	cells := make([]string, len(e.Columns))
	for n, column := range e.Columns {
		cells[n] = values[column].String()
	}
	return e.writeRecord(cells)
}

// What a spreadsheet calculates, what of it can only be a number, of a phone too, and what controls a terminal.
var (
	formula  = regexp.MustCompile(`^(\s*[=+@＝＋＠－-]|[\t\r\n])`)
	number   = regexp.MustCompile(`^[+-][0-9 ().-]+$`)
	controls = regexp.MustCompile(`[^\P{C}\n]`)
)

func (e *export) writeRecord(cells []string) error {
	for n, cell := range cells {
		if e.Format == "csv" && formula.MatchString(cell) && !number.MatchString(cell) {
			cell = "'" + cell
		}
		cells[n] = e.clean(cell)
	}
	return csv.NewWriter(e.out).Write(cells) // it uses the buffer of out
}

// clean returns text for the output: for a terminal, without what controls it.
func (e *export) clean(text string) string {
	if e.terminal {
		return printable(text)
	}
	return text
}

func printable(text string) string { return controls.ReplaceAllString(text, "\uFFFD") }

func isTerminal(file *os.File) bool {
	info, err := file.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
