package rest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"net/url"
	"time"

	"github.com/go-json-experiment/json"
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

// call is one operation on its way, through all its attempts.
type call struct {
	core  *Core
	op    Operation
	out   any // nil: the response has no body worth decoding
	http  http.Client
	retry retryablehttp.Client

	attempts     []Attempt
	last         attempt
	waited       time.Duration // of the last attempt, before it was sent
	wait         time.Duration // before the next attempt
	reauthorized bool
	giveUp       error // why no further attempt was made, if not for the response
}

// Send sends the operation, decodes the response into out unless it is nil, and
// returns the response's header. Every error is one that Config.NewError made.
func (c *Core) Send(ctx context.Context, op Operation, out any) (http.Header, error) {
	req, err := c.request(ctx, op)
	if err != nil {
		return nil, c.refuse(op, err)
	}
	call := &call{core: c, op: op, out: out}
	call.http = *c.cfg.HTTPClient
	call.http.Transport = call
	call.http.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	call.retry = retryablehttp.Client{
		HTTPClient:   &call.http,
		RetryMax:     math.MaxInt,
		CheckRetry:   call.check,
		Backoff:      call.backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
	resp, err := call.retry.Do(req)
	if resp != nil {
		_ = resp.Body.Close()
	}
	if err == nil && call.last.ok() {
		return call.last.header, nil
	}
	return nil, c.cfg.NewError(call.failure(ctx, err))
}

// request builds the first request; nothing is sent when it cannot be right.
func (c *Core) request(ctx context.Context, op Operation) (*retryablehttp.Request, error) {
	if len(op.problems) > 0 {
		return nil, ErrInvalid
	}
	u, err := op.url(c.base)
	if err != nil {
		return nil, err
	}
	var body any
	if op.hasBody {
		if body, err = json.Marshal(op.body, json.Deterministic(true)); err != nil {
			return nil, fmt.Errorf("request body: %w", err)
		}
	}
	req, err := retryablehttp.NewRequestWithContext(ctx, op.Method(), u.String(), body)
	if err != nil {
		return nil, errors.New("request cannot be built") // the cause would repeat the URL
	}
	c.setHeader(req.Header, op)
	return req, nil
}

func (c *Core) setHeader(h http.Header, op Operation) {
	for key, values := range c.cfg.Header {
		h[key] = values
	}
	h.Set("Accept", "application/json")
	h.Set("User-Agent", c.cfg.UserAgent)
	if op.hasBody {
		h.Set("Content-Type", "application/json")
	}
}

// refuse is the failure of an operation that was not sent.
func (c *Core) refuse(op Operation, err error) error {
	problems := op.problems
	var path *pathError
	if errors.As(err, &path) {
		problems = append(problems, path.field)
	}
	if !errors.Is(err, ErrInvalid) {
		err = fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return c.cfg.NewError(&Failure{Operation: op.Pattern, Problems: problems, Err: err})
}

// failure gathers what is known after the last attempt.
func (c *call) failure(ctx context.Context, err error) *Failure {
	last := &c.last
	var transport *url.Error
	if errors.As(err, &transport) {
		err = transport.Err // without the URL
	}
	if last.err != nil {
		err = last.err
	}
	causes := []error{c.giveUp, err}
	if ended := ContextError(ctx); ended != nil && !errors.Is(err, ended) {
		causes = append(causes, ended)
	}
	if c.op.Class == ClassCreate && last.mayHaveActed() {
		causes = append(causes, ErrOutcomeUnknown)
	}
	return &Failure{
		Operation:  c.op.Pattern,
		StatusCode: last.status,
		Header:     last.header,
		Body:       last.body,
		RetryAfter: last.retryAfter,
		Attempts:   c.attempts,
		Err:        errors.Join(causes...),
	}
}

// ContextError returns why a context ended, with the cause given to it if any;
// nil while it lives.
func ContextError(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if err == nil || errors.Is(cause, err) {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}

// redirectError names where a redirect points to, which is not followed: the
// token belongs to one origin.
func redirectError(resp *http.Response) error {
	if resp.StatusCode < 300 || resp.StatusCode >= 400 {
		return nil
	}
	target, err := resp.Location()
	if err != nil {
		return nil
	}
	return fmt.Errorf("redirect to %q is not followed", target.Host)
}
