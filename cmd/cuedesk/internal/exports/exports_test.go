package exports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/spf13/pflag"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// call calls the command on a fake, and returns what it says.
func call(ctx context.Context, srv *cuedesktest.Server, args ...string) (out, log string, err error) {
	var stdout, stderr bytes.Buffer
	env := program.Env{Getenv: func(string) string { return "" }, Stdout: &stdout, Stderr: &stderr, Fake: srv}
	err = Run(ctx, env, args)
	return stdout.String(), stderr.String(), err
}

// newFake is a fake with contacts, of which the first is in a list.
func newFake(t *testing.T, n int) *cuedesktest.Server {
	t.Helper()
	srv := cuedesktest.NewServer()
	var first cuedesk.ContactID
	for i := range n {
		id := srv.AddContact(cuedesktest.Contact{
			FirstName: "=Pat", Email: fmt.Sprintf("p%d@example.com", i), CreatedAt: time.Date(2026, 1, 1, 0, i, 0, 0, time.UTC),
		})
		if i == 0 {
			first = id
		}
	}
	list, err := srv.Client().Lists.Create(t.Context(), cuedesk.ListCreate{Name: "Fair"})
	if err == nil {
		_, err = srv.Client().Lists.AddContacts(t.Context(), list.ID, first)
	}
	if err != nil {
		t.Fatal(err)
	}
	return srv
}

// TestRun_flags: what each flag makes of the file.
func TestRun_flags(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"--columns email":                         "email\np0@example.com\np1@example.com\np2@example.com\n",
		"--columns email,first_name --list Fair":  "email,first_name\np0@example.com,'=Pat\n",
		"--columns first_name --raw --search p1@": "first_name\n=Pat\n",
		"--format ndjson --search p2@example.com": `"email":"p2@example.com"`,
		"": "custom_fields",
		"--columns email --restart --search nobody": "email\n",
	} {
		t.Run(args, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := newFake(t, 3)
				path := filepath.Join(t.TempDir(), "contacts.csv")
				_, log, err := call(t.Context(), srv, append(strings.Fields(args), path)...)
				if err != nil || !strings.Contains(log, "contacts, ") {
					t.Fatal(log, err)
				}
				text, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				out, _, err := call(t.Context(), srv, append(strings.Fields(args), "-")...)
				if err != nil || out != string(text) {
					t.Errorf("standard output has %q, the file %q (%v)", out, text, err)
				}
				if want != "custom_fields" && !strings.Contains(out, want) || strings.HasPrefix(want, "email") && out != want {
					t.Errorf("%q", out)
				}
			})
		})
	}
}

// TestRun_resumed: an export that ends early goes on, and has each contact once.
func TestRun_resumed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := newFake(t, 500)
		path := filepath.Join(t.TempDir(), "contacts.csv")
		srv.Inject("POST /v1/contacts/search", cuedesktest.Fault{}, cuedesktest.Fault{}, cuedesktest.Status(503).Always())
		_, _, err := call(t.Context(), srv, path, "--columns", "email")
		if program.Code(err) != program.Interrupted ||
			!strings.Contains(err.Error(), "the same command goes on with the next") {
			t.Fatal(err)
		}
		srv.ClearFaults()
		if _, _, err := call(t.Context(), srv, path, "--columns", "first_name"); program.Code(err) != program.Usage ||
			!strings.Contains(err.Error(), "--restart drops it") {
			t.Error(err)
		}
		if _, log, err := call(t.Context(), srv, path, "--columns", "email"); err != nil ||
			!strings.Contains(log, "were there before") {
			t.Error(log, err)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		seen := map[string]bool{}
		for line := range strings.Lines(string(text)) {
			seen[line] = true
		}
		if len(seen) != 501 || strings.Count(string(text), "\n") != 501 {
			t.Errorf("%d lines, %d of them different", strings.Count(string(text), "\n"), len(seen))
		}
	})
}

// TestRun_codes: how an export ends, by the code and a sentence.
func TestRun_codes(t *testing.T) {
	t.Parallel()
	for args, test := range map[string]struct {
		code int
		want string
	}{
		"":                        {program.Usage, "one FILE is needed, not 0; see cuedesk export --help"},
		"x --nope":                {program.Usage, "unknown flag: --nope"},
		"x --search a --list b":   {program.Usage, "--search and --list exclude each other"},
		"x --parts 0":             {program.Usage, "--parts 0: it is 1 to 64"},
		"- --parts 2":             {program.Usage, "--parts needs a FILE, and no --list"},
		"x --parts 2 --list Fair": {program.Usage, "--parts needs a FILE, and no --list"},
		"x --every 0s":            {program.Usage, "--every 0s: it is above 0"},
		"x --format xml":          {program.Usage, "it is csv or ndjson"},
		"- --columns name":        {program.Usage, `there is no "name"`},
		"- --list Nowhere":        {program.NothingSent, `the workspace has no list "Nowhere"`},
		"- --search tokenrefused": {program.NothingSent, "nothing was written: cuedesk: "},
		"/no/such/directory/x":    {program.NothingSent, "nothing was written: exporter: "},
	} {
		srv := newFake(t, 3)
		if strings.Contains(args, "tokenrefused") {
			srv.Inject("*", cuedesktest.Status(401).Always())
		}
		_, _, err := call(t.Context(), srv, strings.Fields(args)...)
		if program.Code(err) != test.code || err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%q: code %d, %v", args, program.Code(err), err)
		}
	}
	for file, want := range map[string]string{
		"-": "no disk; it ended after 1 contact",
		"x": "no disk; it ended after 1 contact, and the same command goes on with the next",
	} {
		err := (&options{file: file}).explain(t.Context(), &exporter.Report{Rows: 1}, errors.New("no disk"))
		if program.Code(err) != program.Interrupted || err.Error() != want {
			t.Errorf("%s: code %d, %v", file, program.Code(err), err)
		}
	}
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(errors.New("a signal"))
	if _, _, err := call(ctx, newFake(t, 3), "-"); program.Code(err) != program.Interrupted ||
		err.Error() != "interrupted" {
		t.Error(err)
	}
}

// TestHelp: the help has all flags, and no others.
func TestHelp(t *testing.T) {
	t.Parallel()
	out, _, err := call(t.Context(), nil, "--help")
	if err != nil {
		t.Fatal(err)
	}
	flags := declareFlags(&options{})
	for _, flag := range regexp.MustCompile(`(?m)^  --([a-z-]+)`).FindAllStringSubmatch(out, -1) {
		if flags.Lookup(flag[1]) == nil {
			t.Errorf("there is no --%s", flag[1])
		}
	}
	flags.VisitAll(func(flag *pflag.Flag) {
		if !strings.Contains(out, "\n  --"+flag.Name+" ") {
			t.Errorf("the help lacks --%s", flag.Name)
		}
	})
}

// TestRun_withoutToken: an export of a fake never replaces a file, or what is begun of it, as a job that has lost its
// token would.
func TestRun_withoutToken(t *testing.T) {
	t.Parallel()
	for _, ending := range []string{"", ".part", ".checkpoint"} {
		file := filepath.Join(t.TempDir(), "contacts.csv")
		if err := os.WriteFile(file+ending, []byte("precious\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, _, err := call(t.Context(), nil, file, "--restart")
		if program.Code(err) != program.Usage || !strings.Contains(err.Error(), "CUEDESK_TOKEN is not set") {
			t.Errorf("error is %v", err)
		}
		if data, err := os.ReadFile(file + ending); string(data) != "precious\n" {
			t.Errorf("the file has %q, %v", data, err)
		}
	}
	_, log, err := call(t.Context(), nil, filepath.Join(t.TempDir(), "contacts.csv"))
	if err != nil || !strings.HasPrefix(log, "CUEDESK_TOKEN is not set: this works on a fake") {
		t.Errorf("it says %q (%v)", log, err)
	}
}

// TestRun_special: what is no file is not replaced by one.
func TestRun_special(t *testing.T) {
	t.Parallel()
	device := filepath.Join(t.TempDir(), "device")
	if err := os.Symlink(os.DevNull, device); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		device: "is no regular file, and would be replaced", t.TempDir(): "is a directory", "": "the name of a file is empty",
	} {
		_, _, err := call(t.Context(), newFake(t, 1), path)
		if program.Code(err) != program.Usage || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", path, err)
		}
	}
}

// TestRun_format: the format is what the name of the file asks for, and what is not written is refused.
func TestRun_format(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"all.ndjson": "{", "all.JSONL": "{", "all.csv": "uuid,", "all": "uuid,", "all.2026": "uuid,", "all.txt": "uuid,",
		"all.json --format ndjson": "{", "all.ndjson --format csv": "uuid,",
		"all.json": "", "all.tsv": "", "all.xlsx": "", "all.vcf": "", "all.csv.gz": "",
	} {
		name, flags, _ := strings.Cut(args, " ")
		path := filepath.Join(t.TempDir(), name)
		_, _, err := call(t.Context(), newFake(t, 1), append(strings.Fields(flags), path)...)
		if want == "" {
			if program.Code(err) != program.Usage || !strings.Contains(err.Error(), "it is csv or ndjson; name one") {
				t.Errorf("%s: %v", args, err)
			}
			continue
		}
		if data, readErr := os.ReadFile(path); err != nil || readErr != nil || !strings.HasPrefix(string(data), want) {
			t.Errorf("%s: %q, %v, %v", args, data, err, readErr)
		}
	}
}
