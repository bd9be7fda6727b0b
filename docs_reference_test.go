//go:build !race

package cuedesk_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// referenceColumns is how much of a line of code the reference page shows in a window of 1280 pixels.
const referenceColumns = 110

var docLink = regexp.MustCompile(`\[\*?[A-Za-z][\w/]*(\.\w+)*\]`)

// TestDocs_reference: the reference page shows declarations as code, which it cuts off on the right, and in which it
// makes no link of a name in brackets.
func TestDocs_reference(t *testing.T) {
	t.Parallel()
	for _, name := range goFiles(t) {
		if strings.HasSuffix(name, "_test.go") || strings.Contains(name, "internal/") || strings.HasPrefix(name, "bench/") {
			continue
		}
		for _, problem := range badDeclarations(t, name, readPage(t, name)) {
			t.Errorf("%s:%s", name, problem)
		}
	}
}

// TestBadDeclarations: the check finds what it is for.
func TestBadDeclarations(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 30)
	for text, want := range map[string]int{
		"type T struct {\n\t// A is [B.C].\n\tA int\n}":     1,
		"type T struct {\n\tA int // " + long + "\n}":       1,
		"type T struct {\n\ta int // " + long + "[B]\n}":    0,
		"var (\n\t// ErrA: see [B].\n\tErrA = 1\n)":         1,
		"// T is [B].\ntype T struct {\n\tA int // of B\n}": 0,
		"var A int // see [net/url.Values]":                 1,
		"func f() {\n\tvar A int // [B]\n}":                 0,
	} {
		if got := badDeclarations(t, "", "package p\n\n"+text); len(got) != want {
			t.Errorf("%q: %q, want %d problems", text, got, want)
		}
	}
}

// badDeclarations returns the lines of exported fields, constants and variables that a page shows badly.
func badDeclarations(t *testing.T, name, text string) []string {
	t.Helper()
	files := token.NewFileSet()
	file, err := parser.ParseFile(files, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	lines, bad := strings.Split(text, "\n"), map[int]string{}
	check := func(names []*ast.Ident, doc *ast.CommentGroup, node ast.Node) {
		if len(names) == 0 || !names[0].IsExported() {
			return
		}
		first, last := files.Position(node.Pos()).Line, files.Position(node.End()).Line
		if doc != nil {
			first = files.Position(doc.Pos()).Line
		}
		for n := first; n <= last; n++ {
			line := strings.ReplaceAll(lines[n-1], "\t", "    ")
			_, comment, _ := strings.Cut(line, "// ")
			if columns := utf8.RuneCountInString(line); columns > referenceColumns {
				bad[n] = fmt.Sprintf("%d: has %d columns with tabs of four, more than %d", n, columns, referenceColumns)
			} else if link := docLink.FindString(comment); link != "" {
				bad[n] = fmt.Sprintf("%d: %s is shown in brackets", n, link)
			}
		}
	}
	for _, decl := range file.Decls {
		if group, ok := decl.(*ast.GenDecl); ok {
			ast.Inspect(group, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.TypeSpec:
					return n.Name.IsExported()
				case *ast.Field:
					check(n.Names, n.Doc, n)
				case *ast.ValueSpec:
					check(n.Names, n.Doc, n)
				}
				return true
			})
		}
	}
	return slices.Sorted(maps.Values(bad))
}
