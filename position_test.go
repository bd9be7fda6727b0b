package cuedesk_test

import (
	"errors"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestResumeFrom: a checkpoint belongs to one operation and its options.
func TestResumeFrom(t *testing.T) {
	t.Parallel()
	p := newPager(300)
	var at cuedesk.Position
	for _, err := range newClient(t, p.serve).Contacts.All(t.Context(), cuedesk.ListContactsOptions{},
		cuedesk.WithPosition(&at)) {
		if err != nil {
			t.Fatal(err)
		}
		if at.Items() == 120 {
			break
		}
	}
	checkpoint := at.Checkpoint()
	if len(checkpoint) < 40 || len(checkpoint) > 120 {
		t.Errorf("it takes %d bytes", len(checkpoint))
	}
	got, err := collect(t, p, cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 7}},
		cuedesk.ResumeFrom(checkpoint))
	if err != nil || len(got) != 180 || got[0] != 121 {
		t.Errorf("another page size: %d contacts, %v", len(got), err)
	}
	for name, opts := range map[string]cuedesk.ListContactsOptions{
		"another order": newest, "another list": {ListID: listID}, "another start": {
			PageOptions: cuedesk.PageOptions{Offset: 1},
		},
	} {
		if got, err := collect(t, newPager(0), opts, cuedesk.ResumeFrom(checkpoint)); !errors.Is(err, cuedesk.ErrInvalid) ||
			got != nil {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
	for _, bad := range []cuedesk.Checkpoint{
		"x", "cp1.", "cp1." + checkpoint[4:], checkpoint[:20],
		checkpoint[:len(checkpoint)-3], checkpoint + "A",
	} {
		if got, err := collect(t, newPager(0), cuedesk.ListContactsOptions{}, cuedesk.ResumeFrom(bad)); !errors.Is(err,
			cuedesk.ErrInvalid) {
			t.Errorf("%q: %v, %v", bad, got, err)
		}
	}
}

// TestError_Checkpoint: an error says from where to go on.
func TestError_Checkpoint(t *testing.T) {
	t.Parallel()
	p := newPager(300)
	p.change = func(page map[string]any) {
		if where, _ := page["pagination"].(map[string]int); where["offset"] > 150 {
			page["contacts"] = []any{}
		}
	}
	got, err := collect(t, p, cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(0))
	var e *cuedesk.Error
	if !errors.Is(err, cuedesk.ErrListChanged) || !errors.As(err, &e) || len(got) != 250 {
		t.Fatalf("%d contacts, %v", len(got), err)
	}
	p.change = nil
	rest, err := collect(t, p, cuedesk.ListContactsOptions{}, cuedesk.ResumeFrom(e.Checkpoint))
	if err != nil || len(rest) != 50 || rest[0] != 251 {
		t.Errorf("the rest: %d contacts, %v", len(rest), err)
	}
}

// TestWithPosition shows progress, also where nothing has come.
func TestWithPosition(t *testing.T) {
	t.Parallel()
	var at cuedesk.Position
	if at.Items() != 0 || at.Total() != 0 || at.Checkpoint() != "" {
		t.Errorf("unused: %d of %d at %q", at.Items(), at.Total(), at.Checkpoint())
	}
	items := 0
	for _, err := range newClient(t, newPager(150).serve).Contacts.All(t.Context(), cuedesk.ListContactsOptions{},
		cuedesk.WithPosition(&at)) {
		if items++; err != nil || at.Items() != items || at.Total() != 150 {
			t.Fatalf("%d of %d after %d, %v", at.Items(), at.Total(), items, err)
		}
	}
}

// TestPosition_Total_sameMoment: a scan that goes on among contacts of one moment says the
// same total as one from the beginning.
func TestPosition_Total_sameMoment(t *testing.T) {
	t.Parallel()
	server := cuedesktest.NewServer()
	began := time.Now().Add(-time.Hour)
	for n := range 1000 {
		server.AddContact(cuedesktest.Contact{
			Email:     "a@example.com",
			CreatedAt: began.Add(time.Duration(n/800) * time.Minute),
		})
	}
	for _, stop := range []int{30, 500, 799, 810} {
		for _, prefetch := range []int{0, 4} {
			var at cuedesk.Position
			for range 2 {
				for _, err := range server.Client().Contacts.Scan(t.Context(), cuedesk.Where(), cuedesk.WithPosition(&at),
					cuedesk.WithPrefetch(prefetch), cuedesk.ResumeFrom(at.Checkpoint())) {
					if err != nil || at.Total() != 1000 {
						t.Fatalf("stopped at %d, %d ahead: %d of %d, %v", stop, prefetch, at.Items(), at.Total(), err)
					}
					if at.Items() == stop {
						break
					}
				}
			}
			if at.Items() != 1000 {
				t.Errorf("stopped at %d, %d ahead: %d items", stop, prefetch, at.Items())
			}
		}
	}
}

// TestContactsService_One finds one, none and several.
func TestContactsService_One(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]error{
		0: cuedesk.ErrNotFound, 1: nil, 2: cuedesk.ErrNotUnique,
		300: cuedesk.ErrNotUnique,
	} {
		c := newClient(t, newPager(n).serve)
		if got, err := c.Contacts.One(t.Context(), cuedesk.Where()); !errors.Is(err, want) || (got == nil) != (want != nil) {
			t.Errorf("one of %d: %v, %v", n, got, err)
		}
		if got, err := c.Contacts.Count(t.Context(), cuedesk.Where()); got != n || err != nil {
			t.Errorf("count of %d: %d, %v", n, got, err)
		}
		got, err := c.Contacts.First(t.Context(), cuedesk.Where())
		if n == 0 && !errors.Is(err, cuedesk.ErrNotFound) || n > 0 && (err != nil || number(got.ID) != 1) {
			t.Errorf("first of %d: %v, %v", n, got, err)
		}
	}
}
