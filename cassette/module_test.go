package cassette

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const root = ".."

// TestModule_version: v3.2.1 and v3.2.2 match otherwise, and are retracted.
func TestModule_version(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(data), "\tgopkg.in/dnaeon/go-vcr.v3 v3.2.0\n") {
		t.Error("go.mod does not require go-vcr v3.2.0")
	}
}

// TestModule_onlyTests: no program of a user has it in it, unless it imports this package.
func TestModule_onlyTests(t *testing.T) {
	t.Parallel()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == ".git" || d.Name() == "cassette") {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return nil
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		for _, spec := range f.Imports {
			if strings.Contains(spec.Path.Value, "/go-vcr") || strings.HasSuffix(spec.Path.Value, `cassette"`) {
				t.Errorf("%s imports %s", path, spec.Path.Value)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}
