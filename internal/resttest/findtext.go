package resttest

import (
	"reflect"
	"strings"
)

// FindText returns where in a value, unexported fields too, a text is; empty: nowhere.
func FindText(v reflect.Value, text string) string { return findText(v, text, 0) }

// maxFindDepth ends values that lead to themselves.
const maxFindDepth = 12

func findText(v reflect.Value, text string, depth int) string {
	if depth > maxFindDepth {
		return ""
	}
	at := func(name string, inner reflect.Value) string {
		if path := findText(inner, text, depth+1); path != "" {
			return name + path
		}
		return ""
	}
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), text) {
			return "!"
		}
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			return at("", v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if path := at("."+v.Type().Field(i).Name, v.Field(i)); path != "" {
				return path
			}
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			if path := at("[]", v.Index(i)); path != "" {
				return path
			}
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			if path := at("[key]", key) + at("[value]", v.MapIndex(key)); path != "" {
				return path
			}
		}
	default:
	}
	return ""
}
