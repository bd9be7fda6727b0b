package move

import (
	"bytes"
	"encoding/csv"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/sheet"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

// readReport reads the file, and checks that it names everybody once.
func readReport(t *testing.T, path string, want int) (rows [][]string, counts map[string]int) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if rows, err = csv.NewReader(file).ReadAll(); err != nil {
		t.Fatal(err)
	}
	seen, counts := map[string]bool{}, map[string]int{}
	for _, row := range rows[1:] {
		if seen[row[0]] {
			t.Errorf("%s is named twice", row[0])
		}
		seen[row[0]] = true
		counts[row[1]]++
		if isFailed := row[1] == "failed"; (row[4] != "") != isFailed || (row[3] != "") != (row[1] == "duplicate") &&
			!isFailed {
			t.Errorf("row is %q", row)
		}
	}
	equal(t, "the number of rows", len(rows)-1, want)
	return rows, counts
}

// checkReport compares the report with what was said on the screen, of the first
// move if there were two.
func checkReport(t *testing.T, path, out string, want int) {
	t.Helper()
	rows, counts := readReport(t, path, want)
	prefix := ""
	if strings.Contains(out, "A dry run") {
		prefix = "would be "
	}
	equal(t, "the counts", counts, map[string]int{
		prefix + "created": number(t, out, prefix+"created in"), prefix + "updated": number(t, out, prefix+"updated"),
		"duplicate": number(t, out, "duplicates of"), "empty": number(t, out, "empty: "),
	})
	for _, row := range rows[1:] {
		if hasID := row[2] != ""; prefix == "" && hasID != (row[1] != "empty") {
			t.Errorf("row is %q", row)
		}
	}
}

func TestReport_notCreated(t *testing.T) {
	t.Parallel()
	there := filepath.Join(t.TempDir(), "report.csv")
	if err := os.WriteFile(there, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		there: "exists already; name another file",
		filepath.Join(t.TempDir(), "no", "r.csv"): "--report-out: open",
	} {
		var out bytes.Buffer
		err := Run(t.Context(), program.Env{Getenv: env(), Stdout: &out}, []string{"--report-out", path})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error is %v", err)
		}
		if strings.Contains(out.String(), "Reading") {
			t.Errorf("it goes on:\n%s", out.String())
		}
	}
	if text, err := os.ReadFile(there); err != nil || string(text) != "mine" {
		t.Errorf("the file is overwritten: %q, %v", text, err)
	}
}

// The report is written whatever happens.
func TestReport_failures(t *testing.T) {
	t.Parallel()
	srv, to := nexadesktest.NewServer(), cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
	fillNexadesk(srv, generate(30))
	from, there := httptest.NewServer(srv), httptest.NewServer(to)
	t.Cleanup(func() { from.Close(); there.Close() })
	path := filepath.Join(t.TempDir(), "report.csv")
	to.Inject(createField, cuedesktest.Status(422))
	vars := env("NEXADESK_TOKEN", nexadesktest.Token, "NEXADESK_BASE_URL", from.URL, "CUEDESK_TOKEN", cuedesktest.Token,
		"CUEDESK_BASE_URL", there.URL)
	err := runArgs(t, []string{"--report-out", path}, vars)
	if program.Code(err) != program.NothingSent ||
		!strings.HasPrefix(err.Error(), "nothing was moved: creating the custom field \"company\" failed") {
		t.Errorf("code %d, error %v", program.Code(err), err)
	}
	rows, counts := readReport(t, path, 30)
	equal(t, "the counts", counts, map[string]int{"failed": 30})
	equal(t, "the reason", rows[1][4], "not sent, because no contact was")
}

// IDs of many contacts would fill the screen.
func TestResult_manyWithOneReason(t *testing.T) {
	t.Parallel()
	report, err := sheet.Create(filepath.Join(t.TempDir(), "r.csv"), false)
	if err != nil {
		t.Fatal(err)
	}
	defer report.Drop()
	for _, test := range []struct {
		n      int
		report *sheet.File
		isFine bool
		want   string
	}{
		{10, nil, false, "9, 10\n"},
		{11, nil, false, "9, 10\n        and 1 more; --report-out writes them to a file\n"},
		{3, nil, true, "2, 3\n"},
		{4, report, true, "2, 3\n        and 1 more; " + report.Name() + " has them\n"},
	} {
		var out bytes.Buffer
		var everybody []*person
		for i := range test.n {
			one := &person{id: plain(i + 1), failed: "no"}
			if test.isFine {
				one = &person{id: one.id, remarks: []string{"no"}}
			}
			everybody = append(everybody, one)
		}
		(&mover{people: everybody, out: screen.New(&out), report: test.report}).showDetails()
		if text := out.String(); !strings.HasSuffix(text, test.want) || !regexp.MustCompile(`(?m)^  no: 1, 2,`).MatchString(text) {
			t.Errorf("%d: %q", test.n, text)
		}
	}
}

// TestRun_outputOfFailures has everything go wrong that can be told without chance.
func TestRun_outputOfFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(
			ada(), eva(),
			&nexadesk.Contact{ID: "3", FirstName: "Bob", Email: "ADA@example.com", CompanyName: "Kiln"},
			&nexadesk.Contact{ID: "4", FirstName: "Eve", Email: "eva@example.com"},
			&nexadesk.Contact{ID: "5", FirstName: "Otto", Email: "otto@example.com", ProfileNotes: "New."},
			&nexadesk.Contact{ID: "6", FirstName: "Refused", Email: "r@example.com"},
			&nexadesk.Contact{ID: "7", FirstName: "Refused", Phone: "+1-555-0100"},
			&nexadesk.Contact{ID: "8", Tags: []string{"vip"}},
			&nexadesk.Contact{ID: "9", FirstName: "Uma", Email: "ida@example.com"},
		),
			cuedesktest.Contact{Email: "eva@example.com"}, cuedesktest.Contact{Email: "Eva@example.com"},
			cuedesktest.Contact{Email: "ida@example.com", ExternalContactID: "nexadesk:99"},
		)
		otto := w.cuedesk.AddContact(cuedesktest.Contact{Email: "otto@example.com", Archived: true})
		if _, err := w.to.Notes.Create(t.Context(), otto,
			cuedesk.NoteCreate{Title: "From nexadesk, contact 5", Content: cuedesk.NoteContent{Text: "Old."}}); err != nil {
			t.Fatal(err)
		}
		list, err := w.to.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "vip"})
		if err != nil {
			t.Fatal(err)
		}
		w.cuedesk.ArchiveList(list.ID)
		w.intercept(func(r *http.Request) (*http.Response, error) {
			if r.Body == nil {
				return w.cuedesk.RoundTrip(r)
			}
			text := bytes.ReplaceAll(body(r), []byte(`"first_name":"Refused"`), []byte(`"email":"refused"`))
			if bytes.Contains(text, []byte(`"email":"r@example.com"`)) {
				text = bytes.ReplaceAll(text, []byte(`,"email":"r@example.com"`), nil)
			}
			return w.cuedesk.RoundTrip(withBody(r, text))
		})
		out, m, err := w.run(t.Context(), t)
		if err == nil {
			t.Fatal("no error")
		}
		path := filepath.Join(t.TempDir(), "report.csv")
		file, createErr := sheet.Create(path, false)
		if err := errors.Join(createErr, writeReport(file, m.people, false)); err != nil {
			t.Fatal(err)
		}
		report, readErr := os.ReadFile(path)
		if readErr != nil {
			t.Fatal(readErr)
		}
		golden(t, "failures", out+"\n"+err.Error()+"\n\n"+string(report))
	})
}
