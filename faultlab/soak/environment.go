package main

import (
	"context"
	"errors"
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

// environment is what the workers work with. The clients live as long as it does.
type environment struct {
	cfg    config
	result *report
	gate   *gate
	server *httptest.Server
	memory transportSetup
	socket transportSetup
}

// transportSetup is a client on one kind of transport, and the timeout of its attempts.
type transportSetup struct {
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

func newEnvironment(cfg config, result *report) (*environment, error) {
	w := &environment{cfg: cfg, result: result, gate: &gate{share: cfg.faults, late: cfg.late, tally: result.tally}}
	w.memory.timeout, w.socket.timeout = memoryTimeout, socketTimeout
	switch {
	case cfg.faults == 0:
		w.memory.timeout, w.socket.timeout = calmTimeout, calmTimeout
	case cfg.timeout > 0:
		w.memory.timeout, w.socket.timeout = cfg.timeout, cfg.timeout
	}
	w.server = httptest.NewUnstartedServer(w.gate)
	w.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	w.server.Start()
	var direct http.RoundTripper = w.gate
	if cfg.breakTransport != nil {
		direct = cfg.breakTransport(direct)
	}
	var err error
	if w.memory.client, err = w.client(cuedesktest.BaseURL, direct, w.memory.timeout); err != nil {
		return nil, err
	}
	tagged := &faultChooser{gate: w.gate, base: w.server.Client().Transport} //nolint:forbidigo // as below
	w.socket.client, err = w.client(w.server.URL, tagged, w.socket.timeout)
	return w, err
}

// client returns a client that is patient, but not for long.
func (w *environment) client(url string, transport http.RoundTripper, timeout time.Duration) (*cuedesk.Client, error) {
	return cuedesk.NewClient("",
		cuedesk.WithTokenSource(w.gate),
		cuedesk.WithBaseURL(url),
		cuedesk.WithHTTPClient(&http.Client{Transport: transport}), //nolint:forbidigo // the one client that is tested
		cuedesk.WithTimeout(timeout),
		cuedesk.WithRetry(cuedesk.RetryPolicy{
			MaxAttempts: 5, MinBackoff: time.Millisecond, MaxBackoff: 4 * time.Millisecond,
			MaxRetryAfter: 100 * time.Millisecond,
		}),
		cuedesk.WithObserver(func(ctx context.Context, a cuedesk.Attempt) {
			callFaultsOf(ctx).noteAttempt(a)
			w.result.observe(a)
		}),
	)
}

func (w *environment) close() {
	w.server.CloseClientConnections()
	w.server.Close()
}

// gate stands before the fake of the round, gives out tokens, and applies faults to requests.
type gate struct {
	fake   atomic.Pointer[cuedesktest.Server]
	share  float64
	late   bool // requests are held back, too
	tally  *tally
	token  atomic.Int64 // the number of the token that is good
	onWay  exchanges
	letter mailbox
}

// Token gives the token that is good at the moment.
func (g *gate) Token(context.Context) (string, error) {
	g.tally.add(tokens, "")
	return g.number(), nil
}

func (g *gate) number() string { return "token-" + strconv.FormatInt(g.token.Load(), 10) }

// draw draws the fault of a request, by the weights of those without a socket or through one.
func (g *gate) draw(r *http.Request, weight func(fault) int) draw {
	return drawFault(r, g.share, func(f fault) int {
		if g.late && f.name == heldBack {
			return lateShare
		}
		return weight(f)
	})
}

// RoundTrip answers without a socket.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	fake := g.fake.Load()
	if fake == nil {
		return nil, errors.New("soak: the round is over")
	}
	drawn := g.draw(r, func(f fault) int { return f.memory })
	return noteRejectedToken(r, func(r *http.Request) (*http.Response, error) {
		if drawn.fault != none && faults[drawn.fault].name == heldBack {
			return nil, g.letter.hold(g.withFault(r, drawn), fake, drawn.delay)
		}
		return fake.RoundTrip(g.withFault(r, drawn))
	})
}

// noteRejectedToken tells the faults of the call if its token was refused.
func noteRejectedToken(r *http.Request, send func(*http.Request) (*http.Response, error)) (*http.Response, error) {
	resp, err := send(r)
	if d := callFaultsOf(r.Context()); d != nil && err == nil && resp.StatusCode == http.StatusUnauthorized {
		d.refused()
	}
	return resp, err
}

// The headers of a request that the fake records: the attempt that it is, and the name of the fault. Through a socket,
// the third carries the index of the fault.
const (
	attemptHeader = "X-Soak-Attempt"
	faultHeader   = "X-Soak-Fault"
	drawHeader    = "X-Soak-Draw"
)

// faultChooser is the client's side of the socket: it chooses the fault.
type faultChooser struct {
	gate *gate
	base http.RoundTripper
}

// RoundTrip answers through a socket, and not before the server is done with the request.
func (t *faultChooser) RoundTrip(r *http.Request) (*http.Response, error) {
	drawn := t.gate.draw(r, func(f fault) int { return f.socket })
	if drawn.fault != none && faults[drawn.fault].name == heldBack {
		return nil, t.gate.letter.hold(t.gate.withFault(r, drawn), t.gate.fake.Load(), drawn.delay)
	}
	r = r.Clone(r.Context())
	r.Header.Set(attemptHeader, drawn.id)
	r.Header.Set(drawHeader, strconv.Itoa(drawn.fault))
	x := t.gate.onWay.open(drawn.id)
	resp, err := noteRejectedToken(r, t.base.RoundTrip)
	t.gate.onWay.close(drawn.id, x, err == nil)
	return resp, err
}

// ServeHTTP is the server's side of the socket. It drops what the client has given up.
func (g *gate) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	drawn := draw{id: r.Header.Get(attemptHeader)}
	x := g.onWay.begin(drawn.id)
	if x == nil {
		panic(http.ErrAbortHandler)
	}
	defer x.end()
	var err error
	if drawn.fault, err = strconv.Atoi(r.Header.Get(drawHeader)); err != nil {
		panic(http.ErrAbortHandler)
	}
	r.Header.Del(drawHeader)
	g.fake.Load().ServeHTTP(w, g.withFault(r, drawn))
}

// withFault returns the request with the fault, and with a token that the fake knows if the gate knows its own.
func (g *gate) withFault(r *http.Request, drawn draw) *http.Request {
	fault, name := cuedesktest.Fault{}, ""
	if drawn.fault != none {
		fault, name = faults[drawn.fault].fault, faults[drawn.fault].name
		g.tally.add(faultsMet, name)
		if name == revocation {
			g.token.Add(1)
		}
	}
	r = r.Clone(r.Context())
	r.Header.Set(attemptHeader, drawn.id)
	r.Header.Set(faultHeader, name)
	if r.Header.Get("Authorization") == "Bearer "+g.number() {
		r.Header.Set("Authorization", "Bearer "+cuedesktest.Token)
	}
	return fault.On(r)
}
