package rest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"time"
)

// RetryPolicy says how often and how patiently a call is repeated. A zero field
// has its default.
type RetryPolicy struct {
	MaxAttempts     int
	MinBackoff      time.Duration
	OverloadBackoff time.Duration
	MaxBackoff      time.Duration
	MaxRetryAfter   time.Duration
	Budget          int
}

func (p RetryPolicy) validate() error {
	if p.MaxAttempts < 0 || min(p.MinBackoff, p.OverloadBackoff, p.MaxBackoff, p.MaxRetryAfter) < 0 {
		return errors.New("retry policy: attempts and durations must not be negative")
	}
	if p = p.withDefaults(); max(p.MinBackoff, p.OverloadBackoff) > p.MaxBackoff {
		return errors.New("retry policy: MinBackoff and OverloadBackoff must not be above MaxBackoff")
	}
	return nil
}

func (p RetryPolicy) withDefaults() RetryPolicy {
	setDefault(&p.MaxAttempts, 4)
	setDefault(&p.MinBackoff, 50*time.Millisecond)
	setDefault(&p.MaxBackoff, 8*time.Second)
	setDefault(&p.OverloadBackoff, min(20*min(p.MinBackoff, 50*time.Millisecond), p.MaxBackoff))
	p.OverloadBackoff = max(p.OverloadBackoff, min(p.MinBackoff, p.MaxBackoff))
	setDefault(&p.MaxRetryAfter, time.Minute)
	setDefault(&p.Budget, 100)
	return p
}

func setDefault[T comparable](field *T, value T) {
	if *field == *new(T) {
		*field = value
	}
}

// backoff is full jitter: anything between nothing and a ceiling that doubles
// with each attempt. It begins higher where the server is overloaded.
func (p RetryPolicy) backoff(attempt int, overloaded bool) time.Duration {
	first, ceiling := p.MinBackoff, p.MaxBackoff
	if overloaded {
		first = p.OverloadBackoff
	}
	if shift := attempt - 1; first < ceiling>>shift {
		ceiling = first << shift
	}
	return rand.N(ceiling) //nolint:gosec // jitter is not a secret
}

// decision is what follows an attempt.
type decision struct {
	again  bool
	wait   time.Duration // before the next attempt
	giveUp error         // why none follows, although one was due
}

// decide says what follows the attempt of the given number: another one unless
// it would be one too many, or come later than is allowed.
func (p RetryPolicy) decide(ctx context.Context, class Class, a *attemptState, number int) decision {
	if !a.verdict.repeatable(class) || number >= p.MaxAttempts {
		return decision{}
	}
	wait := p.backoff(number, a.verdict.overloaded && !a.saysWhen())
	if after := a.retryAfter; after > p.MaxRetryAfter {
		return decision{giveUp: fmt.Errorf("not repeated: Retry-After is above MaxRetryAfter (%v)", p.MaxRetryAfter)}
	} else if after > 0 {
		jitter := rand.N(max(1, p.OverloadBackoff/4)) //nolint:gosec // jitter is not a secret
		wait = after + min(jitter, math.MaxInt64-after)
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return decision{giveUp: errors.New("not repeated: the wait would outlast the deadline")}
	}
	return decision{again: true, wait: wait}
}

// saysWhen reports whether the response has a Retry-After that can be read.
func (a *attemptState) saysWhen() bool {
	return a.retryAfter > 0 || strings.TrimSpace(a.header.Get("Retry-After")) == "0"
}

// maxRetries leaves it to decide when to end.
const maxRetries = math.MaxInt

// checkRetry is go-retryablehttp's CheckRetry, which runs after each attempt.
func checkRetry(ctx context.Context, _ *http.Response, _ error) (bool, error) {
	c := callIn(ctx)
	c.next = decision{}
	if c.prepareErr == nil {
		c.last.verdict = classify(c.last.answer)
		c.applied = c.applied || c.last.verdict.applied != appliedNo
		c.later = c.later || c.last.verdict.later
		c.next = c.nextStep() //nolint:contextcheck // the call is its own context
	}
	c.record()
	return c.next.again, nil
}

// backoff is go-retryablehttp's Backoff: the wait that checkRetry has decided on.
func backoff(_, _ time.Duration, _ int, resp *http.Response) time.Duration {
	return callIn(resp.Request.Context()).next.wait
}

// prepareRetry is go-retryablehttp's PrepareRetry: it takes back the cookies that
// the caller's jar has put into the header, before it puts them in again.
func prepareRetry(req *http.Request) error {
	req.Header = http.Header{}
	return nil
}

// nextStep says what follows the last attempt, and pays for it.
func (c *call) nextStep() decision {
	if c.last.status != 0 && !c.last.verdict.transient {
		c.core.budget.refund()
	}
	if c.last.good || c.Err() != nil {
		return decision{}
	}
	if c.last.status == http.StatusUnauthorized && !c.reauthorized {
		if c.reauthorized = c.core.cfg.Credentials.invalidate(c.last.token); c.reauthorized {
			return decision{again: true}
		}
	}
	next := c.core.cfg.Retry.decide(c, c.op.Class, &c.last, len(c.made)+1)
	if next.again && !c.core.budget.take() {
		return decision{giveUp: ErrRetryBudget}
	}
	return next
}

// record keeps the attempt, and ends it for the hooks.
func (c *call) record() {
	a := Attempt{Operation: c.op.Pattern, Number: len(c.made) + 1, Err: c.prepareErr, Queued: c.queued}
	if c.prepareErr == nil {
		a.StatusCode, a.Duration, a.Err = c.last.status, c.last.duration, c.last.err
		a.RequestID, a.Wait, a.Repeated = RequestID(c.last.header), c.next.wait, c.next.again
		if c.made == nil {
			c.made = c.room.made[:0]
		}
		c.made = append(c.made, a)
	}
	c.endAttempt(a)
}

// maxRequestID bounds a request ID, in bytes; a UUID has 36.
const maxRequestID = 256

// RequestID returns the X-Request-Id of a response, safe to print and to log.
func RequestID(h http.Header) string {
	id := h.Get("X-Request-Id")
	return Printable(id[:min(len(id), maxRequestID)])
}

// budget is a token bucket that keeps an outage from multiplying the load: each
// retry takes a token, each definite answer of the server gives one back.
type budget struct {
	tokens atomic.Int64
	size   int64 // negative: no limit
}

func newBudget(size int) *budget {
	b := &budget{size: int64(size)}
	b.tokens.Store(b.size)
	return b
}

func (b *budget) take() bool {
	for {
		tokens := b.tokens.Load()
		if tokens <= 0 {
			return b.size < 0
		}
		if b.tokens.CompareAndSwap(tokens, tokens-1) {
			return true
		}
	}
}

func (b *budget) refund() {
	for {
		tokens := b.tokens.Load()
		if tokens >= b.size || b.tokens.CompareAndSwap(tokens, tokens+1) {
			return
		}
	}
}

// left returns how many retries are allowed now; negative: there is no limit.
func (b *budget) left() int { return int(b.tokens.Load()) }

// ParseRetryAfter reads a Retry-After header, in seconds or as an HTTP date. A
// part of a second counts as a whole one. A date is measured against the Date of
// the same response, and against now where that is missing, so that a wrong clock
// does no harm. Of several the longest counts. The result is 0 where there is none,
// or none that makes sense; huge values saturate.
func ParseRetryAfter(h http.Header, now time.Time) time.Duration {
	var longest time.Duration
	for _, value := range h.Values("Retry-After") {
		longest = max(longest, parseRetryAfter(strings.TrimSpace(value), h, now))
	}
	return longest
}

func parseRetryAfter(value string, h http.Header, now time.Time) time.Duration {
	if value == "" {
		return 0
	}
	if whole, fraction, _ := strings.Cut(value, "."); isDigits(whole) && strings.Trim(fraction, "0123456789") == "" {
		seconds, err := strconv.ParseInt(whole, 10, 64)
		if strings.Trim(fraction, "0") != "" && err == nil {
			seconds++
		}
		if err != nil || seconds > int64(math.MaxInt64/time.Second) {
			return math.MaxInt64
		}
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now))
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}

// Pause waits before what succeeded is asked again, as before an attempt of the given
// number, or until the context ends.
func (c *Core) Pause(ctx context.Context, attempt int) {
	_ = Sleep(ctx, c.cfg.Retry.backoff(attempt, false)) // the next call says why the context ended
}
