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
	"slices"
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
	text := redactedText(err, req.URL, c.last.token, unconnected)
	switch {
	case reason == nil && text == err.Error():
		return err
	case reason == nil:
		return &transportError{text: text, err: err}
	}
	if timeout, ok := errors.AsType[*timeoutError](cause); ok && isSame(ctx.Err(), context.DeadlineExceeded) {
		reason = timeout // the caller's own context lives
	}
	ends := []error{ctx.Err(), cause}
	switch {
	case contains(ends, err):
		return reason
	case leadsTo(err, ends):
		text = reason.Error()
	default:
		text = reason.Error() + ": " + text
	}
	return &transportError{text: text, reason: reason, err: err, except: ends}
}

// leadsTo reports whether an error wraps one of these, and nothing beside it.
func leadsTo(err error, ends []error) bool {
	below := causes(err)
	return contains(ends, err) || len(below) == 1 && leadsTo(below[0], ends)
}

func contains(all []error, err error) bool {
	return slices.ContainsFunc(all, func(one error) bool { return isSame(one, err) })
}

// ContextError returns why a context ended, with the cause given to it if any;
// nil while it lives.
func ContextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if err == nil || isSame(cause, err) {
		return err
	}
	return &endedError{err, cause}
}

// Sleep waits, unless the context ends first. It returns why the context ended, if it did.
func Sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
	case <-ctx.Done():
	}
	return ContextError(ctx)
}

// endedError is the end of a context. It matches the cause, but not what that
// wraps: in a group of calls, the cause is another call's error, such as not
// found, and must not pass for this one's.
type endedError struct{ err, cause error }

func (e *endedError) Error() string {
	if errors.Is(e.cause, e.err) {
		return e.cause.Error()
	}
	return e.err.Error() + ": " + e.cause.Error()
}

func (e *endedError) Unwrap() error        { return e.err }
func (e *endedError) Is(target error) bool { return isSame(target, e.cause) }
func (e *endedError) As(target any) bool   { return assign(target, e.cause) }

// isSame compares errors that may have a type that cannot be compared.
func isSame(a, b error) bool {
	return reflect.ValueOf(a).Comparable() && a == b //nolint:errorlint // the error itself, not what it wraps
}

// assign sets a target of errors.As to the error itself, if it has that type.
func assign(target any, err error) bool {
	v := reflect.ValueOf(target).Elem()
	fits := reflect.TypeOf(err).AssignableTo(v.Type())
	if fits {
		v.Set(reflect.ValueOf(err))
	}
	return fits
}

// transportError is an error with a text of our own. Is and As find its causes,
// but Unwrap does not: reporters of errors print what they get from it.
type transportError struct {
	text   string
	reason error // the end of a context that came first; may be nil
	err    error
	except []error // what is not found in err, because the reason stands for it
}

func (e *transportError) Error() string { return e.text }

// Is finds a cause.
func (e *transportError) Is(target error) bool {
	return errors.Is(e.reason, target) || e.find(e.err, func(cause error) bool {
		own, ok := cause.(interface{ Is(target error) bool })
		return isSame(cause, target) || ok && own.Is(target)
	})
}

// As finds a cause, but none that has a URL in its text, except by its own type.
func (e *transportError) As(target any) bool {
	return e.reason != nil && errors.As(e.reason, target) || e.find(e.err, func(cause error) bool {
		own, ok := cause.(interface{ As(target any) bool })
		return mayShow(cause, target) && assign(target, cause) || ok && own.As(target)
	})
}

// find walks over an error and what it wraps.
func (e *transportError) find(err error, match func(error) bool) bool {
	if contains(e.except, err) {
		return false
	}
	return match(err) || slices.ContainsFunc(causes(err), func(cause error) bool { return e.find(cause, match) })
}

// mayShow reports whether an error can be given out for a target of errors.As.
func mayShow(err error, target any) bool {
	outer, hasURL := errors.AsType[*url.Error](err)
	return !hasURL || !isSame(err, outer) && reflect.TypeOf(target).Elem().Kind() != reflect.Interface
}

// causes returns what an error wraps.
func causes(err error) []error {
	switch err := err.(type) { //nolint:errorlint // this step of the chain alone
	case interface{ Unwrap() []error }:
		return err.Unwrap()
	case interface{ Unwrap() error }:
		if cause := err.Unwrap(); cause != nil {
			return []error{cause}
		}
	}
	return nil
}

// withoutURL returns an error without the URL that http.Client puts into its text.
// All its causes are found.
func withoutURL(err error) error {
	if _, ok := errors.AsType[*url.Error](err); !ok {
		return err
	}
	return &transportError{text: textWithoutURL(err), err: err}
}

// textWithoutURL is the text of an error, in which each error of http.Client has only
// the text of its cause.
func textWithoutURL(err error) string {
	outer, ok := err.(*url.Error) //nolint:errorlint // this step of the chain alone
	switch {
	case ok && outer.Err == nil:
		return "request failed"
	case ok:
		return textWithoutURL(outer.Err)
	}
	text := err.Error()
	for _, cause := range causes(err) {
		if _, ok := errors.AsType[*url.Error](cause); ok {
			text = strings.ReplaceAll(text, wholeText(cause), textWithoutURL(cause))
		}
	}
	return text
}

// wholeText is the text of an error, also of a URL's error that has no cause.
func wholeText(err error) string {
	if outer, ok := err.(*url.Error); ok && outer.Err == nil { //nolint:errorlint // this step of the chain alone
		return outer.URL
	}
	return err.Error()
}

// redactedText is the text of a transport's error without what it may repeat of the
// request or the response, which can be personal or secret.
func redactedText(err error, u *url.URL, token string, unconnected bool) string {
	_, malformed := errors.AsType[textproto.ProtocolError](err)
	whole := textWithoutURL(err)
	switch {
	case malformed:
		return "malformed HTTP response"
	case errors.Is(err, io.EOF):
		return "connection closed before the response"
	case unconnected && isPlain(err):
		return proxyPhrase(whole)
	}
	text, _, _ := strings.Cut(Printable(whole), `"`) // Go quotes what it repeats
	for _, secret := range []string{token, u.String(), u.RequestURI(), u.RawQuery, u.EscapedPath(), u.Path} {
		if len(secret) > 1 {
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	return cmp.Or(strings.TrimRight(text, ": "), "transport failed")
}

// isPlain reports whether an error, or one of those joined in it, is only a text.
func isPlain(err error) bool {
	if outer, ok := errors.AsType[*url.Error](err); ok {
		return outer.Err != nil && isPlain(outer.Err)
	}
	if all, ok := err.(interface{ Unwrap() []error }); ok {
		return slices.ContainsFunc(all.Unwrap(), isPlain)
	}
	return reflect.TypeOf(err) == plainError
}

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
	if isPlainASCII(text) { // the usual case
		return text
	}
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

// PrintableLines is [Printable] for text of several lines.
func PrintableLines(text string) string {
	lines := strings.Split(text, "\n")
	for i := range lines {
		lines[i] = Printable(lines[i])
	}
	return strings.Join(lines, "\n")
}

func isPlainASCII(text string) bool {
	for i := range len(text) {
		if text[i] < ' ' || text[i] > '~' {
			return false
		}
	}
	return true
}
