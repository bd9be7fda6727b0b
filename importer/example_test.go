package importer_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

const file = `name,email
Ann,ann@example.com
Bob,
Ann Ames,ANN@example.com
`

// csvRows yields the rows of a CSV file as they are read.
func csvRows(r *csv.Reader) iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		_, err := r.Read() // the header
		for err == nil {
			var record []string
			if record, err = r.Read(); err != nil {
				break
			}
			line, _ := r.FieldPos(0)
			contact := cuedesk.ContactCreate{FirstName: record[0], Email: record[1]}
			if !yield(importer.Row{Line: line, Contact: contact, Source: record}, nil) {
				return
			}
		}
		if !errors.Is(err, io.EOF) {
			yield(importer.Row{}, err)
		}
	}
}

func ExampleRun() {
	client := cuedesktest.NewServer().Client()
	report, err := importer.Run(context.Background(), client, csvRows(csv.NewReader(strings.NewReader(file))),
		importer.Options{MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, g := range report.Groups {
		fmt.Println(g.Rows, g.State, g.Reason, g.Lines)
	}
	fmt.Println(report.Counts.In(), "of", report.Read, "rows are in")
	// Output:
	// 1 invalid no_match_value [3]
	// 1 duplicate merged [4]
	// 1 of 3 rows are in
}

// Contacts that are at hand are one call, whatever their number.
func ExampleRows() {
	client := cuedesktest.NewServer().Client()
	contacts := make([]cuedesk.ContactCreate, 1500)
	for i := range contacts {
		contacts[i].Email = fmt.Sprintf("user%d@example.com", i)
	}
	rows := importer.Rows(slices.Values(contacts))
	report, err := importer.Run(context.Background(), client, rows, importer.Options{})
	fmt.Println(report.Counts.In(), "of", report.Read, "are in:", err)
	// Output: 1500 of 1500 are in: <nil>
}

// Rows that are not in go into a file of their own, with their line and the reason.
func ExampleResult() {
	client := cuedesktest.NewServer().Client()
	failed := csv.NewWriter(os.Stdout)
	rows := csvRows(csv.NewReader(strings.NewReader(file)))
	_, err := importer.Run(context.Background(), client, rows, importer.Options{
		MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail},
		Each: func(r importer.Result) {
			if r.State.IsIn() || r.State == importer.Duplicate {
				return
			}
			record, _ := r.Row.Source.([]string)
			why := []string{strconv.Itoa(r.Row.Line), r.State.String(), r.Reason.Text()}
			_ = failed.Write(append(record, why...))
		},
	})
	failed.Flush()
	fmt.Println(err)
	// Output:
	// Bob,,3,invalid,has none of the fields that rows are matched on
	// <nil>
}

// With a journal, the same call goes on where an earlier one ended.
func ExampleOpenFile() {
	client := cuedesktest.NewServer().Client()
	folder, err := os.MkdirTemp("", "import")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	for range 2 {
		journal, err := importer.OpenFile(filepath.Join(folder, "journal"))
		if err != nil {
			fmt.Println(err)
			return
		}
		rows := csvRows(csv.NewReader(strings.NewReader(file)))
		report, err := importer.Run(context.Background(), client, rows,
			importer.Options{MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail}, Journal: journal})
		err = errors.Join(err, journal.Close())
		fmt.Println(report.Batches, "batch,", report.Resumed, "of an earlier call:", err)
	}
	// Output:
	// 1 batch, 0 of an earlier call: <nil>
	// 1 batch, 1 of an earlier call: <nil>
}
