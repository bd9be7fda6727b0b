package orgcrm

import (
	"context"
	"fmt"
	"iter"

	"github.com/go-json-experiment/json"

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
// none comes twice, and none that stays is missed, as long as their order stays the
// same. What the order is the documentation does not say. For this, the IDs of all
// contacts given are kept until it ends. Contacts for which the API sends no member
// "id" are the same if they are the same in everything.
//
// Pages that bring nothing new for too long, because the API does not heed the
// offset, are an error that matches [cuedesk.ErrBadResponse].
func (s *ContactsService) SearchAll(ctx context.Context, q Query, page SearchOptions) iter.Seq2[*Contact, error] {
	if page.Limit == 0 {
		page.Limit = searchLimit
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
	fresh := w.advance(page.Items)
	if w.stale > 2*(len(w.seen)+at.Limit) {
		err := fmt.Errorf("%w: nothing new on %d contacts in a row", cuedesk.ErrBadResponse, w.stale)
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
	seen    map[string]bool
	stale   int // contacts, and empty pages, since the last new one
	done    bool
}

// advance takes in the page that was asked for, chooses the next, and returns what
// is new.
func (w *walk) advance(page []Contact) []*Contact {
	known := len(page) > 0 && w.seen[key(page[0])]
	w.stale += max(1, len(page))
	if w.overlap && !known {
		w.move(-max(1, w.next.Limit-1))
		return nil
	}
	w.done = len(page) == 0 || w.overlap && len(page) == 1
	fresh := w.take(page)
	if len(fresh) > 0 {
		w.stale = 0
	}
	w.move(max(1, len(page)-1))
	w.overlap = len(page) > 1
	return fresh
}

// move moves to another page, which has room for more than the contact that is
// known.
func (w *walk) move(by int) {
	w.next.Offset = max(w.start, w.next.Offset+by)
	w.next.Limit = max(2, w.next.Limit)
	w.overlap = w.next.Offset > w.start
}

// take returns the contacts that are new.
func (w *walk) take(page []Contact) []*Contact {
	var fresh []*Contact
	for i := range page {
		if name := key(page[i]); !w.seen[name] {
			w.seen[name] = true
			fresh = append(fresh, &page[i])
		}
	}
	return fresh
}

// key tells contacts apart: by the ID, or by everything where the API sends none.
func key(c Contact) string {
	if c.ID != "" {
		return "id " + string(c.ID)
	}
	all, _ := json.Marshal(c, json.Deterministic(true)) // it was decoded from JSON
	return string(all)
}
