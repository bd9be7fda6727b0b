package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"net/url"
	"reflect"
	"strings"
	"time"
)

// attemptContext bounds one attempt; the caller's own deadline stays apart, so
// that only the attempt's is retried.
func (c *Core) attemptContext(ctx context.Context) (context.Context, context.CancelFunc) {
	limit := c.cfg.Timeout
	if client := c.cfg.HTTPClient.Timeout; client > 0 && (limit == 0 || client < limit) {
		limit = client
	}
	if limit == 0 {
		return context.WithCancel(ctx)
	}
	return context.WithTimeoutCause(ctx, limit, timeoutError{limit})
}

// timeoutError is an attempt that took too long. It is no context's error: the
// caller's context lives.
type timeoutError struct{ limit time.Duration }

func (e timeoutError) Error() string { return fmt.Sprintf("attempt timed out after %v", e.limit) }

// Timeout and Temporary make it a net.Error.
func (timeoutError) Timeout() bool { return true }

// Temporary: see Timeout.
func (timeoutError) Temporary() bool { return true }

// explain says why an attempt failed: that its time or the caller's patience ran
// out, if that is so, and what the transport says.
func (c *call) explain(ctx context.Context, u *url.URL, err error) error {
	reason, cause := ContextError(ctx), context.Cause(ctx)
	if timeout, ok := errors.AsType[timeoutError](cause); ok && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		reason = timeout
	}
	said := withoutQuotes(err, u, c.last.token)
	switch {
	case reason == nil:
		return said
	case errors.Is(err, ctx.Err()) || errors.Is(err, cause):
		return reason
	}
	return fmt.Errorf("%w: %w", reason, said)
}

// ContextError returns why a context ended, with the cause given to it if any;
// nil while it lives.
func ContextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if err == nil || errors.Is(cause, err) {
		return err
	}
	return &endedError{err, cause}
}

// endedError is the end of a context. It matches the cause, but not what that
// wraps: in a group of calls, the cause is another call's error, such as not
// found, and must not pass for this one's.
type endedError struct{ err, cause error }

func (e *endedError) Error() string { return e.err.Error() + ": " + e.cause.Error() }
func (e *endedError) Unwrap() error { return e.err }

func (e *endedError) Is(target error) bool {
	return reflect.ValueOf(target).Comparable() && target == e.cause
}

// transportError is an error with a text of our own.
type transportError struct {
	text string
	err  error
}

func (e *transportError) Error() string { return e.text }
func (e *transportError) Unwrap() error { return e.err }

// withoutQuotes takes out of a transport's error what it may repeat of the
// request or the response, which can be personal or secret.
func withoutQuotes(err error, u *url.URL, token string) error {
	err = withoutURL(err)
	var text string
	switch _, malformed := errors.AsType[textproto.ProtocolError](err); {
	case malformed:
		text = "malformed HTTP response"
	case errors.Is(err, io.EOF):
		text = "connection closed before the response"
	default:
		text, _, _ = strings.Cut(err.Error(), `"`) // Go quotes what it repeats
		for _, secret := range []string{token, u.String(), u.RequestURI(), u.RawQuery, u.EscapedPath(), u.Path} {
			if len(secret) > 1 {
				text = strings.ReplaceAll(text, secret, "…")
			}
		}
		text = cmp.Or(strings.TrimRight(text, ": "), "transport failed")
	}
	if text == err.Error() {
		return err
	}
	return &transportError{text, err}
}

// withoutURL unwraps the errors of http.Client, whose text has the whole URL.
func withoutURL(err error) error {
	for {
		outer, ok := errors.AsType[*url.Error](err)
		switch {
		case !ok:
			return err
		case outer.Err == nil:
			return errors.New("request failed")
		}
		err = outer.Err
	}
}
