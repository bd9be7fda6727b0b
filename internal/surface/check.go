package surface

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/internal/typecheck"
)

const module = "github.com/cuedesk/cuedesk-go"

// Check compares the public packages of the module in the working directory
// with their listings in dir, which it writes if update says so.
func Check(t *testing.T, dir string, update bool) {
	t.Helper()
	for _, pkg := range typecheck.PublicPackages(t) {
		got := List(pkg)
		for _, line := range internals(got) {
			t.Errorf("%s shows an internal type: %s", pkg.Path(), line)
		}
		file := filepath.Join(dir, filepath.FromSlash(fileName(pkg.Path())))
		if update {
			write(t, file, got)
		}
		want, err := os.ReadFile(file) //nolint:gosec // a file of the repository
		if err != nil {
			t.Error(err)
		}
		if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
			t.Errorf("%s exports something else (-listed +now); if it is meant, run make surface, and note what is "+
				"breaking in CHANGELOG.md:\n%s", pkg.Path(), diff)
		}
	}
}

// internals returns the lines that name an internal package, which no user can import.
func internals(listing string) []string {
	var found []string
	for line := range strings.SplitSeq(listing, "\n") {
		if strings.Contains(line, "/internal/") {
			found = append(found, line)
		}
	}
	return found
}

// fileName returns the name of a package's listing.
func fileName(path string) string {
	if path == module {
		return "cuedesk.txt"
	}
	return strings.TrimPrefix(path, module+"/") + ".txt"
}

func write(t *testing.T, file, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(file), 0o750); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
