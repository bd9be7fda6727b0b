package cuedesktest

import (
	"net/http"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

// Fault is something that goes wrong with one request: make one with a function such as [Status], adapt it with its
// methods, which return a changed copy, and hand it to [Server.Inject]. Faults that replace the response keep the
// operation from being carried out, unless [Fault.AfterApply] says otherwise.
type Fault struct {
	fault fakehttp.Fault
}

// Inject applies the faults to the next requests of the operation, one request each, in the order given. An operation
// is one of [Operations]; "" and "*" stand for any request, also to an unknown route. It panics on an operation that is
// not documented, because no request could ever meet its faults.
func (s *Server) Inject(operation string, faults ...Fault) {
	s.http.Inject(operation, fakehttp.FaultsOf(faults)...)
}

// ClearFaults forgets the faults that no request has met yet, and those that are [Fault.Always] there.
func (s *Server) ClearFaults() { s.http.ClearFaults() }

// Status answers with the status and the documented error body for it.
func Status(code int) Fault {
	return Fault{fakehttp.Fault{Response: &fakehttp.Response{Status: code, Documented: true}}}
}

// Body answers with any response at all. An empty content type sends none.
func Body(status int, contentType, body string) Fault {
	return Fault{fakehttp.Fault{Response: &fakehttp.Response{
		Status: status, ContentType: contentType, Body: []byte(body),
	}}}
}

// HTML502 answers as a proxy does when it cannot reach the API: status 502 and an HTML page.
func HTML502() Fault {
	return Body(http.StatusBadGateway, "text/html", "<html><head><title>502 Bad Gateway</title></head>\r\n"+
		"<body><center><h1>502 Bad Gateway</h1></center></body></html>\r\n")
}

// EmptyBody answers with status 200 and no body.
func EmptyBody() Fault { return Body(http.StatusOK, "", "") }

// Latency delays the operation or, with [Fault.AfterApply], the response to it: a client that gives up in between
// then cannot know that the operation was carried out.
func Latency(d time.Duration) Fault { return Fault{fakehttp.Fault{Latency: d}} }

// Torn sends half the body of the response and then ends the connection, so that reading the body fails with
// [io.ErrUnexpectedEOF]. With [Fault.AfterApply] the response is the operation's own; one without a body, which
// cannot be torn, becomes a [Reset].
func Torn() Fault { return Fault{fakehttp.Fault{Break: fakehttp.Torn}} }

// Reset resets the connection: the request fails with [syscall.ECONNRESET]. By default the operation is not carried
// out, but that the client cannot know.
func Reset() Fault { return Fault{fakehttp.Fault{Break: fakehttp.Reset}} }

// Refuse refuses the connection: dialing fails with [syscall.ECONNREFUSED], and the request has certainly not been
// sent. This works for requests by way of [Server.RoundTrip]; over a socket, where the connection has been made, it
// is a [Reset].
func Refuse() Fault { return Fault{fakehttp.Fault{Break: fakehttp.Refused}} }

// StuckImport has the next bulk import never progress: it is processing for ever, no row of it done. The fault waits
// for a "POST /v1/contacts/bulk", whatever operation it is injected for.
func StuckImport() Fault {
	return Fault{fakehttp.Fault{Operation: bulkCreate, Mark: markStuck}}
}

// FailImport has the next bulk import end in status failed, no row of it done. The fault waits for a
// "POST /v1/contacts/bulk", whatever operation it is injected for.
func FailImport() Fault {
	return Fault{fakehttp.Fault{Operation: bulkCreate, Mark: markFail}}
}

// AfterApply has the operation carried out before the fault takes its course: what it did can be seen afterwards,
// even though its response was delayed, replaced or lost. Where the API refuses the request, because of its token or of
// what it asks for, a fault that answers with a success leaves the refusal as it is: no fault shows as done what was
// not.
func (f Fault) AfterApply() Fault {
	f.fault.Applied = true
	return f
}

// Times applies the fault to n requests instead of one.
func (f Fault) Times(n int) Fault {
	f.fault.Times = max(n, 1)
	return f
}

// Always applies the fault to all requests from now on, until [Server.ClearFaults].
func (f Fault) Always() Fault {
	f.fault.Times = -1
	return f
}

// RetryAfter adds a Retry-After header with the value, whatever it is: "3", an HTTP date, or nonsense.
func (f Fault) RetryAfter(value string) Fault { return f.Header("Retry-After", value) }

// Header adds a header to the response.
func (f Fault) Header(key, value string) Fault {
	header := f.fault.Header.Clone()
	if header == nil {
		header = http.Header{}
	}
	header.Set(key, value)
	f.fault.Header = header
	return f
}

// Delay adds a delay, as [Latency] does on its own.
func (f Fault) Delay(d time.Duration) Fault {
	f.fault.Latency = d
	return f
}

// Torn tears the response that the fault answers with, as the function [Torn] does with an operation's own.
func (f Fault) Torn() Fault {
	f.fault.Break = fakehttp.Torn
	return f
}

// On returns the request with this fault in place of any injected one. It is for a handler or a transport around the
// server that chooses faults by itself, at random for example. The zero Fault keeps injected ones away.
func (f Fault) On(r *http.Request) *http.Request { return f.fault.On(r) }
