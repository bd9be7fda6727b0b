package nexadesk_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

func TestNewClient_problems(t *testing.T) {
	t.Parallel()
	_, err := nexadesk.NewClient("", cuedesk.WithTimeout(-1), cuedesk.WithHTTPClient(nil))
	if !errors.Is(err, cuedesk.ErrInvalid) || !strings.HasPrefix(err.Error(), "nexadesk: ") {
		t.Fatalf("got %v", err)
	}
	for _, problem := range []string{"token", "timeout", "HTTP client"} {
		if !strings.Contains(err.Error(), problem) {
			t.Errorf("nothing about %s in: %v", problem, err)
		}
	}
}

func TestClient_With(t *testing.T) {
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
	if _, err := client.With(cuedesk.WithTimeout(-1)); !errors.Is(err, cuedesk.ErrInvalid) ||
		!strings.HasPrefix(err.Error(), "nexadesk: ") {
		t.Errorf("got %v", err)
	}
}

func TestWithBaseURL(t *testing.T) {
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
	if _, err := nexadesk.NewClient("token", cuedesk.WithBaseURL("https://gateway.example.com/api/v1")); !errors.Is(err,
		cuedesk.ErrInvalid) {
		t.Errorf("with the version: got %v", err)
	}
}

// TestError: what is not the API's error format is kept as a snippet.
func TestError(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body, message, details string
		foreign                bool // not in the format: something on the way has answered
	}{
		"text": {body: `{"success":false,"error":"No"}`, message: "No"},
		"with data": {
			body: `{"success":false,"error":"No","data":{"id":"x"}}`, message: "No", details: `{"id":"x"}`,
		},
		"no success":      {body: `{"error":"No","data":null}`, message: "No", details: "null"},
		"success is text": {body: `{"success":"true","error":"No","data":null}`, message: "No", details: "null"},
		"success is odd":  {body: `{"success":[],"error":"No","data":{}}`, message: "No", details: "{}"},
		"no error":        {body: `{"success":false,"data":{"id":"x"}}`, details: `{"id":"x"}`},
		"empty error":     {body: `{"success":false,"error":"","data":{"id":"x"}}`, details: `{"id":"x"}`},
		"null error":      {body: `{"success":false,"error":null,"data":{"id":"x"}}`, details: `{"id":"x"}`},
		"message": {
			body: `{"success":false,"message":"No","data":{"id":"x"}}`, message: "No", details: `{"id":"x"}`,
		},
		"error and message": {body: `{"error":"No","message":"Never","data":[1]}`, message: "No", details: `[1]`},
		"object and message": {
			body: `{"success":false,"error":{"code":7},"message":"No"}`, message: "No",
		},
		"object":             {body: `{"error":{"code":7},"data":{"id":"x"}}`, message: `{"code":7}`, details: `{"id":"x"}`},
		"message of no text": {body: `{"success":false,"error":7,"message":{}}`, message: "7"},
		"half a character": {
			body: `{"error":"No \ud83d","data":{"id":"x","name":"\ude00"}}`, message: "No \ufffd",
			details: "{\"id\":\"x\",\"name\":\"\ufffd\"}",
		},

		"error alone":    {body: `{"error":"Not Found"}`, foreign: true},
		"message alone":  {body: `{"message":"no Route matched with those values"}`, foreign: true},
		"code and text":  {body: `{"error":{"code":404,"message":"Not found.","status":"NOT_FOUND"}}`, foreign: true},
		"list of errors": {body: `{"success":false,"errors":[{"code":1}],"messages":[],"result":null}`, foreign: true},
		"claims success": {body: `{"success":true,"error":"No","data":{"id":"x"}}`, foreign: true},
		"nothing":        {body: `{"success":false}`},
		"only a message": {body: `{"success":false,"message":"No"}`, message: "No"},
		"empty text":     {body: `{"error":"","data":null}`, foreign: true},
		"null":           {body: `null`, foreign: true},
		"list":           {body: `["No"]`, foreign: true},
		"HTML":           {body: resttest.HTMLPage, foreign: true},
		"empty":          {foreign: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := newClient(t, resttest.Replies(400, resttest.JSON, test.body)).Contacts.List(t.Context(),
				nexadesk.ListOptions{})
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok || errors.Is(err, cuedesk.ErrInvalid) == test.foreign ||
				errors.Is(err, cuedesk.ErrIntermediary) != test.foreign {
				t.Fatalf("got %v", err)
			}
			snippet := ""
			if test.message+test.details == "" {
				snippet = test.body
			}
			if apiErr.Message != test.message || string(apiErr.Details.Raw()) != test.details || apiErr.Snippet != snippet {
				t.Errorf("message %q, details %q, snippet %q", apiErr.Message, apiErr.Details.Raw(), apiErr.Snippet)
			}
		})
	}
}

// TestError_successfulStatus: the envelope decides, not the status. Nothing was
// done, and nothing is repeated.
func TestError_successfulStatus(t *testing.T) {
	t.Parallel()
	for _, op := range suite.Operations {
		t.Run(op.Golden, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, resttest.Replies(200, resttest.JSON,
				`{"success":false,"error":"Quota exceeded","data":null}`))
			_, err := op.Call(t.Context(), client)
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok || !errors.Is(err, cuedesk.ErrBadResponse) || errors.Is(err, cuedesk.ErrOutcomeUnknown) {
				t.Fatalf("got %v", err)
			}
			if apiErr.Message != "Quota exceeded" || apiErr.StatusCode != 200 || len(apiErr.Attempts) != 1 {
				t.Errorf("message %q, status %d, %d attempts", apiErr.Message, apiErr.StatusCode, len(apiErr.Attempts))
			}
			if !strings.Contains(err.Error(), "the response says that the operation failed") {
				t.Errorf("the text does not say why: %v", err)
			}
		})
	}
}

// TestContactsService_Create_outcome: only an explicit false says that nothing was created.
func TestContactsService_Create_outcome(t *testing.T) {
	t.Parallel()
	for body, unknown := range map[string]bool{
		`{"success":false}`:                     false,
		`{"success": false,"data":{"id":"A1"}}`: false,
		`{"data":{"id":"A1"}}`:                  true,
		`{"success":null,"data":{"id":"A1"}}`:   true,
		`{"success":"false"}`:                   true,
		`{"success":0}`:                         true,
		`{"success":true,"data":{}}`:            true,
	} {
		_, err := newClient(t, resttest.Replies(200, resttest.JSON, body)).Contacts.Create(t.Context(), john)
		if !errors.Is(err, cuedesk.ErrBadResponse) || errors.Is(err, cuedesk.ErrOutcomeUnknown) != unknown {
			t.Errorf("%s: got %v", body, err)
		}
	}
}

func TestClient_Do(t *testing.T) {
	t.Parallel()
	resttest.CheckDo(t, suite.Client)
}

// TestClient_Do_envelope, and leaves its judgment to the caller.
func TestClient_Do_envelope(t *testing.T) {
	t.Parallel()
	const body = `{"success":false,"data":{"id":"A1"},"more":[1]}`
	var got cuedesk.Value
	err := newClient(t, resttest.Replies(200, resttest.JSON, body)).Do(t.Context(), "GET /api/v1/external/me", nil, &got)
	if err != nil || got.String() != body {
		t.Errorf("got %s, %v", got, err)
	}
}
