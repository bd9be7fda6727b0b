package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// fault is a way in which requests fail, and how often it is chosen, without a socket and through one.
type fault struct {
	name           string
	memory, socket int
	fault          cuedesktest.Fault
	leaves         effect
}

// effect is what a fault leaves to the client.
type effect int

const (
	open       effect = iota // the request may have been carried out, or the call ends with it
	unsent                   // it was certainly not carried out, and any call repeats it
	final                    // it was certainly not carried out, and the call ends with it
	delayed                  // it is carried out later, and the client hears of a failure
	allEffects               // how many there are
)

// never is a delay that no attempt outlives.
const never = time.Hour

// faults are the ways in which requests fail. Through a socket a connection cannot be refused, because there is one;
// and the delays are rare, because attempts have more time there.
var faults = []fault{
	{"status 503", 10, 10, cuedesktest.Status(http.StatusServiceUnavailable), open},
	{"status 503, carried out", 5, 5, cuedesktest.Status(http.StatusServiceUnavailable).AfterApply(), open},
	{"status 429", 8, 8, cuedesktest.Status(http.StatusTooManyRequests), unsent},
	{"status 429, Retry-After 0", 8, 8, cuedesktest.Status(http.StatusTooManyRequests).RetryAfter("0"), unsent},
	{"status 429, Retry-After 1", 2, 2, cuedesktest.Status(http.StatusTooManyRequests).RetryAfter("1"), final},
	{"HTML 502", 10, 10, cuedesktest.HTML502(), open},
	{"HTML 502, carried out", 5, 5, cuedesktest.HTML502().AfterApply(), open},
	{
		"HTML 200 of a portal", 4, 4, cuedesktest.Body(http.StatusOK, "text/html", "<html><title>Sign in</title></html>"),
		open,
	},
	{"torn body", 10, 10, cuedesktest.Torn(), open},
	{"torn body, carried out", 10, 10, cuedesktest.Torn().AfterApply(), open},
	{"reset", 10, 10, cuedesktest.Reset(), open},
	{"reset, carried out", 10, 10, cuedesktest.Reset().AfterApply(), open},
	{heldBack, 0, 0, cuedesktest.Fault{}, delayed}, // lateShare
	{"refused", 10, 0, cuedesktest.Refuse(), unsent},
	{"timeout", 4, 1, cuedesktest.Latency(never), open},
	{"timeout, carried out", 4, 1, cuedesktest.Latency(never).AfterApply(), open},
	{"empty body", 4, 4, cuedesktest.EmptyBody(), open},
	{"empty body, carried out", 4, 4, cuedesktest.EmptyBody().AfterApply(), open},
	{revocation, 2, 2, cuedesktest.Fault{}, unsent},
}

// revocation is the fault that has the API refuse the token, this one and all others that are on their way.
const revocation = "token revoked"

// none is the index of no fault.
const none = -1

// callFaults choose the faults of one call of the client, and know which it met.
type callFaults struct {
	id string // of the call

	mu       sync.Mutex
	rand     *rand.Rand
	sent     int // its requests
	met      [allEffects]int
	attempts []cuedesk.Attempt
	err      error
}

// callFaultsKey is the key of the faults of a call in its context.
type callFaultsKey struct{}

// withCallFaults returns a context for one call, whose faults follow from the numbers.
func withCallFaults(ctx context.Context, seed, call uint64) context.Context {
	random := rand.New(rand.NewPCG(seed, call)) //nolint:gosec // nothing secret
	d := &callFaults{id: strconv.FormatUint(call, 16), rand: random}
	return context.WithValue(ctx, callFaultsKey{}, d)
}

// callFaultsOf returns the faults of a call; nil if it has none.
func callFaultsOf(ctx context.Context) *callFaults {
	d, _ := ctx.Value(callFaultsKey{}).(*callFaults)
	return d
}

// draw is what a request meets: the index of a fault. Its ID tells the attempt from all others.
type draw struct {
	id    string
	fault int
	delay time.Duration // of a request that is held back
}

// drawFault draws the fault of the next request of the call. A call without faults in its context meets none.
func drawFault(r *http.Request, share float64, weight func(fault) int) draw {
	d := callFaultsOf(r.Context())
	if d == nil {
		return draw{fault: none}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent++
	drawn := draw{id: fmt.Sprintf("%s.%d", d.id, d.sent), fault: none}
	if d.rand.Float64() >= share {
		return drawn
	}
	drawn.fault = fit(d.choose(weight), r)
	switch f := faults[drawn.fault]; f.name {
	case revocation: // noted when the token is refused
	case heldBack:
		drawn.delay = time.Duration(d.rand.Int64N(int64(longestDelay)))
		fallthrough
	default:
		d.met[f.leaves]++
	}
	return drawn
}

// times returns how many faults with the effect the call has met.
func (d *callFaults) times(effect effect) int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.met[effect]
}

// refused notes that the API refused the token of a request of the call.
func (d *callFaults) refused() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.met[unsent]++
}

// checkError returns what is wrong with an error of the call, given the faults that it met; false if nothing is.
func (d *callFaults) checkError(err error) (event, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case d.met[open]+d.met[delayed] > 0:
		return 0, false
	case errors.Is(err, cuedesk.ErrOutcomeUnknown):
		return needless, true
	case d.met[final] == 0 && d.met[unsent] <= 1 && !errors.Is(err, cuedesk.ErrRetryBudget):
		return causeless, true
	}
	return 0, false
}

// fit returns the fault, or the one beside it where that suits the request better.
func fit(chosen int, r *http.Request) int {
	switch faults[chosen].name {
	case "empty body": // what has no body anyway does not show that it was not carried out
		if r.Method == http.MethodDelete {
			return chosen + 1
		}
	case "status 429, Retry-After 1": // who waits for an import would wait for that too
		if strings.HasPrefix(r.URL.Path, "/v1/contacts/bulk/") {
			return chosen - 1
		}
	case heldBack: // a read that is carried out late changes nothing
		if r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/search") {
			return chosen - 1
		}
	}
	return chosen
}

// choose returns the index of a fault by the weights.
func (d *callFaults) choose(weight func(fault) int) int {
	total := 0
	for _, f := range faults {
		total += weight(f)
	}
	left := d.rand.IntN(total)
	for n, f := range faults {
		if left -= weight(f); left < 0 {
			return n
		}
	}
	return none
}
