package resttest

import (
	"errors"
	"fmt"
	"iter"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
)

// Compare compares a result, member by member, with the documented response.
func (s Suite[C]) Compare(t *testing.T, op Operation[C], got any) {
	t.Helper()
	want := Decode(t, op.response(t).Body)
	if op.Empty != (want == nil) {
		t.Fatalf("empty is %v, the documented body %v", op.Empty, want)
	}
	switch {
	case op.Empty || op.Unread:
	case op.Confirms:
		s.requiresMembers(t, op, want)
	default:
		if diff := difference(t, want, got); diff != "" {
			t.Errorf("result (-documented +decoded):\n%s", diff)
		}
	}
}

// requiresMembers checks that the call refuses the documented response without any one of
// its members.
func (s Suite[C]) requiresMembers(t *testing.T, op Operation[C], documented any) {
	t.Helper()
	for member, rest := range withoutMembers(documented) {
		body, err := json.Marshal(rest)
		if err != nil {
			t.Fatal(err)
		}
		client := s.Client(t, Replies(http.StatusOK, JSON, string(body)))
		if _, err := op.Call(t.Context(), client); !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("without %s: got %v", member, err)
		}
	}
}

// difference compares a result, member by member, with the JSON it was decoded from;
// it is empty where there is no difference.
func difference(t *testing.T, documented, got any) string {
	t.Helper()
	if members := Unknown(got); len(members) > 0 {
		return fmt.Sprintf("documented members that no field takes: %v", members)
	}
	encoded, err := json.Marshal(got, json.Deterministic(true))
	if err != nil {
		t.Fatal(err)
	}
	return cmp.Diff(Normal(documented), Normal(Decode(t, strings.NewReader(string(encoded)))))
}

// withoutMembers iterates over the members of a JSON object and of the objects in it, each
// with the whole as it is without the member.
func withoutMembers(v any) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		object, ok := v.(map[string]any)
		if !ok {
			return
		}
		for _, name := range slices.Sorted(maps.Keys(object)) {
			less := maps.Clone(object)
			delete(less, name)
			if !yield(name, less) {
				return
			}
			for inner, value := range withoutMembers(object[name]) {
				changed := maps.Clone(object)
				changed[name] = value
				if !yield(name+"."+inner, changed) {
					return
				}
			}
		}
	}
}
