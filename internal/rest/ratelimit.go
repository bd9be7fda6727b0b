package rest

import "context"

// limit waits for the client's own rate limit. Every attempt passes it, so that
// calls, retries, pollers and prefetch share one limit.
func (c *Core) limit(ctx context.Context) error {
	if c.cfg.Limiter == nil {
		return nil
	}
	return c.cfg.Limiter.Wait(ctx)
}
