package cluster

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"sync"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// rateKey is that of the limit.
const rateKey = "rate"

// rateLimit is its value.
type rateLimit struct {
	PerSecond float64 `json:"per_second"`
}

// The lowest and the highest limit, in requests a second: a counter must last as long as its window.
const (
	minRate = 0.1
	maxRate = 100_000
)

// SetRateLimit limits how many requests per second all workers send together, retries
// and polls included: 0.1 to 100,000; 0: no limit. Any other value matches
// [cuedesk.ErrInvalid]. The limit is stored, and workers follow it within a few seconds.
// While a limit is set and the servers cannot be reached, workers send nothing.
//
// Requests are spread evenly over time. If the clocks of two servers differ by d
// seconds and the leader changes from one to the other, requests may be sent up to d
// seconds early or late, once.
func (c *Cluster) SetRateLimit(ctx context.Context, perSecond float64) error {
	if perSecond != 0 && !(perSecond >= minRate && perSecond <= maxRate) {
		return invalid([]error{fmt.Errorf("the rate must be 0, or %v to %d, not %v", minRate, maxRate, perSecond)})
	}
	var was rateLimit
	revision, _, err := c.state.read(ctx, rateKey, &was)
	if err != nil || revision > 0 && was.PerSecond == perSecond {
		return err
	}
	_, err = c.state.write(ctx, rateKey, rateLimit{perSecond}, anyRevision)
	return err
}

// RateLimit returns the limit that [Cluster.SetRateLimit] has set, in requests per
// second; 0: no limit.
func (c *Cluster) RateLimit(ctx context.Context) (float64, error) {
	var limit rateLimit
	_, _, err := c.state.read(ctx, rateKey, &limit)
	return limit.PerSecond, err
}

// limiter holds requests back so that all workers together keep a limit. Time is cut into windows, and a
// window into slots, one for each request. A counter for each window gives out the slots.
type limiter struct {
	c     *Cluster
	began time.Time // of this worker: its clock goes on from there, and does not jump

	mu       sync.Mutex
	revision uint64        // of the key of the limit
	slots    int64         // in a window; 0: no limit
	slot     time.Duration // how long one is
	lease    int64         // slots that are taken at once
	ahead    time.Duration // the clock of the servers, before that of this process
	window   int64         // from which slots were taken last
	next     int64         // the first of these slots that is left
	left     int64         // how many are left
}

const (
	minSlots  = 20                    // in a window, so that a rate that is no whole number is exact
	leaseTime = 20 * time.Millisecond // for how long slots are taken at once
	maxLate   = 50 * time.Millisecond // after its time, a slot is not used
	maxJump   = time.Second           // of the clock of the servers, by more than which slots that were taken are left
)

// load reads the limit and the clock of the servers.
func (r *limiter) load(ctx context.Context) error {
	var limit rateLimit
	revision, _, err := r.c.state.read(ctx, rateKey, &limit)
	if err != nil {
		return err
	}
	ahead, err := r.clock(ctx)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	jumped := (ahead - r.ahead).Abs() > maxJump
	if r.ahead = ahead; r.revision == revision && !jumped {
		return nil
	}
	r.revision, r.left, r.window, r.slots = revision, 0, 0, 0
	if limit.PerSecond > 0 {
		r.slots = max(minSlots, int64(math.Ceil(limit.PerSecond)))
		r.slot = time.Duration(float64(time.Second) / limit.PerSecond)
		r.lease = max(1, int64(leaseTime/r.slot))
	}
	return nil
}

// now returns the time by the clock of the servers.
func (r *limiter) now() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.local().Add(r.ahead)
}

// local returns the time by the clock of this process, as that was set when the worker began.
func (r *limiter) local() time.Time { return r.began.Add(time.Since(r.began)).Round(0) }

// clock returns how far the clock of the stream's leader is before that of this process.
func (r *limiter) clock(ctx context.Context) (ahead time.Duration, err error) {
	err = r.c.call(ctx, "reading the clock", func(ctx context.Context) error {
		began := r.local()
		info, err := r.c.rate.Info(ctx)
		if err == nil {
			ahead = info.TimeStamp.Sub(began) - r.local().Sub(began)/2
		}
		return err
	})
	return ahead, err
}

// wait waits for the time of a request.
func (r *limiter) wait(ctx context.Context) error {
	at, err := r.take(ctx)
	if err != nil || at.IsZero() {
		return err
	}
	return rest.Sleep(ctx, at.Sub(r.local()))
}

// take returns when a request may be sent; zero: at once.
func (r *limiter) take(ctx context.Context) (time.Time, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.slots == 0 {
		return time.Time{}, nil
	}
	if r.left == 0 || r.local().Sub(r.timeOf(r.next)) > maxLate {
		if err := r.fetch(ctx); err != nil {
			return time.Time{}, err
		}
	}
	at := r.timeOf(r.next)
	r.next, r.left = r.next+1, r.left-1
	return at, nil
}

// length is that of a window.
func (r *limiter) length() int64 { return r.slots * int64(r.slot) }

// timeOf returns when a slot of the window begins, by the clock of this process.
func (r *limiter) timeOf(slot int64) time.Time {
	return time.Unix(0, r.window*r.length()+slot*int64(r.slot)).Add(-r.ahead)
}

// fetch takes the next slots that no worker has taken, and whose time is not over.
func (r *limiter) fetch(ctx context.Context) error {
	r.left = 0
	n := r.lease
	for r.left == 0 {
		now := r.local().Add(r.ahead).UnixNano()
		if current := now / r.length(); current > r.window {
			r.window, n = current, r.lease
		}
		taken, err := r.increment(ctx, n)
		if err != nil {
			return err
		}
		first := taken - r.lease
		due := (now - r.window*r.length() - int64(maxLate)) / int64(r.slot)
		switch {
		case taken >= r.slots+r.lease: // all slots of the window are taken
			r.window, n = r.window+1, r.lease
		case first < due: // the time of these is over: leave them out, and others up to now
			n = due - taken + r.lease + int64(maxLate)/int64(r.slot)/2
		default:
			r.next, r.left = first, min(taken, r.slots)-first
		}
	}
	return nil
}

// increment takes n slots of the window, and returns how many are taken now. Where no answer
// comes, slots may be lost, and are never given twice.
func (r *limiter) increment(ctx context.Context, n int64) (taken int64, err error) {
	subject := fmt.Sprintf("%s.rate.%d.%d", r.c.opts.Namespace, r.revision, r.window)
	err = r.c.call(ctx, "waiting for the rate limit", func(ctx context.Context) error {
		msg := &nats.Msg{Subject: subject, Header: nats.Header{"Nats-Incr": {"+" + strconv.FormatInt(n, 10)}}}
		ack, err := r.c.js.PublishMsg(ctx, msg)
		if errors.Is(err, jetstream.ErrNoStreamResponse) { // there is no leader, or no stream
			_, infoErr := r.c.rate.Info(ctx)
			err = cmp.Or(infoErr, err)
		}
		if err != nil {
			return err
		}
		if taken, err = strconv.ParseInt(ack.Value, 10, 64); err != nil {
			return errors.Join(errors.New("the counter has no value"), err)
		}
		return nil
	})
	return taken, err
}
