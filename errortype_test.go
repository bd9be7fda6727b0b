package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// TestError_ErrorType: one word for each kind of error, and none of a value.
func TestError_ErrorType(t *testing.T) {
	t.Parallel()
	fails := func(err error) transport { return func(*http.Request) (*http.Response, error) { return nil, err } }
	answers := func(status int, body string) transport {
		return func(*http.Request) (*http.Response, error) { return reply(status, jsonType, body), nil }
	}
	hangs := func(r *http.Request) (*http.Response, error) {
		<-r.Context().Done()
		return nil, r.Context().Err()
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
	for _, test := range []struct {
		want string
		ctx  context.Context
		send transport
		id   cuedesk.ContactID
		opts []cuedesk.Option
	}{
		{"404", t.Context(), answers(404, refusal), contactID, nil},
		{"500", t.Context(), answers(500, "<html>"), contactID, []cuedesk.Option{once}},
		{"bad_response", t.Context(), answers(200, "[]"), contactID, []cuedesk.Option{once}},
		{"invalid_input", t.Context(), fails(io.EOF), cuedesk.ContactID{}, nil},
		{"connection", t.Context(), fails(&net.OpError{Op: "dial", Err: io.EOF}), contactID, []cuedesk.Option{once}},
		{"connection", t.Context(), fails(io.ErrUnexpectedEOF), contactID, []cuedesk.Option{once}},
		{"canceled", canceled, fails(io.EOF), contactID, nil},
		{"attempt_timeout", t.Context(), hangs, contactID, []cuedesk.Option{once, cuedesk.WithTimeout(time.Second)}},
		{"_OTHER", t.Context(), fails(errors.New("other")), contactID, []cuedesk.Option{once}},
	} {
		t.Run(fmt.Sprint(test.want, len(test.opts)), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var last string
				observe := cuedesk.WithObserver(func(_ context.Context, a cuedesk.Attempt) { last = a.ErrorType() })
				_, err := newClient(t, test.send, append(test.opts, observe)...).Contacts.Get(test.ctx, test.id)
				var failed *cuedesk.Error
				if !errors.As(err, &failed) || failed.ErrorType() != test.want {
					t.Errorf("ErrorType of %v", err)
				}
				if len(failed.Attempts) > 0 && last != test.want {
					t.Errorf("Attempt.ErrorType is %q, not %q", last, test.want)
				}
			})
		})
	}
	if kind := (cuedesk.Attempt{StatusCode: 204}).ErrorType(); kind != "" {
		t.Errorf("a success is of type %q", kind)
	}
}
