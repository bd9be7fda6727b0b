// Package typecheck checks Go source in tests: that documentation compiles, and
// that what must not compile does not.
package typecheck

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
)

// Source type-checks one Go source file, which may import the standard library
// and the packages of this module, and returns the first error.
func Source(t testing.TB, src string) error {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "source.go", src, parser.SkipObjectResolution)
	if err != nil {
		return err
	}
	exports, err := sourceExports()
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", exports.open)}
	_, err = config.Check("source", fset, []*ast.File{file}, nil)
	return err
}

// Use is two statements of which only one is to compile, and part of the compiler's
// complaint about the other. The right one shows that nothing else is wrong with it.
type Use = struct{ Right, Wrong, Complaint string }

// Check checks the uses, by name; file puts a statement into a file.
func Check(t *testing.T, uses map[string]Use, file func(statement string) string) {
	t.Helper()
	for name, use := range uses {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := Source(t, file(use.Right)); err != nil {
				t.Errorf("the right use does not compile: %v", err)
			}
			if err := Source(t, file(use.Wrong)); err == nil || !strings.Contains(err.Error(), use.Complaint) {
				t.Errorf("got %v, want a complaint with %q", err, use.Complaint)
			}
		})
	}
}

// exports are the compiled packages' export data files by import path.
type exports map[string]string

func (e exports) open(path string) (io.ReadCloser, error) {
	file, ok := e[path]
	if !ok {
		return nil, fmt.Errorf("package %s is not used by this module", path)
	}
	return os.Open(file) //nolint:gosec // a path that the go command gave
}

// sourceExports is where the packages are that sources may import.
var sourceExports = sync.OnceValues(func() (exports, error) {
	return findExports("github.com/cuedesk/cuedesk-go", "github.com/cuedesk/cuedesk-go/cuedesktest",
		"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest",
		"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest", "github.com/cuedesk/cuedesk-go/importer",
		"github.com/cuedesk/cuedesk-go/exporter",
		"testing/synctest", "log", "slices", "os/signal")
})

// findExports asks the go command where the compiled packages are, and what they
// import; it compiles those that have changed.
func findExports(packages ...string) (exports, error) {
	out, err := goList(append([]string{"-export", "-deps", "-json=ImportPath,Export"}, packages...)...)
	if err != nil {
		return nil, err
	}
	found := exports{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p struct {
			ImportPath string `json:"ImportPath"`
			Export     string `json:"Export"`
		}
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return found, nil
		} else if err != nil {
			return nil, err
		}
		if p.Export != "" {
			found[p.ImportPath] = p.Export
		}
	}
}

func goList(args ...string) ([]byte, error) {
	args = append([]string{"list"}, args...)
	cmd := exec.CommandContext(context.Background(), "go", args...) //nolint:gosec // the arguments are of tests
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, &stderr)
	}
	return out, nil
}
