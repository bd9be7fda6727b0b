package cuedesk_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// marshal encodes with the library that knows the Extra members.
func marshal(v any) (string, error) {
	data, err := json.Marshal(v, json.Deterministic(true))
	return string(data), err
}

// TestFakeServesWhatTheClientSends compares the operations in the client's
// source with the fake's routes.
func TestFakeServesWhatTheClientSends(t *testing.T) {
	t.Parallel()
	if diff := cmp.Diff(sourcePatterns(t), slices.Sorted(slices.Values(cuedesktest.Operations()))); diff != "" {
		t.Errorf("operations (-client +fake):\n%s", diff)
	}
}

// sourcePatterns returns the sorted patterns of the operations that the package
// sends: the first argument of each rest.Read, rest.Idempotent and rest.Create.
func sourcePatterns(t *testing.T) []string {
	t.Helper()
	files := sourceFiles(t)
	constants := map[string]string{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if spec, ok := n.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				constants[spec.Names[0].Name] = literal(spec.Values[0])
			}
			return true
		})
	}
	found := map[string]bool{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if arg := operationArg(n); arg != nil {
				pattern := literal(arg)
				if id, ok := arg.(*ast.Ident); ok {
					pattern = constants[id.Name]
				}
				if pattern != "" { // Client.Do passes on its caller's
					found[pattern] = true
				}
			}
			return true
		})
	}
	return slices.Sorted(maps.Keys(found))
}

// operationArg returns the pattern's expression if n makes an operation.
func operationArg(n ast.Node) ast.Expr {
	call, ok := n.(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return nil
	}
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || !slices.Contains([]string{"Read", "Idempotent", "Create"}, fun.Sel.Name) {
		return nil
	}
	if pkg, ok := fun.X.(*ast.Ident); !ok || pkg.Name != "rest" {
		return nil
	}
	return call.Args[0]
}

// literal returns the value of a string literal, or nothing.
func literal(e ast.Expr) string {
	lit, ok := e.(*ast.BasicLit)
	if !ok || lit.Kind != token.STRING {
		return ""
	}
	return constant.StringVal(constant.MakeFromLiteral(lit.Value, lit.Kind, 0))
}

// sourceFiles parses the package's files, without tests.
func sourceFiles(t *testing.T) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	fset := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return files
}

// TestEveryFieldIsDocumented checks that each exported field of an exported
// struct has a comment: what is required, what null means, which unit.
func TestEveryFieldIsDocumented(t *testing.T) {
	t.Parallel()
	for _, f := range sourceFiles(t) {
		ast.Inspect(f, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() {
				return true
			}
			structType, ok := spec.Type.(*ast.StructType)
			if !ok || spec.Name.Name == "Client" {
				return true
			}
			for i, field := range structType.Fields.List {
				named := len(field.Names) > 0 && field.Names[0].IsExported()
				if named && field.Doc == nil && field.Comment == nil {
					t.Errorf("%s: field %s has no comment", spec.Name.Name, strconv.Itoa(i)+" "+field.Names[0].Name)
				}
			}
			return true
		})
	}
}
