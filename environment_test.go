package cuedesk_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// TestNewClientFromEnv: the token is required, the base URL is not, and options win.
func TestNewClientFromEnv(t *testing.T) {
	t.Setenv("CUEDESK_TOKEN", "")
	if _, err := cuedesk.NewClientFromEnv(); !errors.Is(err, cuedesk.ErrInvalid) ||
		err.Error() != "cuedesk: invalid input: CUEDESK_TOKEN is not set" {
		t.Errorf("without a token: %v", err)
	}
	t.Setenv("CUEDESK_TOKEN", "from-env")
	for _, test := range []struct {
		base, option, want string
	}{
		{"", "", "https://api.cuedesk.com"},
		{"https://staging.example.com", "", "https://staging.example.com"},
		{"https://staging.example.com", "https://other.example.com", "https://other.example.com"},
	} {
		t.Setenv("CUEDESK_BASE_URL", test.base)
		var host, token string
		opts := []cuedesk.Option{cuedesk.WithHTTPClient(&http.Client{
			Transport: transport(func(r *http.Request) (*http.Response, error) {
				host, token = r.URL.Scheme+"://"+r.URL.Host, r.Header.Get("Authorization")
				return reply(404, jsonType, refusal), nil
			}),
		})}
		if test.option != "" {
			opts = append(opts, cuedesk.WithBaseURL(test.option))
		}
		client, err := cuedesk.NewClientFromEnv(opts...)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = client.Contacts.Get(t.Context(), contactID)
		if host != test.want || token != "Bearer from-env" {
			t.Errorf("%+v: sent to %s with %q", test, host, token)
		}
	}
}

// TestRetryable: what is transient and cannot double anything.
func TestRetryable(t *testing.T) {
	t.Parallel()
	once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
	for _, test := range []struct {
		status        int
		read, created bool
	}{{404, false, false}, {503, true, false}, {429, true, true}, {422, false, false}} {
		client := newClient(t, func(*http.Request) (*http.Response, error) {
			return reply(test.status, jsonType, refusal), nil
		}, once)
		_, err := client.Contacts.Get(t.Context(), contactID)
		if cuedesk.Retryable(err) != test.read {
			t.Errorf("%d for a read: %v", test.status, !test.read)
		}
		_, err = client.Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: "ada@example.com"})
		if cuedesk.Retryable(err) != test.created {
			t.Errorf("%d for a create: %v", test.status, !test.created)
		}
	}
	if cuedesk.Retryable(nil) || cuedesk.Retryable(errors.New("other")) {
		t.Error("retryable without an error of a call")
	}
}
