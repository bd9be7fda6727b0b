package main

import (
	"bytes"
	"flag"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

var update = flag.Bool("update", false, "rewrite the golden output")

// people is a small file: four contacts, a repeat, and a row that nothing is known by.
const people = `email,phone,last_name,company,seats,notes
a@example.com,+12025550101,Ames,Tarn Foundry,5,do not call
b@example.com,,Burke,,12,call in May
A@example.com,,,,,
,+12025550103,Cole,Tarn Foundry,many,
,+12025550104,Dale,,120,
,,Eaton,,,
`

// loadInto loads a file into a fake, and returns its output, sorted by line where rows are
// named.
func loadInto(t *testing.T, srv *cuedesktest.Server, file string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := load(t.Context(), srv.Client(), strings.NewReader(file), &out, io.Discard)
	var named, rest []string
	for line := range strings.SplitSeq(strings.TrimSuffix(out.String(), "\n"), "\n") {
		switch {
		case strings.HasPrefix(line, "line "):
			named = append(named, line)
		default:
			rest = append(rest, regexp.MustCompile(` in \S+s$`).ReplaceAllString(line, ""))
		}
	}
	slices.Sort(named)
	return strings.Join(append(named, rest...), "\n") + "\n", err
}

// contactsFile is the file of the repository.
func contactsFile(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "contacts.csv"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestLoad_output(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		got, err := loadInto(t, cuedesktest.NewServer(), contactsFile(t))
		if err != nil {
			t.Fatal(err)
		}
		testset.CompareGolden(t, "output", got, *update)
	})
}

// TestLoad_progress: progress is not among what is said, which may go to a file.
func TestLoad_progress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out, progress bytes.Buffer
		err := load(t.Context(), cuedesktest.NewServer().Client(), strings.NewReader(people), &out, &progress)
		if err != nil {
			t.Fatal(err)
		}
		if text := progress.String(); !strings.HasSuffix(text, rewind) ||
			!strings.Contains(text, rewind+"4 of 6 rows are in") {
			t.Errorf("progress is %q", text)
		}
		if strings.ContainsAny(out.String(), "\r\x1b") || strings.Contains(out.String(), "rows are in") {
			t.Errorf("output is %q", out.String())
		}
	})
}

// counts are what there is in a workspace.
type counts struct{ Contacts, Lists, Fields, Members, Notes int }

func checkCounts(t *testing.T, client *cuedesk.Client, want counts) {
	t.Helper()
	var got counts
	for contact, err := range client.Contacts.All(t.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		got.Contacts++
		for _, err := range client.Notes.All(t.Context(), contact.ID, cuedesk.PageOptions{}) {
			if err != nil {
				t.Fatal(err)
			}
			got.Notes++
		}
	}
	for list, err := range client.Lists.All(t.Context(), cuedesk.ListListsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		got.Lists++
		got.Members += list.Count
	}
	fields, err := client.CustomFields.List(t.Context(), cuedesk.PageOptions{})
	if err != nil {
		t.Fatal(err)
	}
	got.Fields = fields.Total
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("workspace differs (-want +got):\n%s", diff)
	}
}

// TestLoad_twice: another run doubles nothing.
func TestLoad_twice(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		lines := strings.SplitAfter(contactsFile(t), "\n")
		beginning := strings.Join(slices.Concat(lines[:300], lines[3:6]), "")
		for _, state := range []string{"created", "updated"} {
			out, err := loadInto(t, srv, beginning)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"276 rows", "3 invalid", "3 duplicate", "270 " + state} {
				if !strings.Contains(out, want) {
					t.Errorf("no %q in\n%s", want, out)
				}
			}
			<-time.After(time.Minute)
		}
		checkCounts(t, srv.Client(), counts{Contacts: 270, Lists: 1, Fields: 4, Members: 270, Notes: 1})
	})
}

// TestLoad_known: a contact that was there before has nothing changed that is not in the
// file.
func TestLoad_known(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		id := srv.AddContact(cuedesktest.Contact{Email: "a@example.com", PhoneNumber: "+12025550101", FirstName: "Ann"})
		<-time.After(time.Minute)
		if _, err := loadInto(t, srv, "email\na@example.com\n"); err != nil {
			t.Fatal(err)
		}
		c, err := srv.Client().Contacts.Get(t.Context(), id)
		if err != nil || c.PhoneNumber != "+12025550101" || c.FirstName != "Ann" {
			t.Errorf("contact is %v %v (%v)", c.FirstName, c.PhoneNumber, err)
		}
		checkCounts(t, srv.Client(), counts{Contacts: 1, Lists: 1, Fields: 4, Members: 1})
	})
}

func TestLoad_transientFaults(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{
		"GET /v1/custom-fields", "GET /v1/contact-lists", "POST /v1/contacts/bulk", "POST /v1/contacts/search",
		"GET /v1/contacts/bulk/{contact_import_uuid}", "GET /v1/contact-lists/{contact_list_uuid}/contacts",
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				want, err := loadInto(t, cuedesktest.NewServer(), people)
				if err != nil {
					t.Fatal(err)
				}
				srv := cuedesktest.NewServer()
				srv.Inject(operation, cuedesktest.Status(503).Times(2))
				got, err := loadInto(t, srv, people)
				if err != nil || got != want {
					t.Errorf("error %v, output:\n%s", err, got)
				}
				checkCounts(t, srv.Client(), counts{Contacts: 4, Lists: 1, Fields: 4, Members: 4, Notes: 1})
			})
		})
	}
}

func TestLoad_errors(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ text, want string }{
		"empty":                 {"", "source, after 0 rows: EOF"},
		"header only":           {"email\n", "0 rows are in"},
		"nothing to know by":    {"name,company\nx,y\n", "0 rows are in"},
		"quote in a value":      {"email,company\na@example.com,5\" pipes\n", "line 2, column"},
		"quote that never ends": {"email,company\na@example.com,\"Smith\nb@example.com,x\n", `extraneous or missing "`},
		"too few values":        {"email,company\na@example.com\n", "line 2: wrong number of fields"},
		"quote in the header":   {"email,\"x\"y\na@example.com,x\n", "line 1, column"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				_, err := loadInto(t, cuedesktest.NewServer(), test.text)
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Errorf("error %v does not say %q", err, test.want)
				}
			})
		})
	}
}

// TestLoad_everyRowFails: a load without a success is an error, and names the rows.
func TestLoad_everyRowFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		for range 2 {
			srv.AddContact(cuedesktest.Contact{Email: "a@example.com"})
		}
		out, err := loadInto(t, srv, "email\na@example.com\n")
		if err == nil || !strings.Contains(err.Error(), "0 rows are in, 1 that were sent are not") {
			t.Errorf("error is %v", err)
		}
		if !strings.Contains(out, "line 2 failed: several contacts match it") {
			t.Errorf("output is\n%s", out)
		}
	})
}
