package rest

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"net/http"
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

func (p RetryPolicy) check() error {
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

// check is go-retryablehttp's CheckRetry: it records the attempt and decides
// whether another follows, and when.
func (c *call) check(ctx context.Context, _ *http.Response, _ error) (bool, error) {
	c.last.verdict = classify(c.last.answer)
	c.applied = c.applied || c.last.verdict.applied != appliedNo
	c.later = c.later || c.last.verdict.later
	again := c.unsent == nil && c.decide(ctx)
	if c.unsent == nil {
		c.record(ctx, again)
	}
	return again, nil
}

func (c *call) decide(ctx context.Context) bool {
	c.wait, c.giveUp = 0, nil
	if c.last.status != 0 && !c.last.verdict.transient {
		c.core.budget.refund()
	}
	if c.last.good || ctx.Err() != nil {
		return false
	}
	if c.last.status == http.StatusUnauthorized && !c.reauthorized {
		if c.reauthorized = c.core.cfg.Credentials.invalidate(c.last.token); c.reauthorized {
			return true
		}
	}
	if !c.last.verdict.repeatable(c.op.Class) || len(c.attempts)+1 >= c.core.cfg.Retry.MaxAttempts {
		return false
	}
	return c.schedule(ctx)
}

// schedule sets the wait before the next attempt, unless it would be longer
// than allowed, pass the deadline, or cost more than the budget has.
func (c *call) schedule(ctx context.Context) bool {
	p := c.core.cfg.Retry
	c.wait = p.backoff(len(c.attempts)+1, c.last.verdict.overloaded && c.last.header.Get("Retry-After") == "")
	if after := c.last.retryAfter; after > 0 {
		if after > p.MaxRetryAfter {
			c.giveUp = errors.New("not repeated: Retry-After is above MaxRetryAfter")
			return false
		}
		jitter := rand.N(max(1, p.OverloadBackoff/4)) //nolint:gosec // jitter is not a secret
		c.wait = after + min(jitter, math.MaxInt64-after)
	}
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= c.wait {
		c.giveUp = errors.New("not repeated: the wait would outlast the deadline")
		return false
	}
	if !c.core.budget.take() {
		c.giveUp = ErrRetryBudget
		return false
	}
	return true
}

// backoff is go-retryablehttp's Backoff: check has decided already.
func (c *call) backoff(_, _ time.Duration, _ int, _ *http.Response) time.Duration {
	return c.wait
}
