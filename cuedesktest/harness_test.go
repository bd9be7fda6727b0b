package cuedesktest_test

import (
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// unknownID is a UUID that nothing has.
const unknownID = "00000000-0000-4000-8000-000000000000"

// api speaks plain HTTP to a server, so that these tests are about the wire and not about any client.
type api struct {
	*testing.T

	srv *cuedesktest.Server
}

func newAPI(t *testing.T, opts ...cuedesktest.Option) *api {
	t.Helper()
	return &api{t, cuedesktest.NewServer(opts...)}
}

// response is a response with its body read.
type response struct {
	t      *testing.T
	status int
	header http.Header
	body   string
}

// request returns an authorized request; a body makes it a JSON one.
func (a *api) request(method, path, body string) *http.Request {
	a.Helper()
	var reader io.Reader
	if body != "" {
		reader = strings.NewReader(body)
	}
	r, err := http.NewRequestWithContext(a.Context(), method, cuedesktest.BaseURL+path, reader)
	if err != nil {
		a.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+a.srv.Token())
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return r
}

// send sends a request that the server is to answer.
func (a *api) send(r *http.Request) response {
	a.Helper()
	resp, err := a.srv.RoundTrip(r)
	if err != nil {
		a.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		a.Fatal(err)
	}
	return response{a.T, resp.StatusCode, resp.Header, string(body)}
}

// do sends a request made of method and path ("GET /v1/contacts") and a body, and wants the status.
func (a *api) do(want int, route, body string) response {
	a.Helper()
	method, path, _ := strings.Cut(route, " ")
	got := a.send(a.request(method, path, body))
	if got.status != want {
		a.Fatalf("%s %s: got status %d, want %d: %s", route, body, got.status, want, got.body)
	}
	return got
}

// create posts the body and returns the UUID of what was created.
func (a *api) create(path, body string) string {
	a.Helper()
	return a.do(http.StatusCreated, "POST "+path, body).text("uuid")
}

// at returns the JSON at a dotted path, "" where there is none.
func (r response) at(path string) string {
	value := jsontext.Value(r.body)
	for name := range strings.SplitSeq(path, ".") {
		switch value.Kind() {
		case '{':
			var members map[string]jsontext.Value
			r.decode(value, &members)
			value = members[name]
		case '[':
			var items []jsontext.Value
			r.decode(value, &items)
			n, err := strconv.Atoi(name)
			if err != nil || n >= len(items) {
				return ""
			}
			value = items[n]
		default:
			return ""
		}
	}
	return string(value)
}

func (r response) decode(value jsontext.Value, out any) {
	r.t.Helper()
	if err := json.Unmarshal(value, out); err != nil {
		r.t.Fatalf("%v in %s", err, r.body)
	}
}

// text returns the string at a dotted path.
func (r response) text(path string) string {
	r.t.Helper()
	var text string
	r.decode(jsontext.Value(r.at(path)), &text)
	return text
}

// want compares the JSON at a dotted path.
func (r response) want(path, want string) {
	r.t.Helper()
	if got := r.at(path); got != want {
		r.t.Errorf("%s: got %s, want %s, in %s", path, textOr(got), textOr(want), r.body)
	}
}

func textOr(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// keys returns the value of a member of every item of a list, joined by commas.
func (r response) keys(list, member string) string {
	r.t.Helper()
	var items []map[string]any
	r.decode(jsontext.Value(r.at(list)), &items)
	values := make([]string, len(items))
	for n, item := range items {
		values[n], _ = item[member].(string)
	}
	return strings.Join(values, ",")
}

// errors returns the validation errors as "type in field" lines.
func (r response) errors() string {
	r.t.Helper()
	var errs []map[string]string
	r.decode(jsontext.Value(r.at("error.details.errors")), &errs)
	var lines []string
	for _, e := range errs {
		if e["msg"] == "" || len(e) != 4 {
			r.t.Errorf("not the documented shape: %s", r.body)
		}
		lines = append(lines, strings.Join([]string{e["type"], e["in"], e["field"]}, " "))
	}
	return strings.Join(lines, "; ")
}

// invalid sends what the server is to refuse with these validation errors.
func (a *api) invalid(route, body, want string) {
	a.Helper()
	got := a.do(http.StatusUnprocessableEntity, route, body)
	got.want("error.message", `"422 UNPROCESSABLE ENTITY"`)
	if errs := got.errors(); errs != want {
		a.Errorf("%s %s:\ngot  %s\nwant %s", route, body, errs, want)
	}
}

// equal compares.
func equal[T comparable](t testing.TB, what string, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}
