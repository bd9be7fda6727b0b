package exporter_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// TestRun_format: without one, the name of the file says it. Names of what is not written are refused at once.
func TestRun_format(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"c.ndjson": "{", "c.JSONL": "{", "c.csv": "uuid,", "c": "uuid,", "c.txt": "uuid,",
		"c.xlsx": "", "c.XLS": "", "c.json": "", "c.csv.gz": "",
	} {
		srv, _ := newWorkspace(t, 1)
		sent, dir := len(srv.Requests()), t.TempDir()
		path := filepath.Join(dir, name)
		_, err := exporter.Run(t.Context(), srv.Client(), path, exporter.Options{})
		if want != "" {
			if err != nil || !strings.HasPrefix(read(t, path), want) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		todo := strings.ToLower(filepath.Ext(name)) + " file is not what is written: name it .csv or .ndjson, or set Format"
		if !errors.Is(err, cuedesk.ErrInvalid) || !strings.Contains(err.Error(), todo) {
			t.Errorf("%s: got error %v", name, err)
		}
		if files, err := os.ReadDir(dir); err != nil || len(files) > 0 || len(srv.Requests()) > sent {
			t.Errorf("%s: files %v, %v, and %d requests", name, files, err, len(srv.Requests())-sent)
		}
		if _, err := exporter.Run(t.Context(), srv.Client(), path, exporter.Options{Format: exporter.NDJSON}); err != nil {
			t.Errorf("%s, with a format: %v", name, err)
		}
	}
}

// TestRun_formatBegun: what was begun in another format than the name says goes on in it, unless it begins anew.
func TestRun_formatBegun(t *testing.T) {
	t.Parallel()
	columns := []string{"email"}
	for _, test := range []struct {
		name    string
		begun   exporter.Options
		then    exporter.Options
		resumed bool
		want    string
	}{
		{"c.ndjson", exporter.Options{Format: exporter.CSV}, exporter.Options{}, true, "uuid,"},
		{
			"c.ndjson",
			exporter.Options{Format: exporter.CSV, Columns: columns},
			exporter.Options{Columns: columns},
			true, "email",
		},
		{"c.ndjson", exporter.Options{Format: exporter.CSV, Parts: 2}, exporter.Options{Parts: 2}, true, "uuid,"},
		{"c.xlsx", exporter.Options{Format: exporter.CSV}, exporter.Options{}, true, "uuid,"},
		{"c.csv", exporter.Options{Format: exporter.NDJSON}, exporter.Options{}, true, "{"},
		{"c.ndjson", exporter.Options{Format: exporter.CSV}, exporter.Options{Restart: true}, false, "{"},
	} {
		srv, _ := newWorkspace(t, 250)
		path := filepath.Join(t.TempDir(), test.name)
		test.begun.Every = 1
		failAfter(srv, 2+5*test.begun.Parts)
		if report, err := exporter.Run(t.Context(), srv.Client(), path, test.begun); err == nil {
			t.Fatalf("%+v: it did not fail: %s", test, report)
		}
		srv.ClearFaults()
		report, err := exporter.Run(t.Context(), srv.Client(), path, test.then)
		if err != nil || report.Rows != 250 || report.Resumed > 0 != test.resumed {
			t.Errorf("%s, %+v: %s, %v", test.name, test.then, report, err)
			continue
		}
		if !strings.HasPrefix(read(t, path), test.want) {
			t.Errorf("%s: begins with %.20q", test.name, read(t, path))
		}
	}
}
