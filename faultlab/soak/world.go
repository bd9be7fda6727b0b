package main

import (
	"context"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// world is what the workers work with. The clients live as long as it does.
type world struct {
	cfg    config
	result *report
	gate   *gate
	server *httptest.Server
	memory *cuedesk.Client
	socket *cuedesk.Client
}

// The time that an attempt has, without a socket and through one.
const (
	memoryTimeout = 25 * time.Millisecond
	socketTimeout = 500 * time.Millisecond
)

func newWorld(cfg config, result *report) (*world, error) {
	w := &world{cfg: cfg, result: result, gate: &gate{share: cfg.faults, tally: result.tally}}
	w.server = httptest.NewUnstartedServer(w.gate)
	w.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	w.server.Start()
	var direct http.RoundTripper = w.gate
	if cfg.spoil != nil {
		direct = cfg.spoil(direct)
	}
	var err error
	if w.memory, err = w.client(cuedesktest.BaseURL, direct, memoryTimeout); err != nil {
		return nil, err
	}
	tagged := &tagger{gate: w.gate, base: w.server.Client().Transport} //nolint:forbidigo // as below
	w.socket, err = w.client(w.server.URL, tagged, socketTimeout)
	return w, err
}

// client returns a client that is patient, but not for long.
func (w *world) client(url string, transport http.RoundTripper, timeout time.Duration) (*cuedesk.Client, error) {
	return cuedesk.NewClient(cuedesktest.Token,
		cuedesk.WithBaseURL(url),
		cuedesk.WithHTTPClient(&http.Client{Transport: transport}), //nolint:forbidigo // the one client that is tested
		cuedesk.WithTimeout(timeout),
		cuedesk.WithRetry(cuedesk.RetryPolicy{
			MaxAttempts: 5, MinBackoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond, MaxRetryAfter: 100 * time.Millisecond,
		}),
		cuedesk.WithObserver(func(_ context.Context, a cuedesk.Attempt) { w.result.observe(a) }),
	)
}

func (w *world) close() {
	w.server.CloseClientConnections()
	w.server.Close()
}

// gate stands before the fake of the round and lets faults befall requests.
type gate struct {
	fake  atomic.Pointer[cuedesktest.Server]
	share float64
	tally *tally
}

// RoundTrip answers without a socket.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	chosen := roll(r, g.share, func(f fault) int { return f.memory })
	return g.fake.Load().RoundTrip(g.befall(r, chosen))
}

// faultHeader is the header that carries the index of the fault through a socket.
const faultHeader = "X-Soak-Fault"

// tagger is the client's side of the socket: it chooses the fault.
type tagger struct {
	gate *gate
	base http.RoundTripper
}

// RoundTrip answers through a socket.
func (t *tagger) RoundTrip(r *http.Request) (*http.Response, error) {
	chosen := roll(r, t.gate.share, func(f fault) int { return f.socket })
	r = r.Clone(r.Context())
	r.Header.Set(faultHeader, strconv.Itoa(chosen))
	return t.base.RoundTrip(r)
}

// ServeHTTP is the server's side of the socket.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	chosen, err := strconv.Atoi(r.Header.Get(faultHeader))
	fake := g.fake.Load()
	if err != nil || fake == nil || r.Context().Err() != nil {
		panic(http.ErrAbortHandler) // the client has given up, and must not be surprised later
	}
	r.Header.Del(faultHeader)
	fake.ServeHTTP(w, g.befall(r, chosen))
}

// befall returns the request with the fault.
func (g *gate) befall(r *http.Request, chosen int) *http.Request {
	if chosen == none {
		return cuedesktest.Fault{}.On(r)
	}
	g.tally.add(faultsTold, faults[chosen].name)
	return faults[chosen].fault.On(r)
}
