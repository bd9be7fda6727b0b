package fakehttp

import (
	"maps"
	"net"
	"net/http"
	"strconv"
	"syscall"
)

// reply is a response in memory. It is the [http.ResponseWriter] of the API's handler.
type reply struct {
	status int
	header http.Header
	body   []byte
	torn   bool
}

func newReply() *reply { return &reply{status: http.StatusOK, header: http.Header{}} }

// Header returns the headers.
func (p *reply) Header() http.Header { return p.header }

// WriteHeader sets the status.
func (p *reply) WriteHeader(status int) { p.status = status }

// Write adds to the body.
func (p *reply) Write(b []byte) (int, error) {
	p.body = append(p.body, b...)
	return len(b), nil
}

// refuses reports whether the reply is an error of the API; nil stands for an operation that was not carried out.
func (p *reply) refuses() bool { return p != nil && p.status >= http.StatusBadRequest }

// contentLength returns the Content-Length that the reply claims; "" if it has none.
func (p *reply) contentLength() string {
	if p.status == http.StatusNoContent || p.status == http.StatusNotModified {
		return ""
	}
	return strconv.Itoa(len(p.body))
}

// sent returns what of the body gets through.
func (p *reply) sent() []byte {
	if p.torn {
		return p.body[:len(p.body)/2]
	}
	return p.body
}

// documented returns the API's own error response for a status.
func (s *Server) documented(status int) *reply {
	contentType, body := s.config.ErrorBody(status)
	return plain(status, contentType, body)
}

func plain(status int, contentType string, body []byte) *reply {
	p := newReply()
	p.status, p.body = status, body
	if contentType != "" {
		p.header.Set("Content-Type", contentType)
	}
	return p
}

// unfinished is what a torn response holds when the operation was not carried out: half of it is invalid JSON.
const unfinished = `{"text":"This response breaks off before it ends."}`

// applyFault returns what the fault leaves of the API's response, which is nil where there is none.
func (s *Server) applyFault(out *reply, fault Fault) (*reply, error) {
	switch response := fault.Response; {
	case response == nil:
	case out.refuses() && response.Status < http.StatusBadRequest: // it would show as done what the API has refused
	case response.Documented:
		out = s.documented(response.Status)
	default:
		out = plain(response.Status, response.ContentType, response.Body)
	}
	if out == nil {
		out = plain(http.StatusOK, "application/json", []byte(unfinished))
	}
	out.torn = fault.Break == Torn
	// A body that is not there cannot be torn: only the connection is left to fail.
	if fault.Break == Reset || out.torn && len(out.body) == 0 {
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
	maps.Copy(out.header, fault.Header)
	return out, nil
}
