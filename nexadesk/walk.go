package nexadesk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"

	"github.com/cuedesk/cuedesk-go"
)

// maxPagesWithoutNew is how many pages in a row may have no new contact and yet claim that
// there is more. A search may leave pages empty, but a server that invents cursors
// would keep the iteration going for ever, and nothing it yields could break it.
const maxPagesWithoutNew = 10

// All iterates over the contacts from opts.Cursor on, page by page (API: "List
// Contacts"). It fetches a page when the loop needs it, stops at break, and ends after
// an error. The iterator can be used again, and then begins anew.
//
// To read all contacts, set opts.Order to OrderByCreatedAt.Asc(): in any other order, a
// contact that changes during the iteration may be missed, see [OrderField]. The API
// does not document what happens when contacts are deleted during the iteration, also
// by the loop itself. No contact is yielded twice: for that, All keeps the IDs of all
// contacts that it has yielded.
//
// The iteration ends with an error that matches [cuedesk.ErrBadResponse] and
// [cuedesk.ErrListChanged] if a page says that there is a next page but not which, or
// the reverse; if a cursor repeats; after more than ten pages in a row without a new
// contact; or if fewer contacts have come than the lowest Page.Total. The last check is
// left out if opts.Cursor is set. The API does not document whether Page.Total counts
// only the contacts that Search and Tag choose: if fewer have come, All finds out by one
// more request, for a tag that no contact has.
func (s *ContactsService) All(ctx context.Context, opts ListOptions) iter.Seq2[*Contact, error] {
	if opts.Limit == 0 {
		opts.Limit = maxPage
	}
	return func(yield func(*Contact, error) bool) {
		w := walk{
			next: opts, cursors: map[string]bool{opts.Cursor: true}, seen: map[ContactID]bool{},
			whole: opts.Cursor == "", chosen: opts.Search+opts.Tag != "",
		}
		for !w.done {
			fresh, err := s.step(ctx, &w)
			for _, contact := range fresh {
				if !yield(contact, nil) {
					return
				}
			}
			if err != nil {
				yield(nil, err)
				return
			}
		}
	}
}

// step fetches the page that the walk has come to, returns the contacts on it that
// are new, and moves the walk on.
func (s *ContactsService) step(ctx context.Context, w *walk) ([]*Contact, error) {
	at := w.next
	page, err := s.List(ctx, at)
	if err != nil {
		return nil, err
	}
	fresh := w.take(page.Items)
	problem := w.advance(page)
	if w.done && w.whole && len(w.seen) < w.least {
		if problem, err = s.explainShort(ctx, w); err != nil {
			return fresh, err
		}
	}
	if problem != "" {
		err = fmt.Errorf("%w: %s", cuedesk.ErrListChanged, problem)
		err = s.core.Fail(at.page(), errors.Join(err, cuedesk.ErrBadResponse))
	}
	return fresh, err
}

// explainShort says what is wrong with a list that ended after fewer contacts than the
// API counted: nothing if the count is not of those that were chosen.
func (s *ContactsService) explainShort(ctx context.Context, w *walk) (problem string, err error) {
	if w.chosen {
		none, err := s.List(ctx, ListOptions{Tag: rand.Text(), Limit: 1})
		if err != nil || none.Total > 0 {
			return "", err
		}
	}
	return fmt.Sprintf("%d contacts came of at least %d", len(w.seen), w.least), nil
}

// walk is where an iteration stands.
type walk struct {
	next            ListOptions
	cursors         map[string]bool    // of the pages so far; the empty one is that of the first page
	seen            map[ContactID]bool // the contacts so far
	pagesWithoutNew int                // pages since the last new contact
	pages           int                // pages so far
	least           int                // the smallest total of a page
	whole           bool               // it begins with the first page
	chosen          bool               // it goes through some of the contacts
	done            bool
}

// take keeps the contacts that are new.
func (w *walk) take(items []Contact) (fresh []*Contact) {
	w.pagesWithoutNew++
	for i := range items {
		if contact := &items[i]; !w.seen[contact.ID] {
			w.seen[contact.ID] = true
			w.pagesWithoutNew = 0
			fresh = append(fresh, contact)
		}
	}
	return fresh
}

// advance chooses the page after this one, or says why there can be none.
func (w *walk) advance(page *Page) (problem string) {
	cursor := page.NextCursor
	if w.pages++; w.pages == 1 {
		w.least = page.Total
	}
	if page.Total >= max(1, len(page.Items)) { // else it is no count of what came before
		w.least = min(w.least, page.Total)
	}
	switch {
	case !page.HasMore && cursor != "":
		return "a page with none after it has a cursor"
	case !page.HasMore:
		w.done = true
	case cursor == "":
		return "a page with more after it has no cursor"
	case w.cursors[cursor]:
		return "the cursor of a page repeats"
	case w.pagesWithoutNew > maxPagesWithoutNew:
		return "page after page without a new contact"
	}
	w.next.Cursor, w.cursors[cursor] = cursor, true
	return ""
}
