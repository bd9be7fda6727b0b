package resttest

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
)

// request returns a request as the documentation of an API would show it.
func request(t *testing.T) *http.Request {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://crm.test/contacts?a=1&b=2",
		strings.NewReader(`{"name":"Jane","tags":["vip"]}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header = http.Header{"Authorization": {"Bearer <token>"}, "Content-Type": {JSON}, "X-Org-Id": {"org-1"}}
	return r
}

// TestWire between two requests that an API would tell apart.
func TestWire(t *testing.T) {
	t.Parallel()
	body := func(text string) func(*http.Request) {
		return func(r *http.Request) { r.Body = Reply(200, JSON, text).Body }
	}
	for name, change := range map[string]func(*http.Request){
		"method":         func(r *http.Request) { r.Method = http.MethodPut },
		"path":           func(r *http.Request) { r.URL.Path = "/contact" },
		"query":          func(r *http.Request) { r.URL.RawQuery = "a=1" },
		"no token":       func(r *http.Request) { r.Header.Del("Authorization") },
		"content type":   func(r *http.Request) { r.Header.Set("Content-Type", "text/plain") },
		"another org":    func(r *http.Request) { r.Header.Set("X-Org-Id", "org-2") },
		"no org":         func(r *http.Request) { r.Header.Del("X-Org-Id") },
		"one more":       func(r *http.Request) { r.Header.Set("X-Api-Version", "2") },
		"value":          body(`{"name":"John","tags":["vip"]}`),
		"no member":      body(`{"name":"Jane"}`),
		"null":           body(`{"name":"Jane","tags":["vip"],"x":null}`),
		"empty text":     body(`{"name":"Jane","tags":["vip"],"x":""}`),
		"text of a time": body(`{"name":"Jane","tags":["2026-01-01T00:00:00.000Z"]}`),
		"nothing":        body(``),
	} {
		r := request(t)
		change(r)
		if cmp.Equal(WireOf(t, request(t)), WireOf(t, r)) {
			t.Errorf("%s makes no difference", name)
		}
	}
}

func TestWire_ignored(t *testing.T) {
	t.Parallel()
	r := request(t)
	r.URL.RawQuery = "b=2&a=1"
	r.Body = Reply(200, JSON, `{ "tags": ["vip"], "name": "Jane" }`).Body
	for _, key := range []string{"Content-Length", "User-Agent", "Accept"} {
		r.Header.Set(key, "x")
	}
	if diff := cmp.Diff(WireOf(t, request(t)), WireOf(t, r)); diff != "" {
		t.Error(diff)
	}
}

// TestNormal: it overlooks null and empty text, and no other value.
func TestNormal(t *testing.T) {
	t.Parallel()
	decoded := func(text string) any { return Normal(Decode(t, strings.NewReader(text))) }
	for _, same := range [][2]string{
		{`{"a":null,"b":"","c":1}`, `{"c":1}`},
		{`[{"a":null}]`, `[{}]`},
		{`{"at":"2026-03-18T09:15:00.000Z"}`, `{"at":"2026-03-18T09:15:00Z"}`},
	} {
		if diff := cmp.Diff(decoded(same[0]), decoded(same[1])); diff != "" {
			t.Errorf("%s: %s", same, diff)
		}
	}
	for _, kept := range []string{
		`0`, `false`, `[]`, `{}`, `[null]`, `[""]`, `1`, `1.0`, `12345678901234567890`, `"2026-03-18"`,
		`"2026-03-18T09:15:00.001Z"`,
	} {
		text := `{"x":` + kept + `}`
		if got := compact(t, decoded(text)); got != text {
			t.Errorf("%s became %s", text, got)
		}
	}
}

// extra is a type that keeps what it does not know.
type extra struct {
	Name  string
	Inner *extra
	Many  []extra
	Extra map[string]cuedesk.Value

	hidden map[string]cuedesk.Value //nolint:unused // It must not be looked at.
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	member := func(name string) map[string]cuedesk.Value { return map[string]cuedesk.Value{name: {}} }
	v := map[string]any{
		"a": extra{Name: "x", Extra: member("top")},
		"b": &extra{Inner: &extra{Extra: member("inner")}, Many: []extra{{}, {Extra: member("second")}}},
		"c": []any{[1]extra{{Extra: member("array")}}, nil, (*extra)(nil), 7},
	}
	got := Unknown(v)
	slices.Sort(got)
	if diff := cmp.Diff([]string{"array", "inner", "second", "top"}, got); diff != "" {
		t.Error(diff)
	}
	if got := Unknown(extra{Extra: map[string]cuedesk.Value{}}); got != nil {
		t.Errorf("got %v of nothing", got)
	}
}

// TestDifferences: a result that lacks something documented, or has it in another
// form, is found out.
func TestDifferences(t *testing.T) {
	t.Parallel()
	type contact struct {
		Name  string                   `json:"name"`
		Count int                      `json:"count,omitzero"`
		Extra map[string]cuedesk.Value `json:",embed"`
	}
	documented := Decode(t, strings.NewReader(`{"name":"Jane","count":5,"note":null}`))
	if diff := difference(t, documented, contact{Name: "Jane", Count: 5}); diff != "" {
		t.Error(diff)
	}
	for name, got := range map[string]any{
		"another value":  contact{Name: "John", Count: 5},
		"nothing":        contact{Name: "Jane"},
		"another form":   map[string]any{"name": "Jane", "count": "5"},
		"only in Extra":  contact{Name: "Jane", Count: 5, Extra: map[string]cuedesk.Value{"note": {}}},
		"more":           map[string]any{"name": "Jane", "count": 5, "more": false},
		"another result": []contact{{Name: "Jane", Count: 5}},
		"no result":      nil,
	} {
		if difference(t, documented, got) == "" {
			t.Errorf("%s makes no difference", name)
		}
	}
}

func TestLacking(t *testing.T) {
	t.Parallel()
	var got []string
	for member, v := range withoutMembers(Decode(t, strings.NewReader(`{"a":1,"b":{"c":2,"d":{}},"e":[{}]}`))) {
		got = append(got, member+": "+compact(t, v))
	}
	want := []string{
		`a: {"b":{"c":2,"d":{}},"e":[{}]}`, `b: {"a":1,"e":[{}]}`, `b.c: {"a":1,"b":{"d":{}},"e":[{}]}`,
		`b.d: {"a":1,"b":{"c":2},"e":[{}]}`, `e: {"a":1,"b":{"c":2,"d":{}}}`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
