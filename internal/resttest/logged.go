package resttest

import (
	"go/ast"
	"strings"
	"testing"
)

// Logged checks that each exported struct that is sent or received, or holds a value
// with a LogValue, has one too, and that it has it by value: log/slog asks what an
// attribute is, not what is in it. Errors are used by pointer only.
func Logged(t *testing.T) {
	t.Helper()
	files := parse(t, false)
	logged := map[string]bool{}
	inspect(files, func(f *ast.FuncDecl) {
		if f.Recv == nil || f.Name.Name != "LogValue" {
			return
		}
		receiver := f.Recv.List[0].Type
		logged[typeName(receiver)] = true
		if _, isPointer := receiver.(*ast.StarExpr); isPointer && !isError(typeName(receiver)) {
			t.Errorf("%s: LogValue has a pointer receiver, so that a value is logged with all that it holds", typeName(receiver))
		}
	})
	inspect(files, func(spec *ast.TypeSpec) {
		held, ok := spec.Type.(*ast.StructType)
		if !ok || !spec.Name.IsExported() || logged[spec.Name.Name] {
			return
		}
		for _, field := range held.Fields.List {
			if field.Tag != nil && strings.Contains(field.Tag.Value, `json:`) && !isError(spec.Name.Name) {
				t.Errorf("%s: is sent or received, and has no LogValue", spec.Name.Name)
				break
			}
			if name := typeName(field.Type); logged[name] && !isError(name) && !isContainer(name) {
				t.Errorf("%s: holds a %s, and has no LogValue", spec.Name.Name, name)
			}
		}
	})
}

func isError(name string) bool { return name == "Error" || name == "ConflictError" }

// isContainer reports whether the type holds anything at all, also what belongs
// to no person, such as the name of a list.
func isContainer(name string) bool { return name == "Value" || name == "Optional" }

// typeName returns the name of the type, of the elements of a slice or a map, or
// of what a pointer points to.
func typeName(expr ast.Expr) string {
	switch typ := expr.(type) {
	case *ast.Ident:
		return typ.Name
	case *ast.StarExpr:
		return typeName(typ.X)
	case *ast.ArrayType:
		return typeName(typ.Elt)
	case *ast.MapType:
		return typeName(typ.Value)
	case *ast.IndexExpr:
		return typeName(typ.X)
	case *ast.SelectorExpr:
		return typ.Sel.Name
	}
	return ""
}
