// Package surface lists what a package exports, one line for each symbol, so
// that a change of it is a line in a diff.
package surface

import (
	"fmt"
	"go/types"
	"slices"
	"strings"
)

// List lists what the package exports: constants with their values, variables,
// functions, types, fields and methods, those that are promoted included.
func List(pkg *types.Package) string {
	p := printer{pkg: pkg}
	for _, name := range pkg.Scope().Names() {
		if object := pkg.Scope().Lookup(name); object.Exported() {
			p.object(object)
		}
	}
	slices.Sort(p.lines)
	return fmt.Sprintf("package %s // import %q\n\n%s\n", pkg.Name(), pkg.Path(), strings.Join(p.lines, "\n"))
}

type printer struct {
	pkg   *types.Package
	lines []string
}

func (p *printer) add(format string, args ...any) {
	p.lines = append(p.lines, fmt.Sprintf(format, args...))
}

// qualifier names the packages by their whole path, which shows what is internal.
func (p *printer) qualifier(other *types.Package) string {
	if other == p.pkg {
		return ""
	}
	return other.Path()
}

func (p *printer) text(t types.Type) string { return types.TypeString(t, p.qualifier) }

func (p *printer) object(object types.Object) {
	switch object := object.(type) {
	case *types.Const:
		p.add("const %s %s = %s", object.Name(), p.text(object.Type()), object.Val().ExactString())
	case *types.TypeName:
		p.typeName(object)
	default: // a variable or a function
		p.add("%s", types.ObjectString(object, p.qualifier))
	}
}

func (p *printer) typeName(object *types.TypeName) {
	named, ok := object.Type().(*types.Named)
	if object.IsAlias() || !ok {
		p.add("%s", types.ObjectString(object, p.qualifier))
		return
	}
	name := p.text(named) // with its type parameters
	switch under := named.Underlying().(type) {
	case *types.Struct:
		p.add("type %s struct%s", name, comparability(named))
		p.fields(object.Name(), under)
	case *types.Interface:
		p.add("type %s %s", name, p.text(under))
		return
	default:
		p.add("type %s %s", name, p.text(under))
	}
	p.methods(named)
}

func comparability(t types.Type) string {
	if types.Comparable(t) {
		return ", comparable"
	}
	return ""
}

func (p *printer) fields(owner string, s *types.Struct) {
	for i := range s.NumFields() {
		field := s.Field(i)
		if !field.Exported() {
			continue
		}
		line := fmt.Sprintf("field %s.%s %s", owner, field.Name(), p.text(field.Type()))
		if field.Embedded() {
			line += ", embedded"
		}
		if tag := s.Tag(i); tag != "" {
			line += " `" + tag + "`"
		}
		p.add("%s", line)
	}
}

func (p *printer) methods(named *types.Named) {
	byValue := types.NewMethodSet(named)
	all := types.NewMethodSet(types.NewPointer(named))
	for selection := range all.Methods() {
		method := selection.Obj()
		if !method.Exported() {
			continue
		}
		receiver := named.Obj().Name()
		if byValue.Lookup(method.Pkg(), method.Name()) == nil {
			receiver = "*" + receiver
		}
		signature := strings.TrimPrefix(p.text(method.Type()), "func")
		p.add("method (%s) %s%s", receiver, method.Name(), signature)
	}
}
