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
	"github.com/cuedesk/cuedesk-go/cuedesktest"
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

// TestContactsService_One_emptyIdentifier: a variable that was not set must not read as "there is no such contact".
func TestContactsService_One_emptyIdentifier(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		filter cuedesk.Filter
		ok     bool
	}{
		"address":       {cuedesk.Email.Is(""), false},
		"external ID":   {cuedesk.ExternalContactID.Is(""), false},
		"a name":        {cuedesk.FirstName.Is(""), true},
		"no address":    {cuedesk.Email.Missing(), true},
		"not empty":     {cuedesk.Email.IsNot(""), true},
		"other address": {cuedesk.Email.Is("a@example.com"), true},
	} {
		server := cuedesktest.NewServer()
		_, oneErr := server.Client().Contacts.One(t.Context(), cuedesk.Where(test.filter))
		_, firstErr := server.Client().Contacts.First(t.Context(), cuedesk.Where(test.filter))
		for _, err := range []error{oneErr, firstErr} {
			if errors.Is(err, cuedesk.ErrInvalid) == test.ok || errors.Is(err, cuedesk.ErrNotFound) != test.ok {
				t.Errorf("%s: %v", name, err)
			}
		}
		if sent := len(server.Requests()) > 0; sent != test.ok {
			t.Errorf("%s: %d requests", name, len(server.Requests()))
		}
	}
}

// TestTimeField_Between: a range that ends before it begins is refused, one of a single value is not; nor is it for the
// other fields.
func TestTimeField_Between(t *testing.T) {
	t.Parallel()
	noon := time.Date(2026, 1, 1, 12, 0, 0, 0, time.UTC)
	for name, test := range map[string]struct {
		filter cuedesk.Filter
		ok     bool
	}{
		"times":                    {cuedesk.CreatedAt.Between(noon, noon.Add(1)), true},
		"one time":                 {cuedesk.CreatedAt.Between(noon, noon), true},
		"times the wrong way":      {cuedesk.CreatedAt.Between(noon, noon.Add(-1)), false},
		"dates the wrong way":      {cuedesk.CustomDate("d").Between(noon, noon.AddDate(0, 0, -1)), false},
		"one date":                 {cuedesk.CustomDate("d").Between(noon, noon.Add(-1)), true},
		"whole numbers":            {cuedesk.CustomLong("n").Between(1, 1), true},
		"whole, the wrong way":     {cuedesk.CustomLong("n").Between(500, 100), false},
		"decimal numbers":          {cuedesk.CustomDouble("n").Between(0.5, 0.5), true},
		"decimal, the wrong way":   {cuedesk.CustomDouble("n").Between(0.5, 0.4), false},
		"decimal, not a number":    {cuedesk.CustomDouble("n").Between(math.NaN(), 1), false},
		"decimal, negative bounds": {cuedesk.CustomDouble("n").Between(-2, -1), true},
	} {
		_, err := cuedesktest.NewServer().Client().Contacts.Count(t.Context(), cuedesk.Where(test.filter))
		if errors.Is(err, cuedesk.ErrInvalid) == test.ok {
			t.Errorf("%s: %v", name, err)
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
