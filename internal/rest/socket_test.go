package rest

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The tests of this file use real sockets on loopback, where what net/http does
// below us matters.

// dialer is a client with connections of its own.
func dialer(t *testing.T) *http.Transport {
	t.Helper()
	rt := &http.Transport{MaxIdleConnsPerHost: 10}
	t.Cleanup(rt.CloseIdleConnections)
	return rt
}

func serve(t *testing.T, handler http.HandlerFunc) *httptest.Server {
	t.Helper()
	srv := httptest.NewUnstartedServer(handler)
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.Start()
	t.Cleanup(srv.Close)
	return srv
}

// raw serves each connection with a function of the request's number.
func raw(t *testing.T, handle func(n int, conn net.Conn)) (url string, requests *atomic.Int32) {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = listener.Close() })
	requests = new(atomic.Int32)
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer func() { _ = conn.Close() }()
				in := bufio.NewReader(conn)
				for {
					req, err := http.ReadRequest(in)
					if err != nil {
						return
					}
					_, _ = io.Copy(io.Discard, req.Body)
					handle(int(requests.Add(1)), conn)
				}
			}()
		}
	}()
	return "http://" + listener.Addr().String(), requests
}

func respond(conn net.Conn, text string) {
	_, _ = io.WriteString(conn, strings.ReplaceAll(text, "\n", "\r\n"))
}

func TestSocket_refused(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = listener.Close()
	core := newCore(t, dialer(t), at("http://"+listener.Addr().String()))
	failure := mustFail(t.Context(), t, core, ClassCreate)
	checkIs(t, failure, ErrOutcomeUnknown, false)
	if len(failure.Attempts) != 3 {
		t.Errorf("%d attempts", len(failure.Attempts))
	}
}

func TestSocket_closedAfterRequest(t *testing.T) {
	t.Parallel()
	for class, want := range map[Class]int{ClassCreate: 1, ClassIdempotent: 3} {
		url, requests := raw(t, func(_ int, conn net.Conn) { _ = conn.Close() })
		failure := mustFail(t.Context(), t, newCore(t, dialer(t), at(url)), class)
		checkIs(t, failure, ErrOutcomeUnknown, class == ClassCreate)
		if got := int(requests.Load()); got != want || len(failure.Attempts) != want {
			t.Errorf("class %d: %d requests, %d attempts", class, got, len(failure.Attempts))
		}
	}
}

func TestSocket_closedInUse(t *testing.T) {
	t.Parallel()
	url, requests := raw(t, func(n int, conn net.Conn) {
		if n == 1 {
			respond(conn, "HTTP/1.1 200 OK\nContent-Length: 14\n\n"+good)
			return
		}
		_ = conn.Close()
	})
	core := newCore(t, dialer(t), at(url))
	mustSend(t.Context(), t, core, ClassCreate)
	failure := mustFail(t.Context(), t, core, ClassCreate)
	checkIs(t, failure, ErrOutcomeUnknown, true)
	if got := requests.Load(); got != 2 {
		t.Errorf("%d requests for two creates", got)
	}
}

func TestSocket_staleIdle(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	srv := serve(t, func(w http.ResponseWriter, _ *http.Request) {
		requests.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, good)
	})
	core := newCore(t, dialer(t), at(srv.URL))
	for range 20 {
		// Whether the transport notices in time is a race; a create must never be sent twice.
		if failure := send(t.Context(), t, core, ClassCreate); failure != nil {
			checkIs(t, failure, ErrOutcomeUnknown, true)
		}
		srv.CloseClientConnections()
	}
	if got := requests.Load(); got > 20 {
		t.Errorf("%d requests for 20 creates", got)
	}
	mustSend(t.Context(), t, core, ClassRead)
}

func TestSocket_switchingProtocols(t *testing.T) {
	t.Parallel()
	url, _ := raw(t, func(_ int, conn net.Conn) {
		respond(conn, "HTTP/1.1 101 Switching Protocols\nConnection: Upgrade\nUpgrade: x\n\n")
	})
	done := make(chan *failed, 1)
	core := newCore(t, dialer(t), at(url))
	go func() { done <- send(t.Context(), t, core, ClassRead) }()
	select {
	case failure := <-done:
		if failure == nil || failure.StatusCode != 101 {
			t.Error(failure)
		}
	case <-time.After(time.Minute):
		t.Fatal("still reading what follows")
	}
}

func TestSocket_malformed(t *testing.T) {
	t.Parallel()
	for name, response := range map[string]string{
		"status line":     phone + "\n\n",
		"status":          "HTTP/1.1 " + phone + " OK\n\n",
		"status 000":      "HTTP/1.1 000 X\nContent-Length: 0\n\n",
		"header line":     "HTTP/1.1 200 OK\n" + phone + "\n\n",
		"first line":      "HTTP/1.1 200 OK\n " + phone + ": x\n\n",
		"content length":  "HTTP/1.1 200 OK\nContent-Length: " + phone + "\n\n",
		"two lengths":     "HTTP/1.1 200 OK\nContent-Length: 1\nContent-Length: 0000777\n\n",
		"encoding":        "HTTP/1.1 200 OK\nTransfer-Encoding: " + phone + "\n\n",
		"chunk":           "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n" + phone + "\n",
		"short":           "HTTP/1.1 200 OK\nContent-Length: 100\n\n{\"name\":\"" + phone,
		"short, an error": "HTTP/1.1 500 OK\nContent-Length: 100\n\n{\"name\":\"" + phone,
		"gzip":            "HTTP/1.1 200 OK\nContent-Encoding: gzip\nContent-Length: 19\n\n" + phone + "xxx",
		"nothing":         "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			url, _ := raw(t, func(_ int, conn net.Conn) {
				respond(conn, response)
				_ = conn.Close()
			})
			core := newCore(t, dialer(t), at(url))
			for _, class := range []Class{ClassRead, ClassCreate} {
				failure := mustFail(t.Context(), t, core, class)
				checkIs(t, failure, ErrOutcomeUnknown, class == ClassCreate)
				checkSecrets(t, fmt.Sprintf("%+v", failure.Attempts))
			}
		})
	}
}

func TestSocket_tls(t *testing.T) {
	t.Parallel()
	var requests atomic.Int32
	count := func(http.ResponseWriter, *http.Request) { requests.Add(1) }
	secure := httptest.NewUnstartedServer(http.HandlerFunc(count))
	secure.Config.ErrorLog = log.New(io.Discard, "", 0)
	secure.StartTLS()
	t.Cleanup(secure.Close)
	for name, url := range map[string]string{
		"unknown authority": secure.URL,
		"plain HTTP":        strings.Replace(serve(t, count).URL, "http:", "https:", 1),
	} {
		failure := mustFail(t.Context(), t, newCore(t, dialer(t), at(url)), ClassCreate)
		if len(failure.Attempts) != 1 || requests.Load() != 0 {
			t.Errorf("%s: %d attempts, %d requests", name, len(failure.Attempts), requests.Load())
		}
		checkIs(t, failure, ErrOutcomeUnknown, false)
	}
}

func TestSocket_redirect(t *testing.T) {
	t.Parallel()
	for _, status := range []int{301, 302, 303, 307, 308} {
		var leaked atomic.Int32
		other := serve(t, func(http.ResponseWriter, *http.Request) { leaked.Add(1) })
		srv := serve(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, other.URL+"/x?q=1", status) })
		for _, class := range []Class{ClassRead, ClassCreate} {
			failure := mustFail(t.Context(), t, newCore(t, dialer(t), at(srv.URL)), class)
			if failure.StatusCode != status || leaked.Load() != 0 || len(failure.Attempts) != 1 {
				t.Errorf("status %d, %d requests to the other host", failure.StatusCode, leaked.Load())
			}
		}
	}
}

func TestSocket_subPath(t *testing.T) {
	t.Parallel()
	var got string
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got = r.RequestURI
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, good)
	})
	core := newCore(t, dialer(t), at(srv.URL+"/proxy/cuedesk/"))
	if _, err := fetch[resource](t.Context(), core, Read("GET /v1/things/{id}/notes", "a/b ü?%")); err != nil {
		t.Fatal(err)
	}
	if want := "/proxy/cuedesk/v1/things/a%2Fb%20%C3%BC%3F%25/notes"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestSocket_gzip(t *testing.T) {
	t.Parallel()
	srv := serveGzip(t, strings.NewReader(good), 1)
	if failure := send(t.Context(), t, newCore(t, dialer(t), at(srv.URL)), ClassRead); failure != nil {
		t.Error(failure)
	}
}

// serveGzip answers each request with a body that is compressed once, and sent some times.
func serveGzip(t *testing.T, body io.Reader, times int) *httptest.Server {
	t.Helper()
	var member bytes.Buffer
	z := gzip.NewWriter(&member)
	_, _ = io.Copy(z, body)
	_ = z.Close()
	return serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("Content-Encoding", "gzip")
		for range times {
			_, _ = w.Write(member.Bytes())
		}
	})
}

func TestSocket_cookies(t *testing.T) {
	t.Parallel()
	var seen []string
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.Header.Get("Cookie"))
		http.SetCookie(w, &http.Cookie{Name: "affinity", Value: "1"})
		w.WriteHeader(http.StatusServiceUnavailable)
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = mustFail(t.Context(), t, newCore(t, dialer(t), at(srv.URL), func(cfg *Config) {
		cfg.HTTPClient.Jar = jar
	}), ClassRead)
	if got := strings.Join(seen, "|"); got != "|affinity=1|affinity=1" {
		t.Error(got)
	}
}

func TestSocket_reuse(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{"small": "{}", "large": strings.Repeat("x", 200_000)} {
		var opened atomic.Int32
		srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(http.StatusServiceUnavailable)
			_, _ = io.WriteString(w, body)
		}))
		srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
			if s == http.StateNew {
				opened.Add(1)
			}
		}
		srv.Start()
		for range 3 {
			_ = mustFail(t.Context(), t, newCore(t, srv.Client().Transport, at(srv.URL)), ClassRead)
		}
		srv.Close()
		if got := opened.Load(); got != 1 {
			t.Errorf("%s: %d connections", name, got)
		}
	}
}

// TestSocket_goroutines counts goroutines, so it is not parallel.
//
//nolint:paralleltest // see above
func TestSocket_goroutines(t *testing.T) {
	before := runtime.NumGoroutine()
	srv := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/hang":
			<-r.Context().Done()
		case "/torn":
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, "{")
		case "/endless":
			_, _ = io.Copy(w, zeros{})
		default:
			w.Header().Set("Content-Type", "application/json")
			_, _ = io.WriteString(w, good)
		}
	})
	rt := dialer(t)
	within := func(timeout time.Duration) *Core {
		return newCore(t, rt, at(srv.URL), withSource(tokens("a", "b")), func(cfg *Config) {
			cfg.Timeout, cfg.HTTPClient.Timeout = timeout, 10*time.Minute
		})
	}
	patient, impatient := within(5*time.Minute), within(100*time.Millisecond)
	for range 2 {
		for path, core := range map[string]*Core{
			"/": patient, "/hang": impatient, "/torn": patient, "/endless": patient,
		} {
			if _, err := fetch[resource](t.Context(), core, Read("GET "+path)); (err == nil) != (path == "/") {
				t.Errorf("%s: %v", path, err)
			}
		}
	}
	rt.CloseIdleConnections()
	srv.Close()
	for deadline := time.Now().Add(time.Minute); runtime.NumGoroutine() > before && time.Now().Before(deadline); {
		runtime.Gosched()
	}
	if after := runtime.NumGoroutine(); after > before {
		stacks := make([]byte, 1<<16)
		t.Errorf("%d goroutines, %d before:\n%s", after, before, stacks[:runtime.Stack(stacks, true)])
	}
}
