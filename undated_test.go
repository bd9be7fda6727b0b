package cuedesk_test

import (
	"context"
	"errors"
	"iter"
	"slices"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
)

// TestIterators_undated: some contacts have no times. Databases put them first or last, and filters
// on times do not find them.
func TestIterators_undated(t *testing.T) {
	t.Parallel()
	kinds := slices.DeleteFunc(iterators(), func(k iterator) bool {
		return k.field != "created_at" && k.field != "updated_at"
	})
	kinds = append(kinds, iterator{name: "Partitions", all: scanQuarters})
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			for _, nulls := range []int{-1, 1} {
				resumed := func(stop int) { // goes on from a checkpoint
					synctest.Test(t, func(t *testing.T) { readUndated(t, k, nulls, stop) })
				}
				if k.name != "Partitions" { // each of them has checkpoints of its own
					resumed(3)
					resumed(100)
				}
				synctest.Test(t, func(t *testing.T) {
					w := newListServer(1)
					for n := range 150 {
						w.add(w.timeOf(100*n), "Ann")
						w.records()[n].undated = n%5 == 0
					}
					w.nullOrder = nulls
					came := 0
					var err error
					for _, err = range k.all(t.Context(), newClient(t, w.serve), 20, cuedesk.WithPrefetch(0)) {
						came++
					}
					short := err == nil && came < len(w.records())
					if short || err != nil && !errors.Is(err, cuedesk.ErrListChanged) && !errors.Is(err, cuedesk.ErrBadResponse) {
						t.Errorf("nulls %d: %d of %d came: %v", nulls, came, len(w.records()), err)
					}
					if w.requests > 100 {
						t.Errorf("nulls %d: %d requests", nulls, w.requests)
					}
				})
			}
		})
	}
}

// readUndated stops after some contacts, a fifth of which have no time, and goes on from there.
func readUndated(t *testing.T, k iterator, nulls, stop int) {
	t.Helper()
	w := newListServer(1)
	for n := range 150 {
		w.add(w.timeOf(100*n), "Ann")
		w.records()[n].undated = n%5 == 0
	}
	w.nullOrder = nulls
	c := newClient(t, w.serve)
	var at cuedesk.Position
	came := 0
	var err error
	for _, err = range k.all(t.Context(), c, 20, cuedesk.WithPrefetch(0), cuedesk.WithPosition(&at)) {
		if came++; err != nil || came == stop {
			break
		}
	}
	if err == nil {
		for _, err = range k.all(t.Context(), c, 20, cuedesk.WithPrefetch(0), cuedesk.ResumeFrom(at.Checkpoint())) {
			came++
		}
	}
	if err == nil && came < len(w.records()) {
		t.Errorf("nulls %d: %d of %d came, in two walks", nulls, came, len(w.records()))
	}
}

// scanQuarters scans four partitions, one after the other.
func scanQuarters(ctx context.Context, c client, _ int, opts ...cuedesk.IterOption) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		parts, err := c.Contacts.Partitions(ctx, cuedesk.Where(), 4)
		if err != nil {
			yield(0, err)
			return
		}
		for _, part := range parts {
			for n, err := range contactNumbers(c.Contacts.Scan(ctx, part.Query, opts...)) {
				if !yield(n, err) {
					return
				}
			}
		}
	}
}
