package move

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
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
	testset.CompareGolden(t, name, got, *update)
}

func TestRun_output(t *testing.T) {
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
				golden(t, name, strings.ReplaceAll(out.String(), path, "report.csv"))
				checkReport(t, path, out.String(), test.people)
			})
		})
	}
}

func TestRun_help(t *testing.T) {
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
				if err := (settings{from: from, faults: faults, people: 200}).run(t.Context(),
					program.Env{Getenv: env(), Stdout: &out}); err != nil {
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
				w := newScenario(made)
				if from == "orgcrm" {
					w = newOrgScenario(t, made)
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
		w := smallScenario(sourceOfContacts(ada(), eva()))
		w.mustMove(t)
		w.from = sourceOfOrgContacts(t, `{"id":"1","name":"Otto Ohm","phone":"+49 30 2311"}`,
			`{"id":"2","name":"Ada Ames","email":"ADA@example.com"}`)
		for range 2 {
			w.mustMove(t)
			var got []string
			for _, c := range contactsIn(t, w.cuedesk) {
				got = append(got, c.ExternalContactID+" "+c.FirstName+" "+c.LastName)
			}
			equal(t, "Cuedesk", got, []string{"nexadesk:1 Ada Ames", "nexadesk:2 Eva ", "orgcrm:1 Otto Ohm"})
		}
		w.from = sourceOfOrgContacts(t, `{"id":"1","name":"Otto Ohm"}`, `{"id":"2","name":"Ada Ames","email":"ada@home.example"}`)
		contains(t, w.mustMove(t), " 1 created", " 1 updated")
	})
}

func TestMove_doNotContact(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newOrgScenario(t, generate(60))
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

func TestMove_explained(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(ada()))
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

func TestRun_brokenOutput(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newScenario(generate(10))
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
		w := smallScenario(sourceOfContacts(ada(), eva()), cuedesktest.Contact{Email: "ada@example.com"},
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

func TestMove_interruptBeforeSending(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	w := newScenario(generate(10))
	if _, _, err := w.run(ctx, t); err == nil || err.Error() != "nothing was moved: interrupted" {
		t.Errorf("error is %v", err)
	}
	equal(t, "requests", len(w.cuedesk.Requests()), 0)
}
