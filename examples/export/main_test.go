package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// TestMain is the program itself in the processes that the tests start.
func TestMain(m *testing.M) {
	if os.Getenv("EXPORT_TEST") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// start runs the program in a process, which is killed when the context ends.
func start(ctx context.Context, t *testing.T, env []string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, executable, append([]string{"-every=3ms"}, args...)...)
	cmd.Env = slices.Concat(env, []string{"EXPORT_TEST=1", "GORACE=atexit_sleep_ms=0"})
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// newWorkspace returns a fake with n contacts, every third one in a list, and some of the same age.
func newWorkspace(t *testing.T, n int) (*cuedesktest.Server, cuedesk.ListID) {
	t.Helper()
	srv := cuedesktest.NewServer()
	client := srv.Client()
	for _, in := range []cuedesk.CustomFieldCreate{
		{Name: "Seats", FieldType: cuedesk.FieldInteger},
		{Name: "Tags", FieldType: cuedesk.FieldMultiselect, SelectOptions: []string{"a", "b"}},
	} {
		if _, err := client.CustomFields.Create(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "VIP"})
	if err != nil {
		t.Fatal(err)
	}
	for k := range n {
		id := srv.AddContact(cuedesktest.Contact{
			Email: fmt.Sprintf("%d@example.com", k), LastName: strings.Repeat("=\"Ø\x1b\n,", k%7),
			CreatedAt: time.Date(2025, 1, 1, 0, 0, k/5, 0, time.UTC), Archived: k%11 == 0,
			CustomFields: map[string]any{"seats": k, "tags": []string{"a", "b"}[:k%3]},
		})
		if k%3 > 0 {
			continue
		}
		if _, err := client.Lists.AddContacts(t.Context(), list.ID, id); err != nil {
			t.Fatal(err)
		}
	}
	return srv, list.ID
}

// records returns the contacts of an output in an order of its own, and of CSV the header first.
func records(t *testing.T, text string) []string {
	t.Helper()
	lines := strings.SplitAfter(text, "\n")
	if strings.HasPrefix(text, "uuid,") {
		all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		lines = nil
		for _, record := range all {
			lines = append(lines, strings.Join(record, "\x00"))
		}
	}
	slices.Sort(lines[1:])
	return lines
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var email = regexp.MustCompile(`\d+@example\.com`)

// TestExport_kill kills the program at random instants of several exports, and compares what comes of each with one
// that was not killed.
func TestExport_kill(t *testing.T) {
	t.Parallel()
	const contacts = 400
	kills := testset.Pick(15, 50)
	srv, list := newWorkspace(t, contacts)
	srv.Inject("*", cuedesktest.Latency(2*time.Millisecond).Always())
	web := httptest.NewServer(srv)
	t.Cleanup(web.Close)
	env := []string{"CUEDESK_BASE_URL=" + web.URL, "CUEDESK_TOKEN=" + srv.Token()}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	kinds := []struct {
		args     []string
		contacts int
	}{
		{[]string{"-format", "csv"}, contacts},
		{[]string{"-format", "ndjson", "-list", list.String()}, (contacts + 2) / 3},
		{[]string{"-format", "ndjson", "-search", "example"}, contacts},
		{[]string{"-format", "csv-raw"}, contacts},
	}
	killed := 0
	for n := 0; killed < kills; n++ {
		kind := kinds[n%len(kinds)]
		begun := time.Now()
		want, stderr, err := start(t.Context(), t, env, append([]string{"-o", "-"}, kind.args...)...)
		if err != nil {
			t.Fatal(err, stderr)
		}
		full := time.Since(begun)
		path := filepath.Join(t.TempDir(), "contacts")
		args := append([]string{"-o", path}, kind.args...)
		for killed < kills && kill(t, time.Duration(random.Int64N(int64(full))), env, args) {
			killed++
			full += full / 20 // on a machine that got slower
		}
		if killed == kills {
			kill(t, time.Hour, env, args)
		}
		if diff := cmp.Diff(records(t, want), records(t, read(t, path))); diff != "" {
			t.Fatalf("%q after %d kills (-want +got):\n%s", kind.args, killed, diff)
		}
		emails := slices.Sorted(slices.Values(email.FindAllString(read(t, path), -1)))
		if len(emails) != kind.contacts || len(slices.Compact(emails)) != kind.contacts {
			t.Errorf("%q: %d contacts, want each of %d once", kind.args, len(emails), kind.contacts)
		}
		if left, err := filepath.Glob(path + ".*"); len(left) > 0 || err != nil {
			t.Errorf("left behind: %q, %v", left, err)
		}
	}
}

// kill starts the program, kills it after some time, and reports whether it was not done by then.
func kill(t *testing.T, after time.Duration, env, args []string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	_, stderr, err := start(ctx, t, env, args...)
	if err != nil && ctx.Err() == nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	return err != nil
}

// newExport returns an export that writes a checkpoint after each contact.
func newExport(t *testing.T, format, output string) *export {
	t.Helper()
	stderr, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = stderr.Close() })
	return &export{Format: format, output: output, stderr: stderr}
}

// A failed export goes on where it was, whatever its process left behind, and with the columns that it began with.
func TestExport_run(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"csv", "ndjson"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			srv, _ := newWorkspace(t, 250)
			client := srv.Client()
			dir := t.TempDir()
			calm, failed := newExport(t, format, filepath.Join(dir, "calm")), newExport(t, format, filepath.Join(dir, "failed"))
			if err := calm.run(t.Context(), client); err != nil {
				t.Fatal(err)
			}
			srv.Inject("POST /v1/contacts/search", cuedesktest.Latency(0).Times(2), cuedesktest.Status(400).Always())
			if err := failed.run(t.Context(), client); !errors.Is(err, cuedesk.ErrInvalid) {
				t.Fatalf("got error %v, want that of the request", err)
			}
			if _, err := os.Stat(failed.output); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("an incomplete file has its name: %v", err)
			}
			nothing := newExport(t, format, failed.output)
			if err := nothing.run(t.Context(), client); !errors.Is(err, cuedesk.ErrInvalid) {
				t.Errorf("got error %v, want that of the first request", err)
			}
			srv.ClearFaults()
			other := newExport(t, format, failed.output)
			other.search = "other"
			if err := other.run(t.Context(), client); !errors.Is(err, cuedesk.ErrInvalid) {
				t.Errorf("got error %v, want that the checkpoint is of another search", err)
			}
			appendTo(t, failed.output+".part", "half a li")
			appendTo(t, failed.output+".checkpoint.new", "{")
			in := cuedesk.CustomFieldCreate{Name: "Later", FieldType: cuedesk.FieldText}
			if _, err := client.CustomFields.Create(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			again := newExport(t, format, failed.output)
			if err := again.run(t.Context(), client); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(read(t, calm.output), read(t, again.output)); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
			if failed.at.Items() == 0 || failed.Size == 0 {
				t.Errorf("failed after %d contacts", failed.at.Items())
			}
		})
	}
}

func appendTo(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}

// What does not fit its checkpoint is refused before anything is sent, and left alone.
func TestExport_open(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ checkpoint, part, want string }{
		"shorter":        {`{"size":10,"format":"csv"}`, "uuid", "of another file"},
		"another format": {`{"size":4,"format":"ndjson"}`, "uuid", "another -format"},
		"torn":           {`{"size":4`, "uuid", "EOF"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := cuedesktest.NewServer()
			e := newExport(t, "csv", filepath.Join(t.TempDir(), "contacts"))
			appendTo(t, e.output+".checkpoint", tt.checkpoint)
			appendTo(t, e.output+".part", tt.part)
			if err := e.run(t.Context(), srv.Client()); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got error %v, want one that says %q", err, tt.want)
			}
			if got := read(t, e.output+".part"); got != tt.part {
				t.Errorf("the output is now %q", got)
			}
			if n := len(srv.Requests()); n > 0 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

// Formulas are disarmed unless the format is csv-raw; numbers, such as those of phones, are none.
func TestExport_writeRecord(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		`=HYPERLINK("x")`: `'=HYPERLINK("x")`,
		"+cmd|' /C calc'": "'+cmd|' /C calc'",
		"-2+3":            "'-2+3",
		"@SUM(1)":         "'@SUM(1)",
		" =1":             "' =1",
		"＝1":              "'＝1",
		"\t=1":            "'\t=1",
		"\rx":             "'\rx",
		"+1 (202) 555-01": "+1 (202) 555-01",
		"-12.5":           "-12.5",
		"a=b":             "a=b",
		"a\nb, \"c\"":     "a\nb, \"c\"",
		"":                "",
	} {
		for format, want := range map[string]string{"csv": want, "csv-raw": cell} {
			var out bytes.Buffer
			e := &export{Format: format, out: bufio.NewWriter(&out)}
			if err := errors.Join(e.writeRecord([]string{"x", cell}), e.out.Flush()); err != nil {
				t.Fatal(err)
			}
			got, err := csv.NewReader(&out).Read()
			if diff := cmp.Diff([]string{"x", want}, got); diff != "" || err != nil {
				t.Errorf("%q as %s (-want +got): %v\n%s", cell, format, err, diff)
			}
		}
	}
}

func TestExport_writeContact(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	id := srv.AddContact(cuedesktest.Contact{
		FirstName: "\x1b]0;x\a\u009b2J\u202eJo\u200d", LastName: "two\nlines\r", Email: "a@example.com",
		CreatedAt:    time.Date(2025, 3, 1, 12, 0, 0, 500_000_000, time.UTC),
		CustomFields: map[string]any{"seats": 9007199254740993, "tags": []string{"a", "b"}, "email": "=1"},
	})
	contact, err := srv.Client().Contacts.Get(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	columns := strings.Fields("uuid email first_name last_name last_engaged_at archived created_at " +
		"custom_fields.seats custom_fields.tags custom_fields.email custom_fields.none")
	line := func(format string, terminal bool) string {
		var out bytes.Buffer
		e := &export{Format: format, Columns: columns, out: bufio.NewWriter(&out), terminal: terminal}
		if err := errors.Join(e.writeContact(contact), e.out.Flush()); err != nil {
			t.Fatal(err)
		}
		return out.String()
	}
	equal(t, line("csv", false), id.String()+",a@example.com,\x1b]0;x\a\u009b2J\u202eJo\u200d,\"two\nlines\r\",,false,"+
		"2025-03-01T12:00:00.5Z,9007199254740993,\"[\"\"a\"\",\"\"b\"\"]\",'=1,\n")
	var decoded cuedesk.Contact
	if err := json.Unmarshal([]byte(line("ndjson", false)), &decoded); err != nil {
		t.Fatal(err)
	}
	equal(t, decoded.FirstName, contact.FirstName)
	for _, format := range []string{"csv", "csv-raw", "ndjson"} {
		if shown := line(format, true); strings.ContainsFunc(shown, func(r rune) bool {
			return r != '\n' && !unicode.IsPrint(r)
		}) || !strings.Contains(shown, "Jo") {
			t.Errorf("a terminal gets %q", shown)
		}
	}
}

func equal[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Without a token the program says what it exports, and with a slow API how far it is, a line each time.
func TestMain_output(t *testing.T) {
	t.Parallel()
	stdout, stderr, err := start(t.Context(), t, nil, "-o", "-", "-every=1ns")
	if err != nil {
		t.Fatal(err, stderr)
	}
	equal(t, strings.Count(stdout, "\n"), 401)
	if !regexp.MustCompile(
		`^No CUEDESK_TOKEN: .* 400 made-up contacts.*\n(\d+ of 400 contacts\n)+400 contacts are in -\n$`).MatchString(
		stderr) {
		t.Errorf("got %q", stderr)
	}
}

func TestMain_usage(t *testing.T) {
	t.Parallel()
	for _, args := range []string{
		"-format=xml", "more", "-search=a -list=ff027904-fdbc-4c30-a533-105d1c96e1cb", "-list=1", "-nonsense",
	} {
		_, stderr, err := start(t.Context(), t, nil, strings.Fields(args)...)
		exit := new(exec.ExitError)
		if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.Contains(stderr, "-format") {
			t.Errorf("%s: got %v: %s", args, err, stderr)
		}
	}
}
