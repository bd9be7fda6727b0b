package main

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

const bulk = "POST /v1/contacts/bulk"

// TestSignup: what a person is told, whatever becomes of the contact.
func TestSignup(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, email string
		prepare     func(*cuedesktest.Server)
		status      int
		header      string // Retry-After
	}{
		{"new", "ada@example.com", func(*cuedesktest.Server) {}, http.StatusCreated, ""},
		{"known", "ada@example.com", func(s *cuedesktest.Server) {
			s.AddContact(cuedesktest.Contact{Email: "ada@example.com"})
		}, http.StatusCreated, ""},
		{"no address", "", func(*cuedesktest.Server) {}, http.StatusBadRequest, ""},
		{"no address in it", "ada", func(*cuedesktest.Server) {}, http.StatusBadRequest, ""},
		{"rate limited", "ada@example.com", func(s *cuedesktest.Server) {
			s.Inject(bulk, cuedesktest.Status(429).RetryAfter("120"))
		}, http.StatusServiceUnavailable, "120"},
		{"saved, and broken off", "ada@example.com", func(s *cuedesktest.Server) {
			s.Inject(bulk, cuedesktest.Reset().AfterApply())
		}, http.StatusCreated, ""},
		{"not saved, and broken off", "ada@example.com", func(s *cuedesktest.Server) {
			s.Inject(bulk, cuedesktest.Reset())
		}, http.StatusServiceUnavailable, "10"},
		{"outage", "ada@example.com", func(s *cuedesktest.Server) {
			s.Inject(bulk, cuedesktest.Status(503).Always())
		}, http.StatusServiceUnavailable, "10"},
		{"import that does not end", "ada@example.com", func(s *cuedesktest.Server) {
			s.Inject(bulk, cuedesktest.StuckImport())
		}, http.StatusServiceUnavailable, "10"},
		{"no access", "ada@example.com", func(s *cuedesktest.Server) {
			s.Inject(bulk, cuedesktest.Status(403))
		}, http.StatusBadGateway, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				test.prepare(srv)
				body := strings.NewReader(url.Values{"name": {"Ada"}, "email": {test.email}}.Encode())
				r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, "/signup", body)
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				w := httptest.NewRecorder()
				signup(srv.Client(), 30*time.Second)(w, r)
				if w.Code != test.status || w.Header().Get("Retry-After") != test.header {
					t.Errorf("%d, Retry-After %q: %s", w.Code, w.Header().Get("Retry-After"), w.Body)
				}
			})
		})
	}
}

// TestForm: what the form posts is what signup reads.
func TestForm(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	form(w, nil)
	for _, part := range []string{`action="/signup"`, `name="name"`, `name="email"`} {
		if !strings.Contains(w.Body.String(), part) {
			t.Errorf("%s is not in the form", part)
		}
	}
}
