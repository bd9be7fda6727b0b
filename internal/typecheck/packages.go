package typecheck

import (
	"go/importer"
	"go/token"
	"go/types"
	"slices"
	"strings"
	"testing"
)

// PublicPackages returns the packages of the module in the working directory
// that users can import, as the compiler wrote them down.
func PublicPackages(t testing.TB) []*types.Package {
	t.Helper()
	out, err := goList("-f", `{{if and .GoFiles (ne .Name "main")}}{{.ImportPath}}{{end}}`, "./...")
	if err != nil {
		t.Fatal(err)
	}
	paths := slices.DeleteFunc(strings.Fields(string(out)), func(path string) bool {
		return strings.Contains(path, "/internal/")
	})
	exports, err := findExports(paths...)
	if err != nil {
		t.Fatal(err)
	}
	compiled := importer.ForCompiler(token.NewFileSet(), "gc", exports.open)
	packages := make([]*types.Package, len(paths))
	for i, path := range paths {
		if packages[i], err = compiled.Import(path); err != nil {
			t.Fatal(err)
		}
	}
	return packages
}
