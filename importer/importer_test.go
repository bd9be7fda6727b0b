package importer_test

import (
	"cmp"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

const (
	bulkCreate   = "POST /v1/contacts/bulk"
	importStatus = "GET /v1/contacts/bulk/{contact_import_uuid}"
	search       = "POST /v1/contacts/search"
	addMembers   = "POST /v1/contact-lists/{contact_list_uuid}/contacts"
)

var byEmail = importer.Options{MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchPhoneNumber}}

// stream yields contacts as rows.
func stream(contacts ...cuedesk.ContactCreate) iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		for _, c := range contacts {
			if !yield(importer.Row{Contact: c}, nil) {
				return
			}
		}
	}
}

// people returns n contacts with e-mail addresses.
func people(n int) []cuedesk.ContactCreate {
	contacts := make([]cuedesk.ContactCreate, n)
	for i := range contacts {
		contacts[i] = cuedesk.ContactCreate{FirstName: fmt.Sprint("Name", i), Email: fmt.Sprintf("p%d@example.com", i)}
	}
	return contacts
}

// outcome is a report with the result of each row, in order.
type outcome struct {
	*importer.Report

	results []importer.Result
}

// runImport runs, and checks that the report adds up to the rows that it hands out.
func runImport(
	t *testing.T, client *cuedesk.Client, rows iter.Seq2[importer.Row, error], o importer.Options,
) (outcome, error) {
	t.Helper()
	out := outcome{}
	var mu sync.Mutex
	var counts importer.Counts
	o.Each = func(r importer.Result) {
		mu.Lock()
		defer mu.Unlock()
		counts[r.State]++
		out.results = append(out.results, r)
	}
	report, err := importer.Run(t.Context(), client, rows, o)
	out.Report = report
	slices.SortStableFunc(out.results, func(a, b importer.Result) int { return cmp.Compare(a.Row.Line, b.Row.Line) })
	if counts != report.Counts || report.Read != counts.Total() {
		t.Errorf("read %d, counts %v, handed out %v", report.Read, report.Counts, counts)
	}
	grouped := 0
	for _, g := range report.Groups {
		grouped += g.Rows
	}
	if grouped != report.Read-report.Counts.In() {
		t.Errorf("groups have %d rows, not %d", grouped, report.Read-report.Counts.In())
	}
	if n := strings.Count(report.String(), "\n"); n > 17 {
		t.Errorf("text has %d lines", n)
	}
	return out, err
}

// states are the states of the rows, in order.
func (o outcome) states() string {
	var texts []string
	for _, r := range o.results {
		text := r.State.String()
		if r.Reason != "" {
			text += ":" + string(r.Reason)
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " ")
}

// workspace reads all contacts, by address or number, and fails if one is doubled.
func workspace(t *testing.T, srv *cuedesktest.Server) map[string]*cuedesk.Contact {
	t.Helper()
	all := map[string]*cuedesk.Contact{}
	for c, err := range srv.Client().Contacts.All(t.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		key := cmp.Or(strings.ToLower(c.Email), c.PhoneNumber)
		if all[key] != nil {
			t.Errorf("two contacts are %s", key)
		}
		all[key] = c
	}
	return all
}

func wantStates(t *testing.T, got outcome, err error, want string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	if got.states() != want {
		t.Errorf("states are\n%s\nnot\n%s", got.states(), want)
	}
}

var errSource = errors.New("broken disk")
