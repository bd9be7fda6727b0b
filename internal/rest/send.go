package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"sync"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/hashicorp/go-retryablehttp"
)

// Fetch sends the operation and returns its decoded response. That must be complete,
// as [API].Complete says, and pass the checks, which know what was asked for.
func Fetch[T any](ctx context.Context, core *Core, op Operation, checks ...func(*T) bool) (*T, error) {
	r := &result[T]{checks: checks}
	op.out = r
	if err := Do(ctx, core, op); err != nil {
		return nil, err
	}
	if r.value == nil { // an empty body
		r.value = new(T)
	}
	return r.value, nil
}

// result is memory for a decoded response that is allocated once there is one.
type result[T any] struct {
	value  *T
	checks []func(*T) bool
}

// lazyResult is a result of any type.
type lazyResult interface {
	allocate() any
	passes() bool
}

func (r *result[T]) allocate() any {
	r.value = new(T)
	return r.value
}

// passes reports whether the value passes the checks.
func (r *result[T]) passes() bool {
	for _, check := range r.checks {
		if !check(r.value) {
			return false
		}
	}
	return true
}

// Do sends the operation. It is the one way to send: [Fetch] calls it, too. Every error
// is one that the API's client made. The life of a call is drawn in the documentation
// of the package.
func Do(ctx context.Context, core *Core, op Operation) error {
	c := &call{Context: ctx, core: core, op: op}
	if err := c.prepare(); err != nil { //nolint:contextcheck // the call is its own context
		return c.refuse(err)
	}
	if err := c.run(); err != nil { //nolint:contextcheck // the call is its own context
		return err
	}
	if op.header != nil {
		*op.header = c.last.header
	}
	return nil
}

// prepare does all that comes before the first attempt. Where it fails, nothing is
// sent.
func (c *call) prepare() error {
	if c.Context == nil {
		return errors.New("context must not be nil")
	}
	scope := scopeOf(c.Context)
	if scope != nil {
		c.capture = scope.capture
	}
	if err := checkInput(c.op); err != nil {
		return err
	}
	core, err := c.core.in(scope)
	if err != nil {
		return err
	}
	c.core = core
	return c.build()
}

// call is one operation on its way, through all its attempts. It is the context
// of its own requests, so that what runs in between finds it.
type call struct {
	context.Context

	core    *Core
	op      Operation
	capture func(Result)
	started time.Duration
	ended   time.Duration // when the last attempt did
	ends    []CallEnd     // of the hooks, in the order of their start
	request retryablehttp.Request

	last         attemptState
	made         []Attempt     // the requests so far
	next         decision      // what follows the last attempt
	reauthorized bool          // the token was replaced once
	applied      bool          // some attempt may have been carried out
	later        bool          // some attempt may be carried out after it has failed
	queued       time.Duration // how long the last attempt waited before it was sent
	attemptEnds  []AttemptEnd  // of the hooks, in the order of their start
	prepareErr   error         // why the last attempt was not sent: context, rate limit or token source

	// Room for what most calls have one of, which is allocated with the call.
	room struct {
		url        url.URL
		sent       http.Request
		made       [1]Attempt
		end        [1]CallEnd
		attemptEnd [1]AttemptEnd
	}
}

type callKey struct{}

// Value finds the call itself.
func (c *call) Value(key any) any {
	if key == (callKey{}) {
		return c
	}
	return c.Context.Value(key)
}

// callIn returns the call that a request or an attempt belongs to.
func callIn(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

// checkInput refuses what cannot be right before anything is built.
func checkInput(op Operation) error {
	if len(op.problems) > 0 {
		return ErrInvalid
	}
	if v := reflect.ValueOf(op.out); op.out != nil && (v.Kind() != reflect.Pointer || v.IsNil()) {
		return errors.New("result must be a pointer that is not nil")
	}
	return nil
}

// build makes the request that all attempts are copies of. It has no header:
// each attempt makes its own.
func (c *call) build() error {
	if err := c.op.writeURL(&c.room.url, c.core.base); err != nil {
		return err
	}
	method := c.op.Method()
	if !validMethod(method) {
		return errors.New("request cannot be built")
	}
	req, _ := requests.Get().(*http.Request)
	header := req.Header
	*req = *blankRequest.WithContext(c)
	req.Method, req.URL, req.Host, req.Header = method, &c.room.url, c.room.url.Host, header
	c.request.Request = req
	if !c.op.hasBody {
		return nil
	}
	body, err := encode(c.op.body)
	if err != nil {
		return err
	}
	return c.request.SetBody(body)
}

// requests are those that http.Client gets. No transport keeps one: it gets a copy,
// which outgoing makes.
var requests = sync.Pool{New: func() any { return &http.Request{Header: http.Header{}} }}

// blankRequest is what requests are copies of: only a copy can have a context.
var blankRequest = http.Request{Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1}

// run passes the hooks, makes the attempts, and returns the error of the call.
func (c *call) run() error {
	if c.capture == nil && len(c.core.hooks) == 0 {
		return c.send()
	}
	c.started = now()
	err := c.start()
	if c.prepareErr = err; err != nil {
		err = c.core.cfg.NewError(c.failure())
	} else {
		err = c.send()
	}
	c.end(err)
	return err
}

// send hands the request to go-retryablehttp. What that returns is ignored: the
// last attempt has more, and the text of its error has the URL.
func (c *call) send() error {
	req := c.request.Request
	if resp, _ := c.core.retry.Do(&c.request); resp != nil {
		_ = resp.Body.Close()
	}
	putRequest(req)
	if c.last.good {
		return nil
	}
	err := c.core.cfg.NewError(c.failure())
	if c.last.said != nil {
		c.last.said.free()
		c.last.said = nil
	}
	return err
}

// putRequest gives a request to the next call.
func putRequest(req *http.Request) {
	clear(req.Header)
	*req = http.Request{Header: req.Header}
	requests.Put(req)
}

// refuse is the failure of an operation that was not sent.
func (c *call) refuse(err error) error {
	problems := c.op.problems
	if path, ok := errors.AsType[*pathError](err); ok {
		problems, err = append(problems, path.field), ErrInvalid
	}
	if !errors.Is(err, ErrInvalid) {
		err = fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	err = c.core.cfg.NewError(Failure{Operation: c.op.Pattern, Problems: problems, Err: err})
	if c.capture != nil {
		c.capture(Result{Err: err})
	}
	return err
}

// Appender is a body that encodes itself without the JSON package. Where it gives
// up, the JSON package encodes the body by its tags, and tells what is wrong.
type Appender interface {
	AppendJSON(dst []byte) ([]byte, bool)
}

// maxScratch is the largest buffer that is kept for the next body.
const maxScratch = 1 << 20

// scratch is memory for bodies, of requests and of responses.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

func getScratch() *[]byte {
	buf, _ := scratch.Get().(*[]byte)
	return buf
}

// putScratch gives memory to the next body. Nothing else may have a part of it.
func putScratch(buf *[]byte, data []byte) {
	if cap(data) > maxScratch {
		return
	}
	*buf = data[:0]
	scratch.Put(buf)
}

// encode returns the JSON of a body. It has memory of its own, because a transport
// may read it after the call has ended.
func encode(body any) ([]byte, error) {
	if a, ok := body.(Appender); ok {
		buf := getScratch()
		data, ok := a.AppendJSON((*buf)[:0])
		defer putScratch(buf, data)
		if ok {
			return bytes.Clone(data), nil
		}
	}
	data, err := json.Marshal(body, json.Deterministic(true))
	if err != nil {
		return nil, &encodeError{err}
	}
	return data, nil
}
