package importer_test

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// ann returns rows about one person: the n-th has the name n, or a value that the API does not take.
func ann(kinds string) []cuedesk.ContactCreate {
	var rows []cuedesk.ContactCreate
	for i, kind := range kinds {
		row := cuedesk.ContactCreate{Email: "ann@example.com", FirstName: strconv.Itoa(i + 1)}
		if kind == 'b' {
			row.CustomFields = map[string]any{fmt.Sprint("none", i): 1}
		}
		rows = append(rows, row)
	}
	return rows
}

// TestRun_repeats_failed: rows of which the contact that was sent for all of them has failed are sent
// by themselves, and end as they do in batches of their own. "g" is a good row, "b" a bad one.
func TestRun_repeats_failed(t *testing.T) {
	t.Parallel()
	for _, merge := range []cuedesk.MergeType{cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate, cuedesk.MergeUpdate} {
		for _, mode := range []importer.RepeatMode{importer.MergeRepeats, importer.ReportRepeats} {
			for kinds, test := range map[string]struct{ first, last, failed, before string }{
				"bg":    {"2", "2", "1", "1"}, // first and last good row, bad rows, those before a good one
				"gb":    {"1", "1", "2", ""},
				"bgb":   {"2", "2", "13", "1"},
				"ggbgg": {"1", "5", "3", ""},
				"bbbg":  {"4", "4", "123", "123"},
				"bbb":   {"", "", "123", "123"},
				"gbgbg": {"1", "5", "24", ""},
			} {
				name, failed := test.first, test.before
				if merge != cuedesk.MergeCreate && mode == importer.MergeRepeats {
					name, failed = test.last, test.failed
				}
				t.Run(fmt.Sprint(merge, mode, kinds), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						o := byEmail
						o.Lanes, o.MergeType, o.Repeats = 1, merge, mode
						if gotName, gotFailed := importAnn(t, kinds, o); gotName != name || gotFailed != failed {
							t.Errorf("the name is %q, and rows %s fail, not %q and %s", gotName, gotFailed, name, failed)
						}
					})
				})
			}
		}
	}
}

// importAnn imports rows of one person, and returns the name of the contact and which rows have failed.
func importAnn(t *testing.T, kinds string, o importer.Options) (name, failed string) {
	t.Helper()
	srv := cuedesktest.NewServer()
	if o.MergeType == cuedesk.MergeUpdate {
		srv.AddContact(cuedesktest.Contact{Email: "ann@example.com"})
	}
	got, err := runImport(t, srv.Client(), stream(ann(kinds)...), o)
	if err != nil {
		t.Fatal(err)
	}
	var lines []byte
	for i, r := range got.results {
		if r.State == importer.Failed {
			lines = strconv.AppendInt(lines, int64(i+1), 10)
		}
		if r.State.IsIn() && (r.Err != nil || r.Fields != nil) {
			t.Errorf("line %d is in, with %v", i+1, r.Fields)
		}
	}
	if c := workspace(t, srv)["ann@example.com"]; c != nil {
		name = c.FirstName
	}
	return name, string(lines)
}

// TestRun_repeats_states: what is told of rows that are sent by themselves, also after a resume.
func TestRun_repeats_states(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		kinds   string
		merge   cuedesk.MergeType
		mode    importer.RepeatMode
		known   bool
		want    string
		repeats []int
	}{
		"merged": {
			kinds: "bggg", want: "failed:refused created updated duplicate:merged", repeats: []int{0, 1, 2, 3},
		},
		"first good one": {
			kinds: "bggg", mode: importer.ReportRepeats,
			want: "failed:refused created duplicate:repeated duplicate:repeated", repeats: []int{0, 1, 2, 2},
		},
		"created": {
			kinds: "bbgg", merge: cuedesk.MergeCreate,
			want: "failed:refused failed:refused created duplicate:repeated", repeats: []int{0, 1, 2, 3},
		},
		"new": {
			kinds: "gg", merge: cuedesk.MergeUpdate, want: "skipped:new skipped:new", repeats: []int{0, 1},
		},
		"new, repeats reported": {
			kinds: "gg", merge: cuedesk.MergeUpdate, mode: importer.ReportRepeats,
			want: "skipped:new skipped:new", repeats: []int{0, 1},
		},
		"exists": {
			kinds: "gg", merge: cuedesk.MergeCreate, known: true, want: "skipped:exists skipped:exists", repeats: []int{0, 1},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := namedServer()
				if test.known {
					srv.AddContact(cuedesktest.Contact{Email: "ann@example.com"})
				}
				o := byEmail
				o.Lanes, o.MergeType, o.Repeats, o.Distinguish = 1, test.merge, test.mode, true
				o.Journal = &memoryJournal{left: -1}
				for range 2 {
					got, err := runImport(t, srv.Client(), stream(ann(test.kinds)...), o)
					wantStates(t, got, err, test.want)
					var repeats []int
					for _, r := range got.results {
						repeats = append(repeats, r.Repeats)
					}
					if !slices.Equal(repeats, test.repeats) {
						t.Errorf("repeats are %v", repeats)
					}
				}
			})
		})
	}
}

// TestRun_repeats_severalMatch: rows of a value that several contacts have fail all, and are not sent by
// themselves, also in another form, of which the API might make a further contact.
func TestRun_repeats_severalMatch(t *testing.T) {
	t.Parallel()
	for _, mode := range []importer.RepeatMode{importer.MergeRepeats, importer.ReportRepeats} {
		synctest.Test(t, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			for range 2 {
				srv.AddContact(cuedesktest.Contact{Email: "ann@example.com"})
			}
			rows := append(ann("gggg"), email("ANN@example.com"))
			o := byEmail
			o.Lanes, o.Repeats = 1, mode
			got, err := runImport(t, srv.Client(), stream(rows...), o)
			wantStates(t, got, err, strings.TrimSpace(strings.Repeat("failed:several_match ", 5)))
			if n := countContacts(t, srv, "ann@example.com"); n != 2 {
				t.Errorf("%d contacts", n)
			}
		})
	}
}

// TestRun_repeats_bound: a value that the API does not take makes no import of each of its rows.
func TestRun_repeats_bound(t *testing.T) {
	t.Parallel()
	for mode, want := range map[importer.RepeatMode]int{importer.MergeRepeats: 120, importer.ReportRepeats: 20} {
		synctest.Test(t, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			o := byEmail
			o.Lanes, o.Repeats = 1, mode
			got, err := runImport(t, srv.Client(), stream(ann(strings.Repeat("b", 1000))...), o)
			n, like := requestCounts(srv)[bulkCreate], 0
			for _, r := range got.results {
				if r.State == importer.Failed && r.Reason == importer.ReasonLikeOthers {
					like++
				}
			}
			if err != nil || n > want || got.Counts[importer.Failed] != 1000 || like != 980 {
				t.Errorf("mode %d: %d imports, error %v, report\n%s", mode, n, err, got)
			}
		})
	}
}

// TestRun_repeats_interrupted: wherever a call ends between the rows that are sent by themselves, the
// next one ends with the same states.
func TestRun_repeats_interrupted(t *testing.T) {
	t.Parallel()
	for records := 1; records < 20; records++ {
		synctest.Test(t, func(t *testing.T) {
			srv := namedServer()
			journal := &memoryJournal{left: records}
			o := byEmail
			o.Lanes, o.Journal = 1, journal
			rows := append(people(3), ann("bgbg")...)
			_, err := runImport(t, srv.Client(), stream(rows...), o)
			if err == nil && records < 8 {
				t.Errorf("%d records were enough", records)
			}
			journal.left = -1
			got, err := runImport(t, srv.Client(), stream(rows...), o)
			wantStates(t, got, err, "imported imported imported failed:refused imported failed:refused imported")
			if c := workspace(t, srv)["ann@example.com"]; c == nil || c.FirstName != "4" {
				t.Errorf("%d records: contact is %v", records, c)
			}
		})
	}
}
