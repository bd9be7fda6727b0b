package resttest

import (
	"reflect"
	"strings"
)

// FindText returns where in a value, unexported fields too, a text is; empty: nowhere.
func FindText(v reflect.Value, text string) string {
	return finder{text, map[visit]bool{}}.find(v)
}

// finder looks for a text, once in each place that pointers and maps lead to.
type finder struct {
	text string
	seen map[visit]bool
}

type visit struct {
	at  uintptr
	typ reflect.Type
}

func (f finder) find(v reflect.Value) string {
	switch v.Kind() {
	case reflect.String:
		if strings.Contains(v.String(), f.text) {
			return "!"
		}
	case reflect.Pointer, reflect.Map:
		if at := (visit{v.Pointer(), v.Type()}); v.IsNil() || f.seen[at] {
			return ""
		} else if f.seen[at] = true; v.Kind() == reflect.Pointer {
			return f.in("", v.Elem())
		}
		return f.findInMap(v)
	case reflect.Interface:
		if !v.IsNil() {
			return f.in("", v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if path := f.in("."+v.Type().Field(i).Name, v.Field(i)); path != "" {
				return path
			}
		}
	case reflect.Slice, reflect.Array:
		return f.findInList(v)
	default:
	}
	return ""
}

// in looks into a part of a value.
func (f finder) in(name string, part reflect.Value) string {
	if path := f.find(part); path != "" {
		return name + path
	}
	return ""
}

func (f finder) findInMap(v reflect.Value) string {
	for _, key := range v.MapKeys() {
		if path := f.in("[key]", key) + f.in("[value]", v.MapIndex(key)); path != "" {
			return path
		}
	}
	return ""
}

// findInList looks into each element; bytes are text.
func (f finder) findInList(v reflect.Value) string {
	if v.Type().Elem().Kind() == reflect.Uint8 {
		text := make([]byte, v.Len())
		for i := range text {
			text[i] = byte(v.Index(i).Uint())
		}
		if strings.Contains(string(text), f.text) {
			return "[bytes]!"
		}
		return ""
	}
	for i := range v.Len() {
		if path := f.in("[]", v.Index(i)); path != "" {
			return path
		}
	}
	return ""
}
