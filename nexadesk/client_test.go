package nexadesk_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

func TestNewClientReportsAllProblems(t *testing.T) {
	t.Parallel()
	_, err := nexadesk.NewClient("", cuedesk.WithTimeout(-1), cuedesk.WithHTTPClient(nil))
	if !errors.Is(err, cuedesk.ErrInvalid) || !strings.HasPrefix(err.Error(), "nexadesk: ") {
		t.Fatalf("got %v", err)
	}
	for _, problem := range []string{"token", "timeout", "WithHTTPClient"} {
		if !strings.Contains(err.Error(), problem) {
			t.Errorf("nothing about %s in: %v", problem, err)
		}
	}
}

func TestWithLeavesTheOriginalAlone(t *testing.T) {
	t.Parallel()
	srv := nexadesktest.NewServer()
	client := srv.Client()
	derived, err := client.With(cuedesk.WithHeader("X-Trace", "1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*nexadesk.Client{client, derived} {
		if _, err := c.Contacts.List(t.Context(), nexadesk.ListOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	requests := srv.Requests()
	if got := requests[0].Header.Get("X-Trace") + "," + requests[1].Header.Get("X-Trace"); got != ",1" {
		t.Errorf("X-Trace: %s", got)
	}
	if _, err := client.With(cuedesk.WithTimeout(-1)); !errors.Is(err, cuedesk.ErrInvalid) || !strings.HasPrefix(err.Error(), "nexadesk: ") {
		t.Errorf("got %v", err)
	}
}

func TestBaseURL(t *testing.T) {
	t.Parallel()
	var host string
	client := newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		host = r.URL.Scheme + "://" + r.URL.Host
		return resttest.GoldenResponse(t, "list-contacts", "response.http"), nil
	}))
	if _, err := client.Contacts.List(t.Context(), nexadesk.ListOptions{}); err != nil {
		t.Fatal(err)
	}
	if host != "https://chats.nexadesk.ai" {
		t.Errorf("sent to %s", host)
	}
}

// TestErrorFormat: what is not the API's error format is kept as a snippet.
func TestErrorFormat(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ body, message, details, snippet string }{
		"text":           {body: `{"success":false,"error":"No"}`, message: "No"},
		"with data":      {body: `{"success":false,"error":"No","data":{"id":"x"}}`, message: "No", details: `{"id":"x"}`},
		"no success":     {body: `{"error":"No","data":null}`, message: "No"},
		"claims success": {body: `{"success":true,"error":"No"}`, snippet: `{"success":true,"error":"No"}`},
		"no text":        {body: `{"success":false}`, snippet: `{"success":false}`},
		"other format":   {body: `{"error":{"message":"No"}}`, snippet: `{"error":{"message":"No"}}`},
		"HTML":           {body: resttest.HTMLPage, snippet: resttest.HTMLPage},
		"empty":          {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, resttest.Replies(400, resttest.JSON, test.body)).Contacts.List(t.Context(), nexadesk.ListOptions{})
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok || !errors.Is(err, cuedesk.ErrInvalid) {
				t.Fatalf("got %v", err)
			}
			if apiErr.Message != test.message || apiErr.Details.String() != test.details || apiErr.Snippet != test.snippet {
				t.Errorf("message %q, details %q, snippet %q", apiErr.Message, apiErr.Details, apiErr.Snippet)
			}
		})
	}
}

// TestFailureWithASuccessfulStatus: the envelope decides, not the status.
func TestFailureWithASuccessfulStatus(t *testing.T) {
	t.Parallel()
	for _, op := range suite.Operations {
		t.Run(op.Golden, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, resttest.Replies(200, resttest.JSON, `{"success":false,"error":"Quota exceeded","data":null}`))
			_, err := op.Call(t.Context(), client)
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok || !errors.Is(err, cuedesk.ErrBadResponse) {
				t.Fatalf("got %v", err)
			}
			if apiErr.Message != "Quota exceeded" || apiErr.StatusCode != 200 || len(apiErr.Attempts) != 1 {
				t.Errorf("message %q, status %d, %d attempts", apiErr.Message, apiErr.StatusCode, len(apiErr.Attempts))
			}
			if !strings.Contains(err.Error(), "success is not true") {
				t.Errorf("the text does not say why: %v", err)
			}
		})
	}
}

func TestConflict(t *testing.T) {
	t.Parallel()
	client := newClient(t, resttest.Transport(func(*http.Request) (*http.Response, error) {
		return resttest.GoldenResponse(t, "errors", "409.http"), nil
	}))
	_, created := client.Contacts.Create(t.Context(), john)
	_, updated := client.Contacts.Update(t.Context(), contactID, nexadesk.ContactUpdate{})
	for _, err := range []error{created, updated} {
		conflict, ok := errors.AsType[*nexadesk.ConflictError](err)
		if !ok || conflict.ExistingID != "existing-contact-uuid" {
			t.Fatalf("got %v", err)
		}
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || apiErr.StatusCode != 409 || apiErr.Message != "Contact with this email already exists" {
			t.Errorf("got %v", apiErr)
		}
		if !errors.Is(err, cuedesk.ErrConflict) || errors.Is(err, cuedesk.ErrOutcomeUnknown) {
			t.Errorf("%v does not match what it should", err)
		}
		if logged := conflict.LogValue().Resolve().String(); !strings.Contains(logged, "status=409") || strings.Contains(logged, "existing-contact") {
			t.Errorf("LogValue() = %s", logged)
		}
	}
	if want := "nexadesk: POST /api/v1/external/contacts: 409 Conflict"; created.Error() != want {
		t.Errorf("Error() = %q", created)
	}
}

func TestConflictWithoutAnID(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"success":false,"error":"No"}`, `{"success":false,"error":"No","data":{"id":7}}`, `{"success":false,"error":"No","data":"x"}`, ``, resttest.HTMLPage} {
		_, err := newClient(t, resttest.Replies(409, resttest.JSON, body)).Contacts.Create(t.Context(), john)
		if conflict, ok := errors.AsType[*nexadesk.ConflictError](err); !ok || conflict.ExistingID != "" {
			t.Errorf("%s: got %v", body, err)
		}
	}
	// One that a test of a user makes by itself works too.
	made := fmt.Errorf("sync: %w", &nexadesk.ConflictError{ExistingID: "x"})
	if !errors.Is(made, cuedesk.ErrConflict) || made.Error() != "sync: conflict" {
		t.Errorf("got %v", made)
	}
}
