package cuedesk_test

import (
	"errors"
	"net/http"
	"testing"

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

// TestContactsService_Ensure_failedSearch that worked.
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
