package cuedesk_test

import (
	"context"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// costs are how many requests it may take to read 1,000 contacts, 100 a page.
var costs = []struct {
	name   string
	walk   string                      // "" is All in order of creation
	each   func(w *world, n int)       // what the loop does with an item
	change func(w *world, request int) // what others do between requests
	opts   []cuedesk.IterOption
	want   int
}{
	{name: "calm", walk: "All by created_at asc", want: 11},
	{name: "calm", walk: "All by created_at desc", want: 11},
	{name: "calm", walk: "All by first_name asc", want: 11},
	{name: "calm", walk: "All by updated_at asc", want: 11},
	{name: "calm", walk: "Scan", want: 11},
	{name: "calm", walk: "Changes", want: 12},
	{name: "calm", walk: "AllContacts", want: 12},
	{name: "calm", walk: "Notes.All", want: 11},
	{name: "one leaves per request", walk: "All by created_at asc", change: leaves, want: 11},
	{name: "one leaves per request", walk: "All by first_name asc", change: leaves, want: 13},
	{name: "one leaves per request", walk: "Scan", change: leaves, want: 11},
	{name: "one leaves per request", walk: "AllContacts", change: leaves, want: 18},
	{name: "one leaves per request", walk: "Notes.All", change: leaves, want: 16},
	{name: "the loop removes", walk: "All by created_at asc", each: (*world).remove, want: 13},
	{name: "the loop removes", walk: "Scan", each: (*world).remove, want: 15},
	{name: "the loop removes", walk: "AllContacts", each: (*world).remove, want: 14},
	{name: "the loop removes", walk: "Notes.All", each: (*world).remove, want: 13},
	{name: "the loop updates", walk: "All by created_at asc", each: touch, want: 11},
	{name: "the loop updates", walk: "Scan", each: touch, want: 11},
	{name: "the loop updates", walk: "Changes", each: touch, want: 16},
	{name: "the loop updates", walk: "All by updated_at asc", each: touch, want: 25},
}

// leaves removes a contact from the front.
func leaves(w *world, request int) {
	if request > 1 {
		w.remove(w.now()[0].n)
	}
}

// touch updates a thing.
func touch(w *world, n int) { w.update(n, func(t *thing) { t.updated = time.Now() }) }

// TestIterators_requests counts them.
func TestIterators_requests(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(context.Context, client, int, ...cuedesk.IterOption) iter.Seq2[int, error]{}
	for _, kind := range walks() {
		kinds[kind.name] = kind.all
	}
	for _, cost := range testset.Some(costs, 3) {
		t.Run(cost.name+"/"+cost.walk, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(1)
				for n := range 1000 {
					w.add(time.Now().Add(time.Duration(n-2000)*time.Second), names[4+n%200])
				}
				if cost.change != nil {
					w.change = func(request int) { cost.change(w, request) }
				}
				count := 0
				for n, err := range kinds[cost.walk](t.Context(), newClient(t, w.serve), 100, cuedesk.WithPrefetch(0)) {
					if err != nil {
						t.Fatal(err)
					}
					if count++; cost.each != nil {
						cost.each(w, n)
					}
				}
				if w.requests != cost.want {
					t.Errorf("%d requests for %d things, want %d", w.requests, count, cost.want)
				}
			})
		})
	}
}
