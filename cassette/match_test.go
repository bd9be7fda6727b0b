package cassette

import (
	"errors"
	"io"
	"strings"
	"testing"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// TestMatcher compares in full what go-vcr's own matcher leaves out, and leaves
// out what varies from run to run.
func TestMatcher(t *testing.T) {
	t.Parallel()
	const body = `{"name":"Ada","seats":[1,2],"id":9007199254740993,"note":null}`
	recorded := vcr.Request{
		Method: "POST", URL: "https://recorded.example.com/v1/a%2Fb?b=2&a=1&a=3", Body: body,
		Headers: map[string][]string{"Content-Type": {"application/json"}},
		Host:    "recorded.example.com", ContentLength: 99, Proto: "HTTP/2.0",
	}
	for name, test := range map[string]struct {
		method, path, body string
		want               bool
	}{
		"host, User-Agent, token and protocol": {body: body, want: true},
		"order of the query":                   {path: "/v1/a%2Fb?a=1&b=2&a=3", body: body, want: true},
		"order and form of JSON": {
			body: `{"id": 9007199254740993, "seats": [1, 2], "note": null, "name": "\u0041da"}` + "\n", want: true,
		},
		"method":                              {method: "PUT", body: body},
		"path":                                {path: "/v1/c?b=2&a=1&a=3", body: body},
		"escapes of the path":                 {path: "/v1/a/b?b=2&a=1&a=3", body: body},
		"query":                               {path: "/v1/a%2Fb?b=2&a=1", body: body},
		"order of a query parameter's values": {path: "/v1/a%2Fb?b=2&a=3&a=1", body: body},
		"query that cannot be parsed":         {path: "/v1/a%2Fb?b=2;a=1", body: body},
		"other body":                          {body: `{"name":"Grace"}`},
		"large integer, equal as a float64":   {body: strings.Replace(body, "993", "992", 1)},
		"order of an array":                   {body: strings.Replace(body, "1,2", "2,1", 1)},
		"absent instead of null":              {body: strings.Replace(body, `,"note":null`, "", 1)},
		"text instead of a number":            {body: strings.Replace(body, "[1,2]", `["1",2]`, 1)},
		"more after the JSON":                 {body: body + "{}"},
		"not JSON":                            {body: "name=Ada"},
		"no body":                             {},
	} {
		if test.method == "" {
			test.method = "POST"
		}
		if test.path == "" {
			test.path = "/v1/a%2Fb?b=2&a=1&a=3"
		}
		if got := matches(ask(t, test.method, test.path, test.body), recorded); got != test.want {
			t.Errorf("%s: matches is %v", name, got)
		}
	}
	plain := ask(t, "POST", "/v1/a%2Fb?b=2&a=1&a=3", body)
	plain.Header.Set("Content-Type", "text/plain")
	if matches(plain, recorded) {
		t.Error("another content type matches")
	}
}

// TestMatcher_text where there is no JSON, and null with nothing.
func TestMatcher_text(t *testing.T) {
	t.Parallel()
	for _, bodies := range [][2]string{{"", "null"}, {"a=1", "a=2"}, {"a", `"a"`}, {"{", "{}"}} {
		one, two := value(bodies[0]), value(bodies[1])
		if one == two {
			t.Errorf("%q equals %q", bodies[0], bodies[1])
		}
	}
	if value("a=1") != value("a=1") || value("") != value("") {
		t.Error("the same text differs")
	}
}

// TestMatcher_restoresBody: go-vcr asks it about one interaction after another,
// and sends the request on when recording.
func TestMatcher_restoresBody(t *testing.T) {
	t.Parallel()
	r := ask(t, "POST", "/a", `{"a":1}`)
	for range 3 {
		matches(r, vcr.Request{Method: "POST", URL: "/b"})
	}
	if body, err := io.ReadAll(r.Body); err != nil || string(body) != `{"a":1}` {
		t.Errorf("left %q, %v", body, err)
	}
}

// TestMatcher_unreadableBody: go-vcr's strict matcher panics.
func TestMatcher_unreadableBody(t *testing.T) {
	t.Parallel()
	r := ask(t, "POST", "/a", "")
	r.Body = io.NopCloser(readerFunc(func([]byte) (int, error) { return 0, errors.New("broken") }))
	if matches(r, vcr.Request{Method: "POST", URL: "/a"}) {
		t.Error("it matches")
	}
}

// TestMiss instead of "requested interaction not found".
func TestMiss(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t,
		ask(t, "GET", "/people", ""), ask(t, "POST", "/people", `{"name":"Ada","seats":1}`),
		ask(t, "PATCH", "/people/1", `{"seats":2}`),
	)
	for _, test := range []struct {
		method, path, body string
		want               []string
	}{
		{"GET", "/people?limit=5", "", []string{
			"GET /people is most like interaction 0 of", "tape.yaml, which is due", "limit", "5",
		}},
		{"POST", "/people", `{"name":"Ada","seats":3}`, []string{
			"interaction 1", "not due before interaction 0", `"seats"`, `"1"`, `"3"`,
		}},
		{"PUT", "/people/1", `{"seats":2}`, []string{"interaction 2", `"PATCH"`, `"PUT"`}},
		{"DELETE", "/other", "", []string{"interaction 0", `"/people"`, `"/other"`}},
	} {
		v := runTest(t, func(t2 testing.TB) {
			_, err := replay(t2, name, options{}).RoundTrip(ask(t, test.method, test.path, test.body))
			if !errors.Is(err, errNoAnswer) {
				t.Errorf("got %v", err)
			}
		})
		v.failedWith(t, test.want...)
		if strings.Contains(v.text(), "hunter2") {
			t.Error("the failure shows the token")
		}
	}
}

// TestMiss_once: not again for each retry.
func TestMiss_once(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t)
	v := runTest(t, func(t2 testing.TB) {
		rt := replay(t2, name, options{})
		for range 4 {
			_, _ = rt.RoundTrip(ask(t, "GET", "/a", ""))
		}
	})
	v.failedOnce(t)
	v.failedWith(t, "is empty")
}
