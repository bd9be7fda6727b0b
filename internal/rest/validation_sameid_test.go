package rest

import "testing"

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
