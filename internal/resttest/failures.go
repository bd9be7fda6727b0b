package resttest

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Failures runs every operation against every failure: refusals, outages, pages of
// a proxy, bodies that are not what they should be, and connections that fail. The
// waits pass in the bubble's own time.
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
		return Torn(t, op.response(t))
	case f.html:
		return Reply(f.status, HTML, HTMLPage)
	case f.body != "" || f.noBody:
		return Reply(f.status, JSON, f.body)
	}
	return Reply(f.status, JSON, s.ErrorBody(f.status))
}

// passes reports whether the operation has an answer where others have a failure.
func (op Operation[C]) passes(f failure) bool {
	unread := f.status == http.StatusOK && !f.html && (op.Unread || op.Empty && (f.noBody || f.saysSuccess))
	return unread || f.noBody && op.MayBeEmpty || op.Object && strings.HasPrefix(f.body, "{")
}

func (s Suite[C]) checkFailure(t *testing.T, op Operation[C], f failure) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	requests := 0
	_, err := op.Call(ctx, s.Client(t, Transport(func(r *http.Request) (*http.Response, error) {
		requests++
		if f.fail != nil {
			return nil, f.fail(r, cancel)
		}
		return s.respond(t, op, f), nil
	})))
	if op.passes(f) {
		if err != nil {
			t.Errorf("an answer that is not read failed: %v", err)
		}
		return
	}
	s.checkError(t, op, f, err, requests)
	s.checkText(t, op, err.Error())
}

// checkError makes sure that an error is what the table says, after so many requests.
func (s Suite[C]) checkError(t *testing.T, op Operation[C], f failure, err error, requests int) {
	t.Helper()
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok {
		t.Fatalf("got %T %v, want an *Error", err, err)
	}
	for _, sentinel := range f.is {
		if !errors.Is(err, sentinel) {
			t.Errorf("%v does not match %v", err, sentinel)
		}
	}
	if f.not != nil && errors.Is(err, f.not) {
		t.Errorf("%v matches %v", err, f.not)
	}
	if want := f.mayApplyLater && op.Class != rest.ClassRead; errors.Is(err, cuedesk.ErrMayApplyLater) != want ||
		apiErr.MayApplyLater != want {
		t.Errorf("may apply later is %v, want %v", apiErr.MayApplyLater, want)
	}
	if !strings.Contains(err.Error(), f.says) {
		t.Errorf("%v does not say %q", err, f.says)
	}
	if want := f.unknown && (op.Class == rest.ClassCreate || op.Class == rest.ClassMatched); errors.Is(err,
		cuedesk.ErrOutcomeUnknown) != want {
		t.Errorf("outcome unknown is %v, want %v", !want, want)
	}
	want := 1
	if f.repeats[op.Class] {
		want = 4
	}
	if requests != want || len(apiErr.Attempts) != want {
		t.Errorf("%d requests, %d attempts in the error, want %d", requests, len(apiErr.Attempts), want)
	}
	if !f.torn && apiErr.StatusCode != f.status || apiErr.Operation != op.Pattern {
		t.Errorf("status %d of %q", apiErr.StatusCode, apiErr.Operation)
	}
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
