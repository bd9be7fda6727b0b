package orgcrm

import (
	"context"
	"fmt"
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
)

// searchLimit is how many contacts SearchAll asks for at once: the number in the
// documentation's example, because the largest is not documented.
const searchLimit = 50

// SearchAll iterates over all contacts that the query finds, from page.Offset on,
// page by page. It can be ranged over again, stops fetching at break, and ends
// after an error.
//
// Contacts may be created, deleted or changed while it runs, by the caller too:
// none comes twice, and none that stays is missed, as long as the order of the
// others stays the same and pages have more than one contact. What the order is the
// documentation does not say. For this, the IDs of all contacts given are kept until
// it ends.
//
// Contacts for which the API sends no member "id" are the same if they are the same
// in everything; where one of them changes meanwhile, it is an error. So are pages
// that bring nothing new for too long, because the API does not heed the offset.
// Both match [cuedesk.ErrBadResponse].
func (s *ContactsService) SearchAll(ctx context.Context, q Query, page SearchOptions) iter.Seq2[*Contact, error] {
	switch page.Limit {
	case 0:
		page.Limit = searchLimit
	case 1:
		page.Limit = 2 // the known contact and another
	}
	return func(yield func(*Contact, error) bool) {
		w := walk{start: page.Offset, next: page, seen: map[string]bool{}}
		for !w.done {
			contacts, err := s.step(ctx, q, &w)
			if err != nil {
				yield(nil, err)
				return
			}
			for _, contact := range contacts {
				if !yield(contact, nil) {
					return
				}
			}
		}
	}
}

// step fetches the page that the walk has come to, moves the walk on, and returns
// what is new.
func (s *ContactsService) step(ctx context.Context, q Query, w *walk) ([]*Contact, error) {
	at := w.next
	page, err := s.Search(ctx, q, at)
	if err != nil {
		return nil, err
	}
	fresh, err := w.advance(page.Items)
	if err != nil {
		return nil, s.core.Fail(q.page(at), err)
	}
	return fresh, nil
}

// walk is where an iteration stands. A page after the first begins with the last
// contact of the one before, or with another that is known. If it does not, some
// before it are gone and others have moved up unseen: the walk goes back until it
// meets one that it knows.
type walk struct {
	start   int           // offset of the first page
	next    SearchOptions // the page to fetch
	overlap bool          // whether that must begin with a known contact
	largest int           // page so far
	seen    map[string]bool
	stale   int // contacts, and empty pages, since the last new one
	done    bool
}

// advance takes in the page that was asked for, chooses the next, and returns what
// is new.
func (w *walk) advance(page []Contact) (fresh []*Contact, err error) {
	w.largest = max(w.largest, len(page))
	w.stale += max(1, len(page))
	switch lost := w.overlap && (len(page) == 0 || !w.seen[key(page[0])]); {
	case lost && len(page) > 0 && page[0].ID == "":
		return nil, fmt.Errorf("%w: contacts without IDs have changed between two pages", cuedesk.ErrBadResponse)
	case lost:
		w.move(1-w.next.Limit, true)
	case !w.overlap && w.next.Offset > w.start && len(page) > 0 && w.largest > 1:
		w.move(-1, true) // more has come after what was the end: ask for it together with that
	default:
		fresh = w.take(page)
		w.done = len(page) == 0
		w.move(max(1, len(page)-1), len(page) > 1)
	}
	if w.stale > 2*len(w.seen)+20*w.next.Limit {
		return nil, fmt.Errorf("%w: nothing new on %d contacts in a row", cuedesk.ErrBadResponse, w.stale)
	}
	return fresh, nil
}

// move moves to another page, which must begin with a known contact if it overlaps
// with those before it.
func (w *walk) move(by int, overlap bool) {
	w.next.Offset = max(w.start, w.next.Offset+by)
	w.overlap = overlap && w.next.Offset > w.start
}

// take returns the contacts that are new.
func (w *walk) take(page []Contact) []*Contact {
	var fresh []*Contact
	for i := range page {
		if name := key(page[i]); !w.seen[name] {
			w.seen[name] = true
			fresh = append(fresh, &page[i])
			w.stale = 0
		}
	}
	return fresh
}

// key tells contacts apart: by the ID, or by everything where the API sends none.
func key(c Contact) string {
	if c.ID != "" {
		return "id " + string(c.ID)
	}
	all, err := json.Marshal(c, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return fmt.Sprintf("%#v", c) // more than enough to tell it by
	}
	return string(all)
}
