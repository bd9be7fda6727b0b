package resttest

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// failure is a row of the table that every operation is run against.
type failure struct {
	name    string
	status  int    // of the response
	html    bool   // instead of JSON
	body    string // empty: the API's error format, unless bare
	bare    bool   // without a body
	torn    bool   // breaks off
	is      []error
	repeats map[rest.Class]bool // which classes are repeated, to four requests
	unknown bool                // a create's outcome is unknown
}

var (
	repeatable = map[rest.Class]bool{rest.ClassRead: true, rest.ClassIdempotent: true, rest.ClassUpsert: true}
	always     = map[rest.Class]bool{rest.ClassRead: true, rest.ClassIdempotent: true, rest.ClassUpsert: true, rest.ClassCreate: true}
)

var failures = []failure{
	{name: "401", status: 401, is: []error{cuedesk.ErrUnauthorized}},
	{name: "404", status: 404, is: []error{cuedesk.ErrNotFound}},
	{name: "409", status: 409, is: []error{cuedesk.ErrConflict}},
	{name: "422", status: 422, is: []error{cuedesk.ErrInvalid}},
	{name: "429", status: 429, is: []error{cuedesk.ErrRateLimited}, repeats: always},
	{name: "503", status: 503, is: []error{cuedesk.ErrServer}, repeats: repeatable, unknown: true},
	{name: "HTML 502", status: 502, html: true, is: []error{cuedesk.ErrServer}, repeats: repeatable, unknown: true},
	{name: "torn body", torn: true, is: []error{cuedesk.ErrBadResponse, io.ErrUnexpectedEOF}, repeats: repeatable, unknown: true},
	{name: "empty body with 200", status: 200, bare: true, is: []error{cuedesk.ErrBadResponse}, unknown: true},
	{name: "HTML with 200", status: 200, html: true, is: []error{cuedesk.ErrBadResponse}, unknown: true},
	{name: "wrong shape with 200", status: 200, body: `{"ok":true}`, is: []error{cuedesk.ErrBadResponse}, unknown: true},
	{name: "list instead of object with 200", status: 200, body: `[{"ok":true}]`, is: []error{cuedesk.ErrBadResponse}, unknown: true},
}

// Failures runs every operation against every failure: refusals, outages, pages of
// a proxy, and bodies that are not what they should be. The waits between attempts
// pass in the bubble's own time.
func (s Suite[C]) Failures(t *testing.T) {
	t.Helper()
	for _, op := range s.Operations {
		for _, f := range failures {
			if op.Any && f.body != "" {
				continue // to this operation it is no failure
			}
			t.Run(op.Golden+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { s.checkFailure(t, op, f) })
			})
		}
	}
}

// respond answers with the failure.
func (s Suite[C]) respond(t *testing.T, op Operation[C], f failure) *http.Response {
	t.Helper()
	switch {
	case f.torn:
		return Torn(t, s.response(t, op))
	case f.html:
		return Reply(f.status, HTML, HTMLPage)
	case f.body != "" || f.bare:
		return Reply(f.status, JSON, f.body)
	}
	return Reply(f.status, JSON, s.ErrorBody(f.status))
}

func (s Suite[C]) checkFailure(t *testing.T, op Operation[C], f failure) {
	t.Helper()
	requests := 0
	_, err := op.Call(t.Context(), s.Client(t, Transport(func(*http.Request) (*http.Response, error) {
		requests++
		return s.respond(t, op, f), nil
	})))
	if f.status == http.StatusOK && !f.html && (op.Empty || op.Unread) {
		if err != nil {
			t.Errorf("an answer that is not read failed: %v", err)
		}
		return
	}
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok {
		t.Fatalf("got %T %v, want an *Error", err, err)
	}
	for _, sentinel := range f.is {
		if !errors.Is(err, sentinel) {
			t.Errorf("%v does not match %v", err, sentinel)
		}
	}
	if want := f.unknown && (op.Class == rest.ClassCreate || op.Class == rest.ClassUpsert); errors.Is(err, cuedesk.ErrOutcomeUnknown) != want {
		t.Errorf("outcome unknown is %v, want %v", !want, want)
	}
	want := 1
	if f.repeats[op.Class] {
		want = 4
	}
	if requests != want || len(apiErr.Attempts) != want {
		t.Errorf("%d requests, %d attempts in the error, want %d", requests, len(apiErr.Attempts), want)
	}
	if f.status != 0 && apiErr.StatusCode != f.status || apiErr.Operation != op.Pattern {
		t.Errorf("status %d of %q", apiErr.StatusCode, apiErr.Operation)
	}
	s.checkText(t, op, err.Error())
}

// checkText makes sure that an error names the route and nothing of a person.
func (s Suite[C]) checkText(t *testing.T, op Operation[C], text string) {
	t.Helper()
	if !strings.HasPrefix(text, s.API+": "+op.Pattern+": ") {
		t.Errorf("the error does not begin with the operation: %s", text)
	}
	for _, private := range append([]string{"token", "<html"}, s.Private...) {
		if strings.Contains(text, private) {
			t.Errorf("the error shows %q: %s", private, text)
		}
	}
}
