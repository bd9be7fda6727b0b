package fakehttp

import (
	"errors"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Operation is one documented operation of an API in memory, carried out on a call of type C.
type Operation[C any] struct {
	pattern string
	status  int
	run     func(C) (any, error)
}

// Op returns an operation: its route, the status of its success, of which 204 has no body, and what it does. Its error
// is a [Problem].
func Op[C any](pattern string, status int, run func(C) (any, error)) Operation[C] {
	return Operation[C]{pattern, status, run}
}

// Problem is an error that an API answers with.
type Problem interface {
	error
	Response() (status int, body []byte)
}

// API is an API in memory: what it does with requests, one at a time. All fields are required, but for the limits of
// the record and Latency.
type API[C any] struct {
	// Name begins the text of panics: the name of the package.
	Name string
	// Tiers are the operations, see [NewRouter].
	Tiers [][]Operation[C]
	// Admit returns why a request is not let in, nil where it is.
	Admit func(*http.Request) Problem
	// Lock is held while an operation is carried out.
	Lock sync.Locker
	// Begin returns the call that a request is, at a time.
	Begin func(*http.Request, time.Time) C
	// Encode returns the body of a success.
	Encode func(result any) ([]byte, error)
	// NotFound answers requests for what is no operation.
	NotFound Problem
	// The rest are those of [Config].
	ErrorBody    func(status int) (contentType string, body []byte)
	BodyLimit    int64
	RequestLimit int
	ByteLimit    int
	Latency      func() time.Duration
}

// NewAPI returns a server for the API, and its router.
func NewAPI[C any](api API[C]) (*Server, *Router) {
	notFound := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { refuse(w, api.NotFound) })
	tiers := make([][]Route, len(api.Tiers))
	for n, operations := range api.Tiers {
		for _, op := range operations {
			tiers[n] = append(tiers[n], Route{Pattern: op.pattern, Handler: api.serve(op)})
		}
	}
	router := NewRouter(notFound, tiers...)
	return New(Config{
		Name:         api.Name,
		Operations:   Patterns(api.Tiers...),
		Operation:    router.Operation,
		Handler:      router,
		ErrorBody:    api.ErrorBody,
		BodyLimit:    api.BodyLimit,
		RequestLimit: api.RequestLimit,
		ByteLimit:    api.ByteLimit,
		Latency:      api.Latency,
	}), router
}

// Patterns returns the sorted patterns of all operations of the tiers.
func Patterns[C any](tiers ...[]Operation[C]) []string {
	var patterns []string
	for _, operations := range tiers {
		for _, op := range operations {
			patterns = append(patterns, op.pattern)
		}
	}
	slices.Sort(patterns)
	return patterns
}

// serve returns the handler of an operation.
func (api API[C]) serve(op Operation[C]) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if refused := api.Admit(r); refused != nil {
			refuse(w, refused)
			return
		}
		status, body := api.carryOut(op, r)
		WriteJSON(w, status, body)
	})
}

// carryOut runs the operation on the state as it is now.
func (api API[C]) carryOut(op Operation[C], r *http.Request) (status int, body []byte) {
	api.Lock.Lock()
	defer api.Lock.Unlock()
	result, err := op.run(api.Begin(r, time.Now()))
	if refused, ok := errors.AsType[Problem](err); ok {
		return refused.Response()
	}
	if err == nil && op.status == http.StatusNoContent {
		return op.status, nil
	}
	if err == nil {
		body, err = api.Encode(result)
	}
	if err != nil {
		_, body = api.ErrorBody(http.StatusInternalServerError)
		return http.StatusInternalServerError, body
	}
	return op.status, body
}

func refuse(w http.ResponseWriter, p Problem) {
	status, body := p.Response()
	WriteJSON(w, status, body)
}
