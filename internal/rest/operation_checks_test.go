package rest

import (
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChecks(t *testing.T) {
	t.Parallel()
	c := Checks{In: "body"}
	c.Required("present", "x")
	c.Required("absent", "")
	c.Size("fits", 1, 1, 3, "items")
	c.Size("fits too", 3, 1, 3, "items")
	c.Size("few", 0, 1, 3, "items")
	c.Size("many", 4, 1, 3, "items")
	c.Characters("letters", "äöü", 1, 3)
	c.Characters("more", "äöüß", 1, 3)
	c.Fail("own", "kind", "must be %d", 7)
	want := []FieldError{
		{Type: "missing", In: "body", Field: "absent", Msg: "is required"},
		{Type: "size", In: "body", Field: "few", Msg: "must have 1 to 3 items, not 0"},
		{Type: "size", In: "body", Field: "many", Msg: "must have 1 to 3 items, not 4"},
		{Type: "size", In: "body", Field: "more", Msg: "must have 1 to 3 characters, not 4"},
		{Type: "kind", In: "body", Field: "own", Msg: "must be 7"},
	}
	if diff := cmp.Diff(want, c.Problems); diff != "" {
		t.Error(diff)
	}
}

func TestQuery(t *testing.T) {
	t.Parallel()
	q := NewQuery().Set("a", "1").Set("b", "").Set("c", "x y")
	q.Checks.Required("d", "")
	values, problems := q.Done()
	if diff := cmp.Diff(url.Values{"a": {"1"}, "c": {"x y"}}, values); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]FieldError{{Type: "missing", In: "query", Field: "d", Msg: "is required"}},
		problems); diff != "" {
		t.Error(diff)
	}
}

func TestChecks_Email(t *testing.T) {
	t.Parallel()
	for address, ok := range map[string]bool{
		"a@b": true, "ä@ö": true, "a@b@c": false, "": false, "a@b\n": false,
	} {
		c := Checks{In: "body"}
		c.Email("email", address)
		if (c.Problems == nil) != ok {
			t.Errorf("%q: %v", address, c.Problems)
		}
	}
}

func TestChecks_Clean(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"": true, "a b": true, "ä🦇": true, "\ufffd": true,
		"a\nb": false, "\x00": false, "a\x7f": false, "a\u0085": false, "a\xff": false,
	} {
		c := Checks{In: "query"}
		c.Clean("id", text)
		if (c.Problems == nil) != ok {
			t.Errorf("%q: %v", text, c.Problems)
		}
	}
	c := Checks{In: "query"}
	c.Clean("id", "\n")
	want := []FieldError{
		{Type: "value", In: "query", Field: "id", Msg: "must not contain control characters or invalid UTF-8"},
	}
	if diff := cmp.Diff(want, c.Problems); diff != "" {
		t.Error(diff)
	}
}

func TestSameID(t *testing.T) {
	t.Parallel()
	const id = "a50e8400-e29b-41d4-a716-446655440001"
	for _, test := range []struct {
		a, b string
		want bool
	}{
		{id, id, true},
		{id, "A50E8400-E29B-41D4-A716-446655440001", true},
		{id, "a50e8400-e29b-41d4-a716-446655440002", false},
		{"a1", "a1", true},
		{"a1", "A1", false},
		{"k1", "\u212a1", false},
		{"", "", true},
		{"", id, false},
		{id, "x", false},
	} {
		if got := SameID(test.a, test.b); got != test.want {
			t.Errorf("%q, %q: %t", test.a, test.b, got)
		}
	}
}
