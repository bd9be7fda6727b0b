//go:build !race

package cuedesk_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/surface"
)

const surfaces = "api/surface"

// TestSurface compares what the packages export with its listing; make surface writes that.
func TestSurface(t *testing.T) {
	t.Parallel()
	surface.Check(t, surfaces, *update)
}

// TestSurface_packages: each listing is of a package that there is.
func TestSurface_packages(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(surfaces, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || path == filepath.Join(surfaces, "cuedesk.txt") {
			return err
		}
		name, _ := filepath.Rel(surfaces, strings.TrimSuffix(path, ".txt"))
		if _, err := os.Stat(name); err != nil {
			t.Errorf("%s is of no package: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
