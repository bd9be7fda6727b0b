package contract

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// memberNames returns the names of all members that the document's responses have.
func (d *document) memberNames() map[string]bool {
	names := map[string]bool{}
	for _, s := range d.responses {
		for place := range s.places {
			names[strings.TrimRight(lastName(place), "[]")] = true
		}
	}
	return names
}

// lostMembers returns the members of a decoded response that the document has and the client has no field for: they
// are in one of the maps called Extra, which are for unknown members.
func lostMembers(d *document, result any) []string {
	l := lossFinder{known: d.members}
	l.walk(reflect.ValueOf(result))
	return l.lines
}

type lossFinder struct {
	known map[string]bool
	lines []string
}

func (l *lossFinder) walk(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			l.walk(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			l.walk(v.Index(i))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			l.field(v.Type(), v.Type().Field(i), v.Field(i))
		}
	default:
	}
}

func (l *lossFinder) field(of reflect.Type, f reflect.StructField, v reflect.Value) {
	if !f.IsExported() {
		return
	}
	extra, ok := reflect.TypeAssert[map[string]cuedesk.Value](v)
	if !ok {
		l.walk(v)
		return
	}
	for _, name := range slices.Sorted(maps.Keys(extra)) {
		if l.known[name] {
			l.lines = append(l.lines, fmt.Sprintf("%s of a response has no field of %v", name, of))
		}
	}
}

// TestValidator_lostMembers: a lost member is found at any depth.
func TestValidator_lostMembers(t *testing.T) {
	t.Parallel()
	extra := map[string]cuedesk.Value{"email": {}, "of_the_future": {}}
	doc := openDocument(t)
	for name, result := range map[string]any{
		"a contact":    &cuedesk.Contact{Extra: extra},
		"a page":       &cuedesk.Page[cuedesk.List]{Extra: extra},
		"on a page":    &cuedesk.Page[cuedesk.List]{Items: []cuedesk.List{{}, {Extra: extra}}},
		"in a slice":   &cuedesk.CustomField{SelectOptions: []cuedesk.SelectOption{{Extra: extra}}},
		"in a struct":  cuedesk.Import{Summary: cuedesk.ImportSummary{Extra: extra}},
		"of a warning": &cuedesk.AddResult{Warnings: []cuedesk.Warning{{Extra: extra}}},
	} {
		if found := lostMembers(doc, result); len(found) != 1 ||
			!strings.HasPrefix(found[0], "email of a response has no field of cuedesk.") {
			t.Errorf("%s: found %q", name, found)
		}
	}
	if found := lostMembers(doc, &cuedesk.Contact{
		Email: "a@b",
		Extra: map[string]cuedesk.Value{"of_the_future": {}},
	}); found != nil {
		t.Errorf("found %q, which the document does not have", found)
	}
}
