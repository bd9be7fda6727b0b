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
	memory way
	socket way
}

// way is a client, and the time that an attempt of it has.
type way struct {
	client  *cuedesk.Client
	timeout time.Duration
}

// The time that an attempt has, without a socket and through one; and if nothing is delayed, so that there need not be
// an error on any machine.
const (
	memoryTimeout = 25 * time.Millisecond
	socketTimeout = 500 * time.Millisecond
	calmTimeout   = 30 * time.Second
)

func newWorld(cfg config, result *report) (*world, error) {
	w := &world{cfg: cfg, result: result, gate: &gate{share: cfg.faults, tally: result.tally}}
	w.memory.timeout, w.socket.timeout = memoryTimeout, socketTimeout
	if cfg.faults == 0 {
		w.memory.timeout, w.socket.timeout = calmTimeout, calmTimeout
	}
	w.server = httptest.NewUnstartedServer(w.gate)
	w.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	w.server.Start()
	var direct http.RoundTripper = w.gate
	if cfg.spoil != nil {
		direct = cfg.spoil(direct)
	}
	var err error
	if w.memory.client, err = w.client(cuedesktest.BaseURL, direct, w.memory.timeout); err != nil {
		return nil, err
	}
	tagged := &tagger{gate: w.gate, base: w.server.Client().Transport} //nolint:forbidigo // as below
	w.socket.client, err = w.client(w.server.URL, tagged, w.socket.timeout)
	return w, err
}

// client returns a client that is patient, but not for long.
func (w *world) client(url string, transport http.RoundTripper, timeout time.Duration) (*cuedesk.Client, error) {
	return cuedesk.NewClient("",
		cuedesk.WithTokenSource(w.gate),
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

// gate stands before the fake of the round, gives out tokens, and lets faults befall requests.
type gate struct {
	fake  atomic.Pointer[cuedesktest.Server]
	share float64
	tally *tally
	token atomic.Int64 // the number of the token that is good
}

// Token gives the token that is good at the moment.
func (g *gate) Token(context.Context) (string, error) {
	g.tally.add(tokens, "")
	return g.number(), nil
}

func (g *gate) number() string { return "token-" + strconv.FormatInt(g.token.Load(), 10) }

// RoundTrip answers without a socket.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	chosen := roll(r, g.share, func(f fault) int { return f.memory })
	return noted(r, func(r *http.Request) (*http.Response, error) { return g.fake.Load().RoundTrip(g.befall(r, chosen)) })
}

// noted tells the dice of the call if its token was refused.
func noted(r *http.Request, send func(*http.Request) (*http.Response, error)) (*http.Response, error) {
	resp, err := send(r)
	if d := diceOf(r.Context()); d != nil && err == nil && resp.StatusCode == http.StatusUnauthorized {
		d.refused()
	}
	return resp, err
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
	return noted(r, t.base.RoundTrip)
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

// befall returns the request with the fault, or as one that the fake knows the token of if the gate does.
func (g *gate) befall(r *http.Request, chosen int) *http.Request {
	fault := cuedesktest.Fault{}
	if chosen != none {
		g.tally.add(faultsTold, faults[chosen].name)
		fault = faults[chosen].fault
		if faults[chosen].name == revocation {
			g.token.Add(1)
		}
	}
	r = r.Clone(r.Context())
	if r.Header.Get("Authorization") == "Bearer "+g.number() {
		r.Header.Set("Authorization", "Bearer "+cuedesktest.Token)
	}
	return fault.On(r)
}
