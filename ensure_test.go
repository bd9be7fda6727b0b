package cuedesk_test

import (
	"context"
	"errors"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestContactsService_Ensure_unknownOutcome: it finds what it created, by each field, in the
// same call and in the next.
func TestContactsService_Ensure_unknownOutcome(t *testing.T) {
	t.Parallel()
	in := cuedesk.ContactCreate{Email: "a@example.com", PhoneNumber: "555-0100", ExternalContactID: "x-1"}
	for _, by := range []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchPhoneNumber, cuedesk.MatchExternalContactID} {
		srv := cuedesktest.NewServer()
		client := srv.Client()
		srv.Inject("POST /v1/contacts", cuedesktest.Reset().AfterApply())
		got, err := client.Contacts.Ensure(t.Context(), in, by, cuedesk.WithSettleTime(0))
		if err != nil || !got.Created || got.Contact.Email != in.Email {
			t.Fatalf("%s: %+v, %v", by, got, err)
		}
		again, err := client.Contacts.Ensure(t.Context(), in, by)
		if err != nil || again.Created || again.Contact.Email != in.Email {
			t.Errorf("%s: %+v, %v", by, again, err)
		}
		if all, err := client.Contacts.List(t.Context(), cuedesk.ListContactsOptions{}); err != nil || all.Total != 1 {
			t.Errorf("%s: %d contacts, %v", by, all.Total, err)
		}
	}
}

// TestContactsService_Ensure_oldest of several.
func TestContactsService_Ensure_oldest(t *testing.T) {
	t.Parallel()
	client := cuedesktest.NewServer().Client()
	var first cuedesk.ContactID
	for _, name := range []string{"first", "second"} {
		c, err := client.Contacts.Create(t.Context(), cuedesk.ContactCreate{FirstName: name, Email: "a@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		if first.IsZero() {
			first = c.ID
		}
	}
	got, err := client.Contacts.Ensure(t.Context(), cuedesk.ContactCreate{Email: "a@example.com"}, cuedesk.MatchEmail)
	if err != nil || got.Contact.ID != first || got.Created {
		t.Errorf("got %+v, %v", got, err)
	}
}

func TestContactsService_Ensure_invalidInput(t *testing.T) {
	t.Parallel()
	for field, in := range map[string]struct {
		by cuedesk.MatchField
		in cuedesk.ContactCreate
	}{
		"email": {cuedesk.MatchEmail, cuedesk.ContactCreate{PhoneNumber: "555-0100"}},
		"by":    {"whatsapp_id", cuedesk.ContactCreate{WhatsAppID: "1"}},
	} {
		_, err := refuseAll(t).Contacts.Ensure(t.Context(), in.in, in.by)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || !errors.Is(err, cuedesk.ErrInvalid) || apiErr.Fields[0].Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

// TestContactsService_Ensure_failedSearch: after a search that fails, nothing is created.
func TestContactsService_Ensure_failedSearch(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/v1/contacts" {
			t.Error("created without knowing")
		}
		return reply(403, jsonType, refusal), nil
	})
	if _, err := client.Contacts.Ensure(t.Context(), bruce, cuedesk.MatchEmail); !errors.Is(err, cuedesk.ErrForbidden) {
		t.Errorf("got %v", err)
	}
}

// TestContactsService_Ensure_refused because another caller was faster: what is there then
// was not created by this call. A refusal for another reason stays.
func TestContactsService_Ensure_refused(t *testing.T) {
	t.Parallel()
	for status, looks := range map[int]bool{400: true, 401: false, 403: false, 404: false, 409: true, 422: true} {
		for _, there := range []bool{false, true} {
			api, searches := &filterIgnoringAPI{}, 0
			client := newClient(t, func(r *http.Request) (*http.Response, error) {
				if r.URL.Path == "/v1/contacts" {
					if there {
						api.found = contactsLike("email", ann.Email)
					}
					return answer(status)()
				}
				searches++
				return api.serve(r)
			})
			got, err := client.Contacts.Ensure(t.Context(), ann, cuedesk.MatchEmail)
			if want := looks && there; (err == nil) != want || want && got.Created || (searches > 1) != looks {
				t.Errorf("%d, there %t: %+v, %v after %d searches", status, there, got, err, searches)
			}
			if apiErr, ok := errors.AsType[*cuedesk.Error](err); err != nil && (!ok || apiErr.StatusCode != status) {
				t.Errorf("%d: %v", status, err)
			}
		}
	}
}

// TestContactsService_Ensure_failedSecondSearch: the error is that of the create. The error of the
// second search is a cause of it, and says nothing about the input.
func TestContactsService_Ensure_failedSecondSearch(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		look func() (*http.Response, error)
		is   error
	}{
		"400": {answer(400), nil}, "404": {answer(404), nil}, "409": {answer(409), nil}, "422": {answer(422), nil},
		"401": {answer(401), cuedesk.ErrUnauthorized}, "403": {answer(403), cuedesk.ErrForbidden},
		"503": {answer(503), cuedesk.ErrServer}, "429": {tooManyRequests("3600"), cuedesk.ErrRateLimited},
		"other shape": {jsonAnswer(200, "[]"), cuedesk.ErrBadResponse},
		"connection":  {refusedConnection, syscall.ECONNREFUSED},
	} {
		synctest.Test(t, func(t *testing.T) {
			created := false
			client := newClient(t, func(r *http.Request) (*http.Response, error) {
				switch {
				case r.URL.Path == "/v1/contacts":
					created = true
					return answer(500)()
				case created:
					return test.look()
				}
				return (&filterIgnoringAPI{}).serve(r)
			})
			_, err := client.Contacts.Ensure(t.Context(), ann, cuedesk.MatchEmail)
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok || apiErr.Operation != "POST /v1/contacts" || apiErr.StatusCode != 500 ||
				!errors.Is(err, cuedesk.ErrOutcomeUnknown) || test.is != nil && !errors.Is(err, test.is) {
				t.Errorf("%s: %v", name, err)
			}
			for _, not := range []error{cuedesk.ErrInvalid, cuedesk.ErrNotFound, cuedesk.ErrConflict} {
				if errors.Is(err, not) {
					t.Errorf("%s: matches %v", name, not)
				}
			}
			text := err.Error()
			if _, err := strconv.Atoi(name); !strings.Contains(text, "POST /v1/contacts/search") ||
				err == nil && !strings.Contains(text, name) {
				t.Errorf("%s: nothing about the search in %v", name, text)
			}
			_, found := errors.AsType[*net.OpError](err)
			if refused := errors.Is(test.is, syscall.ECONNREFUSED); found != refused {
				t.Errorf("%s: network error found: %t", name, found)
			}
		})
	}
}

// TestContactsService_Ensure_context: when it ends during the create, no further request is
// made, and the error is that of the create.
func TestContactsService_Ensure_context(t *testing.T) {
	t.Parallel()
	for _, settle := range []time.Duration{0, time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			requests := 0
			client := newClient(t, func(r *http.Request) (*http.Response, error) {
				requests++
				if r.URL.Path == "/v1/contacts" {
					cancel()
					return nil, context.Canceled
				}
				return (&filterIgnoringAPI{}).serve(r)
			})
			start := time.Now()
			_, err := client.Contacts.Ensure(ctx, ann, cuedesk.MatchEmail, cuedesk.WithSettleTime(settle))
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok || apiErr.Operation != "POST /v1/contacts" || requests != 2 || time.Since(start) != 0 ||
				!matchesAll(err, []error{context.Canceled, cuedesk.ErrOutcomeUnknown}) {
				t.Errorf("after %v and %d requests: %v", time.Since(start), requests, err)
			}
		})
	}
}
