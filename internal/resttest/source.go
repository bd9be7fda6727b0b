package resttest

import (
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

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
// types but String, which is what they print.
func Exampled(t *testing.T, types ...reflect.Type) {
	t.Helper()
	examples := map[string]bool{}
	for _, example := range doc.Examples(parse(t, true)...) {
		examples[example.Name] = example.Output != ""
	}
	for _, typ := range types {
		for method := range typ.Methods() {
			name := typ.Elem().Name() + "_" + method.Name
			if method.Name != "String" && !examples[name] {
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

// OptionsExampled checks that each function that returns an option has an example.
func OptionsExampled(t *testing.T) {
	t.Helper()
	examples := map[string]bool{}
	for _, example := range doc.Examples(parse(t, true)...) {
		examples[example.Name] = true
	}
	options := 0
	inspect(parse(t, false), func(f *ast.FuncDecl) {
		if f.Recv != nil || !f.Name.IsExported() || f.Type.Results == nil ||
			!strings.HasSuffix(typeName(f.Type.Results.List[0].Type), "Option") {
			return
		}
		if options++; !examples[f.Name.Name] {
			t.Errorf("there is no Example%s", f.Name.Name)
		}
	})
	if options == 0 {
		t.Error("the package has no options")
	}
}
