package exporter_test

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// newWorkspace returns a fake with n contacts, every third one in a list, and some of the
// same age.
func newWorkspace(t *testing.T, n int) (*cuedesktest.Server, cuedesk.ListID) {
	t.Helper()
	srv := cuedesktest.NewServer()
	client := srv.Client()
	in := cuedesk.CustomFieldCreate{Name: "Seats", FieldType: cuedesk.FieldInteger}
	if _, err := client.CustomFields.Create(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "VIP"})
	if err != nil {
		t.Fatal(err)
	}
	for k := range n {
		id := srv.AddContact(cuedesktest.Contact{
			Email: fmt.Sprintf("%d@example.com", k), CreatedAt: time.Date(2025, 1, 1, 0, 0, k/5, 0, time.UTC),
			Archived: k%11 == 0, CustomFields: map[string]any{"seats": k},
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

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// failAfter lets searches fail after some.
func failAfter(srv *cuedesktest.Server, searches int) {
	srv.Inject("POST /v1/contacts/search", cuedesktest.Latency(0).Times(searches), cuedesktest.Status(400).Always())
}

// TestRun_resumed: an export that failed goes on where it was, whatever its process left
// behind, and with the columns that it began with.
func TestRun_resumed(t *testing.T) {
	t.Parallel()
	for _, format := range []exporter.Format{exporter.CSV, exporter.NDJSON} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			srv, _ := newWorkspace(t, 250)
			client := srv.Client()
			opts := exporter.Options{Format: format, Every: time.Nanosecond}
			calm, name := filepath.Join(t.TempDir(), "calm"), filepath.Join(t.TempDir(), "failed")
			if report, err := exporter.Run(t.Context(), client, calm, opts); err != nil || report.Rows != 250 {
				t.Fatal(report, err)
			}
			failAfter(srv, 2)
			failed, err := exporter.Run(t.Context(), client, name, opts)
			if !errors.Is(err, cuedesk.ErrInvalid) || failed.Rows == 0 || failed.Rows >= 250 {
				t.Fatalf("%s, %v", failed, err)
			}
			if _, err := os.Stat(name); !errors.Is(err, fs.ErrNotExist) {
				t.Errorf("an incomplete file has its name: %v", err)
			}
			if nothing, err := exporter.Run(t.Context(), client, name, opts); err == nil || nothing.Rows != failed.Rows {
				t.Errorf("without the first request: %s, %v", nothing, err)
			}
			srv.ClearFaults()
			write(t, name+".part", read(t, name+".part")+"half a li")
			write(t, name+".checkpoint.new", "{")
			in := cuedesk.CustomFieldCreate{Name: "Later", FieldType: cuedesk.FieldText}
			if _, err := client.CustomFields.Create(t.Context(), in); err != nil {
				t.Fatal(err)
			}
			report, err := exporter.Run(t.Context(), client, name, opts)
			if err != nil || report.Rows != 250 || report.Resumed != failed.Rows || report.Bytes != int64(len(read(t, name))) {
				t.Errorf("%s, %v", report, err)
			}
			if diff := cmp.Diff(read(t, calm), read(t, name)); diff != "" {
				t.Errorf("differs (-want +got):\n%s", diff)
			}
			if left, err := filepath.Glob(name + ".*"); len(left) > 0 || err != nil {
				t.Errorf("left behind: %q, %v", left, err)
			}
		})
	}
}

// TestRun_choice exports what the options choose.
func TestRun_choice(t *testing.T) {
	t.Parallel()
	srv, list := newWorkspace(t, 250)
	parts, err := srv.Client().Contacts.Partitions(t.Context(), cuedesk.Where(), 2)
	if err != nil || len(parts) != 2 {
		t.Fatal(parts, err)
	}
	for name, test := range map[string]struct {
		opts exporter.Options
		want int
	}{
		"all":    {want: 250},
		"a list": {exporter.Options{ListID: list}, 84},
		"a query": {
			exporter.Options{Query: cuedesk.Where(cuedesk.CustomLong("seats").AtLeast(240)), Format: exporter.NDJSON}, 10,
		},
		"a part": {exporter.Options{Query: parts[0].Query}, parts[0].Count},
		"none":   {exporter.Options{Query: cuedesk.Where(cuedesk.Email.Is("none@example.com"))}, 0},
	} {
		path := filepath.Join(t.TempDir(), "contacts")
		report, err := exporter.Run(t.Context(), srv.Client(), path, test.opts)
		lines := strings.Count(read(t, path), "\n")
		if test.opts.Format != exporter.NDJSON {
			lines--
		}
		if err != nil || report.Rows != test.want || lines != test.want {
			t.Errorf("%s: %s, %d lines, %v", name, report, lines, err)
		}
	}
}

// TestRun_progress is called with the rows that are written, and at the end.
func TestRun_progress(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 250)
	var seen []exporter.Progress
	opts := exporter.Options{
		Every:    time.Nanosecond,
		Progress: func(p exporter.Progress) { seen = append(seen, p) },
		Columns:  []string{"email", "custom_fields.seats"},
	}
	report, err := exporter.Run(t.Context(), srv.Client(), filepath.Join(t.TempDir(), "contacts"), opts)
	if err != nil || len(seen) != 251 || !slices.Equal(report.Columns, opts.Columns) {
		t.Fatal(len(seen), report, err)
	}
	if p := seen[99]; p.Rows != 100 || p.Total != 250 || p.Bytes == 0 || p.Rate <= 0 || p.Remaining <= 0 {
		t.Errorf("in the middle: %+v", p)
	}
	if p := seen[250]; p.Rows != 250 || p.Bytes != report.Bytes || p.Remaining != 0 {
		t.Errorf("at the end: %+v", p)
	}
	if text := report.String(); !strings.HasPrefix(text, "250 contacts, ") {
		t.Errorf("report: %s", text)
	}
}

// TestRun_otherExport refuses to go on with what an earlier call has left of another
// export, before anything is sent, and leaves it alone.
func TestRun_otherExport(t *testing.T) {
	t.Parallel()
	srv, list := newWorkspace(t, 250)
	name := filepath.Join(t.TempDir(), "contacts")
	opts := exporter.Options{Query: cuedesk.Where().Text("example"), Every: time.Nanosecond}
	failAfter(srv, 2)
	if _, err := exporter.Run(t.Context(), srv.Client(), name, opts); err == nil {
		t.Fatal("it did not fail")
	}
	srv.ClearFaults()
	elsewhere, err := srv.Client().With(cuedesk.WithBaseURL("https://elsewhere.example"))
	if err != nil {
		t.Fatal(err)
	}
	checkpoint, part, sent := read(t, name+".checkpoint"), read(t, name+".part"), len(srv.Requests())
	with := func(change func(*exporter.Options)) exporter.Options {
		changed := opts
		change(&changed)
		return changed
	}
	for what, test := range map[string]struct {
		opts   exporter.Options
		client *cuedesk.Client
		saved  string
		want   error
	}{
		"query":    {opts: with(func(o *exporter.Options) { o.Query = cuedesk.Where().Text("other") })},
		"list":     {opts: with(func(o *exporter.Options) { o.Query, o.ListID = cuedesk.Where(), list })},
		"format":   {opts: with(func(o *exporter.Options) { o.Format = exporter.NDJSON })},
		"cells":    {opts: with(func(o *exporter.Options) { o.RawCells = true })},
		"columns":  {opts: with(func(o *exporter.Options) { o.Columns = []string{"email"} })},
		"torn":     {opts: opts, saved: checkpoint[:20]},
		"version":  {opts: opts, saved: editCheckpoint(t, checkpoint, map[string]any{"version": 3})},
		"size":     {opts: opts, saved: editCheckpoint(t, checkpoint, map[string]any{"size": 999_999})},
		"row":      {opts: opts, saved: editCheckpoint(t, checkpoint, map[string]any{"size": len(part) - 3})},
		"base URL": {opts: opts, client: elsewhere, want: cuedesk.ErrInvalid},
	} {
		if test.saved != "" {
			write(t, name+".checkpoint", test.saved)
		}
		if test.client == nil {
			test.client, test.want = srv.Client(), exporter.ErrOtherExport
		}
		if _, err := exporter.Run(t.Context(), test.client, name, test.opts); !errors.Is(err, test.want) {
			t.Errorf("%s: got error %v, want %v", what, err, test.want)
		}
		if read(t, name+".part") != part {
			t.Errorf("%s: the rows have changed", what)
		}
		write(t, name+".checkpoint", checkpoint)
	}
	if n := len(srv.Requests()); n != sent {
		t.Errorf("%d requests were sent", n-sent)
	}
	restart := with(func(o *exporter.Options) { o.Query, o.Restart = cuedesk.Where().Text("249@"), true })
	if report, err := exporter.Run(t.Context(), srv.Client(), name, restart); err != nil || report.Rows != 1 {
		t.Errorf("restarted: %s, %v", report, err)
	}
}

// TestRun_restart drops the old checkpoint at once: a crash before the next one does not
// leave it with rows that it does not fit to.
func TestRun_restart(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 250)
	name := filepath.Join(t.TempDir(), "contacts")
	for _, opts := range []exporter.Options{{Every: time.Nanosecond}, {Restart: true}} {
		if opts.Restart {
			srv.Inject("POST /v1/contacts/search", cuedesktest.Status(400).Always())
		} else {
			failAfter(srv, 2)
		}
		if _, err := exporter.Run(t.Context(), srv.Client(), name, opts); err == nil {
			t.Fatal("it did not fail")
		}
		srv.ClearFaults()
	}
	if report, err := exporter.Run(t.Context(), srv.Client(), name, exporter.Options{}); err != nil || report.Resumed > 0 {
		t.Errorf("%s, %v", report, err)
	}
}

// TestRun_locked: one export at a time writes to a file.
func TestRun_locked(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 3)
	name := filepath.Join(t.TempDir(), "contacts")
	second := error(nil)
	opts := exporter.Options{Progress: func(exporter.Progress) {
		_, second = exporter.Run(t.Context(), srv.Client(), name, exporter.Options{})
	}}
	if report, err := exporter.Run(t.Context(), srv.Client(), name, opts); err != nil || report.Rows != 3 {
		t.Errorf("the first: %s, %v", report, err)
	}
	if !errors.Is(second, exporter.ErrLocked) {
		t.Errorf("the second: %v", second)
	}
}

// fullDiskWriter is a disk that has room for some writes.
type fullDiskWriter struct{ writes int }

func (f *fullDiskWriter) Write(b []byte) (int, error) {
	if f.writes--; f.writes < 0 {
		return 0, errors.New("disk full")
	}
	return len(b), nil
}

// TestWrite_error: what cannot be written ends the export.
func TestWrite_error(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 250)
	for _, format := range []exporter.Format{exporter.CSV, exporter.NDJSON} {
		opts := exporter.Options{Format: format, Every: time.Nanosecond}
		report, err := exporter.Write(t.Context(), srv.Client(), &fullDiskWriter{100}, opts)
		if err == nil || !strings.Contains(err.Error(), "disk full") || report.Rows > 101 {
			t.Errorf("%s: %s, %v", format, report, err)
		}
	}
}

// TestOptions_refused refuses bad options before anything is sent.
func TestOptions_refused(t *testing.T) {
	t.Parallel()
	srv, list := newWorkspace(t, 1)
	sent := len(srv.Requests())
	for want, opts := range map[string]exporter.Options{
		"must not both":         {Query: cuedesk.Where().Text("a"), ListID: list},
		`no "xml"`:              {Format: "xml"},
		"are for CSV":           {Format: exporter.NDJSON, RawCells: true},
		"there is none":         {Columns: []string{}},
		`no "age"`:              {Columns: []string{"age"}},
		`"custom_fields.` + `"`: {Columns: []string{"custom_fields."}},
		"there twice":           {Columns: []string{"email", "uuid", "email"}},
		"not be negative":       {Every: -1},
	} {
		name := filepath.Join(t.TempDir(), "contacts")
		_, err := exporter.Run(t.Context(), srv.Client(), name, opts)
		_, err2 := exporter.Write(t.Context(), srv.Client(), &bytes.Buffer{}, opts)
		for _, err := range []error{err, err2} {
			if !errors.Is(err, cuedesk.ErrInvalid) || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v, want %s", err, want)
			}
		}
	}
	if n := len(srv.Requests()); n != sent {
		t.Errorf("%d requests were sent", n-sent)
	}
	var format exporter.Format
	if err := format.UnmarshalText([]byte("xml")); !errors.Is(err, cuedesk.ErrInvalid) {
		t.Error(err)
	}
}

// TestOptions_RawCells: formulas are disarmed unless it is set; numbers, such as those of
// phones, are none.
func TestOptions_RawCells(t *testing.T) {
	t.Parallel()
	for cell, safe := range map[string]string{
		`=HYPERLINK("x")`: `'=HYPERLINK("x")`,
		"+cmd|' /C calc'": "'+cmd|' /C calc'",
		"-2+3":            "'-2+3",
		"@SUM(1)":         "'@SUM(1)",
		" =1":             "' =1",
		"＝1":              "'＝1",
		"\t=1":            "'\t=1",
		"+1 (202) 555-01": "+1 (202) 555-01",
		"-12.5":           "-12.5",
		"a=b":             "a=b",
		"a\nb, \"c\"":     "a\nb, \"c\"",
		"":                "",
	} {
		srv := cuedesktest.NewServer()
		srv.AddContact(cuedesktest.Contact{LastName: cell, Email: "a@example.com"})
		for raw, want := range map[bool]string{false: safe, true: cell} {
			var out bytes.Buffer
			opts := exporter.Options{Columns: []string{"email", "last_name"}, RawCells: raw}
			_, err := exporter.Write(t.Context(), srv.Client(), &out, opts)
			records, err2 := csv.NewReader(&out).ReadAll()
			if err = errors.Join(err, err2); err != nil || len(records) != 2 || records[1][1] != want {
				t.Errorf("%q, raw %t: %q, %v", cell, raw, records, err)
			}
		}
	}
}

// TestWrite gives each format its cells.
func TestWrite(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	id := srv.AddContact(cuedesktest.Contact{
		FirstName: "\x1b]0;x\a\u009b2J\u202eJo\u200d", LastName: "two\nlines", Email: "a@example.com",
		CreatedAt:    time.Date(2025, 3, 1, 12, 0, 0, 500_000_000, time.UTC),
		CustomFields: map[string]any{"seats": int64(9007199254740993), "tags": []string{"a", "b"}, "email": "=1"},
	})
	text := func(opts exporter.Options) string {
		var out bytes.Buffer
		report, err := exporter.Write(t.Context(), srv.Client(), &out, opts)
		if err != nil || report.Bytes != int64(out.Len()) {
			t.Fatal(report, err)
		}
		return out.String()
	}
	columns := strings.Fields("uuid email first_name last_name last_engaged_at archived created_at " +
		"custom_fields.seats custom_fields.tags custom_fields.email custom_fields.none")
	want := strings.Join(columns, ",") + "\n" + id.String() +
		",a@example.com,\x1b]0;x\a\u009b2J\u202eJo\u200d,\"two\nlines\",,false," +
		"2025-03-01T12:00:00.5Z,9007199254740993,\"[\"\"a\"\",\"\"b\"\"]\",'=1,\n"
	if diff := cmp.Diff(want, text(exporter.Options{Columns: columns})); diff != "" {
		t.Errorf("csv (-want +got):\n%s", diff)
	}
	if got := text(exporter.Options{Format: exporter.NDJSON}); !strings.Contains(got, `"seats":9007199254740993`) {
		t.Errorf("ndjson: %s", got)
	}
	for _, format := range []exporter.Format{exporter.CSV, exporter.NDJSON} {
		shown := text(exporter.Options{Format: format, Printable: true})
		if strings.ContainsFunc(shown, func(r rune) bool { return r != '\n' && !unicode.IsPrint(r) }) ||
			!strings.Contains(shown, "Jo") {
			t.Errorf("a terminal gets %q", shown)
		}
	}
}

// TestWrite_emptyCell: a record of one empty cell is a record to those who read CSV.
func TestWrite_emptyCell(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	for _, email := range []string{"a@example.com", "", "b@example.com"} {
		srv.AddContact(cuedesktest.Contact{Email: email})
	}
	var out bytes.Buffer
	if _, err := exporter.Write(t.Context(), srv.Client(), &out,
		exporter.Options{Columns: []string{"email"}}); err != nil {
		t.Fatal(err)
	}
	if records, err := csv.NewReader(&out).ReadAll(); err != nil || len(records) != 4 {
		t.Errorf("%d records with the header, %v", len(records), err)
	}
}
