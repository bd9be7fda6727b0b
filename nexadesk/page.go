package nexadesk

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"slices"

	"github.com/cuedesk/cuedesk-go"
)

// Page is one page of contacts (API: "List Contacts").
type Page struct {
	Items      []Contact // the contacts of this page, in the order asked for
	HasMore    bool      // whether there is a page after this one
	NextCursor string    // [ListOptions].Cursor of the page after this one; empty on the last
	TotalCount int       // the number of contacts on all pages
	Limit      int       // the page size that the API used
}

// LogValue logs how many contacts there are, and nothing about any.
func (p Page) LogValue() slog.Value {
	return slog.StringValue(fmt.Sprintf("%d of %d contacts", len(p.Items), p.TotalCount))
}

// completePage reports whether a response is a page: one without contacts or
// pagination must not pass for an empty list.
func completePage(e *envelope[[]Contact]) bool {
	nameless := func(c Contact) bool { return c.ID == "" }
	return e.Data != nil && e.Pagination != nil && !slices.ContainsFunc(e.Data, nameless)
}

// All iterates over the contacts from opts.Cursor on, page by page. It can be
// ranged over again, stops fetching at break, and ends after an error. A page that
// says there are more contacts, but leads nowhere or back, is an error that
// matches [cuedesk.ErrBadResponse]: a list that ends early must not pass for a
// complete one.
func (s *ContactsService) All(ctx context.Context, opts ListOptions) iter.Seq2[*Contact, error] {
	if opts.Limit == 0 {
		opts.Limit = maxPage
	}
	return func(yield func(*Contact, error) bool) {
		w := walk{next: opts, seen: map[string]bool{opts.Cursor: true}}
		for !w.done {
			page, err := s.step(ctx, &w)
			if err != nil {
				yield(nil, err)
				return
			}
			for i := range page.Items {
				if !yield(&page.Items[i], nil) {
					return
				}
			}
		}
	}
}

// step fetches the page that the walk has come to, and moves it on.
func (s *ContactsService) step(ctx context.Context, w *walk) (*Page, error) {
	at := w.next
	page, err := s.List(ctx, at)
	if err != nil {
		return nil, err
	}
	if err := w.advance(page); err != nil {
		return nil, s.core.Fail(at.page(), err)
	}
	return page, nil
}

// walk is where an iteration stands.
type walk struct {
	next ListOptions
	seen map[string]bool // cursors; the empty one is that of the first page
	done bool
}

// advance chooses the page after this one.
func (w *walk) advance(page *Page) error {
	w.next.Cursor, w.done = page.NextCursor, !page.HasMore
	switch {
	case w.done:
		return nil
	case page.NextCursor == "":
		return fmt.Errorf("%w: a page with more after it has no cursor", cuedesk.ErrBadResponse)
	case w.seen[page.NextCursor]:
		return fmt.Errorf("%w: the cursor of a page repeats", cuedesk.ErrBadResponse)
	}
	w.seen[page.NextCursor] = true
	return nil
}
