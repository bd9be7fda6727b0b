package fakehttp

import (
	"maps"
	"net"
	"net/http"
)

// ServeHTTP answers the request over the connection that it came by. A fault of the connection ends it: a reset where
// the connection allows for one, else by [http.ErrAbortHandler].
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	out, err := s.exchange(r)
	if err != nil {
		drop(w)
		return
	}
	maps.Copy(w.Header(), out.header)
	if length := out.contentLength(); length != "" {
		w.Header().Set("Content-Length", length)
	}
	w.WriteHeader(out.status)
	// This fails when the client is gone; no one can be told.
	_, _ = w.Write(out.sent()) //nolint:gosec // it has a Content-Type, and no browser is meant to run it
	if out.torn {
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	}
}

// drop ends the connection without a response.
func drop(w http.ResponseWriter) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		// With nothing to linger for, closing sends a reset instead of an orderly end.
		_ = tcp.SetLinger(0)
	}
	_ = conn.Close()
}
