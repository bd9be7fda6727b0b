package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
)

// brokenTransport is a broken transport.
type brokenTransport func(http.RoundTripper, *http.Request) (*http.Response, error)

// config returns a run with the broken transport.
func (f brokenTransport) config(operations int) config {
	cfg := shortRun(operations)
	cfg.sockets = 0
	cfg.breakTransport = func(next http.RoundTripper) http.RoundTripper {
		return roundTripper(func(r *http.Request) (*http.Response, error) { return f(next, r) })
	}
	return cfg
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// sendTwice sends each create of a contact twice.
func sendTwice(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	if r.Method != http.MethodPost || r.URL.Path != "/v1/contacts" {
		return next.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	again := r.Clone(r.Context())
	r.Body, again.Body = io.NopCloser(strings.NewReader(string(body))), io.NopCloser(strings.NewReader(string(body)))
	if resp, err := next.RoundTrip(r); err == nil {
		_ = resp.Body.Close()
	}
	return next.RoundTrip(again)
}

// answerTeapot answers changes with a status that no fault has, and does not carry them out.
func answerTeapot(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if err == nil && r.Method == http.MethodPatch {
		_ = resp.Body.Close()
		resp.StatusCode, resp.Body = http.StatusTeapot, http.NoBody
	}
	return resp, err
}

// hideRefusedConnection hides that a connection was refused, and that the request was therefore not sent.
func hideRefusedConnection(next http.RoundTripper, r *http.Request) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if errors.Is(err, syscall.ECONNREFUSED) {
		err = syscall.ECONNRESET
	}
	return resp, err
}

// replaceMethod returns a transport that sends another method in place of one.
func replaceMethod(of, method string) brokenTransport {
	return func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.Method == of {
			r = r.Clone(r.Context())
			r.Method, r.Body = method, http.NoBody
		}
		return next.RoundTrip(r)
	}
}

// answerWithoutApplying returns a transport that answers a method as if it had been carried out.
func answerWithoutApplying(method string) brokenTransport {
	return func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		if r.Method != method {
			return next.RoundTrip(r)
		}
		return &http.Response{
			StatusCode: http.StatusNoContent, ProtoMajor: 1, ProtoMinor: 1, Body: http.NoBody, Request: r,
		}, nil
	}
}

// lateChanges returns a transport that resets the connection of some changes, and has each carried out when some
// further requests are over.
func lateChanges() brokenTransport {
	const further = 4
	var mu sync.Mutex
	var held []*http.Request // nil: a request that was not held back
	changes := atomic.Int64{}
	return func(next http.RoundTripper, r *http.Request) (*http.Response, error) {
		isRead := r.Method == http.MethodGet || strings.HasSuffix(r.URL.Path, "/search")
		var late *http.Request
		if !isRead && changes.Add(1)%5 == 0 {
			body, err := bodyOf(r)
			if err != nil {
				return nil, err
			}
			late = withoutCallFaults(r.Clone(context.WithoutCancel(r.Context())))
			late.Body = io.NopCloser(bytes.NewReader(body))
		}
		mu.Lock()
		var due *http.Request
		if held = append(held, late); len(held) > further {
			due, held = held[0], held[1:]
		}
		mu.Unlock()
		if due != nil {
			if resp, err := next.RoundTrip(due); err == nil {
				_ = resp.Body.Close()
			}
		}
		if late != nil {
			return nil, syscall.ECONNRESET
		}
		return next.RoundTrip(r)
	}
}

// withoutCallFaults returns the request without any fault.
func withoutCallFaults(r *http.Request) *http.Request {
	return r.WithContext(context.WithValue(r.Context(), callFaultsKey{}, (*callFaults)(nil)))
}
