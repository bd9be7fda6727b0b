package resttest

import (
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func compact(t *testing.T, v any) string {
	t.Helper()
	text, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestPatterns: each way to make an operation, and to give its route, is found; a route
// that a caller passes on is not.
func TestPatterns(t *testing.T) {
	t.Parallel()
	const source = `package p

const named = "GET /named"

func _(given string) {
	_ = rest.Read("GET /read/{id}", given)
	_ = withID(rest.Idempotent("PATCH /idempotent"), given)
	_ = rest.Matched("POST /matched").Body(nil, nil)
	_ = rest.Create(` + "`POST /create`" + `)
	_ = rest.Custom("GET /custom", nil)
	_ = rest.Read(named)
	_ = rest.Read("GET /read/{id}", "other")
	_ = rest.Custom(given, nil)
	_ = rest.Fetch("GET /not-an-operation")
	_ = other.Read("GET /other-package")
	_ = Read("GET /no-package")
	_ = rest.Read()
}
`
	file, err := parser.ParseFile(token.NewFileSet(), "p.go", source, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"GET /custom", "GET /named", "GET /read/{id}", "PATCH /idempotent", "POST /create", "POST /matched"}
	if diff := cmp.Diff(want, patterns([]*ast.File{file})); diff != "" {
		t.Error(diff)
	}
}
