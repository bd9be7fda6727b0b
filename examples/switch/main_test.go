package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"flag"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
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

// scrub takes out IDs, and the white space that depends on how long they are.
func scrub(out string) string {
	out = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f-]{27}|contact-[0-9]+`).ReplaceAllString(out, "ID")
	return regexp.MustCompile(`\s+ID`).ReplaceAllString(out, " ID")
}

func TestOutput(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"nexadesk", "orgcrm"} {
		t.Run(from, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var out bytes.Buffer
				if err := run(t.Context(), []string{"-from", from}, env(), &out); err != nil {
					t.Fatal(err)
				}
				got := scrub(out.String())
				golden := filepath.Join("testdata", from+".golden")
				if *update {
					if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
						t.Fatal(err)
					}
				}
				want, err := os.ReadFile(golden)
				if err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(want), got); diff != "" {
					t.Errorf("output differs (-want +got), see -update:\n%s", diff)
				}
			})
		})
	}
}

func TestSecondRunDoublesNothing(t *testing.T) {
	t.Parallel()
	for _, from := range []string{"nexadesk", "orgcrm"} {
		t.Run(from, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				made := generate(400)
				w := newWorld(made)
				if from == "orgcrm" {
					w = newOrgWorld(t, made)
				}
				w.mustMove(t)
				w.verify(t)
				out := w.mustMove(t)
				w.verify(t)
				if number(t, out, "created in Cuedesk") != 0 || !strings.Contains(out, " 0 notes added") || strings.Contains(out, "Meanwhile") {
					t.Errorf("something is new in:\n%s", out)
				}
			})
		})
	}
}

func TestDoNotContactIsMoved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newOrgWorld(t, generate(60))
		w.mustMove(t)
		now, err := readTarget(t.Context(), w.to)
		if err != nil {
			t.Fatal(err)
		}
		for _, test := range []struct{ email, want string }{{"person0@example.com", "true"}, {"person1@example.com", ""}} {
			value := now.byEmail[test.email][0].CustomFields.Get("do_not_contact")
			if value.Exists() != (test.want != "") || value.Exists() && value.String() != test.want {
				t.Errorf("%s has %s", test.email, value)
			}
		}
	})
}

// TestReportNamesEverybodyOnce reads the file.
func TestReportNamesEverybodyOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "report.csv")
		w := newWorld(generate(600))
		var out bytes.Buffer
		if err := move(t.Context(), w.from, w.to, newPrinter(&out), path); err != nil {
			t.Fatal(err)
		}
		file, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		rows, err := csv.NewReader(file).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		seen, counts := map[string]bool{}, map[string]int{}
		for _, row := range rows[1:] {
			if seen[row[0]] {
				t.Errorf("%s is named twice", row[0])
			}
			seen[row[0]] = true
			counts[row[1]]++
			if (row[2] != "") != (row[1] == "created" || row[1] == "updated") || (row[3] != "") != (row[1] == "duplicate") ||
				(row[4] != "") != (row[1] == "not moved") {
				t.Errorf("row is %q", row)
			}
		}
		for words, name := range map[string]string{
			"created in": "created", "updated: ": "updated", "not moved": "not moved", "duplicates of": "duplicate",
		} {
			if want := number(t, out.String(), words); counts[name] != want || want == 0 {
				t.Errorf("%d are %s, not %d", counts[name], name, want)
			}
		}
		if len(seen) != 600 {
			t.Errorf("%d contacts", len(seen))
		}
	})
}

// TestConnect has the program reach servers by what the environment says.
func TestConnect(t *testing.T) {
	t.Parallel()
	nexadesk, orgcrm, cuedesk := nexadesktest.NewServer(), orgcrmtest.NewServer(), cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
	nexadesk.AddContact(nexadesktest.Contact{FirstName: "Ada", Email: "ada@example.com"})
	if err := fillOrgCRM(t.Context(), orgcrm.Client(), []madeUp{{first: "Eva", email: "eva@example.com"}}); err != nil {
		t.Fatal(err)
	}
	fromNexadesk, fromOrgCRM, to := httptest.NewServer(nexadesk), httptest.NewServer(orgcrm), httptest.NewServer(cuedesk)
	t.Cleanup(func() { fromNexadesk.Close(); fromOrgCRM.Close(); to.Close() })
	there := []string{"CUEDESK_TOKEN", cuedesktest.Token, "CUEDESK_BASE_URL", to.URL}
	source := []string{"NEXADESK_TOKEN", nexadesktest.Token, "NEXADESK_BASE_URL", fromNexadesk.URL}
	org := []string{"ORGCRM_TOKEN", orgcrmtest.Token, "ORGCRM_ORG_ID", orgcrmtest.OrgID, "ORGCRM_BASE_URL", fromOrgCRM.URL}
	for name, test := range map[string]struct {
		from      string
		env       []string
		says, err string
		moved     string
	}{
		"rehearsal":     {"nexadesk", source, "It is a rehearsal", "", ""},
		"nexadesk":      {"nexadesk", append(source, there...), "Using the APIs of nexadesk and Cuedesk.", "", "ada@example.com"},
		"orgcrm":        {"orgcrm", append(org, there...), "Using the APIs of orgcrm and Cuedesk.", "", "eva@example.com"},
		"made up":       {"nexadesk", there, "", "made-up contacts into your workspace", ""},
		"made up too":   {"orgcrm", append(source, there...), "", "made-up contacts into your workspace", ""},
		"half of it":    {"orgcrm", org[:2], "", "orgcrm also needs ORGCRM_BASE_URL and ORGCRM_ORG_ID", ""},
		"another":       {"hubdesk", nil, "", `-from is "hubdesk"`, ""},
		"bad base URL":  {"nexadesk", []string{"NEXADESK_TOKEN", "x", "NEXADESK_BASE_URL", "?"}, "", "base URL", ""},
		"token refused": {"nexadesk", []string{"NEXADESK_TOKEN", "x", "NEXADESK_BASE_URL", fromNexadesk.URL}, "", "401", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var out bytes.Buffer
			err := run(t.Context(), []string{"-from", test.from, "-twice"}, env(test.env...), &out)
			if (err != nil) != (test.err != "") || err != nil && !strings.Contains(explain(err), test.err) {
				t.Fatalf("error is %v", err)
			}
			if !strings.Contains(out.String(), test.says) {
				t.Errorf("%q is not in:\n%s", test.says, out.String())
			}
			now, err := readTarget(t.Context(), cuedesk.Client())
			if err != nil || test.moved != "" && len(now.byEmail[test.moved]) != 1 {
				t.Errorf("%v: %s is not moved", err, test.moved)
			}
		})
	}
}

func TestArguments(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := run(t.Context(), []string{"-help"}, env(), &out); err != nil || !strings.Contains(out.String(), "-from") {
		t.Errorf("error %v, output %q", err, out.String())
	}
	for _, args := range [][]string{{"now"}, {"-to", "orgcrm"}} {
		if err := run(t.Context(), args, env(), &out); err == nil {
			t.Errorf("no error for %q", args)
		}
	}
}

// full is a disk without space.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestOutputThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(generate(10))
		if err := move(t.Context(), w.from, w.to, newPrinter(full{}), ""); err == nil || err.Error() != "no space left" {
			t.Errorf("error is %v", err)
		}
		if err := move(t.Context(), w.from, w.to, newPrinter(t.Output()), t.TempDir()); err == nil {
			t.Error("a directory passes for a report")
		}
	})
}
