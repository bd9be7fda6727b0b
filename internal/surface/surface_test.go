package surface

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const source = `package p

import "example.com/internal/q"

const Limit int = 3
const hidden = 4

var ErrX error

type Alias = q.T

type Base struct{ Name string }
func (b *Base) Rename(to string) {}

type Row struct {
	Base
	ID    string ` + "`json:\"uuid\"`" + `
	cells []string
}
func (r Row) String() string { return "" }

type Set[T comparable] map[T]bool
type Option interface{ apply(q.T) }

func Make[T any](in ...T) (out T, err error) { return }
`

const listing = `package p // import "example.com/p"

const Limit int = 3
field Base.Name string
field Row.Base Base, embedded
field Row.ID string ` + "`json:\"uuid\"`" + `
func Make[T any](in ...T) (out T, err error)
method (*Base) Rename(to string)
method (*Row) Rename(to string)
method (Row) String() string
type Alias = example.com/internal/q.T
type Base struct, comparable
type Option interface{apply(example.com/internal/q.T)}
type Row struct
type Set[T comparable] map[T]bool
var ErrX error
`

func TestList(t *testing.T) {
	t.Parallel()
	internal := pack(t, "example.com/internal/q", "package q\n\ntype T struct{}\n", nil)
	got := List(pack(t, "example.com/p", source, internal))
	if diff := cmp.Diff(strings.Split(listing, "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("the listing is not as expected (-want +got):\n%s", diff)
	}
	want := []string{
		"type Alias = example.com/internal/q.T", "type Option interface{apply(example.com/internal/q.T)}",
	}
	if diff := cmp.Diff(want, internals(got)); diff != "" {
		t.Errorf("lines with internal types (-want +got):\n%s", diff)
	}
}

type imported struct{ pkg *types.Package }

func (i imported) Import(string) (*types.Package, error) { return i.pkg, nil }

func pack(t *testing.T, path, text string, other *types.Package) *types.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", text, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	config := types.Config{Importer: imported{other}}
	pkg, err := config.Check(path, fset, []*ast.File{file}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}
