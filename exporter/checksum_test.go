package exporter_test

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// editCheckpoint changes members of a checkpoint file, and its checksum.
func editCheckpoint(t *testing.T, checkpoint string, changes map[string]any) string {
	t.Helper()
	var saved map[string]any
	text, _, _ := strings.Cut(checkpoint, "\n")
	if err := json.Unmarshal([]byte(text), &saved); err != nil {
		t.Fatal(err)
	}
	maps.Copy(saved, changes)
	data, err := json.Marshal(saved)
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(data)
	return fmt.Sprintf("%s\n%x\n", data, sum[:8])
}

// folder returns what is in a folder, by path.
func folder(t *testing.T, name string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(name, func(path string, entry os.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir():
			all[path] = "a folder"
		case entry.Type() == os.ModeSymlink:
			all[path], err = os.Readlink(path)
		default:
			all[path] = read(t, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestRun_damaged: a checkpoint that was changed or cut off anywhere is refused, and what is there stays.
func TestRun_damaged(t *testing.T) {
	t.Parallel()
	for _, parts := range []int{1, 3} {
		srv, _ := newWorkspace(t, 400)
		dir := t.TempDir()
		name := filepath.Join(dir, "contacts")
		ctx, cancel := context.WithCancel(t.Context())
		opts := exporter.Options{Parts: parts, Every: 1, Progress: func(exporter.Progress) { cancel() }}
		if _, err := exporter.Run(ctx, srv.Client(), name, opts); !errors.Is(err, context.Canceled) {
			t.Fatal(err)
		}
		good, asked := read(t, name+".checkpoint"), len(srv.Requests())
		refuse := func(what, checkpoint string) {
			write(t, name+".checkpoint", checkpoint)
			before := folder(t, dir)
			if _, err := exporter.Run(t.Context(), srv.Client(), name, opts); !errors.Is(err, exporter.ErrOtherExport) {
				t.Fatalf("%s: got error %v", what, err)
			}
			if after := folder(t, dir); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Fatalf("%s: the files have changed", what)
			}
		}
		for i := 0; i < len(good); i += 1 + 2*parts {
			refuse(fmt.Sprint("cut off at ", i), good[:i])
			refuse(fmt.Sprint("changed at ", i), good[:i]+string(good[i]^1)+good[i+1:])
		}
		text, _, _ := strings.Cut(good, "\n")
		refuse("without a checksum", text)
		refuse("of the first version", strings.Replace(text, `"version":2`, `"version":1`, 1))
		refuse("foreign", "<html>")
		refuse("foreign JSON", "{}\n")
		if n := len(srv.Requests()); n != asked {
			t.Errorf("%d requests were sent", n-asked)
		}
		write(t, name+".checkpoint", good)
		if report, err := exporter.Run(t.Context(), srv.Client(), name, opts); err != nil || report.Rows != 400 {
			t.Errorf("%s, %v", report, err)
		}
	}
}

// TestRun_foreign: what is of no export is refused before anything is sent, and stays as it is.
func TestRun_foreign(t *testing.T) {
	t.Parallel()
	link := func(t *testing.T, name string) {
		write(t, filepath.Join(filepath.Dir(name), "precious"), "precious\n")
		if err := os.Symlink("precious", name); err != nil {
			t.Fatal(err)
		}
	}
	fill := func(t *testing.T, name string) {
		if err := os.Mkdir(name, 0o700); err != nil {
			t.Fatal(err)
		}
		write(t, filepath.Join(name, "precious"), "precious")
	}
	file := func(t *testing.T, name string) { write(t, name, "precious\n") }
	for name, test := range map[string]struct {
		make    func(t *testing.T, name string)
		ending  string
		opts    exporter.Options
		want    error
		restart error // with Options.Restart
	}{
		"a folder":                 {make: fill, want: cuedesk.ErrInvalid, restart: cuedesk.ErrInvalid},
		"a link":                   {make: link, want: cuedesk.ErrInvalid, restart: cuedesk.ErrInvalid},
		"a folder for rows":        {make: fill, ending: ".part", want: cuedesk.ErrInvalid, restart: cuedesk.ErrInvalid},
		"a link for rows":          {make: link, ending: ".part", want: cuedesk.ErrInvalid, restart: cuedesk.ErrInvalid},
		"rows without checkpoint":  {make: file, ending: ".part", want: exporter.ErrOtherExport},
		"a folder for checkpoints": {make: fill, ending: ".checkpoint", want: cuedesk.ErrInvalid, restart: cuedesk.ErrInvalid},
		"a link for checkpoints":   {make: link, ending: ".checkpoint", want: cuedesk.ErrInvalid, restart: cuedesk.ErrInvalid},
		"a folder for the next checkpoint": {
			make: fill, ending: ".checkpoint.new", want: cuedesk.ErrInvalid, restart: cuedesk.ErrInvalid,
		},
		"a link for the next checkpoint": {
			make: link, ending: ".checkpoint.new", want: cuedesk.ErrInvalid, restart: cuedesk.ErrInvalid,
		},
		"a file for a part": {
			make: file, ending: ".part1", opts: exporter.Options{Parts: 2},
			want: exporter.ErrOtherExport, restart: exporter.ErrOtherExport,
		},
		"a file for the rows of a part": {
			make: file, ending: ".part2.part", opts: exporter.Options{Parts: 2},
			want: exporter.ErrOtherExport, restart: exporter.ErrOtherExport,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, _ := newWorkspace(t, 30)
			dir := t.TempDir()
			name := filepath.Join(dir, "contacts")
			test.make(t, name+test.ending)
			before := folder(t, dir)
			for _, test.opts.Restart = range []bool{false, true} {
				want := test.want
				if test.opts.Restart {
					want = test.restart
				}
				_, err := exporter.Run(t.Context(), srv.Client(), name, test.opts)
				if !errors.Is(err, want) || want != nil && !strings.Contains(err.Error(), filepath.Base(name)+test.ending) {
					t.Errorf("got error %v, want %v", err, want)
				}
				if after := folder(t, dir); want != nil && fmt.Sprint(after) != fmt.Sprint(before) {
					t.Errorf("was %v, is %v", before, after)
				}
			}
		})
	}
}

// TestRun_killedAtTheBeginning: an export that was killed before its first rows were synced is in the way of no other,
// unless there is something in NAME.part, of which nothing tells then that it is an export's.
func TestRun_killedAtTheBeginning(t *testing.T) {
	t.Parallel()
	csv, other := exporter.Options{}, exporter.Options{Format: exporter.NDJSON}
	for name, test := range map[string]struct {
		part string
		opts exporter.Options
		want error
	}{
		"no rows, the same export": {opts: csv},
		"no rows, another export":  {opts: other},
		"rows, the same export":    {part: "half a ro", opts: csv},
		"rows, another export":     {part: "precious\n", opts: other, want: exporter.ErrOtherExport},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, _ := newWorkspace(t, 250)
			name := filepath.Join(t.TempDir(), "contacts")
			failAfter(srv, 2)
			if _, err := exporter.Run(t.Context(), srv.Client(), name, exporter.Options{Every: 1}); err == nil {
				t.Fatal("no error")
			}
			srv.ClearFaults()
			nothing := map[string]any{"size": 0, "rows": 0, "checkpoint": "", "columns": nil}
			write(t, name+".checkpoint", editCheckpoint(t, read(t, name+".checkpoint"), nothing))
			write(t, name+".part", test.part)
			report, err := exporter.Run(t.Context(), srv.Client(), name, test.opts)
			if test.want != nil {
				if !errors.Is(err, test.want) || read(t, name+".part") != test.part {
					t.Errorf("got error %v, and the file is %q", err, read(t, name+".part"))
				}
				return
			}
			if err != nil || report.Rows != 250 || report.Resumed > 0 {
				t.Errorf("%s, %v", report, err)
			}
		})
	}
}

// TestRun_nothingWritten: an export that fails before anything was written leaves no file behind.
func TestRun_nothingWritten(t *testing.T) {
	t.Parallel()
	for _, parts := range []int{1, 3} {
		srv, _ := newWorkspace(t, 300)
		srv.Inject("*", cuedesktest.Status(401).Always())
		dir := t.TempDir()
		_, err := exporter.Run(t.Context(), srv.Client(), filepath.Join(dir, "contacts"), exporter.Options{Parts: parts})
		if !errors.Is(err, cuedesk.ErrUnauthorized) {
			t.Errorf("got error %v", err)
		}
		if left := folder(t, dir); len(left) != 1 {
			t.Errorf("left behind: %v", left)
		}
	}
}

// TestRun_refused: an export that is refused for a checkpoint leaves no file of its own behind.
func TestRun_refused(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 250)
	rows, _ := finished(t, srv)
	rows = editCheckpoint(t, rows, map[string]any{"complete": false})
	for _, checkpoint := range []string{"of another program", rows} {
		dir := t.TempDir()
		name := filepath.Join(dir, "contacts")
		write(t, name+".checkpoint", checkpoint)
		before := folder(t, dir)
		for range 2 {
			_, err := exporter.Run(t.Context(), srv.Client(), name, exporter.Options{})
			if !errors.Is(err, exporter.ErrOtherExport) {
				t.Errorf("got error %v", err)
			}
			if after := folder(t, dir); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("was %v, is %v", before, after)
			}
		}
	}
}
