package rest

import (
	"fmt"
	"math"
	"net/url"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
)

// key is an ID as the clients have them.
type key struct{ uuid.UUID }

// name is a string that is a type of its own.
type name string

var aUUID = uuid.MustParse("0d5a1f0e-4b1c-4e57-9a0e-5f6b7c8d9e0f")

func TestOperation_pathValues(t *testing.T) {
	t.Parallel()
	const (
		empty   = "must not be empty"
		zero    = "must not be the zero ID"
		kind    = "must be a string, an integer or an ID"
		dots    = "must not have dot segments"
		control = "must not contain control characters or invalid UTF-8"
	)
	var noString *string
	var noID *key
	for _, test := range []struct {
		value         any
		path, problem string
	}{
		{value: "plain", path: "plain"},
		{value: "with space", path: "with%20space"},
		{value: "a/b", path: "a%2Fb"},
		{value: "50%", path: "50%25"},
		{value: "%2e%2e", path: "%252e%252e"},
		{value: "café ☕", path: "caf%C3%A9%20%E2%98%95"},
		{value: "a?b=c", path: "a%3Fb=c"},
		{value: "a#b", path: "a%23b"},
		{value: "a+b&c=d:e@f", path: "a+b&c=d:e@f"},
		{value: "a;b,c", path: "a%3Bb%2Cc"},
		{value: `a\b`, path: "a%5Cb"},
		{value: "...", path: "..."},
		{value: ".hidden", path: ".hidden"},
		{value: "{id}", path: "%7Bid%7D"},
		{value: name("own"), path: "own"},
		{value: 42, path: "42"},
		{value: int64(math.MaxInt64), path: "9223372036854775807"},
		{value: uint8(7), path: "7"},
		{value: aUUID, path: aUUID.String()},
		{value: key{aUUID}, path: aUUID.String()},
		{value: &key{aUUID}, path: aUUID.String()},
		{value: "", problem: empty},
		{value: name(""), problem: empty},
		{value: " \u00a0", problem: empty},
		{value: "/", problem: empty},
		{value: nil, problem: zero},
		{value: noString, problem: zero},
		{value: noID, problem: zero},
		{value: 0, path: "0"},
		{value: uuid.Nil, problem: zero},
		{value: key{}, problem: zero},
		{value: &key{}, problem: zero},
		{value: new("x"), problem: kind},
		{value: []string{"x"}, problem: kind},
		{value: []byte("x"), problem: kind},
		{value: 1.5, problem: kind},
		{value: true, problem: kind},
		{value: struct{ A int }{1}, problem: kind},
		{value: ".", problem: dots},
		{value: "..", problem: dots},
		{value: "../admin", problem: dots},
		{value: "a/../b", problem: dots},
		{value: `a\..\b`, problem: dots},
		{value: "a/.", problem: dots},
		{value: "a\nb", problem: control},
		{value: "a\x00", problem: control},
		{value: "a\x7f", problem: control},
		{value: "a\u0085", problem: control},
		{value: "\xff", problem: control},
		{value: emptyID{1}, problem: empty},
	} {
		t.Run(fmt.Sprintf("%T %v", test.value, test.value), func(t *testing.T) {
			t.Parallel()
			checkPath(t, test.value, test.path, test.problem)
		})
	}
}

// emptyID is an ID whose text is empty.
type emptyID struct{ n int }

func (emptyID) String() string { return "" }

func checkPath(t *testing.T, value any, path, problem string) {
	t.Helper()
	rt := transport(reply(200, good))
	_, err := fetch[resource](t.Context(), newCore(t, rt), Read("GET /v1/things/{thing_id}/notes", value))
	if problem == "" {
		if err != nil {
			t.Fatal(err)
		}
		if got, want := rt.requests[0].URL.String(), "https://api.example.com/v1/things/"+path+"/notes"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		return
	}
	checkIs(t, err, ErrInvalid, true)
	if rt.count() != 0 {
		t.Errorf("%d requests", rt.count())
	}
	want := []FieldError{{Type: "path_value", In: "path", Field: "thing_id", Msg: problem}}
	if diff := cmp.Diff(want, asFailed(t, err).Problems); diff != "" {
		t.Error(diff)
	}
	if got, want := asFailed(t, err).Err.Error(), "invalid input"; got != want {
		t.Errorf("%s, want %s: the problem has the rest", got, want)
	}
}

func TestOperation_pathTemplates(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		pattern string
		args    []any
		path    string // "": refused
	}{
		{"GET /v1/things", nil, "/v1/things"},
		{"GET /", nil, "/"},
		{"GET /{a}", []any{"x"}, "/x"},
		{"GET /{a}/b/{c}", []any{"x", 7}, "/x/b/7"},
		{"GET /{a}{b}", []any{"x", "y"}, "/xy"},
		{"GET //evil.example.com/x", nil, "//evil.example.com/x"},
		{"GET /a%2Fb", nil, "/a%2Fb"},
		{"", nil, ""},
		{"/v1/things", nil, ""},
		{" /v1/things", nil, ""},
		{"GET", nil, ""},
		{"GET v1/things", nil, ""},
		{"GET https://evil.example.com/", nil, ""},
		{"GET /v1/things?limit=1", nil, ""},
		{"GET /v1/things#top", nil, ""},
		{"GET /{a}", nil, ""},
		{"GET /{a}/{b}", []any{"x"}, ""},
		{"GET /{a}", []any{"x", "y"}, ""},
		{"GET /", []any{"x"}, ""},
		{"GET /{a", []any{"x"}, ""},
		{"GET /%zz", nil, ""},
		{"G\tT /", nil, ""},
	} {
		t.Run(test.pattern, func(t *testing.T) {
			t.Parallel()
			rt := transport(reply(200, good))
			_, err := fetch[resource](t.Context(), newCore(t, rt), Read(test.pattern, test.args...))
			if test.path == "" {
				checkIs(t, err, ErrInvalid, true)
				if rt.count() != 0 {
					t.Errorf("%d requests", rt.count())
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if got := rt.requests[0].URL.String(); got != "https://api.example.com"+test.path {
				t.Error(got)
			}
		})
	}
}

func TestOperation_immutable(t *testing.T) {
	t.Parallel()
	base := Create("POST /v1/things").Query(nil, []FieldError{{Field: "a"}})
	one := base.Body(1, []FieldError{{Field: "b"}})
	two := base.Body(2, []FieldError{{Field: "c"}})
	if base.hasBody || one.body != 1 || two.body != 2 {
		t.Errorf("%v %v %v", base.body, one.body, two.body)
	}
	if diff := cmp.Diff([]FieldError{{Field: "a"}, {Field: "b"}}, one.problems); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]FieldError{{Field: "a"}}, base.problems); diff != "" {
		t.Error(diff)
	}
}

func TestOperation_class(t *testing.T) {
	t.Parallel()
	for class, op := range map[Class]Operation{
		ClassRead: Read("GET /"), ClassIdempotent: Idempotent("PUT /"),
		ClassMatched: Matched("PUT /"), ClassCreate: Create("POST /"),
	} {
		if op.Class != class {
			t.Errorf("%v is of class %v", op, op.Class)
		}
	}
	if (Operation{}).Class != ClassCreate {
		t.Error("the zero class is not the careful one")
	}
	if got := Create("POST /x").Method(); got != "POST" {
		t.Error(got)
	}
}

func TestOperation_problems(t *testing.T) {
	t.Parallel()
	rt := transport(reply(200, good))
	op := Create("POST /v1/things").Body(1, []FieldError{{Field: "a", Msg: "is wrong"}})
	_, err := fetch[resource](t.Context(), newCore(t, rt), op)
	checkIs(t, err, ErrInvalid, true)
	checkIs(t, err, ErrOutcomeUnknown, false)
	failure := asFailed(t, err)
	if rt.count() != 0 || failure.Operation != "POST /v1/things" || len(failure.Problems) != 1 {
		t.Errorf("%d requests, %q, %v", rt.count(), failure.Operation, failure.Problems)
	}
}

// TestOperation_Query refuses what JSON has no form for either.
func TestOperation_Query(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"": true, "a\nb": true, "\x00": true, "日本": true, "\xff": false, "a\xed\xa0\x80": false,
	} {
		for _, values := range []url.Values{{"q": {"x", text}}, {text: {"x"}}} {
			rt := transport(reply(200, good))
			_, err := fetch[resource](t.Context(), newCore(t, rt), Read("GET /v1/things").Query(values, nil))
			if checkIs(t, err, ErrInvalid, !ok); (rt.count() > 0) != ok {
				t.Errorf("%q: %d requests", values, rt.count())
			}
		}
	}
}

func FuzzOperationPath(f *testing.F) {
	for _, seed := range []string{
		"plain", "", ".", "..", "../x", "a/b", "a%2fb", "?q=1", "#x", "\x00", "\xff", "ä", " ", "//x", "@evil.com", ":", "{}",
	} {
		f.Add(seed)
	}
	base, err := url.Parse("https://api.example.com/sub%2Fpath/")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, value string) {
		var u url.URL
		if err := Read("GET /v1/{id}/notes", value).writeURL(&u, base); err != nil {
			return
		}
		sent, err := url.Parse(u.String())
		if err != nil {
			t.Fatal(err)
		}
		segments := strings.Split(sent.EscapedPath(), "/")
		if len(segments) != 5 || sent.Host != "api.example.com" || sent.RawQuery != "" || sent.Fragment != "" {
			t.Fatalf("%q gives %s", value, sent)
		}
		if got, err := url.PathUnescape(segments[3]); got != value || err != nil {
			t.Errorf("%q arrives as %q", value, got)
		}
	})
}
