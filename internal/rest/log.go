package rest

import (
	"context"
	"log/slog"
)

// record keeps the attempt, shows it to the observer and logs it.
func (c *call) record(ctx context.Context, again bool) {
	a := Attempt{
		Operation:  c.op.Pattern,
		Number:     len(c.attempts) + 1,
		StatusCode: c.last.status,
		Duration:   c.last.duration,
		Wait:       c.wait,
		RequestID:  c.last.header.Get("X-Request-Id"),
		Err:        c.last.err,
	}
	if !again {
		a.Wait = 0
	}
	c.attempts = append(c.attempts, a)
	c.observe(ctx, a)
	if logger := c.core.cfg.Logger; logger != nil {
		logAttempt(ctx, logger, a, again)
	}
}

func (c *call) observe(ctx context.Context, a Attempt) {
	if observe := c.core.cfg.Observe; observe != nil {
		observe(ctx, a)
	}
}

// logAttempt writes what helps and is nobody's personal data: no URL, no body.
func logAttempt(ctx context.Context, logger *slog.Logger, a Attempt, again bool) {
	level, msg := slog.LevelDebug, "api attempt"
	if again {
		level, msg = slog.LevelWarn, "api retry"
	}
	attrs := []slog.Attr{
		slog.String("operation", a.Operation),
		slog.Int("attempt", a.Number),
		slog.Int("status", a.StatusCode),
		slog.Duration("duration", a.Duration),
	}
	if again {
		attrs = append(attrs, slog.Duration("wait", a.Wait))
	}
	if a.RequestID != "" {
		attrs = append(attrs, slog.String("request_id", a.RequestID))
	}
	if a.Err != nil {
		attrs = append(attrs, slog.String("error", a.Err.Error()))
	}
	logger.LogAttrs(ctx, level, msg, attrs...)
}
