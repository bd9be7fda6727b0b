package cassette

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-cmp/cmp"
	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// request is what of a request must be as recorded. Everything else, such as the
// host, the User-Agent and the token, may vary.
type request struct {
	Method, Path string
	Query        url.Values
	ContentType  string
	Body         any // decoded JSON, numbers as written; text if it is not JSON
}

// text is a body that is not JSON, or none at all.
type text string

func newRequest(method, target string, header http.Header, body string) request {
	out := request{Method: method, Path: target, ContentType: header.Get("Content-Type"), Body: value(body)}
	if u, err := url.Parse(target); err == nil {
		out.Path = u.EscapedPath()
		out.Query = query(u.RawQuery)
	}
	return out
}

func query(raw string) url.Values {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return url.Values{raw: nil}
	}
	return values
}

func value(body string) any {
	dec := json.NewDecoder(strings.NewReader(body))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return text(body)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return text(body)
	}
	return v
}

// sentRequest reads the request and gives it back its body.
func sentRequest(r *http.Request) (request, error) {
	body, err := drain(r.Body)
	if r.Body != nil {
		r.Body = io.NopCloser(strings.NewReader(body))
	}
	return newRequest(r.Method, r.URL.String(), r.Header, body), err
}

func recordedRequest(r vcr.Request) request {
	return newRequest(r.Method, r.URL, r.Headers, r.Body)
}

// matches is go-vcr's MatcherFunc.
func matches(r *http.Request, recorded vcr.Request) bool {
	sent, err := sentRequest(r)
	return err == nil && cmp.Equal(recordedRequest(recorded), sent)
}

// similarity says how much two requests have in common.
func (r request) similarity(other request) int {
	score := 0
	if r.Path == other.Path {
		score += 8
	}
	if r.Method == other.Method {
		score += 4
	}
	if cmp.Equal(r.Query, other.Query) {
		score += 2
	}
	if cmp.Equal(r.Body, other.Body) {
		score++
	}
	return score
}

// describeMiss explains why the cassette does not answer: how the request differs from
// the most similar one in it. Among several, that is the next one due, or the first after
// it.
func (tr *transport) describeMiss(r *http.Request) string {
	sent, err := sentRequest(r)
	if err != nil {
		return err.Error()
	}
	all := tr.cassette.Interactions
	best, score := -1, -1
	for n := range all {
		at := (tr.next + n) % len(all)
		if like := recordedRequest(all[at].Request).similarity(sent); like > score {
			best, score = at, like
		}
	}
	if best < 0 {
		return tr.cassette.File + " is empty"
	}
	var when string
	switch {
	case best < tr.next:
		when = "already played"
	case best == tr.next:
		when = "which is due"
	default:
		when = fmt.Sprintf("not due before interaction %d", tr.next)
	}
	what := fmt.Sprintf("%s %s is most like interaction %d of %s, %s",
		sent.Method, sent.Path, best, tr.cassette.File, when)
	return rest.Printable(what) + " (-recorded +sent):\n" + cmp.Diff(recordedRequest(all[best].Request), sent)
}
