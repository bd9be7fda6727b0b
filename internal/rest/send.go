package rest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"reflect"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

// Fetch sends the operation and returns its decoded response.
func Fetch[T any](ctx context.Context, core *Core, op Operation) (*T, error) {
	out := new(T)
	if _, err := core.Send(ctx, op, out); err != nil {
		return nil, err
	}
	return out, nil
}

// Do sends an operation that answers with nothing worth reading.
func Do(ctx context.Context, core *Core, op Operation) error {
	_, err := core.Send(ctx, op, nil)
	return err
}

// call is one operation on its way, through all its attempts.
type call struct {
	core  *Core
	op    Operation
	out   any // nil: the response has no body worth decoding
	http  http.Client
	retry retryablehttp.Client

	attempts     []Attempt
	last         attempt
	wait         time.Duration // before the next attempt
	reauthorized bool
	applied      bool  // some attempt may have been carried out
	later        bool  // some attempt may be carried out after it has failed
	giveUp       error // why no further attempt was made, if not for the response
	unsent       error // why the attempt that was due came to no request
}

// Send sends the operation, decodes the response into out unless it is nil, and
// returns the response's header. Every error is one that Config.NewError made.
func (c *Core) Send(ctx context.Context, op Operation, out any) (http.Header, error) {
	req, err := c.request(ctx, op, out)
	if err != nil {
		return nil, c.refuse(op, err)
	}
	call := &call{core: c, op: op, out: out}
	call.http = *c.cfg.HTTPClient
	call.http.Transport = call
	call.http.Timeout = 0 // attemptContext has it
	call.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	call.retry = retryablehttp.Client{
		HTTPClient:   &call.http,
		RetryMax:     math.MaxInt,
		CheckRetry:   call.check,
		Backoff:      call.backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
		PrepareRetry: call.reset,
	}
	// What comes back of it, call knows better; the error's text has the URL.
	if resp, _ := call.retry.Do(req); resp != nil {
		_ = resp.Body.Close()
	}
	if call.last.good {
		return call.last.header, nil
	}
	return nil, c.cfg.NewError(call.failure(ctx))
}

// reset is go-retryablehttp's PrepareRetry: it takes back the cookies that the
// caller's jar has put into the header, before it puts them in again.
func (c *call) reset(req *http.Request) error {
	req.Header = c.core.header(c.op)
	return nil
}

// request builds the first request; nothing is sent when it cannot be right.
func (c *Core) request(ctx context.Context, op Operation, out any) (*retryablehttp.Request, error) {
	if len(op.problems) > 0 {
		return nil, ErrInvalid
	}
	if ctx == nil {
		return nil, errors.New("context must not be nil")
	}
	if v := reflect.ValueOf(out); out != nil && (v.Kind() != reflect.Pointer || v.IsNil()) {
		return nil, errors.New("result must be a pointer that is not nil")
	}
	u, err := op.url(c.base)
	if err != nil {
		return nil, err
	}
	var body any
	if op.hasBody {
		if body, err = encode(op.body); err != nil {
			return nil, err
		}
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, op.Method(), u.String(), body)
	if err != nil {
		return nil, errors.New("request cannot be built") // the cause would repeat the URL
	}
	req.Header = c.header(op)
	return req, nil
}

// header is what every attempt of the operation sends, but for the credentials.
func (c *Core) header(op Operation) http.Header {
	h := c.cfg.Header.Clone()
	if h == nil {
		h = http.Header{}
	}
	h.Set("Accept", "application/json")
	h.Set("User-Agent", c.cfg.UserAgent)
	if op.hasBody {
		h.Set("Content-Type", "application/json")
	}
	return h
}

// refuse is the failure of an operation that was not sent.
func (c *Core) refuse(op Operation, err error) error {
	problems := op.problems
	if path, ok := errors.AsType[*pathError](err); ok {
		problems, err = append(problems, path.field), ErrInvalid
	}
	if !errors.Is(err, ErrInvalid) {
		err = fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return c.cfg.NewError(&Failure{Operation: op.Pattern, Problems: problems, Err: err})
}

// failure gathers what is known after the last attempt.
func (c *call) failure(ctx context.Context) *Failure {
	last := &c.last
	err := errors.Join(c.giveUp, c.unsent, last.err)
	if ended := ContextError(ctx); ended != nil && !errors.Is(err, ctx.Err()) {
		err = errors.Join(err, ended)
	}
	if (c.op.Class == ClassCreate || c.op.Class == ClassUpsert) && c.applied {
		err = errors.Join(err, ErrOutcomeUnknown)
	}
	return &Failure{
		Operation:  c.op.Pattern,
		StatusCode: last.status,
		Header:     last.header,
		Body:       last.body,
		RetryAfter: last.retryAfter,
		Attempts:   c.attempts,
		Said:       last.said,

		Intermediary:  last.verdict.from == fromIntermediary,
		Transient:     c.unsent == nil && last.verdict.transient,
		MayApplyLater: c.later && c.op.Class != ClassRead,
		Err:           err,
	}
}
