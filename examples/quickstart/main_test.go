package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

var update = flag.Bool("update", false, "rewrite the golden output")

// people is a small file: four contacts, a duplicate, and a row that nobody could
// find again.
const people = `email,phone,last_name,company,seats,notes
a@example.com,+12025550101,Ames,Tarn Foundry,5,do not call
b@example.com,,Burke,,12,call in May
A@example.com,,,,,
,+12025550103,Cole,Tarn Foundry,,
,+12025550104,Dale,,120,
,,Eaton,,,
`

// noEnv is an environment without variables.
func noEnv(string) string { return "" }

// loadInto loads a file into a fake, in time that does not pass.
func loadInto(t *testing.T, srv *cuedesktest.Server, file string, cleanup bool) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := load(t.Context(), srv.Client(), newPrinter(&out), file, cleanup)
	return out.String(), err
}

// csvFile writes a file to load.
func csvFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "contacts.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestOutput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var out bytes.Buffer
		if err := run(t.Context(), nil, noEnv, &out); err != nil {
			t.Fatal(err)
		}
		golden := filepath.Join("testdata", "output.golden")
		if *update {
			if err := os.WriteFile(golden, out.Bytes(), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), out.String()); diff != "" {
			t.Errorf("output differs (-want +got), see -update:\n%s", diff)
		}
	})
}

// number finds the number before some words in the output.
func number(t *testing.T, out, words string) int {
	t.Helper()
	found := regexp.MustCompile(`(\d+) ` + words).FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("no number of %s in:\n%s", words, out)
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// checkSum checks the numbers of the summary, and that each row that was not
// imported is named.
func checkSum(t *testing.T, out string) {
	t.Helper()
	_, summary, _ := strings.Cut(out, "\nSummary\n")
	created := number(t, summary, "created or updated")
	failed, duplicates := number(t, summary, "failed"), number(t, summary, "duplicates")
	if rows := number(t, summary, "rows in the file"); rows != created+failed+duplicates {
		t.Errorf("%d rows are not %d created + %d failed + %d duplicates", rows, created, failed, duplicates)
	}
	_, named, _ := strings.Cut(summary, "\nFailed\n")
	named, twice, _ := strings.Cut(named, "\nDuplicates\n")
	if got := countLines(named); got != failed {
		t.Errorf("%d failed rows are named, not %d", got, failed)
	}
	if got := countLines(twice); got != duplicates {
		t.Errorf("%d duplicates are named, not %d", got, duplicates)
	}
}

// countLines counts the line numbers after reasons.
func countLines(named string) int {
	list := regexp.MustCompile(`:\s+lines? [0-9, \n]*`).FindAllString(named, -1)
	return len(regexp.MustCompile(`\d+`).FindAllString(strings.Join(list, " "), -1))
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

func TestRunningTwiceDoublesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		for range 2 {
			out, err := loadInto(t, srv, locate(defaultFile), false)
			if err != nil {
				t.Fatal(err)
			}
			checkSum(t, out)
		}
		checkCounts(t, srv.Client(), counts{Contacts: 1188, Lists: 1, Fields: 4, Members: 1188, Notes: 1})
	})
}

func TestCleanup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		client := srv.Client()
		_, err := client.CustomFields.Create(t.Context(), cuedesk.CustomFieldCreate{
			Name: "Company", FieldKey: "company", FieldType: cuedesk.FieldText,
		})
		if err != nil {
			t.Fatal(err)
		}
		out, err := loadInto(t, srv, csvFile(t, people), true)
		if err != nil {
			t.Fatal(err)
		}
		checkSum(t, out)
		// The field that was there before stays.
		checkCounts(t, client, counts{Contacts: 4, Fields: 1})
	})
}

func TestInterrupted(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(90 * time.Second))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, cancel)
		var out bytes.Buffer
		err := load(ctx, srv.Client(), newPrinter(&out), csvFile(t, people), true)
		if !errors.Is(err, context.Canceled) {
			t.Errorf("error is %v, not the context's", err)
		}
		if !strings.Contains(out.String(), "matched on email: processing, ") {
			t.Errorf("no progress in:\n%s", out.String())
		}
		checkCounts(t, srv.Client(), counts{Contacts: 1})
	})
}

func TestWithToken(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
	api := httptest.NewServer(srv)
	defer api.Close()
	env := map[string]string{"CUEDESK_TOKEN": srv.Token(), "CUEDESK_BASE_URL": api.URL}
	file := csvFile(t, "email,seats\na@example.com,\"1,200\"\n")
	var out bytes.Buffer
	err := run(t.Context(), []string{"-file", file}, func(key string) string { return env[key] }, &out)
	if err != nil {
		t.Fatal(err)
	}
	checkSum(t, out.String())
	checkCounts(t, srv.Client(), counts{Contacts: 1, Lists: 1, Fields: 1, Members: 1})
}

func TestArguments(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-help"}, noEnv, &out); err != nil || !strings.Contains(out.String(), "-cleanup") {
		t.Errorf("-help: error %v, output %q", err, out.String())
	}
	for _, args := range [][]string{{"-nonsense"}, {"contacts.csv"}} {
		if err := run(t.Context(), args, noEnv, &out); err == nil {
			t.Errorf("%q: no error", args)
		}
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	srv.Inject("GET /v1/custom-fields", cuedesktest.Status(401), cuedesktest.Status(404))
	for _, want := range []string{"the API does not accept the token", "Resource does not exist."} {
		_, err := loadInto(t, srv, locate(defaultFile), false)
		if err == nil {
			t.Fatal("no error")
		}
		if got := explain(err); !strings.Contains(got, want) {
			t.Errorf("%q does not say %q", got, want)
		}
	}
	if got := explain(context.Canceled); !strings.Contains(got, "interrupted") {
		t.Errorf("explanation of Ctrl-C is %q", got)
	}
}
