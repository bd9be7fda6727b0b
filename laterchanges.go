package cuedesk

import (
	"context"
	"sync"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// placesKept is how many places of contacts are remembered at least.
const placesKept = 4096

// laterChanges knows the contacts of a range that show a change after it: an index that is
// behind finds them by the change before, and a database fills in what they are now.
// They come the next time.
type laterChanges struct {
	since, until int64

	mu     sync.Mutex
	ids    map[uuid.UUID]struct{}
	places map[uuid.UUID]int64 // when contacts were changed by which the index sorts them
	older  map[uuid.UUID]int64
}

func newLaterChanges(s changeRange) *laterChanges {
	return &laterChanges{
		since: s.since, until: s.until, ids: map[uuid.UUID]struct{}{}, places: map[uuid.UUID]int64{},
	}
}

// shows reports whether a contact shows a change after the range.
func (l *laterChanges) shows(c *Contact) bool { return !c.UpdatedAt.Before(time.UnixMicro(l.until)) }

// has reports whether a contact has shown a change after the range.
func (l *laterChanges) has(c *Contact) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, ok := l.ids[c.key()]
	return ok
}

// any reports whether a contact has shown a change after the range.
func (l *laterChanges) any() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.ids) > 0
}

// put gives contacts with a change after the range the time by which they stand where
// they stand on a page, as far as that is known.
func (l *laterChanges) put(at walk.Place, items []Contact) {
	l.mu.Lock()
	defer l.mu.Unlock()
	before := l.since - 1 // nothing of the range has come
	if at.Bounded {
		before = max(before, at.Bound)
	}
	for i := range items {
		c := &items[i]
		if c.UpdatedAt.IsZero() {
			continue
		}
		place, ok := l.place(c)
		if !ok {
			place = before
			if next, ok := l.next(items[i+1:]); i == 0 && ok {
				place = next
			}
		}
		if l.shows(c) {
			if next, ok := l.next(items[i+1:]); ok {
				place = min(place, next)
			}
			place = max(place, before)
			l.ids[c.key()] = struct{}{}
			c.UpdatedAt = time.UnixMicro(place).UTC()
		}
		l.remember(c.key(), place)
		before = place
	}
}

// next returns the first known place of contacts.
func (l *laterChanges) next(items []Contact) (int64, bool) {
	for i := range items {
		if place, ok := l.place(&items[i]); ok {
			return place, true
		}
	}
	return 0, false
}

// place returns the time by which the index sorts a contact: what it shows, or has shown
// before.
func (l *laterChanges) place(c *Contact) (int64, bool) {
	if !c.UpdatedAt.IsZero() && !l.shows(c) {
		return c.UpdatedAt.UnixMicro(), true
	}
	return l.find(c.key())
}

// find returns the time by which the index sorts a contact.
func (l *laterChanges) find(id uuid.UUID) (int64, bool) {
	if at, ok := l.places[id]; ok {
		return at, true
	}
	at, ok := l.older[id]
	return at, ok
}

func (l *laterChanges) remember(id uuid.UUID, at int64) {
	if len(l.places) >= placesKept {
		l.older, l.places = l.places, make(map[uuid.UUID]int64, placesKept)
	}
	l.places[id] = at
}

// lastBefore returns a function that fetches the last contact of the range; nil where
// that shows a change after it.
func (l *laterChanges) lastBefore(
	newest func(context.Context) (*Contact, error),
) func(context.Context) (*Contact, error) {
	return func(ctx context.Context) (*Contact, error) {
		last, err := newest(ctx)
		if err != nil || last == nil || l.shows(last) {
			return nil, err
		}
		return last, nil
	}
}
