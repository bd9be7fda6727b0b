package nexadesk_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

func TestConflictID(t *testing.T) {
	t.Parallel()
	client := newClient(t, resttest.Transport(func(*http.Request) (*http.Response, error) {
		return resttest.GoldenResponse(t, "errors", "409.http"), nil
	}))
	_, created := client.Contacts.Create(t.Context(), john)
	_, updated := client.Contacts.Update(t.Context(), contactID, nexadesk.ContactUpdate{FirstName: cuedesk.Set("Jane")})
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
		asJSON, jsonErr := json.Marshal(conflict)
		for _, text := range []string{fmt.Sprintf("%v %+v %#v", err, conflict, err), string(asJSON)} {
			if strings.Contains(text, "existing-contact") || jsonErr != nil {
				t.Errorf("shows the ID: %s, %v", text, jsonErr)
			}
		}
		if logged := conflict.LogValue().Resolve().String(); !strings.Contains(logged, "status=409") ||
			strings.Contains(logged, "existing-contact") {
			t.Errorf("LogValue() = %s", logged)
		}
	}
	if want := "nexadesk: POST /api/v1/external/contacts: 409 Conflict"; created.Error() != want {
		t.Errorf("Error() = %q", created)
	}
}

func TestConflictID_none(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		`{"success":false,"error":"No"}`, `{"success":false,"error":"No","data":{"id":7}}`,
		`{"success":false,"error":"No","data":"x"}`,
	} {
		_, err := newClient(t, resttest.Replies(409, resttest.JSON, body)).Contacts.Create(t.Context(), john)
		if conflict, ok := errors.AsType[*nexadesk.ConflictError](err); !ok || conflict.ExistingID != "" {
			t.Errorf("%s: got %v", body, err)
		}
	}
	// One that a test of a user makes by itself works too.
	made := fmt.Errorf("sync: %w", &nexadesk.ConflictError{ExistingID: "x"})
	asJSON, err := json.Marshal(errors.Unwrap(made))
	if !errors.Is(made, cuedesk.ErrConflict) || made.Error() != "sync: conflict" ||
		err != nil || string(asJSON) != "null" {
		t.Errorf("got %v", made)
	}
}

// TestConflictID_otherErrors: it is what a caller can go on with.
func TestConflictID_otherErrors(t *testing.T) {
	t.Parallel()
	for _, failure := range []string{
		`"success":false,"error":"Exists"`, `"success":false`, `"success":false,"error":null`, `"error":""`,
		`"error":{"code":7}`, `"error":["Exists"]`,
		`"success":false,"message":"Exists"`, `"success":null`, `"success":0,"error":"Exists"`, `"error":"Exists \ud83d"`,
	} {
		body := `{` + failure + `,"data":{"id":"A1","first_name":"half \ud83d"}}`
		_, err := newClient(t, resttest.Replies(409, resttest.JSON, body)).Contacts.Create(t.Context(), john)
		if conflict, ok := errors.AsType[*nexadesk.ConflictError](err); !ok || conflict.ExistingID != "A1" {
			t.Errorf("%s: got %v", body, err)
		}
	}
}

// failingTokenSource is a source of tokens that fails with an error like that of a conflict.
type failingTokenSource struct{}

func (failingTokenSource) Token(context.Context) (string, error) {
	return "", fmt.Errorf("vault: %w", cuedesk.ErrConflict)
}

// TestConflictID_only409: not every error that matches ErrConflict by a cause.
func TestConflictID_only409(t *testing.T) {
	t.Parallel()
	status := func(code int) resttest.Transport {
		return resttest.Replies(code, resttest.JSON, `{"success":false,"error":"No","data":{"id":"A1"}}`)
	}
	for name, test := range map[string]struct {
		transport resttest.Transport
		opts      []cuedesk.Option
	}{
		"200":                   {transport: status(200)},
		"400":                   {transport: status(400)},
		"401":                   {transport: status(401)},
		"409 of a proxy, empty": {transport: resttest.Replies(409, "", "")},
		"409 of a proxy, HTML":  {transport: resttest.Replies(409, resttest.HTML, resttest.HTMLPage)},
		"409 of a proxy, JSON":  {transport: resttest.Replies(409, resttest.JSON, `{"message":"busy"}`)},
		"404":                   {transport: status(404)},
		"422":                   {transport: status(422)},
		"503":                   {transport: status(503)},
		"transport": {transport: func(*http.Request) (*http.Response, error) {
			return nil, fmt.Errorf("proxy: %w", cuedesk.ErrConflict)
		}},
		"token": {transport: status(409), opts: []cuedesk.Option{cuedesk.WithTokenSource(failingTokenSource{})}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := newClient(t, test.transport, test.opts...)
				_, created := client.Contacts.Create(t.Context(), john)
				_, updated := client.Contacts.Update(t.Context(), contactID, nexadesk.ContactUpdate{FirstName: cuedesk.Set("Jane")})
				for _, err := range []error{created, updated} {
					if _, ok := errors.AsType[*cuedesk.Error](err); !ok {
						t.Errorf("got %T %v", err, err)
					}
					if conflict, ok := errors.AsType[*nexadesk.ConflictError](err); ok {
						t.Errorf("got %T %v", conflict, conflict)
					}
				}
			})
		})
	}
}
