// Package typecheck checks Go source in tests: that documentation compiles, and
// that what must not compile does not.
package typecheck

import (
	"bytes"
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
	exports, err := exportData()
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: importer.ForCompiler(fset, "gc", exports.open)}
	_, err = config.Check("source", fset, []*ast.File{file}, nil)
	return err
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

// exportData asks the go command once where the compiled packages are; it
// compiles those that have changed.
var exportData = sync.OnceValues(func() (exports, error) {
	cmd := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export",
		"github.com/cuedesk/cuedesk-go", "github.com/cuedesk/cuedesk-go/cuedesktest", "github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest",
		"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest",
		"testing/synctest", "log", "slices", "os/signal")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w: %s", err, &stderr)
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
})
