package cuedesk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestNewClient_problems at once.
func TestNewClient_problems(t *testing.T) {
	t.Parallel()
	_, err := cuedesk.NewClient("se cret",
		cuedesk.WithBaseURL("http://user:hunter2@example.com"),
		cuedesk.WithHTTPClient(nil),
		cuedesk.WithTokenSource(nil),
		cuedesk.WithObserver(nil),
		nil,
		cuedesk.WithRateLimit(0, 1),
		cuedesk.WithTimeout(-1),
		cuedesk.WithUserAgent("a\nb"),
		cuedesk.WithHeader("authorization", "Bearer x"),
		cuedesk.WithHeader("X-Trace", "a\r\nb"),
		cuedesk.WithHeader("no name", "x"),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: -1}),
	)
	if !errors.Is(err, cuedesk.ErrInvalid) {
		t.Fatalf("got %v", err)
	}
	for _, problem := range []string{
		"token", "base URL", "HTTP client", "token source", "observer", "rate limit", "timeout",
		"an option is nil",
		"user agent", "Authorization", "X-Trace", "no name", "retry policy",
	} {
		if !strings.Contains(err.Error(), problem) {
			t.Errorf("nothing about %s in: %v", problem, err)
		}
	}
	for _, secret := range []string{"cret", "hunter2", "Bearer x"} {
		if strings.Contains(err.Error(), secret) {
			t.Errorf("the error shows %q: %v", secret, err)
		}
	}
}

func TestNewClient_baseURL(t *testing.T) {
	t.Parallel()
	for base, ok := range map[string]bool{
		"https://api.example.com": true, "https://api.example.com/proxy/": true, "http://localhost:8080": true,
		"http://127.0.0.1:1": true, "http://[::1]:1": true, "http://api.example.com": false,
		"http://localhost.example.com": false, "ftp://example.com": false, "api.example.com": false, "": true,
		"https://x?y=1": false, "https://x#y": false, "://": false,
	} {
		if _, err := cuedesk.NewClient("t", cuedesk.WithBaseURL(base)); (err == nil) != ok {
			t.Errorf("%q: %v", base, err)
		}
	}
	if _, err := cuedesk.NewClient(""); !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("an empty token: %v", err)
	}
}

// lastRequest keeps the last request.
type lastRequest struct{ last *http.Request }

func (s *lastRequest) serve(r *http.Request) (*http.Response, error) {
	s.last = r
	return reply(200, jsonType, `{"uuid":"`+contactID.String()+`"}`), nil
}

func TestClient_headers(t *testing.T) {
	t.Parallel()
	var s lastRequest
	client := newClient(t, s.serve, cuedesk.WithUserAgent("sync/1.2"), cuedesk.WithHeader("x-trace-id", "7"),
		cuedesk.WithBaseURL("https://proxy.example.com/cuedesk/"))
	if _, err := client.Contacts.Get(t.Context(), contactID); err != nil {
		t.Fatal(err)
	}
	if got := s.last.URL.String(); got != "https://proxy.example.com/cuedesk/v1/contacts/"+contactID.String() {
		t.Errorf("sent to %s", got)
	}
	for key, want := range map[string]string{
		"Authorization": "Bearer <token>", "Accept": jsonType, "X-Trace-Id": "7", "Content-Type": "",
	} {
		if got := s.last.Header.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	if agent := s.last.Header.Get("User-Agent"); !strings.HasPrefix(agent, "sync/1.2 cuedesk-go/") {
		t.Errorf("User-Agent: %s", agent)
	}
}

// TestClient_With alone.
func TestClient_With(t *testing.T) {
	t.Parallel()
	var s lastRequest
	client := newClient(t, s.serve, cuedesk.WithHeader("X-A", "1"))
	derived, err := client.With(cuedesk.WithHeader("X-B", "2"), cuedesk.WithHeader("X-A", "3"))
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		c    *cuedesk.Client
		a, b string
	}{{derived, "3", "2"}, {client, "1", ""}} {
		if _, err := test.c.Contacts.Get(t.Context(), contactID); err != nil {
			t.Fatal(err)
		}
		if a, b := s.last.Header.Get("X-A"), s.last.Header.Get("X-B"); a != test.a || b != test.b {
			t.Errorf("X-A %q, X-B %q, want %q, %q", a, b, test.a, test.b)
		}
	}
	if _, err := client.With(cuedesk.WithTimeout(-1)); !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("With lets %v pass", err)
	}
	if _, err := client.With(cuedesk.WithHTTPClient(nil)); !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("With lets %v pass", err)
	}
}

// TestClient_Do reaches what there is no method for.
func TestClient_Do(t *testing.T) {
	t.Parallel()
	var s lastRequest
	client := newClient(t, s.serve)
	var out struct {
		ID string `json:"uuid"`
	}
	err := client.Do(t.Context(), "PUT /v1/contacts/{contact_uuid}/consents/{name}", map[string]any{"sms": true}, &out,
		contactID, "a/b c")
	if err != nil || out.ID != contactID.String() {
		t.Errorf("got %+v, %v", out, err)
	}
	body, err := io.ReadAll(s.last.Body)
	if err != nil || string(body) != `{"sms":true}` || s.last.Method != http.MethodPut {
		t.Errorf("sent %s %s, %v", s.last.Method, body, err)
	}
	if got := s.last.URL.EscapedPath(); got != "/v1/contacts/"+contactID.String()+"/consents/a%2Fb%20c" {
		t.Errorf("sent to %s", got)
	}
	if err := client.Do(t.Context(), "GET /v1/segments", url.Values{"limit": {"5"}}, nil); err != nil ||
		s.last.URL.RawQuery != "limit=5" {
		t.Errorf("query %q, %v", s.last.URL.RawQuery, err)
	}
	for _, bad := range []string{"", "GET", "GET v1", "GET /v1/{a}", "GET /v1/{a"} {
		if err := client.Do(t.Context(), bad, nil, nil); !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := client.Do(t.Context(), "GET /v1", nil, nil, "too", "many"); !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("too many values: %v", err)
	}
}

// TestClient_Do_shared: as the clients of the other systems do it.
func TestClient_Do_shared(t *testing.T) {
	t.Parallel()
	resttest.CheckDo(t, suite(t).Client)
}

type source struct{ tokens chan string }

func (s source) Token(context.Context) (string, error) { return <-s.tokens, nil }

func TestWithTokenSource(t *testing.T) {
	t.Parallel()
	s := source{make(chan string, 2)}
	s.tokens <- "first"
	s.tokens <- "second"
	var used []string
	client := newClient(t, func(r *http.Request) (*http.Response, error) {
		used = append(used, r.Header.Get("Authorization"))
		if len(used) == 2 {
			return reply(401, jsonType, refusal), nil
		}
		return reply(200, jsonType, `{"uuid":"`+contactID.String()+`"}`), nil
	}, cuedesk.WithTokenSource(s))
	for range 2 {
		if _, err := client.Contacts.Get(t.Context(), contactID); err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(used, []string{"Bearer first", "Bearer first", "Bearer second"}) {
		t.Errorf("sent %v", used)
	}
}

// TestClient_hidesToken by what formats or logs exported values.
func TestClient_hidesToken(t *testing.T) {
	t.Parallel()
	const token = "sk-secret"
	client, err := cuedesk.NewClient(token)
	if err != nil {
		t.Fatal(err)
	}
	encoded, err := json.Marshal(client) //nolint:musttag // it should not be done, but may be
	if err != nil {
		t.Fatal(err)
	}
	var logged strings.Builder
	slog.New(slog.NewTextHandler(&logged, nil)).Info("x", "client", client, "contacts", client.Contacts)
	shown := fmt.Sprintf("%v %+v %#v %+v %v %s", client, client, client, *client, *client.Contacts,
		encoded) + logged.String()
	if strings.Contains(shown, token) {
		t.Errorf("shown in %s", shown)
	}
}

// TestLogValue: logging one by accident shows its ID at most.
func TestLogValue(t *testing.T) {
	t.Parallel()
	var contact cuedesk.Contact
	contact.ID, contact.Email, contact.CustomFields = contactID, "batman@example.com", customValues(t, `{"k":"batman"}`)
	note := cuedesk.Note{ID: noteID, Content: cuedesk.NoteContent{Text: "batman"}}
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Info("x",
		"a", contact, "b", &contact, "c", contact.CustomFields, "d", contact.CustomFields.Get("k"),
		"e", cuedesk.ContactCreate{Email: "batman"}, "f", cuedesk.ContactUpdate{Email: cuedesk.Set("batman")},
		"g", cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{{Email: "batman"}}},
		"h", note, "i", note.Content, "j", cuedesk.NoteCreate{Title: "batman"}, "k", cuedesk.NoteReplace{Title: "batman"},
		"l", cuedesk.Where(cuedesk.Email.Is("batman")), "m", cuedesk.Email.Is("batman"), "n", cuedesk.Set("batman"),
		"o", &cuedesk.Page[cuedesk.Contact]{Items: []cuedesk.Contact{contact}, Total: 1}, "p",
		cuedesk.Page[cuedesk.Contact]{Items: []cuedesk.Contact{contact}},
		"r", &cuedesk.Ensured{Contact: &contact},
		"s", cuedesk.FieldError{Field: "email", Msg: "batman"},
		"t", cuedesk.List{ID: listID, Name: "batman"}, "t2", &cuedesk.List{Name: "batman"},
		"u", cuedesk.ListCreate{Name: "batman"}, "v", cuedesk.ListUpdate{Name: cuedesk.Set("batman")},
		"w", cuedesk.CustomField{ID: fieldID, Name: "batman", FieldKey: "batman"},
		"x", cuedesk.SelectOption{DisplayLabel: "batman"}, "y", cuedesk.CustomFieldCreate{Name: "batman"},
		"z", cuedesk.CustomFieldReplace{Name: "batman"}, "aa", cuedesk.AddResult{Message: "batman"},
		"ab", cuedesk.Warning{ContactID: contactID, Message: "batman"}, "ac", cuedesk.ListListsOptions{Search: "batman"},
		"ad", cuedesk.Import{ID: importID, Summary: cuedesk.ImportSummary{Total: 9}, Extra: map[string]cuedesk.Value{
			"file": contact.CustomFields.Get("k"),
		}},
	)
	if strings.Contains(logged.String(), "batman") {
		t.Errorf("logged %s", &logged)
	}
	for _, id := range []string{
		contactID.String(), noteID.String(), listID.String(), fieldID.String(), importID.String(), `"total":9`,
	} {
		if !strings.Contains(logged.String(), id) {
			t.Errorf("the log does not name %s: %s", id, &logged)
		}
	}
}

// TestWithObserver_logger see every attempt, without anything personal.
func TestWithObserver_logger(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var logged strings.Builder
		var attempts []cuedesk.Attempt
		requests := 0
		client := newClient(t, func(*http.Request) (*http.Response, error) {
			if requests++; requests < 3 {
				return reply(503, jsonType, `{"error":{"message":"batman"}}`), nil
			}
			return reply(200, jsonType, `{"contacts":[],"pagination":{"limit":7}}`), nil
		},
			cuedesk.WithLogger(slog.New(slog.NewTextHandler(&logged, &slog.HandlerOptions{Level: slog.LevelDebug}))),
			cuedesk.WithObserver(func(_ context.Context, a cuedesk.Attempt) { attempts = append(attempts, a) }),
			cuedesk.WithRetry(cuedesk.RetryPolicy{MinBackoff: time.Second}))
		if _, err := client.Contacts.Search(t.Context(), cuedesk.Where(cuedesk.Email.Is("batman")),
			cuedesk.PageOptions{Limit: 7}); err != nil {
			t.Fatal(err)
		}
		if len(attempts) != 3 || attempts[0].StatusCode != 503 || attempts[0].Wait == 0 || attempts[2].StatusCode != 200 ||
			attempts[2].Wait != 0 {
			t.Errorf("observed %+v", attempts)
		}
		text := logged.String()
		if strings.Count(text, "level=WARN") != 2 || strings.Count(text, "level=DEBUG") != 1 ||
			!strings.Contains(text, `operation="POST /v1/contacts/search"`) {
			t.Errorf("logged %s", text)
		}
		if strings.Contains(text, "batman") || strings.Contains(text, "limit") {
			t.Errorf("the log is personal: %s", text)
		}
	})
}

// TestWithObserver_wait: the last attempt is followed by none.
func TestWithObserver_wait(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		client := newClient(t, func(*http.Request) (*http.Response, error) {
			resp := reply(503, jsonType, "{}")
			resp.Header.Set("Retry-After", "10")
			return resp, nil
		})
		_, err := client.Contacts.Get(ctx, contactID)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || len(apiErr.Attempts) != 1 || apiErr.Attempts[0].Wait != 0 || apiErr.RetryAfter != 10*time.Second {
			t.Errorf("got %v", err)
		}
	})
}

// TestWithRateLimit is shared by derived clients.
func TestWithRateLimit(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var s lastRequest
		client := newClient(t, s.serve, cuedesk.WithRateLimit(2, 1))
		derived, err := client.With(cuedesk.WithHeader("X-A", "1"))
		if err != nil {
			t.Fatal(err)
		}
		start := time.Now()
		for range 5 {
			_, first := client.Contacts.Get(t.Context(), contactID)
			_, second := derived.Contacts.Get(t.Context(), contactID)
			if err := errors.Join(first, second); err != nil {
				t.Fatal(err)
			}
		}
		if took := time.Since(start); took != 4500*time.Millisecond {
			t.Errorf("10 calls at 2 a second took %v", took)
		}
	})
}
