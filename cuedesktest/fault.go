package cuedesktest

import (
	"fmt"
	"net/http"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

// Fault makes a request fail, or delays it. Make one with a function such as [Status], change it with its methods,
// which return a copy, and pass it to [Server.Inject]. With a fault that replaces the response, the operation is not
// carried out, unless [Fault.AfterApply] is called.
type Fault struct {
	fault fakehttp.Fault
}

// Inject applies the faults to the next requests of the operation, one request each, in the order given. An operation
// is one of [Operations]; "" and "*" mean any request, also to an unknown route. Inject panics if the operation is
// anything else: no request would ever meet its faults.
func (s *Server) Inject(operation string, faults ...Fault) {
	s.http.Inject(operation, fakehttp.FaultsOf(faults)...)
}

// ClearFaults removes the faults that no request has met yet, and those with [Fault.Always].
func (s *Server) ClearFaults() { s.http.ClearFaults() }

// Status answers with a status and the documented error body of that status. It panics if the status is not 100 to 999,
// those that net/http can send.
func Status(code int) Fault {
	checkStatus("Status", code)
	return Fault{fakehttp.Fault{Response: &fakehttp.Response{Status: code, Documented: true}}}
}

// Body answers with a status, and any content type and body. If the content type is empty, none is sent. It panics as
// [Status] does.
func Body(status int, contentType, body string) Fault {
	checkStatus("Body", status)
	return Fault{fakehttp.Fault{Response: &fakehttp.Response{
		Status: status, ContentType: contentType, Body: []byte(body),
	}}}
}

// checkStatus panics on a status that net/http cannot send.
func checkStatus(function string, status int) {
	if status < 100 || status > 999 {
		panic(fmt.Sprintf("cuedesktest: %s: no status %d; it is 100 to 999, such as 503", function, status))
	}
}

// HTML502 answers as a proxy that cannot reach the API: with status 502 and an HTML page.
func HTML502() Fault {
	return Body(http.StatusBadGateway, "text/html", "<html><head><title>502 Bad Gateway</title></head>\r\n"+
		"<body><center><h1>502 Bad Gateway</h1></center></body></html>\r\n")
}

// EmptyBody answers with status 200 and no body.
func EmptyBody() Fault { return Body(http.StatusOK, "", "") }

// Latency delays the operation. With [Fault.AfterApply] it delays the response: a client that stops waiting cannot know
// that the operation was carried out.
func Latency(d time.Duration) Fault { return Fault{fakehttp.Fault{Latency: d}} }

// Torn sends half of the response's body and then closes the connection, so that reading the body fails with
// [io.ErrUnexpectedEOF]. With [Fault.AfterApply] that is the response of the operation; if it has no body, the fault is
// a [Reset].
func Torn() Fault { return Fault{fakehttp.Fault{Break: fakehttp.Torn}} }

// Reset resets the connection: the request fails with [syscall.ECONNRESET]. Without [Fault.AfterApply] the operation is
// not carried out, but the client cannot know that.
func Reset() Fault { return Fault{fakehttp.Fault{Break: fakehttp.Reset}} }

// Refuse refuses the connection: dialing fails with [syscall.ECONNREFUSED], so that the request has certainly not been
// sent. This works with [Server.RoundTrip]. Over a socket the connection exists already, and the fault is a [Reset].
func Refuse() Fault { return Fault{fakehttp.Fault{Break: fakehttp.Refused}} }

// StuckImport makes the next bulk import stay in status processing forever, without a row that is done. It applies to
// the next "POST /v1/contacts/bulk", whatever operation it is injected for.
func StuckImport() Fault {
	return Fault{fakehttp.Fault{Operation: bulkCreate, Mark: markStuck}}
}

// FailImport makes the next bulk import end in status failed, without a row that is done. It applies to the next
// "POST /v1/contacts/bulk", whatever operation it is injected for.
func FailImport() Fault {
	return Fault{fakehttp.Fault{Operation: bulkCreate, Mark: markFail}}
}

// AfterApply carries out the operation before the fault applies, so that it is done although its response is delayed,
// replaced or lost. If the API refuses the request, a fault that answers with a success has no effect: the client gets
// the refusal.
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

// RetryAfter adds a Retry-After header with any value: "3", an HTTP date, or an invalid one.
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

// Delay adds a delay to the fault: see [Latency].
func (f Fault) Delay(d time.Duration) Fault {
	f.fault.Latency = d
	return f
}

// Torn breaks off the response of the fault in the middle of its body: see the function [Torn].
func (f Fault) Torn() Fault {
	f.fault.Break = fakehttp.Torn
	return f
}

// On returns the request with this fault in place of an injected one, for a handler or a transport around the server
// that chooses faults by itself, such as at random. With the zero Fault, the request meets no fault.
func (f Fault) On(r *http.Request) *http.Request { return f.fault.On(r) }
