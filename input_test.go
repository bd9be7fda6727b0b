package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// TestClient_refusesBeforeLooking: a call of several requests refuses its input before the
// first, although that is not the one that would have it.
func TestClient_refusesBeforeLooking(t *testing.T) {
	t.Parallel()
	contact := func(value any) cuedesk.ContactCreate {
		return cuedesk.ContactCreate{Email: "ann@example.com", CustomFields: map[string]any{"key": value}}
	}
	field := revenue
	field.Icon = "\xff"
	for name, call := range map[string]func(context.Context, client) (any, error){
		"Contacts.Ensure, number": func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Ensure(ctx, contact(math.NaN()), cuedesk.MatchEmail)
		},
		"Contacts.Ensure, text": func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Ensure(ctx, contact("\xff"), cuedesk.MatchEmail)
		},
		"Contacts.Upsert": func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Upsert(ctx, contact(func() {}), cuedesk.MatchEmail)
		},
		"Lists.Ensure": func(ctx context.Context, c client) (any, error) {
			return c.Lists.Ensure(ctx, cuedesk.ListCreate{Name: "VIP", Emoji: "\xff"})
		},
		"CustomFields.Ensure": func(ctx context.Context, c client) (any, error) {
			return c.CustomFields.Ensure(ctx, field)
		},
		"Lists.AllContacts, limit":  allMembers(cuedesk.PageOptions{Limit: -1}),
		"Lists.AllContacts, offset": allMembers(cuedesk.PageOptions{Offset: -1}),
		"Lists.List": func(ctx context.Context, c client) (any, error) {
			return c.Lists.List(ctx, cuedesk.ListListsOptions{Search: "\xff"})
		},
	} {
		_, err := call(t.Context(), refuseAll(t))
		if !errors.Is(err, cuedesk.ErrInvalid) || errors.Is(err, cuedesk.ErrOutcomeUnknown) || cuedesk.Retryable(err) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestJob_noClient: a job that a program has read from a file of its own has only an ID.
func TestJob_noClient(t *testing.T) {
	t.Parallel()
	job := &cuedesk.Job{ID: importID}
	_, statusErr := job.Status(t.Context())
	_, waitErr := job.Wait(t.Context())
	for _, err := range []error{statusErr, waitErr} {
		if !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("got %v", err)
		}
	}
}

// TestTimeField_years: what RFC 3339 cannot say is refused; as text, the year 10000 comes
// before 2026.
func TestTimeField_years(t *testing.T) {
	t.Parallel()
	west := time.FixedZone("", -3600)
	for name, test := range map[string]struct {
		filter cuedesk.Filter
		ok     bool
	}{
		"year 0":                    {cuedesk.CreatedAt.Is(time.Date(0, 1, 1, 0, 0, 0, 0, time.UTC)), true},
		"year -1":                   {cuedesk.CreatedAt.Is(time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC)), false},
		"last second":               {cuedesk.CreatedAt.Before(time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)), true},
		"last second, west":         {cuedesk.CreatedAt.Before(time.Date(9999, 12, 31, 23, 59, 59, 0, west)), false},
		"last day, west":            {cuedesk.CustomDate("d").Before(time.Date(9999, 12, 31, 23, 59, 59, 0, west)), true},
		"between, the second wrong": {cuedesk.CustomDateTime("d").Between(time.Now(), time.Unix(1<<40, 0)), false},
		"a date of the year 10000":  {cuedesk.CustomDate("d").NotBefore(time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)), false},
		"long after":                {cuedesk.UpdatedAt.NotAfter(time.Unix(1<<62, 0)), false},
	} {
		sent := 0
		client := newClient(t, func(*http.Request) (*http.Response, error) {
			sent++
			return reply(404, jsonType, refusal), nil
		})
		_, err := client.Contacts.Search(t.Context(), cuedesk.Where(test.filter), cuedesk.PageOptions{})
		if (sent == 1) != test.ok || errors.Is(err, cuedesk.ErrInvalid) == test.ok {
			t.Errorf("%s: %d requests, %v", name, sent, err)
		}
	}
}

func allMembers(page cuedesk.PageOptions) func(context.Context, client) (any, error) {
	return func(ctx context.Context, c client) (any, error) {
		for contact, err := range c.Lists.AllContacts(ctx, listID, cuedesk.ListMembersOptions{PageOptions: page}) {
			return contact, err
		}
		return nil, nil
	}
}

// TestJob_Wait_endlessWords: a server that invents words for the status is not believed to
// make progress for ever, nor does it fill the memory with them.
func TestJob_Wait_endlessWords(t *testing.T) {
	t.Parallel()
	for name, word := range map[string]string{"short": "step %d", "long": "%0200d"} {
		var list []string
		for i := range 10_000 {
			list = append(list, importStatus(fmt.Sprintf(word, i), 3, 0, 0))
		}
		w := wait(t, &statuses{list: list})
		if !errors.Is(w.err, cuedesk.ErrImportStalled) || w.took > time.Hour {
			t.Errorf("%s: got %+v, %v after %v", name, w.last, w.err, w.took)
		}
	}
}
