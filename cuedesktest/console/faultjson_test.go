package console

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// sendFault sends a fault as a program does, and returns the status and the text.
func (s *site) sendFault(method, body string, change func(*http.Request)) (status int, text string) {
	s.Helper()
	r := httptest.NewRequestWithContext(s.Context(), method, "/faults", strings.NewReader(body))
	r.Host = "127.0.0.1:8182"
	r.Header.Set("Content-Type", "application/json")
	if change != nil {
		change(r)
	}
	w := s.send(r)
	return w.Code, w.Body.String()
}

func TestInjectJSON(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const body = `{"operation":"GET /v1/contacts","status":503,"retry_after":"7","times":2}`
	if status, text := s.sendFault(http.MethodPost, body, nil); status != http.StatusNoContent || text != "" {
		t.Fatalf("status %d: %s", status, text)
	}
	client, err := s.srv.Client().With(cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	if err != nil {
		t.Fatal(err)
	}
	_, err = client.Contacts.List(t.Context(), cuedesk.ListContactsOptions{})
	if failed, ok := errors.AsType[*cuedesk.Error](err); !ok || failed.StatusCode != 503 ||
		failed.RetryAfter != 7*time.Second {
		t.Errorf("got %v", err)
	}
	if n := len(s.srv.Faults()); n != 1 {
		t.Errorf("%d faults", n)
	}
	if status, text := s.sendFault(http.MethodDelete, "", nil); status != http.StatusNoContent ||
		len(s.srv.Faults()) != 0 {
		t.Errorf("status %d: %s", status, text)
	}
	if status, text := s.sendFault(http.MethodPost, `{"kind":"reset","always":true,"applied":true}`, nil); status != 204 {
		t.Errorf("status %d: %s", status, text)
	}
	if _, err := client.Contacts.Create(t.Context(), cuedesk.ContactCreate{ExternalContactID: "x"}); err == nil {
		t.Error("the connection was not reset")
	}
	s.wants(s.get(http.StatusOK, "/contacts"), "<bdi>x</bdi>")
}

// TestInjectJSON_refusals: no other page injects a fault, nor forgets those that wait, and nothing that is wrong waits.
func TestInjectJSON_refusals(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const fault = `{"status":503}`
	header := func(key, value string) func(*http.Request) {
		return func(r *http.Request) { r.Header.Set(key, value) }
	}
	for name, test := range map[string]struct {
		body   string
		change func(*http.Request)
		want   int
	}{
		"cross-site":     {fault, header("Sec-Fetch-Site", "cross-site"), http.StatusForbidden},
		"another port":   {fault, header("Sec-Fetch-Site", "same-site"), http.StatusForbidden},
		"another origin": {fault, header("Origin", "http://attacker.example"), http.StatusForbidden},
		"another host":   {fault, func(r *http.Request) { r.Host = "attacker.example" }, http.StatusMisdirectedRequest},
		"plain text":     {fault, header("Content-Type", "text/plain"), http.StatusUnsupportedMediaType},
		"a form":         {fault, header("Content-Type", "application/x-www-form-urlencoded"), http.StatusUnsupportedMediaType},
		"two types":      {fault, header("Content-Type", "text/plain, application/json"), http.StatusUnsupportedMediaType},
		"no type":        {fault, func(r *http.Request) { r.Header.Del("Content-Type") }, http.StatusUnsupportedMediaType},
		"no JSON":        {`status=503`, nil, http.StatusUnprocessableEntity},
		"unknown member": {`{"status":503,"\u001b[2J":1}`, nil, http.StatusUnprocessableEntity},
		"no status":      {`{}`, nil, http.StatusUnprocessableEntity},
		"no times":       {`{"status":503,"times":0}`, nil, http.StatusUnprocessableEntity},
		"no operation":   {`{"status":503,"operation":"GET /nowhere"}`, nil, http.StatusUnprocessableEntity},
		"no kind":        {`{"kind":"flood"}`, nil, http.StatusUnprocessableEntity},
		"too large":      {fault + strings.Repeat(" ", formLimit), nil, http.StatusUnprocessableEntity},
	} {
		status, text := s.sendFault(http.MethodPost, test.body, test.change)
		if status != test.want || strings.Contains(text, "\x1b") {
			t.Errorf("%s: status %d: %q", name, status, text)
		}
	}
	if n := len(s.srv.Faults()); n != 0 {
		t.Errorf("%d faults", n)
	}
	if status, text := s.sendFault(http.MethodPost, fault, nil); status != http.StatusNoContent {
		t.Errorf("status %d: %s", status, text)
	}
	status, _ := s.sendFault(http.MethodDelete, "", header("Sec-Fetch-Site", "cross-site"))
	if n := len(s.srv.Faults()); status != http.StatusForbidden || n != 1 {
		t.Errorf("status %d, %d faults", status, n)
	}
	r := httptest.NewRequestWithContext(t.Context(), http.MethodOptions, "/faults", io.NopCloser(strings.NewReader("")))
	r.Header.Set("Origin", "http://attacker.example")
	r.Header.Set("Access-Control-Request-Method", http.MethodPost)
	if w := s.send(r); w.Code < 400 || w.Header().Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("preflight: status %d, %v", w.Code, w.Header())
	}
}
