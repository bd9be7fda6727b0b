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

// requestLimits are how many requests it may take to read 1,000 contacts, 100 a page.
var requestLimits = []struct {
	name   string
	walk   string                           // "" is All in order of creation
	each   func(w *listServer, n int)       // what the loop does with an item
	change func(w *listServer, request int) // what others do between requests
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
	{name: "one leaves per request", walk: "All by created_at asc", change: removeFirst, want: 11},
	{name: "one leaves per request", walk: "All by first_name asc", change: removeFirst, want: 13},
	{name: "one leaves per request", walk: "Scan", change: removeFirst, want: 11},
	{name: "one leaves per request", walk: "AllContacts", change: removeFirst, want: 18},
	{name: "one leaves per request", walk: "Notes.All", change: removeFirst, want: 16},
	{name: "the loop removes", walk: "All by created_at asc", each: (*listServer).remove, want: 13},
	{name: "the loop removes", walk: "Scan", each: (*listServer).remove, want: 15},
	{name: "the loop removes", walk: "AllContacts", each: (*listServer).remove, want: 14},
	{name: "the loop removes", walk: "Notes.All", each: (*listServer).remove, want: 13},
	{name: "the loop updates", walk: "All by created_at asc", each: touchRecord, want: 11},
	{name: "the loop updates", walk: "Scan", each: touchRecord, want: 11},
	{name: "the loop updates", walk: "Changes", each: touchRecord, want: 16},
	{name: "the loop updates", walk: "All by updated_at asc", each: touchRecord, want: 25},
}

// removeFirst removes a contact from the front.
func removeFirst(w *listServer, request int) {
	if request > 1 {
		w.remove(w.records()[0].n)
	}
}

// touchRecord updates a record.
func touchRecord(w *listServer, n int) { w.update(n, func(t *record) { t.updated = time.Now() }) }

// TestIterators_requests counts them.
func TestIterators_requests(t *testing.T) {
	t.Parallel()
	kinds := map[string]func(context.Context, client, int, ...cuedesk.IterOption) iter.Seq2[int, error]{}
	for _, kind := range iterators() {
		kinds[kind.name] = kind.all
	}
	for _, cost := range testset.Some(requestLimits, 3) {
		t.Run(cost.name+"/"+cost.walk, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newListServer(1)
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
