package cuedesk_test

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestContactsService_Upsert_notAnswered: an import that may have been accepted is looked for, and
// sent again only on request; the error says that the call may be made again.
func TestContactsService_Upsert_notAnswered(t *testing.T) {
	t.Parallel()
	const bulk, search = "POST /v1/contacts/bulk", "POST /v1/contacts/search"
	repeat := []cuedesk.WaitOption{cuedesk.WithRepeatImports()}
	for name, test := range map[string]struct {
		fault    cuedesktest.Fault
		known    string // the name that the contact has before
		opts     []cuedesk.WaitOption
		deadline time.Duration
		failing  bool // so does the search after it
		posts    int
		within   time.Duration
		created  bool
		unknown  bool
	}{
		"applied":                {fault: cuedesktest.Reset().AfterApply(), posts: 1, within: 6 * time.Second, created: true},
		"applied, answer torn":   {fault: cuedesktest.Torn().AfterApply(), posts: 1, within: 6 * time.Second, created: true},
		"applied, known":         {fault: cuedesktest.HTML502().AfterApply(), known: "Old", posts: 1, within: 6 * time.Second},
		"not applied":            {fault: cuedesktest.HTML502(), posts: 1, within: 6 * time.Second, unknown: true},
		"not applied, known":     {fault: cuedesktest.Status(503), known: "Old", posts: 1, within: 6 * time.Second, unknown: true},
		"not applied, the same":  {fault: cuedesktest.Status(500), known: "Ann", posts: 1, within: 6 * time.Second},
		"short of time":          {fault: cuedesktest.Reset(), deadline: 4 * time.Second, posts: 1, unknown: true},
		"not to be looked for":   {fault: cuedesktest.Status(500), failing: true, posts: 1, within: time.Minute, unknown: true},
		"not applied, repeated":  {fault: cuedesktest.Status(503).Times(2), opts: repeat, posts: 3, within: time.Minute, created: true},
		"applied, repeated":      {fault: cuedesktest.Reset().AfterApply(), opts: repeat, posts: 2, within: time.Minute, created: true},
		"never applied, however": {fault: cuedesktest.Status(503).Always(), opts: repeat, posts: 4, within: time.Minute, unknown: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(time.Second))
				if test.known != "" {
					srv.AddContact(cuedesktest.Contact{Email: "ann@example.com", FirstName: test.known})
				}
				srv.Inject(bulk, test.fault)
				if test.failing {
					srv.Inject(search, cuedesktest.Fault{}, cuedesktest.Status(404))
				}
				ctx, start := t.Context(), time.Now()
				if test.deadline > 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, test.deadline)
					defer cancel()
				}
				in := cuedesk.ContactCreate{FirstName: "Ann", Email: "ann@example.com"}
				got, err := srv.Client().Contacts.Upsert(ctx, in, cuedesk.MatchEmail, test.opts...)
				switch {
				case test.unknown && (!errors.Is(err, cuedesk.ErrOutcomeUnknown) || errors.Is(err, cuedesk.ErrNotFound)):
					t.Errorf("got %+v, %v", got, err)
				case test.unknown && !cuedesk.Retryable(err):
					t.Errorf("not retryable: %v", err)
				case !test.unknown && (err != nil || got.Created != test.created || got.Contact.FirstName != "Ann"):
					t.Errorf("got %+v, %v", got, err)
				}
				posts := 0
				for _, r := range srv.Requests() {
					if r.Operation == bulk {
						posts++
					}
				}
				if posts != test.posts || time.Since(start) > test.within {
					t.Errorf("%d imports, after %v", posts, time.Since(start))
				}
			})
		})
	}
}

// TestRetryable_upsert: an upsert may be made again where what it failed by goes away.
func TestRetryable_upsert(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		operation string
		fault     cuedesktest.Fault
		want      bool
	}{
		"outage":               {"POST /v1/contacts/bulk", cuedesktest.Status(503), true},
		"proxy":                {"POST /v1/contacts/bulk", cuedesktest.HTML502(), true},
		"broken off":           {"POST /v1/contacts/bulk", cuedesktest.Reset(), true},
		"limit":                {"POST /v1/contacts/bulk", cuedesktest.Status(429).RetryAfter("120"), true},
		"refused":              {"POST /v1/contacts/bulk", cuedesktest.Status(422), false},
		"denied":               {"POST /v1/contacts/bulk", cuedesktest.Status(403), false},
		"import failed":        {"POST /v1/contacts/bulk", cuedesktest.FailImport(), false},
		"search in an outage":  {"POST /v1/contacts/search", cuedesktest.Status(503).Always(), true},
		"status in an outage":  {"GET /v1/contacts/bulk/{contact_import_uuid}", cuedesktest.Status(503).Always(), true},
		"contact in an outage": {"GET /v1/contacts/{contact_uuid}", cuedesktest.Status(503).Always(), true},
		"status denied":        {"GET /v1/contacts/bulk/{contact_import_uuid}", cuedesktest.Status(401).Always(), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.Inject(test.operation, test.fault)
				in := cuedesk.ContactCreate{Email: "ann@example.com"}
				if _, err := srv.Client().Contacts.Upsert(t.Context(), in, cuedesk.MatchEmail); err == nil ||
					cuedesk.Retryable(err) != test.want {
					t.Errorf("retryable is %t: %v", !test.want, err)
				}
			})
		})
	}
}

// TestContactsService_Upsert_others: after a request that was lost, no contact that had the values
// before passes for the one that was written: one that is archived, or one of several.
func TestContactsService_Upsert_others(t *testing.T) {
	t.Parallel()
	for _, archived := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			old := time.Now().Add(-time.Hour)
			for name, archived := range map[string]bool{"Ann": archived, "Old": false} {
				srv.AddContact(cuedesktest.Contact{
					Email: "ann@example.com", FirstName: name, Archived: archived, CreatedAt: old, UpdatedAt: old,
				})
			}
			srv.Inject("POST /v1/contacts/bulk", cuedesktest.Status(503))
			in := cuedesk.ContactCreate{Email: "ann@example.com", FirstName: "Ann"}
			got, err := srv.Client().Contacts.Upsert(t.Context(), in, cuedesk.MatchEmail)
			if !errors.Is(err, cuedesk.ErrOutcomeUnknown) {
				t.Errorf("archived %t: %v, %v", archived, got, err)
			}
		})
	}
}
