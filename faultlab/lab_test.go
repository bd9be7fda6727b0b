package faultlab

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	toxiproxy "github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// patience is how long an attempt waits that is to run out; longTimeout is for where it is not, on the slowest machine.
const (
	patience    = 300 * time.Millisecond
	longTimeout = 5 * time.Minute
)

// longDelay is a delay, in milliseconds, that no test outlives.
const longDelay = 3_600_000

func TestMain(m *testing.M) {
	zerolog.SetGlobalLevel(zerolog.Disabled)
	const link = "github.com/Shopify/toxiproxy/v2.(*ToxicLink)."
	goleak.VerifyTestMain(m,
		// Links of toxiproxy outlive their connections. The client has nothing in there.
		goleak.IgnoreAnyFunction(link+"read"),
		goleak.IgnoreAnyFunction(link+"write"),
		goleak.IgnoreAnyFunction("github.com/Shopify/toxiproxy/v2/toxics.(*ToxicStub).Run"),
	)
}

// lab is a client, a network between, and a fake.
type lab struct {
	*testing.T

	fake     *cuedesktest.Server
	server   *httptest.Server
	faulty   *toxiproxy.Proxy // the network that fails
	healthy  *toxiproxy.Proxy // the same network when it has recovered
	outcomes *outcomeLog

	client  *cuedesk.Client
	hangs   atomic.Bool  // attempts on the faulty network run out, patience after they were sent
	failing atomic.Int64 // connections that still take the faulty one; negative: all
	hang    atomic.Bool  // connections do not come about
	hold    atomic.Int64 // requests for pages from this offset on are not answered; 0: all are

	mu       sync.Mutex
	attempts []cuedesk.Attempt // of the client, over all calls
}

// newLab returns a lab in which the first n connections meet the toxic; a negative n is all of them.
func newLab(t *testing.T, n int64, network toxic, opts ...cuedesk.Option) *lab {
	t.Helper()
	l := &lab{T: t, fake: cuedesktest.NewServer(), outcomes: newOutcomeLog()}
	l.failing.Store(n)
	l.server = httptest.NewUnstartedServer(http.HandlerFunc(l.serve))
	l.server.Config.ErrorLog = log.New(io.Discard, "", 0)
	l.server.Config.SetKeepAlivesEnabled(!network.closes)
	l.server.Start()
	t.Cleanup(l.server.Close)
	l.faulty, l.healthy = l.proxy(), l.proxy()
	l.add(l.faulty, network)
	l.client = l.newClient(opts)
	return l
}

// serve answers as the fake does, but lets those wait who ask for a page that is held, and answers at such length where
// responses are to hang that they take minutes to trickle through.
func (l *lab) serve(w http.ResponseWriter, r *http.Request) {
	if l.hangs.Load() {
		w.Header().Set("X-Padding", strings.Repeat("x", 1<<16))
	}
	offset, _ := strconv.ParseInt(r.URL.Query().Get("offset"), 10, 64) // a request without one asks for 0
	if hold := l.hold.Load(); hold > 0 && offset >= hold {
		r = cuedesktest.Latency(time.Hour).On(r)
	}
	l.fake.ServeHTTP(w, r)
}

// proxy starts a proxy in front of the fake.
func (l *lab) proxy() *toxiproxy.Proxy {
	l.Helper()
	api := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	p := toxiproxy.NewProxy(api, l.Name(), "127.0.0.1:0", l.server.Listener.Addr().String())
	if err := p.Start(); err != nil {
		l.Fatal(err)
	}
	l.Cleanup(p.Stop)
	return p
}

func (l *lab) newClient(opts []cuedesk.Option) *cuedesk.Client {
	l.Helper()
	transport := &http.Transport{DialContext: l.dial}
	l.Cleanup(transport.CloseIdleConnections)
	userAgent := "faultlab/1" // short: a reset ends the second write of a long request with another error
	if l.hangs.Load() {
		userAgent = strings.Repeat("faultlab/1 ", 6000) // so that requests take minutes to trickle through
	}
	all := []cuedesk.Option{
		cuedesk.WithBaseURL("http://" + l.healthy.Listen),
		cuedesk.WithHTTPClient(&http.Client{Transport: &attemptTimeout{transport, l}}),
		cuedesk.WithUserAgent(userAgent),
		cuedesk.WithTimeout(longTimeout),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 5, MinBackoff: time.Millisecond, MaxBackoff: time.Millisecond}),
		cuedesk.WithObserver(l.observe),
	}
	client, err := cuedesk.NewClient(l.fake.Token(), append(all, opts...)...)
	if err != nil {
		l.Fatal(err)
	}
	return client
}

func (l *lab) observe(_ context.Context, a cuedesk.Attempt) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.attempts = append(l.attempts, a)
}

// dial connects by the faulty network as long as it fails, and then by the healthy one.
func (l *lab) dial(ctx context.Context, network, _ string) (net.Conn, error) {
	if l.hang.Load() {
		<-ctx.Done()
		return nil, &net.OpError{Op: "dial", Net: network, Err: ctx.Err()}
	}
	way := l.healthy.Listen
	if left := l.failing.Load(); left < 0 || left > 0 && l.failing.Add(-1) >= 0 {
		way = l.faulty.Listen
	}
	return (&net.Dialer{}).DialContext(ctx, network, way)
}

// attributes are the attributes of a toxic.
type attributes map[string]int

// toxic is what is wrong with a network.
type toxic struct {
	kind   string // toxiproxy's name for it; "" is a network that works
	stream string // "upstream" for what the client sends, "downstream" for what it gets
	with   attributes
	closes bool // the server closes each connection after its response
	hangs  bool // the response never comes, or not in time
}

// add poisons a proxy, the connections that it has too.
func (l *lab) add(p *toxiproxy.Proxy, network toxic) {
	l.Helper()
	if network.kind == "" {
		return
	}
	l.hangs.Store(network.hangs)
	text, err := json.Marshal(map[string]any{
		"type": network.kind, "stream": network.stream, "attributes": network.with,
	})
	if err == nil {
		_, err = p.Toxics.AddToxicJson(bytes.NewReader(text))
	}
	if err != nil {
		l.Fatal(err)
	}
}

// eventually waits until the condition holds, but not for ever.
func (l *lab) eventually(what string, holds func() bool) {
	l.Helper()
	ctx, cancel := context.WithTimeout(l.Context(), longTimeout)
	defer cancel()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-ctx.Done():
			l.Fatalf("still not so: %s", what)
		}
	}
}

// requests returns how many requests of the operation have reached the fake.
func (l *lab) requests(operation string) int {
	n := 0
	for _, r := range l.fake.Requests() {
		if r.Operation == operation {
			n++
		}
	}
	return n
}
