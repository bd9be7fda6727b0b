package resttest

import (
	"go/ast"
	"go/constant"
	"go/token"
	"maps"
	"slices"
	"testing"
)

// Patterns returns the sorted patterns of the operations that the package in the
// current directory sends: the first argument of what makes an operation, where it
// is a route and not what a caller gave.
func Patterns(t *testing.T) []string {
	t.Helper()
	return patterns(parse(t, false))
}

func patterns(files []*ast.File) []string {
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

// Makers returns the names of the functions of package rest that make an operation
// whose class follows from what it does.
func Makers() []string { return []string{"Read", "Idempotent", "Matched", "Create"} }

// operationArg returns the pattern's expression if the call makes an operation.
func operationArg(call *ast.CallExpr) ast.Expr {
	fun, ok := call.Fun.(*ast.SelectorExpr)
	if !ok || len(call.Args) == 0 || !slices.Contains(append(Makers(), "Custom"), fun.Sel.Name) {
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
