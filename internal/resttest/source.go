package resttest

import (
	"go/ast"
	"go/constant"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Patterns returns the sorted patterns of the operations that the package in the
// current directory sends: the first argument of each rest.Read, rest.Idempotent
// and rest.Create.
func Patterns(t *testing.T) []string {
	t.Helper()
	files := parse(t, false)
	constants := map[string]string{}
	found := map[string]bool{}
	inspect(files, func(spec *ast.ValueSpec) {
		if len(spec.Values) == 1 {
			constants[spec.Names[0].Name] = literal(spec.Values[0])
		}
	})
	inspect(files, func(call *ast.CallExpr) {
		arg := operationArg(call)
		pattern := literal(arg)
		if id, ok := arg.(*ast.Ident); ok {
			pattern = constants[id.Name]
		}
		if pattern != "" {
			found[pattern] = true
		}
	})
	return slices.Sorted(maps.Keys(found))
}

// operationArg returns the pattern's expression if the call makes an operation.
func operationArg(call *ast.CallExpr) ast.Expr {
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 || !slices.Contains([]string{"Read", "Idempotent", "Create"}, fun.Sel.Name) {
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

// Documented checks that each exported field of an exported struct has a comment:
// what is required, what null means, which unit. A Client's services need none.
func Documented(t *testing.T) {
	t.Helper()
	inspect(parse(t, false), func(spec *ast.TypeSpec) {
		structType, ok := spec.Type.(*ast.StructType)
		if !ok || !spec.Name.IsExported() || spec.Name.Name == "Client" {
			return
		}
		for _, field := range structType.Fields.List {
			if len(field.Names) > 0 && field.Names[0].IsExported() && field.Doc == nil && field.Comment == nil {
				t.Errorf("%s: field %s has no comment", spec.Name.Name, field.Names[0].Name)
			}
		}
	})
}

// Exampled checks that there is an example, with output, for each method of the
// types.
func Exampled(t *testing.T, types ...reflect.Type) {
	t.Helper()
	examples := map[string]bool{}
	for _, example := range doc.Examples(parse(t, true)...) {
		examples[example.Name] = example.Output != ""
	}
	for _, typ := range types {
		for method := range typ.Methods() {
			name := typ.Elem().Name() + "_" + method.Name
			if !examples[name] {
				t.Errorf("there is no Example%s with an // Output:", name)
			}
		}
	}
}

// inspect calls f for all nodes of a type.
func inspect[N ast.Node](files []*ast.File, f func(N)) {
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			if node, ok := n.(N); ok {
				f(node)
			}
			return true
		})
	}
}

// parse parses the package's files, either the tests or all others.
func parse(t *testing.T, tests bool) []*ast.File {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var files []*ast.File
	fset := token.NewFileSet()
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") != tests {
			continue
		}
		file, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution|parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, file)
	}
	return files
}
