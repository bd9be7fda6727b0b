package main

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// fault is a way in which requests fail, and how often it is chosen, without a socket and through one.
type fault struct {
	name           string
	memory, socket int
	fault          cuedesktest.Fault
}

// never is a delay that no attempt outlives.
const never = time.Hour

// faults are the ways in which requests fail. Through a socket a connection cannot be refused, because there is one;
// and the delays are rare, because attempts have more time there.
var faults = []fault{
	{"status 503", 10, 10, cuedesktest.Status(http.StatusServiceUnavailable)},
	{"status 503, carried out", 5, 5, cuedesktest.Status(http.StatusServiceUnavailable).AfterApply()},
	{"status 429", 8, 8, cuedesktest.Status(http.StatusTooManyRequests)},
	{"status 429, Retry-After 0", 8, 8, cuedesktest.Status(http.StatusTooManyRequests).RetryAfter("0")},
	{"status 429, Retry-After 1", 2, 2, cuedesktest.Status(http.StatusTooManyRequests).RetryAfter("1")},
	{"HTML 502", 10, 10, cuedesktest.HTML502()},
	{"HTML 502, carried out", 5, 5, cuedesktest.HTML502().AfterApply()},
	{"HTML 200 of a portal", 4, 4, cuedesktest.Body(http.StatusOK, "text/html", "<html><title>Sign in</title></html>")},
	{"torn body", 10, 10, cuedesktest.Torn()},
	{"torn body, carried out", 10, 10, cuedesktest.Torn().AfterApply()},
	{"reset", 10, 10, cuedesktest.Reset()},
	{"reset, carried out", 10, 10, cuedesktest.Reset().AfterApply()},
	{"refused", 10, 0, cuedesktest.Refuse()},
	{"timeout", 4, 1, cuedesktest.Latency(never)},
	{"timeout, carried out", 4, 1, cuedesktest.Latency(never).AfterApply()},
	{"empty body", 4, 4, cuedesktest.EmptyBody()},
	{"empty body, carried out", 4, 4, cuedesktest.EmptyBody().AfterApply()},
}

// none is the index of no fault.
const none = -1

// dice choose the faults of one call of the client.
type dice struct {
	mu   sync.Mutex
	rand *rand.Rand
}

// diceKey is the key of a call's dice in its context.
type diceKey struct{}

// withDice returns a context for one call, whose faults follow from the numbers.
func withDice(ctx context.Context, seed, call uint64) context.Context {
	return context.WithValue(ctx, diceKey{}, &dice{rand: rand.New(rand.NewPCG(seed, call))}) //nolint:gosec // nothing secret
}

// roll returns the index of the fault that befalls the next request of the call. A call without dice is spared.
func roll(r *http.Request, share float64, weight func(fault) int) int {
	d, ok := r.Context().Value(diceKey{}).(*dice)
	if !ok {
		return none
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.rand.Float64() >= share {
		return none
	}
	return fit(d.choose(weight), r)
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
	}
	return chosen
}

// choose returns the index of a fault by the weights.
func (d *dice) choose(weight func(fault) int) int {
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
