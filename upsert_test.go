package cuedesk_test

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
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
			first, err := client.Contacts.Upsert(t.Context(), in, by, cuedesk.WithAccepted(func(job *cuedesk.Job) {
				accepted = append(accepted, job.ID)
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
	gets     []func() (*http.Response, error) // answers to the first requests for the contact
	fetched  int
}

func (a *upsertAPI) serve(r *http.Request) (*http.Response, error) {
	switch {
	case r.URL.Path == "/v1/contacts/search":
		found := a.before
		if a.searches++; a.searches > a.from {
			found = a.after
		}
		return (&filterIgnoringAPI{found: found}).serve(r)
	case r.Method == http.MethodPost:
		return reply(202, jsonType, `{"contact_import_uuid":"`+importID.String()+`"}`), nil
	case r.URL.Path == "/v1/contacts/bulk/"+importID.String():
		return (&statuses{list: []string{a.status}}).serve(r)
	}
	if a.fetched++; a.fetched <= len(a.gets) {
		return a.gets[a.fetched-1]()
	}
	return contactAnswer(a.after[slices.IndexFunc(a.after, func(c map[string]any) bool {
		return "/v1/contacts/"+c["uuid"].(string) == r.URL.Path
	})])()
}

// contactAnswer is a contact.
func contactAnswer(c map[string]any) func() (*http.Response, error) {
	body, err := json.Marshal(c)
	if err != nil {
		panic(err)
	}
	return jsonAnswer(200, string(body))
}

// copyWith is a contact with other values.
func copyWith(c map[string]any, values ...any) map[string]any {
	c = maps.Clone(c)
	for i := 0; i < len(values); i += 2 {
		c[values[i].(string)] = values[i+1]
	}
	return c
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
		"failed import that created": {
			api: upsertAPI{status: importStatus("failed", 1, 1, 0)}, is: cuedesk.ErrOutcomeUnknown,
		},
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

// TestContactsService_Upsert_get: what the contact's ID gives is compared with what was
// asked for, and looked at again while reads may be late.
func TestContactsService_Upsert_get(t *testing.T) {
	t.Parallel()
	done := importStatus("completed", 1, 1, 0)
	mine := contactsLike("email", "ann@example.com")[0]
	old := copyWith(mine, "first_name", "Anna", "updated_at", "2026-01-01T00:00:00Z")
	ours := copyWith(mine, "first_name", "Ann", "updated_at", "2026-01-02T00:00:00Z")
	other := copyWith(ours, "email", "joann@example.com")
	archived := copyWith(old, "archived", true)
	missing := answer(404)
	one := func(c map[string]any) []map[string]any { return []map[string]any{c} }
	for name, test := range map[string]struct {
		api       upsertAPI
		is        []error
		firstName string
		gets      int // least and most
		most      int
		within    time.Duration
	}{
		"there":     {api: upsertAPI{after: one(ours)}, firstName: "Ann", gets: 1, most: 1},
		"late once": {api: upsertAPI{after: one(ours), gets: repeatAnswer(1, missing)}, firstName: "Ann", gets: 2, most: 2},
		"late for a while": {
			api: upsertAPI{after: one(ours), gets: repeatAnswer(9, missing)}, firstName: "Ann", gets: 10, most: 10,
		},
		"never there": {
			api: upsertAPI{after: one(ours), gets: repeatAnswer(1000, missing)}, is: []error{cuedesk.ErrOutcomeUnknown},
			gets: 10, most: 100, within: 2 * time.Minute,
		},
		"another one once": {
			api: upsertAPI{after: one(ours), gets: repeatAnswer(1, contactAnswer(other))}, firstName: "Ann", gets: 2, most: 2,
		},
		"another one always": {
			api: upsertAPI{after: one(ours), gets: repeatAnswer(1000, contactAnswer(other))},
			is:  []error{cuedesk.ErrOutcomeUnknown, cuedesk.ErrBadResponse}, gets: 10, most: 100, within: 2 * time.Minute,
		},
		"another ID": {
			api: upsertAPI{
				after: one(ours), gets: repeatAnswer(2, contactAnswer(copyWith(ours, "uuid", otherID.String()))),
			},
			firstName: "Ann", gets: 3, most: 3,
		},
		"older once": {
			api: upsertAPI{before: one(old), after: one(old), gets: []func() (*http.Response, error){
				contactAnswer(old), contactAnswer(old), contactAnswer(ours),
			}}, firstName: "Ann", gets: 3, most: 3,
		},
		"older, with all that was sent": {
			api: upsertAPI{
				before: one(copyWith(old, "first_name", "Ann")), after: one(copyWith(old, "first_name", "Ann")),
			}, firstName: "Ann", gets: 1, most: 1,
		},
		"changed, in another form": {
			api:       upsertAPI{before: one(old), after: one(copyWith(ours, "first_name", "ANN"))},
			firstName: "ANN", gets: 1, most: 1,
		},
		"not changed, in another form": {
			api: upsertAPI{before: one(old), after: one(old)}, firstName: "Anna", gets: 10, most: 100, within: 2 * time.Minute,
		},
		"archived, and changed": {
			api:       upsertAPI{before: one(archived), after: one(copyWith(ours, "archived", true))},
			firstName: "Ann", gets: 1, most: 1,
		},
		"archived, not changed, and a new one shown late": {
			api: upsertAPI{
				before: one(archived), from: 5,
				after: []map[string]any{archived, copyWith(ours, "uuid", otherID.String())},
			}, firstName: "Ann", gets: 1, most: 1,
		},
		"archived, and not changed": {
			api: upsertAPI{before: one(archived), after: one(archived)}, firstName: "Anna", gets: 1, most: 1,
			within: 2 * time.Minute,
		},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			api := test.api
			api.status = done
			if api.from == 0 {
				api.from = 1
			}
			got, err := newClient(t, api.serve).Contacts.Upsert(t.Context(), ann, cuedesk.MatchEmail)
			if !matchesAll(err, test.is) || errors.Is(err, cuedesk.ErrNotFound) {
				t.Fatalf("%s: %+v, %v", name, got, err)
			}
			if err == nil && (got.Contact.FirstName != test.firstName || got.Contact.Email != ann.Email) {
				t.Errorf("%s: %+v", name, got.Contact)
			}
			if took := time.Since(start); api.fetched < test.gets || api.fetched > test.most ||
				took > max(test.within, time.Minute) {
				t.Errorf("%s: fetched %d times in %v", name, api.fetched, took)
			}
		})
	}
}

// repeatAnswer repeats an answer.
func repeatAnswer(n int, answer func() (*http.Response, error)) []func() (*http.Response, error) {
	return slices.Repeat([]func() (*http.Response, error){answer}, n)
}

// TestContactsService_Upsert_matches: after the import was accepted, an error says
// nothing about the input, and has all causes.
func TestContactsService_Upsert_matches(t *testing.T) {
	t.Parallel()
	not := []error{cuedesk.ErrInvalid, cuedesk.ErrNotFound, cuedesk.ErrConflict}
	for status, is := range map[int]error{
		400: cuedesk.ErrOutcomeUnknown, 422: cuedesk.ErrOutcomeUnknown, 401: cuedesk.ErrUnauthorized,
		403: cuedesk.ErrForbidden, 404: cuedesk.ErrOutcomeUnknown, 409: cuedesk.ErrImportStalled, 503: cuedesk.ErrServer,
	} {
		for _, failing := range []string{"status", "search"} {
			synctest.Test(t, func(t *testing.T) {
				api := upsertAPI{status: importStatus("completed", 1, 1, 0)}
				client := newClient(t, func(r *http.Request) (*http.Response, error) {
					if failing == "status" && strings.HasPrefix(r.URL.Path, "/v1/contacts/bulk/") ||
						failing == "search" && api.searches > 0 && r.URL.Path == "/v1/contacts/search" {
						return answer(status)()
					}
					return api.serve(r)
				})
				_, err := client.Contacts.Upsert(t.Context(), ann, cuedesk.MatchEmail)
				apiErr, ok := errors.AsType[*cuedesk.Error](err)
				if !ok || apiErr.Operation != "POST /v1/contacts/bulk" ||
					!matchesAll(err, []error{cuedesk.ErrOutcomeUnknown, is}) ||
					!strings.Contains(err.Error(), strconv.Itoa(status)) {
					t.Errorf("%s %d: %v", failing, status, err)
				}
				for _, target := range not {
					if errors.Is(err, target) {
						t.Errorf("%s %d: matches %v", failing, status, target)
					}
				}
			})
		}
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
