package fakehttp

import (
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"
)

// dialing returns the URL of the API behind a socket, and a transport of its own for it.
func dialing(t *testing.T, api http.Handler) (url string, rt http.RoundTripper) {
	t.Helper()
	server := httptest.NewServer(api)
	t.Cleanup(server.Close)
	transport := &http.Transport{DisableKeepAlives: true}
	t.Cleanup(transport.CloseIdleConnections)
	return server.URL, transport
}

func TestServer_ServeHTTP(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name    string
		fault   Fault
		want    answer
		applied int
	}{
		{"answered", Fault{}, answer{status: 201, body: "bob:hello", length: 9}, 1},
		{
			"replaced",
			Fault{Response: &Response{Status: 503, Documented: true}},
			answer{status: 503, body: `{"error":"Service Unavailable"}`, length: 31},
			0,
		},
		{"empty", Fault{Response: &Response{Status: 200}}, answer{status: 200}, 0},
		{
			"torn",
			Fault{Break: Torn, Applied: true},
			answer{status: 201, body: "bob:", length: 9, read: io.ErrUnexpectedEOF},
			1,
		},
		{"reset", Fault{Break: Reset}, answer{err: syscall.ECONNRESET}, 0},
		{"reset afterwards", Fault{Break: Reset, Applied: true}, answer{err: syscall.ECONNRESET}, 1},
		{"refused", Fault{Break: Refused}, answer{err: syscall.ECONNRESET}, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newEcho(t)
			api.Inject("", tt.fault)
			url, rt := dialing(t, api)
			got := exchange(t, rt, newRequest(t, http.MethodPost, url+"/echo/bob", "hello"))
			wantErr(t, "round trip", got.err, tt.want.err)
			wantErr(t, "reading", got.read, tt.want.read)
			wantEqual(t, "status", got.status, tt.want.status)
			wantEqual(t, "body", got.body, tt.want.body)
			wantEqual(t, "length", got.length, tt.want.length)
			wantEqual(t, "times applied", api.times(), tt.applied)
		})
	}
}

func TestServer_ServeHTTP_noBody(t *testing.T) {
	t.Parallel()
	url, rt := dialing(t, newEcho(t))
	got := exchange(t, rt, newRequest(t, http.MethodDelete, url+"/echo/bob", ""))
	wantEqual(t, "status", got.status, http.StatusNoContent)
	wantEqual(t, "body", got.body, "")
}

func TestServer_ServeHTTP_cancel(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	api.Inject("", Fault{Latency: time.Hour})
	url, rt := dialing(t, api)
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	got := exchange(t, rt, newRequest(t, http.MethodPost, url+"/echo/bob", "hello").WithContext(ctx))
	wantErr(t, "round trip", got.err, context.DeadlineExceeded)
}

// TestServer_ServeHTTP_noConnection covers writers that offer no connection to reset, as those of HTTP/2 do.
func TestServer_ServeHTTP_noConnection(t *testing.T) {
	t.Parallel()
	api := newEcho(t)
	api.Inject("", Fault{Break: Reset})
	defer func() {
		if got := recover(); got != http.ErrAbortHandler { //nolint:errorlint // It is the panic's value, not an error.
			t.Errorf("got panic %v, want http.ErrAbortHandler", got)
		}
	}()
	api.ServeHTTP(httptest.NewRecorder(), request(t, "hello"))
	t.Error("no panic")
}
