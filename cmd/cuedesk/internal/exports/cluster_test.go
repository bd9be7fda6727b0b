package exports

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// TestOptions_join: what is beside the file is left alone, and nothing of a join that failed is left over.
func TestOptions_join(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		state cluster.Report
		make  func(file string) error
		want  string // in the error; empty: it is written
	}{
		"a file": {make: func(file string) error { return os.WriteFile(file, []byte("before"), 0o600) }},
		"a link": {
			make: func(file string) error { return os.Symlink(file+".joining", file) }, want: "is no regular file",
		},
		"a folder": {make: func(file string) error { return os.Mkdir(file, 0o700) }, want: "is no regular file"},
		"expired":  {state: cluster.Report{Name: "job", Expired: true}, want: "cuedesk queue remove job"},
		"too few":  {state: cluster.Report{Name: "job", Exported: 3}, want: "have 0 contacts, and workers have exported 3"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			o := &options{file: filepath.Join(dir, "out.csv")}
			precious := o.file + ".joining"
			if err := os.WriteFile(precious, []byte("precious"), 0o600); err != nil {
				t.Fatal(err)
			}
			if test.make != nil {
				if err := test.make(o.file); err != nil {
					t.Fatal(err)
				}
			}
			before, _ := os.ReadDir(dir)
			_, err := o.join(t.Context(), nil, &test.state)
			if (err == nil) != (test.want == "") || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v", err)
			}
			if data, err := os.ReadFile(precious); string(data) != "precious" {
				t.Errorf("%q, %v", data, err)
			}
			if after, err := os.ReadDir(dir); len(after) != len(before) || err != nil {
				t.Errorf("%v, not %v: %v", after, before, err)
			}
		})
	}
}

// TestJoiner_Write counts the contacts of parts that come in pieces of any length.
func TestJoiner_Write(t *testing.T) {
	t.Parallel()
	const text = "email,\"a\nb\"\nx@example.com,\"1\n\"\"2\n\"\ny@example.com,\n"
	for size := range len(text) {
		for _, first := range []bool{true, false} {
			var out strings.Builder
			j := &joiner{to: &out, first: first, csv: true}
			for left := text; left != ""; left = left[min(size+1, len(left)):] {
				if _, err := j.Write([]byte(left[:min(size+1, len(left))])); err != nil {
					t.Fatal(err)
				}
			}
			if j.rows != 2 || first != (out.String() == text) {
				t.Errorf("%d bytes: %d rows, %q", size+1, j.rows, out.String())
			}
		}
	}
}

// TestOptions_jobName: an export that differs in anything that is in the file has another job.
func TestOptions_jobName(t *testing.T) {
	t.Parallel()
	api, seen := cuedesktest.NewServer(), map[string]string{}
	note := func(what string, o options) {
		name, err := o.jobName(t.Context(), api.Client())
		if before, ok := seen[name]; ok || err != nil || len(name) > 64 {
			t.Errorf("%s: %q is that of %s, %v", what, name, before, err)
		}
		seen[name] = what
	}
	note("the first", options{file: "a.csv"})
	note("another folder", options{file: filepath.Join("b", "a.csv")})
	note("a search", options{file: "a.csv", search: "x"})
	note("a format", options{file: "a.csv", exporter: exporter.Options{Format: exporter.NDJSON}})
	note("a long name", options{file: strings.Repeat("a", 100)})
	api.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: time.Unix(0, 0)})
	note("another workspace", options{file: "a.csv"})
	if again, err := (&options{file: "./a.csv"}).jobName(t.Context(), api.Client()); seen[again] != "another workspace" {
		t.Errorf("the same command: %q, %v", again, err)
	}
}
