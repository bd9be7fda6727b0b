package rest

import (
	"context"
	"fmt"
)

// limit waits for the client's own rate limit. Every attempt passes it, so that
// calls, retries, pollers and prefetch share one limit.
func (c *Core) limit(ctx context.Context) error {
	if c.cfg.Limiter == nil {
		return nil
	}
	err := c.cfg.Limiter.Wait(ctx)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return fmt.Errorf("rate limit: %w", ContextError(ctx))
	}
	return fmt.Errorf("rate limit: the wait would be longer than the deadline allows: %w", context.DeadlineExceeded)
}
