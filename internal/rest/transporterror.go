package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"net/url"
	"reflect"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// timeoutError is an attempt that took too long. It is no context's error: the
// caller's context lives.
type timeoutError struct{ limit time.Duration }

func (e *timeoutError) Error() string { return fmt.Sprintf("attempt timed out after %v", e.limit) }

// Is makes it match [ErrAttemptTimeout].
func (*timeoutError) Is(target error) bool { return target == ErrAttemptTimeout }

// Timeout and Temporary make it a net.Error.
func (*timeoutError) Timeout() bool { return true }

// Temporary reports true, as Timeout does.
func (*timeoutError) Temporary() bool { return true }

// attemptError says why an attempt failed: that its time or the caller's patience ran
// out, if that is so, and what the transport says.
func (c *call) attemptError(req *http.Request, err error, unconnected bool) error {
	ctx := req.Context()
	reason, cause := ContextError(ctx), context.Cause(ctx)
	if timeout, ok := errors.AsType[*timeoutError](cause); ok && errors.Is(ctx.Err(), context.DeadlineExceeded) {
		reason = timeout
	}
	said := redactTransportError(err, req.URL, c.last.token, unconnected)
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

// transportError is an error with a text of our own. Is and As find the cause,
// but Unwrap does not: reporters of errors print what they get from it.
type transportError struct {
	text string
	err  error
}

func (e *transportError) Error() string        { return e.text }
func (e *transportError) Is(target error) bool { return errors.Is(e.err, target) }
func (e *transportError) As(target any) bool   { return errors.As(e.err, target) }

// redactTransportError takes out of a transport's error what it may repeat of the
// request or the response, which can be personal or secret.
func redactTransportError(err error, u *url.URL, token string, unconnected bool) error {
	err = withoutURL(err)
	var text string
	switch _, malformed := errors.AsType[textproto.ProtocolError](err); {
	case malformed:
		text = "malformed HTTP response"
	case errors.Is(err, io.EOF):
		text = "connection closed before the response"
	case unconnected && reflect.TypeOf(err) == plainError:
		text = proxyPhrase(err.Error())
	default:
		text, _, _ = strings.Cut(Printable(err.Error()), `"`) // Go quotes what it repeats
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

// plainError is the type of an error that is only a text.
var plainError = reflect.TypeOf(errors.New(""))

// proxyPhrase is for an error before there is a connection that is only a text: it
// can be the reason phrase that a proxy refused CONNECT with, which may say anything.
func proxyPhrase(text string) string {
	for status := 300; status < 600; status++ {
		if text == http.StatusText(status) {
			return "no connection: a proxy answered " + text
		}
	}
	return "no connection"
}

// Printable returns text that a terminal or a log shows as it is: white space is a
// blank, and what controls or reorders the output is replaced.
func Printable(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\t':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029':
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
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
