package resttest

import (
	"context"
	"io"
	"net"
	"net/http"
	"syscall"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// failure is a row of the table that every operation is run against.
type failure struct {
	name          string
	status        int                                        // of the response
	html          bool                                       // instead of JSON
	body          string                                     // empty: the API's error format, unless bare
	noBody        bool                                       // without a body
	saysSuccess   bool                                       // says that the operation succeeded, where no body is due
	torn          bool                                       // breaks off
	fail          func(r *http.Request, cancel func()) error // in place of a response; nil: there is one
	is            []error
	not           error
	says          string              // in the error's text
	repeats       map[rest.Class]bool // which classes are repeated, to four requests
	unknown       bool                // a create's outcome is unknown
	mayApplyLater bool                // a write may be carried out later
}

var (
	repeatable = map[rest.Class]bool{rest.ClassRead: true, rest.ClassIdempotent: true, rest.ClassMatched: true}
	always     = map[rest.Class]bool{
		rest.ClassRead: true, rest.ClassIdempotent: true, rest.ClassMatched: true, rest.ClassCreate: true,
	}
)

var failures = []failure{
	{name: "401", status: 401, is: []error{cuedesk.ErrUnauthorized}},
	{name: "404", status: 404, is: []error{cuedesk.ErrNotFound}},
	{name: "409", status: 409, is: []error{cuedesk.ErrConflict}},
	{name: "422", status: 422, is: []error{cuedesk.ErrInvalid}},
	{name: "429", status: 429, is: []error{cuedesk.ErrRateLimited}, repeats: always},
	{name: "503", status: 503, is: []error{cuedesk.ErrServer}, repeats: repeatable, unknown: true},
	{
		name: "HTML 502", status: 502, html: true, is: []error{cuedesk.ErrServer}, repeats: repeatable, unknown: true,
		mayApplyLater: true,
	},
	{
		name: "torn body", torn: true, is: []error{cuedesk.ErrBadResponse, io.ErrUnexpectedEOF}, repeats: repeatable,
		unknown: true, mayApplyLater: true,
	},
	{name: "empty body with 200", status: 200, noBody: true, is: []error{cuedesk.ErrBadResponse}, unknown: true},
	{
		name: "HTML with 200", status: 200, html: true, is: []error{cuedesk.ErrBadResponse, cuedesk.ErrIntermediary},
		repeats: repeatable, unknown: true, mayApplyLater: true,
	},
	{
		name: "HTML 404", status: 404, html: true, is: []error{cuedesk.ErrIntermediary}, not: cuedesk.ErrNotFound,
		repeats: repeatable, unknown: true, mayApplyLater: true,
	},
	{name: "521", status: 521, html: true, is: []error{cuedesk.ErrServer}, repeats: repeatable, unknown: true},
	{name: "504", status: 504, is: []error{cuedesk.ErrServer}, repeats: repeatable, unknown: true, mayApplyLater: true},
	{
		name: "wrong shape with 200", status: 200, body: `{"ok":true}`, saysSuccess: true,
		is: []error{cuedesk.ErrBadResponse}, unknown: true,
	},
	{
		name: "list instead of object with 200", status: 200, body: `[{"ok":true}]`, is: []error{cuedesk.ErrBadResponse},
		unknown: true,
	},
	{
		name: "connection refused", fail: broken("dial", syscall.ECONNREFUSED), is: []error{syscall.ECONNREFUSED},
		repeats: always,
	},
	{
		name: "connection reset", fail: broken("read", syscall.ECONNRESET), is: []error{syscall.ECONNRESET},
		repeats: repeatable, unknown: true, mayApplyLater: true,
	},
	{
		name: "timeout", fail: answerNothing, says: "timed out", is: []error{cuedesk.ErrAttemptTimeout}, repeats: repeatable,
		unknown: true, mayApplyLater: true,
	},
	{name: "cancelled", fail: cancelled, is: []error{context.Canceled}, unknown: true, mayApplyLater: true},
}

// broken fails a request as a connection does.
func broken(op string, err error) func(*http.Request, func()) error {
	return func(*http.Request, func()) error { return &net.OpError{Op: op, Net: "tcp", Err: err} }
}

// answerNothing does not answer for as long as the client waits.
func answerNothing(r *http.Request, _ func()) error {
	<-r.Context().Done()
	return r.Context().Err()
}

// cancelled has the caller lose patience while the request is under way.
func cancelled(r *http.Request, cancel func()) error {
	cancel()
	return answerNothing(r, nil)
}
