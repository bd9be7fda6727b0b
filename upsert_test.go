package cuedesk_test

import (
	"context"
	"errors"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestContactsService_Upsert(t *testing.T) {
	t.Parallel()
	in := cuedesk.ContactCreate{
		FirstName: "Ann", Email: "ann@example.com", PhoneNumber: "555-0100", ExternalContactID: "x-1",
	}
	for _, by := range []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchPhoneNumber, cuedesk.MatchExternalContactID} {
		synctest.Test(t, func(t *testing.T) {
			srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(time.Second))
			client, in := srv.Client(), in
			var accepted []cuedesk.ImportID
			first, err := client.Contacts.Upsert(t.Context(), in, by, cuedesk.WithAccepted(func(b *cuedesk.Batch) {
				accepted = append(accepted, b.Job.ID)
			}))
			if err != nil || !first.Created || first.Contact.FirstName != "Ann" || len(accepted) != 1 {
				t.Fatalf("%s: %+v, %v, accepted %v", by, first, err, accepted)
			}
			in.FirstName, in.WhatsAppID = "Anna", "wa"
			again, err := client.Contacts.Upsert(t.Context(), in, by)
			if err != nil || again.Created || again.Contact.ID != first.Contact.ID || again.Contact.FirstName != "Anna" {
				t.Errorf("%s: %+v, %v", by, again, err)
			}
			if all, err := client.Contacts.List(t.Context(), cuedesk.ListContactsOptions{}); err != nil || all.Total != 1 {
				t.Errorf("%s: %+v, %v", by, all, err)
			}
		})
	}
}

func TestContactsService_Upsert_refusesInput(t *testing.T) {
	t.Parallel()
	_, err := refuseAll(t).Contacts.Upsert(t.Context(), cuedesk.ContactCreate{Email: "a@example.com"},
		cuedesk.MatchPhoneNumber)
	if apiErr, ok := errors.AsType[*cuedesk.Error](err); !ok || !errors.Is(err, cuedesk.ErrInvalid) ||
		apiErr.Fields[0].Field != "phone_number" {
		t.Errorf("got %v", err)
	}
}

// upsertAPI answers an upsert: with a status of the import, and with searches that
// show what they have from one search on.
type upsertAPI struct {
	status   string
	before   []map[string]any // what a search shows until
	after    []map[string]any // what it shows from the search on
	from     int
	searches int
	fetched  string
}

func (a *upsertAPI) serve(r *http.Request) (*http.Response, error) {
	switch {
	case r.URL.Path == "/v1/contacts/search":
		found := a.before
		if a.searches++; a.searches > a.from {
			found = a.after
		}
		return (&looseAPI{found: found}).serve(r)
	case r.Method == http.MethodPost:
		return reply(202, jsonType, `{"contact_import_uuid":"`+importID.String()+`"}`), nil
	case r.URL.Path == "/v1/contacts/bulk/"+importID.String():
		return (&statuses{list: []string{a.status}}).serve(r)
	}
	a.fetched = r.URL.Path[len("/v1/contacts/"):]
	return reply(200, jsonType, `{"uuid":"`+a.fetched+`"}`), nil
}

// TestContactsService_Upsert_unproven about the import and by the search.
func TestContactsService_Upsert_unproven(t *testing.T) {
	t.Parallel()
	done := importStatus("completed", 1, 1, 0)
	mine, other := contactsLike("email", "ann@example.com"), contactsLike("email", "joann@example.com")
	shouted := contactsLike("email", "ANN@example.com")
	both := contactsLike("email", "ANN@example.com", "ann@example.com")
	changed := contactsLike("email", "ANN@example.com")
	changed[0]["updated_at"] = "2026-01-01T00:00:00Z"
	for name, test := range map[string]struct {
		api     upsertAPI
		is      error
		index   int // of the contact that is returned, in after
		created bool
		least   time.Duration
	}{
		"created":             {api: upsertAPI{status: done, from: 1, after: mine}, created: true},
		"created, shown late": {api: upsertAPI{status: done, from: 9, after: mine}, created: true, least: time.Second},
		"shown late among others": {api: upsertAPI{
			status: done, from: 9, before: other,
			after: append(other[:1:1], both[1]),
		}, index: 1, created: true},
		"never shown": {
			api: upsertAPI{status: done, before: other, after: other}, is: cuedesk.ErrImportStalled, least: 15 * time.Minute,
		},
		"updated":                  {api: upsertAPI{status: done, before: mine, after: mine}},
		"updated, in another case": {api: upsertAPI{status: done, from: 1, before: shouted, after: changed}},
		"unchanged, in another case": {
			api: upsertAPI{status: done, before: shouted, after: shouted}, least: time.Minute,
		},
		"created beside one in another case": {
			api: upsertAPI{status: done, from: 5, before: shouted, after: both}, index: 1, created: true,
		},
		"failed row":    {api: upsertAPI{status: importStatus("completed", 1, 0, 1)}, is: cuedesk.ErrImportFailed},
		"failed import": {api: upsertAPI{status: importStatus("failed", 1, 0, 1)}, is: cuedesk.ErrImportFailed},
		"skipped row": {
			api: upsertAPI{status: importStatus("completed", 1, 0, 0), after: mine}, is: cuedesk.ErrBadResponse,
		},
		"without counts": {api: upsertAPI{status: `"status":"completed"`, after: mine}, is: cuedesk.ErrBadResponse},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			in := cuedesk.ContactCreate{Email: "ann@example.com"}
			got, err := newClient(t, test.api.serve).Contacts.Upsert(t.Context(), in, cuedesk.MatchEmail)
			if !errors.Is(err, test.is) || (got == nil) != (test.is != nil) || time.Since(start) < test.least {
				t.Fatalf("%s: after %v: %+v, %v", name, time.Since(start), got, err)
			}
			if test.is == nil && (got.Created != test.created || got.Contact.ID.String() != test.api.after[test.index]["uuid"]) {
				t.Errorf("%s: %v, created %t", name, got.Contact.ID, got.Created)
			}
		})
	}
}

// TestContactsService_Upsert_context while no search shows the contact.
func TestContactsService_Upsert_context(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		api := upsertAPI{status: importStatus("completed", 1, 1, 0)}
		_, err := newClient(t, api.serve).Contacts.Upsert(ctx, ann, cuedesk.MatchEmail)
		if _, ok := errors.AsType[*cuedesk.Error](err); !ok || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// TestContactsService_Upsert_afterAcceptance: an error after the import was accepted
// leaves the outcome open.
func TestContactsService_Upsert_afterAcceptance(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(time.Minute))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := srv.Client().Contacts.Upsert(ctx, cuedesk.ContactCreate{Email: "batman@example.com"}, cuedesk.MatchEmail)
		if !errors.Is(err, cuedesk.ErrOutcomeUnknown) || !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
	})
}

// TestContactsService_Upsert_rateLimited: it does not hold its caller up for longer than a
// create would.
func TestContactsService_Upsert_rateLimited(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.Inject("POST /v1/contacts/bulk", cuedesktest.Status(429).RetryAfter("30").Always())
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err := srv.Client().Contacts.Upsert(ctx, cuedesk.ContactCreate{Email: "batman@example.com"}, cuedesk.MatchEmail)
		if !errors.Is(err, cuedesk.ErrRateLimited) || errors.Is(err, cuedesk.ErrOutcomeUnknown) ||
			time.Since(start) > time.Second {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}
