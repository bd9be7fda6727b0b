package main

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

const (
	bulkCreate   = "POST /v1/contacts/bulk"
	importStatus = "GET /v1/contacts/bulk/{contact_import_uuid}"
)

func TestPassingFaultsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{
		"GET /v1/custom-fields", "GET /v1/contact-lists", bulkCreate, importStatus, "POST /v1/contacts/search",
		"GET /v1/contact-lists/{contact_list_uuid}/contacts", "PATCH /v1/contacts/{contact_uuid}",
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				file := csvFile(t, people)
				want, err := loadInto(t, cuedesktest.NewServer(), file, false)
				if err != nil {
					t.Fatal(err)
				}
				srv.Inject(operation, cuedesktest.Status(503).Times(2))
				got, err := loadInto(t, srv, file, false)
				if err != nil || got != want {
					t.Errorf("error %v, output:\n%s", err, got)
				}
			})
		})
	}
}

func TestLostResponsesOfCreatesDoubleNothing(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{
		"POST /v1/custom-fields", "POST /v1/contact-lists", "POST /v1/contacts/{contact_uuid}/notes",
	} {
		for name, fault := range map[string]cuedesktest.Fault{
			"carried out":     cuedesktest.Reset().AfterApply(),
			"not carried out": cuedesktest.Status(503),
		} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					srv := cuedesktest.NewServer()
					srv.Inject(operation, fault)
					out, err := loadInto(t, srv, csvFile(t, people), false)
					if err != nil {
						t.Fatal(err)
					}
					checkSum(t, out)
					checkCounts(t, srv.Client(), counts{Contacts: 4, Lists: 1, Fields: 2, Members: 4, Notes: 1})
				})
			})
		}
	}
}

func TestFailedImportsAreReported(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		operation string
		fault     cuedesktest.Fault
		failed    int
		reason    string
		members   int
	}{
		"import that fails": {
			bulkCreate, cuedesktest.FailImport(), 3, "its import failed entirely: lines ", 2,
		},
		"import that is refused": {
			bulkCreate, cuedesktest.Status(503).Times(4), 3, "its import was not accepted: lines ", 2,
		},
		"import without progress": {
			bulkCreate, cuedesktest.StuckImport(), 3, "the end of its import was not seen, and it is not in the list: lines ", 2,
		},
		"import whose status is not known": {
			importStatus, cuedesktest.Status(404).Always(), 1, "accepted, but its end was not seen", 4,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.Inject(test.operation, test.fault)
				out, err := loadInto(t, srv, csvFile(t, people), false)
				checkSum(t, out)
				lost := test.failed - 1
				if (err != nil) != (lost > 0) {
					t.Errorf("error is %v", err)
				}
				if _, summary, _ := strings.Cut(out, "Summary"); number(t, summary, "failed") != test.failed {
					t.Errorf("not %d failed", test.failed)
				}
				if !strings.Contains(out, test.reason) {
					t.Errorf("%q is not in:\n%s", test.reason, out)
				}
				checkMembers(t, srv, test.members)
			})
		})
	}
}

func checkMembers(t *testing.T, srv *cuedesktest.Server, want int) {
	t.Helper()
	ws := &workspace{client: srv.Client(), out: newPrinter(t.Output())}
	if err := ws.ensureList(t.Context()); err != nil {
		t.Fatal(err)
	}
	members, err := ws.readMembers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if members.count != want {
		t.Errorf("list has %d members, not %d", members.count, want)
	}
}

// A second run whose import fails finds the contacts of the first in the list. It
// must not take them for its own.
func TestFailedImportOfKnownContacts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		file := csvFile(t, "email\na@example.com\nb@example.com\n")
		if _, err := loadInto(t, srv, file, false); err != nil {
			t.Fatal(err)
		}
		srv.Inject(bulkCreate, cuedesktest.FailImport())
		out, err := loadInto(t, srv, file, false)
		if err == nil || !strings.Contains(err.Error(), "2 rows that were sent were not imported") {
			t.Errorf("error is %v", err)
		}
		checkSum(t, out)
	})
}

// Two contacts with one address make an import that matches on it fail.
func TestRowThatTheAPIRefuses(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		for range 2 {
			srv.AddContact(cuedesktest.Contact{Email: "b@example.com"})
		}
		out, err := loadInto(t, srv, csvFile(t, "email\na@example.com\nb@example.com\n"), false)
		if err == nil || !strings.Contains(err.Error(), "1 rows that were sent were not imported") {
			t.Errorf("error is %v", err)
		}
		checkSum(t, out)
		if want := "the API did not import it; it does not say why: line 3"; !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
	})
}

func TestWrongCountsAreAnError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ summary, want string }{
		"rows that nobody counts": {
			`{"total":2,"created":0,"failed":1}`, "0 created + 1 failed + 0 duplicates are 1, but the file has 2 rows",
		},
		"created, but not in the list": {
			`{"total":2,"created":2,"failed":0}`, "the API reports 0 failed rows, but 2 are not in the list",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				const id = `{"contact_import_uuid":"ff28a1b2-c3d4-5e6f-7a8b-9c0d1e2f3a4b"`
				srv.Inject(bulkCreate, cuedesktest.Body(202, "application/json", id+`}`))
				srv.Inject(importStatus, cuedesktest.Body(200, "application/json", id+`,"status":"completed","summary":`+test.summary+`}`))
				_, err := loadInto(t, srv, csvFile(t, "email\na@example.com\nb@example.com\n"), false)
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("error is %v", err)
				}
			})
		})
	}
}

// A contact that was in the workspace before may be both what one row names by
// address and another by phone number.
func TestRowsThatMeetInOneContact(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.AddContact(cuedesktest.Contact{Email: "a@example.com", PhoneNumber: "+12025550101"})
		_, err := loadInto(t, srv, csvFile(t, "email,phone\na@example.com,\n,+1 202 555 0101\n"), false)
		if err == nil || !strings.Contains(err.Error(), "2 contacts created or updated, which are 1 in the list") {
			t.Errorf("error is %v", err)
		}
	})
}

func TestAFailingTourDoesNotHideTheSummary(t *testing.T) {
	t.Parallel()
	for operation, want := range map[string]string{
		"POST /v1/contacts/search":               "searching: ",
		"POST /v1/contacts/{contact_uuid}/notes": "adding a note: ",
		"PATCH /v1/contacts/{contact_uuid}":      "clearing a phone number: ",
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
			srv.Inject(operation, cuedesktest.Status(400))
			out, err := loadInto(t, srv, csvFile(t, people), false)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("error is %v", err)
			}
			checkSum(t, out)
		})
	}
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
	err := load(t.Context(), srv.Client(), newPrinter(full{}), csvFile(t, people), false)
	if err == nil || err.Error() != "no space left" {
		t.Errorf("error is %v", err)
	}
}

func TestTerminalRewritesItsLine(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p := &printer{w: &out, terminal: true}
	p.progress("%d done", 1)
	p.progress("%d done", 2)
	p.finish("finished")
	if want := "\r\x1b[K1 done\r\x1b[K2 done\r\x1b[Kfinished\n"; out.String() != want {
		t.Errorf("output is %q, not %q", out.String(), want)
	}
}

// TestPrinter_controlCharacters: what a file or the API says does not steer the
// terminal.
func TestPrinter_controlCharacters(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	p := &printer{w: &out, terminal: true}
	p.line("a\x1b[2Jb\rc\td\ne\u202e")
	p.progress("%s", "f\x07\u009b")
	p.wrap("g", []string{"h\x1b"})
	if want := "a[2Jb c\td\ne\n" + rewind + "fg h\n"; out.String() != want {
		t.Errorf("output is %q, not %q", out.String(), want)
	}
}
