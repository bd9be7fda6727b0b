package rest

import (
	"context"
	"log/slog"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Call is what hooks and transports are told of a call.
type Call struct {
	API       string
	Operation string
	Class     string
	BaseURL   string
}

// Result is how a call ended.
type Result struct {
	StatusCode  int
	Header      http.Header
	Attempts    []Attempt
	Duration    time.Duration
	Err         error
	RetriesLeft int
}

// Hooks see calls and attempts from their start to their end. Each may be nil, and
// so may the end that a start returns. The header has what hooks add to the request.
type Hooks struct {
	Gate         func(context.Context, Call) error
	StartCall    func(context.Context, Call) (context.Context, CallEnd)
	StartAttempt func(context.Context, Attempt, http.Header) (context.Context, AttemptEnd)
}

// CallEnd is told how a call ended.
type CallEnd interface{ EndCall(Result) }

// AttemptEnd is told how an attempt ended.
type AttemptEnd interface{ EndAttempt(Attempt) }

// Scope is what a context asks for, for the calls that are made with it.
type Scope struct {
	Capture func(Result)          // may be nil
	Change  func(c *Config) error // may be nil
}

type scopeKey struct{}

// WithScope returns a context that asks for more than the one before.
func WithScope(ctx context.Context, s Scope) context.Context {
	before := scopeOf(ctx)
	after := &callScope{capture: s.Capture, change: s.Change, outer: before, cores: map[*Core]*Core{}}
	if after.capture == nil && before != nil {
		after.capture = before.capture
	}
	return context.WithValue(ctx, scopeKey{}, after)
}

// callScope is what a context asks for. The cores that it has changed are kept, so
// that calls share what the change makes: a rate limit, a token, a retry budget.
type callScope struct {
	capture func(Result)
	change  func(*Config) error // may be nil
	outer   *callScope          // may be nil

	mu    sync.Mutex
	cores map[*Core]*Core
}

// scopeOf returns what a context asks for; nil: nothing.
func scopeOf(ctx context.Context) *callScope {
	s, _ := ctx.Value(scopeKey{}).(*callScope)
	return s
}

// in returns the core for calls of a scope.
func (c *Core) in(s *callScope) (*Core, error) {
	if s == nil {
		return c, nil
	}
	core, err := c.in(s.outer)
	if err != nil || s.change == nil {
		return core, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	changed := s.cores[core]
	if changed == nil {
		if changed, err = core.With(s.change); err == nil {
			s.cores[core] = changed
		}
	}
	return changed, err
}

// CallFrom returns the call that a request's context belongs to, if any.
func CallFrom(ctx context.Context) (Call, bool) {
	if c := callIn(ctx); c != nil {
		return c.describe(), true
	}
	return Call{}, false
}

func (c *call) describe() Call {
	return Call{
		API: c.core.cfg.API.Name, Operation: c.op.Pattern, Class: c.op.Class.String(), BaseURL: c.core.address,
	}
}

// start passes the gate of each hook and starts the call for it. What is started
// ends, also where a later gate refuses.
func (c *call) start() error {
	described := c.describe()
	c.ends = c.room.end[:0]
	for _, h := range c.core.hooks {
		if h.Gate != nil {
			var err error
			guard(func() { err = h.Gate(c.Context, described) })
			if err != nil {
				return &gateError{err}
			}
		}
		if h.StartCall != nil {
			guard(func() {
				ctx, end := h.StartCall(c.Context, described)
				c.Context = orElse(ctx, c.Context)
				c.ends = append(c.ends, end)
			})
		}
	}
	return nil
}

// gateError is what a gate has refused a call with. It matches [ErrGate] unless it says
// that trying again would not help.
type gateError struct{ err error }

func (e *gateError) Error() string        { return e.err.Error() }
func (e *gateError) Unwrap() error        { return e.err }
func (e *gateError) Is(target error) bool { return target == ErrGate && !saysPermanent(e.err) }

// end ends the call for the hooks, the last that started first.
func (c *call) end(err error) {
	if c.prepareErr != nil || c.next.again { // something else came after the last attempt
		c.ended = now()
	}
	r := Result{
		StatusCode: c.last.status, Header: c.last.header, Attempts: c.made, Duration: c.ended - c.started, Err: err,
		RetriesLeft: c.core.budget.left(),
	}
	for _, end := range slices.Backward(c.ends) {
		if end != nil {
			guard(func() { end.EndCall(r) })
		}
	}
	if c.capture != nil {
		c.capture(r)
	}
}

// startAttempt starts an attempt for the hooks, and returns what they add to its
// header. That is not the header itself, so that they never see the token.
func (c *call) startAttempt() (context.Context, http.Header) {
	var ctx context.Context = c
	var header http.Header
	c.attemptEnds = c.room.attemptEnd[:0]
	for _, h := range c.core.hooks {
		if h.StartAttempt == nil {
			continue
		}
		if header == nil {
			header = http.Header{}
		}
		guard(func() {
			started, end := h.StartAttempt(ctx, Attempt{Operation: c.op.Pattern, Number: len(c.made) + 1}, header)
			ctx = orElse(started, ctx)
			c.attemptEnds = append(c.attemptEnds, end)
		})
	}
	return ctx, header
}

// endAttempt ends the attempt for the hooks, the last that started first.
func (c *call) endAttempt(a Attempt) {
	for _, end := range slices.Backward(c.attemptEnds) {
		if end != nil {
			guard(func() { end.EndAttempt(a) })
		}
	}
	c.attemptEnds = nil
}

// guard calls a hook, whose panic must not break the call.
func guard(hook func()) {
	defer func() { _ = recover() }()
	hook()
}

func orElse(ctx, before context.Context) context.Context {
	if ctx == nil {
		return before
	}
	return ctx
}

// ObserveAttempts is a hook that calls observe at the end of each attempt.
func ObserveAttempts(observe func(context.Context, Attempt)) Hooks {
	return Hooks{StartAttempt: func(ctx context.Context, _ Attempt, _ http.Header) (context.Context, AttemptEnd) {
		return ctx, &observed{ctx, observe}
	}}
}

// observed is an attempt that a function sees the end of.
type observed struct {
	ctx     context.Context //nolint:containedctx // that of the attempt
	observe func(context.Context, Attempt)
}

// EndAttempt calls the function.
func (o *observed) EndAttempt(a Attempt) { o.observe(o.ctx, a) }

// LogAttempts is a hook that logs each attempt: what helps and is not
// personal data, so no URL and no body.
func LogAttempts(logger *slog.Logger) Hooks {
	return ObserveAttempts(func(ctx context.Context, a Attempt) {
		level, msg := slog.LevelDebug, "api attempt"
		if a.Repeated {
			level, msg = slog.LevelWarn, "api retry"
		}
		attrs := []slog.Attr{
			slog.String("operation", a.Operation),
			slog.Int("attempt", a.Number),
			slog.Int("status", a.StatusCode),
			slog.Duration("duration", a.Duration),
		}
		if a.Repeated {
			attrs = append(attrs, slog.Duration("wait", a.Wait))
		}
		if a.RequestID != "" {
			attrs = append(attrs, slog.String("request_id", a.RequestID))
		}
		if a.Err != nil {
			attrs = append(attrs, slog.String("error", a.Err.Error()))
		}
		logger.LogAttrs(ctx, level, msg, attrs...)
	})
}
