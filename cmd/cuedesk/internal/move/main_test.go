package move

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"flag"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/sheet"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

var update = flag.Bool("update", false, "rewrite the golden outputs")

// env is an environment.
func env(pairs ...string) func(string) string {
	vars := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		vars[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return vars[name] }
}

// runArgs runs the command with an environment, and returns its error.
func runArgs(t *testing.T, args []string, getenv func(string) string) error {
	t.Helper()
	return Run(t.Context(), program.Env{Getenv: getenv, Stdout: t.Output()}, args)
}

// golden compares with a file of testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("output differs (-want +got), see -update:\n%s", diff)
	}
}

func TestMain_output(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		args   string
		people int
	}{
		"nexadesk": {"", 600},
		"orgcrm":   {"--from orgcrm", 300},
		"dry-run":  {"--dry-run", 300},
		"faults":   {"--faults --twice", 300},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				path := filepath.Join(t.TempDir(), "report.csv")
				var out bytes.Buffer
				set, err := parseArgs(strings.Fields(test.args + " --report-out " + path))
				if err != nil || set.people != 3000 {
					t.Fatal(set.people, err)
				}
				set.people = test.people
				if err := set.run(t.Context(), program.Env{Getenv: env(), Stdout: &out}); err != nil {
					t.Fatal(err)
				}
				golden(t, name, out.String())
				checkReport(t, path, out.String(), test.people)
			})
		})
	}
}

func TestMain_help(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := Run(t.Context(), program.Env{Getenv: env(), Stdout: &out}, []string{"--help"}); err != nil {
		t.Fatal(err)
	}
	golden(t, "help", out.String())
}

// The numbers of a run with faults must be those of a run without.
func TestDemo_faultsChangeNoNumber(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"nexadesk", "orgcrm"} {
		var ends []string
		for _, faults := range []bool{false, true} {
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				if err := (settings{from: from, faults: faults, people: 200}).run(t.Context(), program.Env{Getenv: env(), Stdout: &out}); err != nil {
					t.Fatal(err)
				}
				_, end, _ := strings.Cut(out.String(), "Reconciliation")
				ends = append(ends, end)
			})
		}
		equal(t, from, ends[1], ends[0])
	}
}

func TestMove_secondRun(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"nexadesk", "orgcrm"} {
		t.Run(from, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				made := generate(150)
				w := newWorld(made)
				if from == "orgcrm" {
					w = newOrgWorld(t, made)
				}
				w.mustMove(t)
				w.verify(t)
				out := w.mustMove(t)
				w.verify(t)
				contains(t, out, " 0 created in Cuedesk", ": 0 memberships added", " 0 notes added",
					"lists that are there already:")
				if strings.Contains(out, "During the move") {
					t.Errorf("contacts are new in:\n%s", out)
				}
			})
		})
	}
}

// Contacts of both sources go into one workspace.
func TestMove_twoSources(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallWorld(crowd(ada(), eva()))
		w.mustMove(t)
		w.from = orgCrowd(t, `{"id":"1","name":"Otto Ohm","phone":"+49 30 2311"}`,
			`{"id":"2","name":"Ada Ames","email":"ADA@example.com"}`)
		for range 2 {
			w.mustMove(t)
			var got []string
			for _, c := range contactsIn(t, w.cuedesk) {
				got = append(got, c.ExternalContactID+" "+c.FirstName+" "+c.LastName)
			}
			equal(t, "Cuedesk", got, []string{"nexadesk:1 Ada Ames", "nexadesk:2 Eva ", "orgcrm:1 Otto Ohm"})
		}
		w.from = orgCrowd(t, `{"id":"1","name":"Otto Ohm"}`, `{"id":"2","name":"Ada Ames","email":"ada@home.example"}`)
		contains(t, w.mustMove(t), " 1 created", " 1 updated")
	})
}

func TestMove_doNotContact(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newOrgWorld(t, generate(60))
		w.mustMove(t)
		for _, c := range contactsIn(t, w.cuedesk) {
			if c.ExternalContactID == "orgcrm/org-1:contact-2" {
				equal(t, "the other's value", c.CustomFields.Get(doNotContact).Exists(), false)
			}
			if c.Email == "Person0@example.com" {
				equal(t, "the value", c.CustomFields.Get(doNotContact).String(), "true")
			}
		}
	})
}

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
	if err == nil || !strings.HasPrefix(err.Error(), "nothing was moved: creating the custom field \"company\" failed") {
		t.Errorf("error is %v", err)
	}
	rows, counts := readReport(t, path, 30)
	equal(t, "the counts", counts, map[string]int{"failed": 30})
	equal(t, "the reason", rows[1][4], "not sent, because no contact was")
}

// TestConnect has the program reach servers by what the environment says.
func TestConnect(t *testing.T) {
	t.Parallel()
	nexadesk, orgcrm := nexadesktest.NewServer(), orgcrmtest.NewServer()
	nexadesk.AddContact(nexadesktest.Contact{FirstName: "Ada", Email: "ada@example.com"})
	if err := fillOrgCRM(t.Context(), orgcrm.Client(), []madeUp{{first: "Eva", email: "eva@example.com"}}); err != nil {
		t.Fatal(err)
	}
	fromNexadesk, fromOrgCRM := httptest.NewServer(nexadesk), httptest.NewServer(orgcrm)
	t.Cleanup(func() { fromNexadesk.Close(); fromOrgCRM.Close() })
	there := []string{"CUEDESK_TOKEN", cuedesktest.Token}
	source := []string{"NEXADESK_TOKEN", nexadesktest.Token, "NEXADESK_BASE_URL", fromNexadesk.URL}
	org := []string{"ORGCRM_TOKEN", orgcrmtest.Token, "ORGCRM_ORG_ID", orgcrmtest.OrgID, "ORGCRM_BASE_URL", fromOrgCRM.URL}
	for name, test := range map[string]struct {
		args      string
		env       []string
		says, err string
		moved     string
	}{
		"rehearsal": {"--from nexadesk --twice", source, "It is a rehearsal", "", ""},
		"nexadesk": {
			"--from nexadesk --twice", append(source, there...), "Using the APIs of nexadesk and Cuedesk.",
			"", "ada@example.com",
		},
		"orgcrm": {
			"--from orgcrm --twice", append(org, there...), "Using the APIs of orgcrm/org-1 and Cuedesk.",
			"", "eva@example.com",
		},
		"made up":            {"", there, "", "made-up contacts into your workspace", ""},
		"made up of the org": {"--from orgcrm", there, "", "made-up contacts into your workspace", ""},
		"the other": {
			"", append(org, there...), "", "ORGCRM_BASE_URL is set, but nothing for nexadesk: --from orgcrm?", "",
		},
		"the other too": {"--from orgcrm", source, "", "NEXADESK_TOKEN is set, but nothing for orgcrm: --from nexadesk?", ""},
		"half of it":    {"--from orgcrm", org[:2], "", "orgcrm also needs ORGCRM_BASE_URL and ORGCRM_ORG_ID", ""},
		"another":       {"--from hubdesk", nil, "", `--from is "hubdesk"`, ""},
		"bad base URL":  {"", []string{"NEXADESK_TOKEN", "x", "NEXADESK_BASE_URL", "?"}, "", "base URL", ""},
		"token refused": {
			"--twice",
			[]string{"NEXADESK_TOKEN", "x", "NEXADESK_BASE_URL", fromNexadesk.URL},
			"",
			"The API does not accept the token.", "",
		},
		"faults for real": {"--faults", source, "", "--faults is for the fakes", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cuedesk := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
			to := httptest.NewServer(cuedesk)
			defer to.Close()
			pairs := slices.Clone(test.env)
			if slices.Contains(pairs, "CUEDESK_TOKEN") {
				pairs = append(pairs, "CUEDESK_BASE_URL", to.URL)
			}
			vars := env(pairs...)
			var out bytes.Buffer
			err := Run(t.Context(), program.Env{Getenv: vars, Stdout: &out}, strings.Fields(test.args))
			if (err != nil) != (test.err != "") || err != nil && !strings.Contains(program.Explain(err), test.err) {
				t.Fatalf("error is %v", err)
			}
			contains(t, out.String(), test.says)
			if err != nil && strings.Contains(out.String(), "Once more") {
				t.Errorf("it tries again in:\n%s", out.String())
			}
			moved := 0
			for _, c := range contactsIn(t, cuedesk) {
				if c.Email == test.moved {
					moved++
				}
			}
			if test.moved != "" && moved != 1 {
				t.Errorf("%s is %d contacts", test.moved, moved)
			}
		})
	}
}

// Where the environment does not say, the API is where it always is.
func TestBaseURL(t *testing.T) {
	t.Parallel()
	equal(t, "options", len(program.BaseURL("")), 0)
}

func TestMain_arguments(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"now":               `unexpected argument "now"; see cuedesk switch --help`,
		"--nope":            "unknown flag: --nope; see cuedesk switch --help",
		"--dry-run --twice": "--dry-run and --twice exclude each other; see cuedesk switch --help",
	} {
		if err := runArgs(t, strings.Fields(args), env()); err == nil || err.Error() != want {
			t.Errorf("%s: error is %v", args, err)
		}
	}
}

func TestMove_explained(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallWorld(crowd(ada()))
		w.cuedesk.Inject(listContacts, cuedesktest.HTML502().Always())
		_, err := w.move(t)
		if text := program.Explain(err); !strings.HasPrefix(text, "nothing was moved: reading Cuedesk failed: ") ||
			!strings.Contains(text, "<h1>502 Bad Gateway") {
			t.Errorf("%q", text)
		}
	})
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestMain_brokenOutput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(generate(10))
		for _, work := range []func(*mover) error{
			func(m *mover) error { return m.move(t.Context()) },
			func(m *mover) error { return m.rehearse(t.Context()) },
		} {
			err := work(&mover{from: w.from, client: w.to, out: screen.New(full{})})
			if err == nil || !strings.Contains(err.Error(), "no space left") {
				t.Errorf("error is %v", err)
			}
		}
	})
}

func TestRehearse(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallWorld(crowd(ada(), eva()), cuedesktest.Contact{Email: "ada@example.com"},
			cuedesktest.Contact{Email: "Ada@example.com"})
		if _, err := w.to.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "vip"}); err != nil {
			t.Fatal(err)
		}
		start := len(w.cuedesk.Requests())
		var out bytes.Buffer
		if err := (&mover{from: w.from, client: w.to, out: screen.New(&out)}).rehearse(t.Context()); err != nil {
			t.Fatal(err)
		}
		contains(t, out.String(), "lists that are there already: vip", "nothing was sent", "1 would be created",
			"1 would fail",
			"Cuedesk has several contacts with its e-mail address: 1 (")
		for _, r := range w.cuedesk.Requests()[start:] {
			if r.Method != "GET" {
				t.Errorf("%s %s", r.Method, r.Path)
			}
		}
		w.cuedesk.Inject(listContacts, cuedesktest.Status(401))
		if err := (&mover{from: w.from, client: w.to, out: screen.New(&out)}).rehearse(t.Context()); !errors.Is(err,
			cuedesk.ErrUnauthorized) {
			t.Errorf("error is %v", err)
		}
	})
}

// IDs of many contacts would fill the screen.
func TestResult_manyWithOneReason(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{10: "9, 10\n", 11: "9, 10\n        and 1 more; --report-out writes them to a file\n"} {
		var out bytes.Buffer
		var everybody []*person
		for i := range n {
			everybody = append(everybody, &person{id: plain(i + 1), failed: "no"})
		}
		(&mover{everybody: everybody, out: screen.New(&out)}).showDetails()
		if text := out.String(); !strings.HasSuffix(text, want) || !regexp.MustCompile(`(?m)^  no: 1, 2,`).MatchString(text) {
			t.Errorf("%d: %q", n, text)
		}
	}
}

func TestMove_interruptBeforeSending(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := newWorld(generate(10))
	if _, _, err := w.run(ctx, t); err == nil || err.Error() != "nothing was moved: interrupted" {
		t.Errorf("error is %v", err)
	}
	equal(t, "requests", len(w.cuedesk.Requests()), 0)
}

// TestMain_outputOfFailures has everything go wrong that can be told without chance.
func TestMain_outputOfFailures(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallWorld(crowd(
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
		w.via(func(r *http.Request) (*http.Response, error) {
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
		if err := errors.Join(createErr, writeReport(file, m.everybody, false)); err != nil {
			t.Fatal(err)
		}
		report, readErr := os.ReadFile(path)
		if readErr != nil {
			t.Fatal(readErr)
		}
		golden(t, "failures", out+"\n"+err.Error()+"\n\n"+string(report))
	})
}
