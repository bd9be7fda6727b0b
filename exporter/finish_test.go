package exporter_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// finished returns the checkpoint of an export that is complete and has not its name yet,
// and what it has written.
func finished(t *testing.T, srv *cuedesktest.Server) (checkpoint, text string) {
	t.Helper()
	all, some := filepath.Join(t.TempDir(), "all"), filepath.Join(t.TempDir(), "some")
	if _, err := exporter.Run(t.Context(), srv.Client(), all, exporter.Options{}); err != nil {
		t.Fatal(err)
	}
	failAfter(srv, 1)
	if _, err := exporter.Run(t.Context(), srv.Client(), some, exporter.Options{Every: time.Nanosecond}); err == nil {
		t.Fatal("no error")
	}
	srv.ClearFaults()
	text = read(t, all)
	changes := map[string]any{"size": len(text), "rows": 250, "complete": true}
	return editCheckpoint(t, read(t, some+".checkpoint"), changes), text
}

// counted returns a client and how many requests it makes.
func counted(srv *cuedesktest.Server) (*cuedesk.Client, *atomic.Int32) {
	var asked atomic.Int32
	observe := func(context.Context, cuedesk.Attempt) { asked.Add(1) }
	return srv.Client(cuedesk.WithObserver(observe)), &asked
}

// TestRun_killedAtTheEnd: a process that was killed while it gave the complete file its name
// has not to read anything again. Once the file has its name, another export may begin.
func TestRun_killedAtTheEnd(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 250)
	checkpoint, text := finished(t, srv)
	for name, test := range map[string]struct {
		part, named string // what was there; empty: no file
		change      func(*exporter.Options)
		resumed     int
		again       bool // it reads contacts
	}{
		"before it was named": {part: text, resumed: 250},
		"after it was named":  {named: text, resumed: 250},
		"named, and another":  {named: text, again: true, change: func(o *exporter.Options) { o.RawCells = true }},
		"named, and changed":  {named: text + "x", again: true},
		"lost":                {again: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "all")
			write(t, file+".checkpoint", checkpoint)
			if test.part != "" {
				write(t, file+".part", test.part)
			}
			if test.named != "" {
				write(t, file, test.named)
			}
			var opts exporter.Options
			if test.change != nil {
				test.change(&opts)
			}
			client, asked := counted(srv)
			report, err := exporter.Run(t.Context(), client, file, opts)
			if err != nil || report.Rows != 250 || report.Resumed != test.resumed || read(t, file) != text {
				t.Errorf("%s, %v", report, err)
			}
			if again := asked.Load() > 0; again != test.again {
				t.Errorf("%d requests", asked.Load())
			}
			if left, err := filepath.Glob(file + ".*"); len(left) > 0 || err != nil {
				t.Errorf("left behind: %q, %v", left, err)
			}
		})
	}
}

// TestRun_notNamed: what could not be given its name is not read again for that.
func TestRun_notNamed(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 250)
	file := filepath.Join(t.TempDir(), "all")
	opts := exporter.Options{Every: 1, Progress: func(exporter.Progress) {
		if err := os.MkdirAll(filepath.Join(file, "in the way"), 0o700); err != nil {
			t.Error(err)
		}
	}}
	if _, err := exporter.Run(t.Context(), srv.Client(), file, opts); err == nil {
		t.Fatal("no error")
	}
	if err := os.RemoveAll(file); err != nil {
		t.Fatal(err)
	}
	client, asked := counted(srv)
	report, err := exporter.Run(t.Context(), client, file, exporter.Options{})
	if err != nil || report.Rows != 250 || report.Resumed != 250 || asked.Load() > 0 {
		t.Errorf("%s, %v, after %d requests", report, err, asked.Load())
	}
}

// TestRun_failedEnd: an export whose last checkpoint cannot be written gives up its file, and the same call goes on.
func TestRun_failedEnd(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 250)
	file := filepath.Join(t.TempDir(), "all")
	inTheWay := filepath.Join(file+".checkpoint.new", "folder")
	opts := exporter.Options{Every: time.Hour, Progress: func(exporter.Progress) {
		if err := os.MkdirAll(inTheWay, 0o700); err != nil {
			t.Error(err)
		}
	}}
	if _, err := exporter.Run(t.Context(), srv.Client(), file, opts); err == nil {
		t.Fatal("no error")
	}
	if err := os.RemoveAll(filepath.Dir(inTheWay)); err != nil {
		t.Fatal(err)
	}
	report, err := exporter.Run(t.Context(), srv.Client(), file, exporter.Options{})
	if err != nil || report.Rows != 250 {
		t.Errorf("%s, %v", report, err)
	}
}

// TestRun_partsFailedEnd: so does one in parts, of which one cannot be removed.
func TestRun_partsFailedEnd(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 400)
	_, text := finished(t, srv)
	file := filepath.Join(t.TempDir(), "all")
	ctx, cancel := context.WithCancel(t.Context())
	opts := exporter.Options{Parts: 3, Every: 1, Progress: func(exporter.Progress) { cancel() }}
	if _, err := exporter.Run(ctx, srv.Client(), file, opts); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	complete := map[string]any{"size": len(text), "rows": 400, "complete": true}
	write(t, file+".checkpoint", editCheckpoint(t, read(t, file+".checkpoint"), complete))
	write(t, file+".part", text)
	inTheWay := filepath.Join(file+".part1.checkpoint.new", "folder")
	if err := os.MkdirAll(inTheWay, 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := exporter.Run(t.Context(), srv.Client(), file, opts); err == nil {
		t.Fatal("no error")
	}
	if err := os.RemoveAll(filepath.Dir(inTheWay)); err != nil {
		t.Fatal(err)
	}
	report, err := exporter.Run(t.Context(), srv.Client(), file, opts)
	if err != nil || report.Resumed != 400 || read(t, file) != text {
		t.Errorf("%s, %v", report, err)
	}
	if left, err := os.ReadDir(filepath.Dir(file)); len(left) != 1 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
