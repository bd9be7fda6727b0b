package exporter_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/exporter"
)

// TestRun_restartForeign: beside a checkpoint that cannot be read, Restart refuses files with the names of parts.
func TestRun_restartForeign(t *testing.T) {
	t.Parallel()
	for _, ending := range []string{".part1", ".part2.part", ".part64", ".part3.checkpoint"} {
		for _, parts := range []int{1, 4} {
			srv, _ := newWorkspace(t, 10)
			dir := t.TempDir()
			name := filepath.Join(dir, "backup")
			write(t, name+".checkpoint", "of another program")
			write(t, name+ending, "a volume of the user's archive")
			before := folder(t, dir)
			opts := exporter.Options{Parts: parts, Restart: true}
			_, err := exporter.Run(t.Context(), srv.Client(), name, opts)
			if !errors.Is(err, exporter.ErrOtherExport) || !strings.Contains(err.Error(), name+ending[:len(".part1")]) {
				t.Errorf("%s, in %d parts: got error %v", ending, parts, err)
			}
			if after := folder(t, dir); fmt.Sprint(after) != fmt.Sprint(before) {
				t.Errorf("%s, in %d parts: was %v, is %v", ending, parts, before, after)
			}
		}
	}
}

// TestRun_restartDamaged: beside a checkpoint that cannot be read, Restart drops the parts that have their own.
func TestRun_restartDamaged(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 1100)
	name := filepath.Join(t.TempDir(), "contacts")
	ctx, cancel := context.WithCancel(t.Context())
	opts := exporter.Options{Parts: 3, Every: 1, Progress: func(exporter.Progress) { cancel() }}
	if _, err := exporter.Run(ctx, srv.Client(), name, opts); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if kept, err := filepath.Glob(name + ".part?.checkpoint"); len(kept) == 0 || err != nil {
		t.Fatalf("no part was begun: %v", err)
	}
	write(t, name+".checkpoint", read(t, name+".checkpoint")[:20])
	report, err := exporter.Run(t.Context(), srv.Client(), name, exporter.Options{Restart: true})
	if err != nil || report.Rows != 1100 || report.Resumed > 0 {
		t.Errorf("%s, %v", report, err)
	}
	if left, err := os.ReadDir(filepath.Dir(name)); len(left) != 1 || err != nil {
		t.Errorf("left behind: %v, %v", left, err)
	}
}
