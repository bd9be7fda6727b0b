package resttest

import (
	"fmt"
	"go/ast"
	"io"
	"log/slog"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"
)

// markerJSON is JSON too, because some text is kept as such.
const markerJSON = `{"planted":"planted"}`

// Unprinted are names of exported types and fields, such as "Value" and
// "Attempt.Operation", whose text is not personal, or is what a String is asked for.
type Unprinted []string

// Printed checks that no form of printing and logging shows what samples hold. It fills
// them with text, and wants one of each exported struct of the package but the unprinted.
func Printed(t *testing.T, skip Unprinted, samples ...any) {
	t.Helper()
	var names []string
	for _, sample := range samples {
		typ := reflect.TypeOf(sample)
		name, _, _ := strings.Cut(typ.Name(), "[")
		names = append(names, name)
		one := reflect.New(typ)
		skip.fillWithMarkers(one.Elem(), name, 0)
		for form, text := range printedForms(t, one) {
			if strings.Contains(text, "planted") {
				t.Errorf("%s, printed as %s, shows what it holds: %s", name, form, text)
			}
		}
	}
	inspect(parse(t, false), func(spec *ast.TypeSpec) {
		name := spec.Name.Name
		if _, ok := spec.Type.(*ast.StructType); ok && spec.Name.IsExported() && !slices.Contains(skip, name) &&
			!slices.Contains(names, name) {
			t.Errorf("there is no sample of %s", name)
		}
	})
}

// Printable checks that no form of printing what a server said can steer a terminal.
func Printable(t *testing.T, samples ...any) {
	t.Helper()
	for _, v := range samples {
		if text := fmt.Sprintf("%v %+v %s", v, v, v); strings.ContainsAny(text, "\x1b\r\n\u202e") {
			t.Errorf("%T prints %q", v, text)
		}
	}
}

// printedForms prints what the pointer points to in all forms that people use.
func printedForms(t *testing.T, pointer reflect.Value) map[string]string {
	t.Helper()
	value, forms := pointer.Elem().Interface(), map[string]string{}
	list := reflect.MakeSlice(reflect.SliceOf(pointer.Elem().Type()), 1, 1)
	list.Index(0).Set(pointer.Elem())
	pointers := reflect.MakeSlice(reflect.SliceOf(pointer.Type()), 1, 1)
	pointers.Index(0).Set(pointer)
	for name, v := range map[string]any{
		"a value": value, "a pointer": pointer.Interface(),
		"a slice": list.Interface(), "a slice of pointers": pointers.Interface(),
		"a map": map[string]any{"k": value}, "a map of pointers": map[string]any{"k": pointer.Interface()},
		"a member": struct{ V any }{value},
	} {
		forms[name] = fmt.Sprintf("%v %+v %s", v, v, v)
		forms[name+" in a log"] = logged(v, func(w io.Writer) slog.Handler { return slog.NewTextHandler(w, nil) })
	}
	if _, ok := value.(slog.LogValuer); ok {
		asJSON := func(w io.Writer) slog.Handler { return slog.NewJSONHandler(w, nil) }
		forms["a value in a JSON log"] = logged(value, asJSON)
		forms["a pointer in a JSON log"] = logged(pointer.Interface(), asJSON)
	}
	return forms
}

func logged(v any, handler func(io.Writer) slog.Handler) string {
	var text strings.Builder
	slog.New(handler(&text)).Info("x", "v", v)
	return text.String()
}

// maxFillDepth ends recursive types.
const maxFillDepth = 5

// fillWithMarkers fills a value with text, its unexported fields too. Named text types are
// enumerations and IDs, numbers are 2: the last state of an optional.
func (skip Unprinted) fillWithMarkers(v reflect.Value, name string, depth int) {
	if depth > maxFillDepth || slices.Contains(skip, name) {
		return
	}
	if !v.CanSet() {
		v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
	}
	switch v.Kind() {
	case reflect.String:
		if v.Type().PkgPath() == "" {
			v.SetString(markerJSON)
		}
	case reflect.Int, reflect.Int64, reflect.Int32:
		v.SetInt(2)
	case reflect.Uint8:
		v.SetUint(2)
	case reflect.Interface:
		if v.NumMethod() == 0 {
			v.Set(reflect.ValueOf(markerJSON))
		}
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		skip.fillWithMarkers(v.Index(0), name, depth+1)
	case reflect.Map:
		skip.fillMap(v, name, depth)
	case reflect.Pointer:
		if isOurs(v.Type().Elem()) {
			v.Set(reflect.New(v.Type().Elem()))
			skip.fillWithMarkers(v.Elem(), name, depth+1)
		}
	case reflect.Struct:
		skip.fillFields(v, depth)
	default:
	}
}

func (skip Unprinted) fillMap(v reflect.Value, name string, depth int) {
	v.Set(reflect.MakeMap(v.Type()))
	item := reflect.New(v.Type().Elem()).Elem()
	skip.fillWithMarkers(item, name, depth+1)
	v.SetMapIndex(reflect.ValueOf("k").Convert(v.Type().Key()), item)
}

func (skip Unprinted) fillFields(v reflect.Value, depth int) {
	if !isOurs(v.Type()) {
		return
	}
	owner, _, _ := strings.Cut(v.Type().Name(), "[")
	for i := range v.NumField() {
		skip.fillWithMarkers(v.Field(i), owner+"."+v.Type().Field(i).Name, depth+1)
	}
}

// isOurs reports whether the type is of a package for users.
func isOurs(typ reflect.Type) bool {
	path := typ.PkgPath()
	return strings.HasPrefix(path, "github.com/cuedesk/cuedesk-go") && !strings.Contains(path, "/internal/")
}
