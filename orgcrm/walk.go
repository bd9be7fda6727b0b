package orgcrm

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// searchLimit is how many contacts SearchAll asks for at once: the number in the
// documentation's example, because the largest is not documented.
const searchLimit = 50

// SearchAll iterates over all contacts that the query finds, from page.Offset on, page
// by page (API: "POST /contacts/search"). It fetches a page when the loop needs it, stops
// at break, and ends after an error. The iterator can be used again, and then begins
// anew.
//
// A contact that the query finds during the whole iteration comes exactly once, as long
// as the others keep their order and pages have more than one contact. No contact comes
// twice. The documentation does not say in which order they come. If the API ignores the
// offset, or orders the contacts differently each time, the iteration ends with an error
// that matches [cuedesk.ErrListChanged]. The documentation shows no total: if the API
// leaves contacts out, SearchAll cannot notice.
//
// If the API sends no member "id", contacts are compared by all their members: two equal
// contacts, or one that changes during the iteration, match [cuedesk.ErrListChanged] as
// well.
func (s *ContactsService) SearchAll(ctx context.Context, q Query, page SearchOptions) iter.Seq2[*Contact, error] {
	if page.Limit == 0 {
		page.Limit = searchLimit
	}
	return func(yield func(*Contact, error) bool) {
		w := walk.New(s.list(q, page), nil)
		for {
			contacts, err := w.Next(ctx)
			if err != nil {
				yield(nil, s.explain(q, page, err))
				return
			}
			for n, contact := range contacts {
				if w.Take(n); !yield(contact, nil) {
					return
				}
			}
			if contacts == nil {
				return
			}
		}
	}
}

// list is what the query finds, in an order that does not show.
func (s *ContactsService) list(q Query, start SearchOptions) walk.List[Contact, string] {
	return walk.List[Contact, string]{
		Fetch: func(ctx context.Context, at walk.Place) (*walk.Page[Contact], error) {
			page, err := s.Search(ctx, q, SearchOptions{Limit: at.Limit, Offset: at.Offset})
			if err != nil {
				return nil, err
			}
			return &walk.Page[Contact]{Items: page.Items, Limit: -1, Offset: -1, Total: -1}, nil
		},
		ID: key,
		Lost: func(page *walk.Page[Contact]) error {
			if len(page.Items) > 0 && page.Items[0].ID == "" {
				return &walk.ChangedError{Reason: "contacts without IDs have changed between two pages"}
			}
			return nil
		},
		Offset:  start.Offset,
		Limit:   start.Limit,
		MaxPage: max(start.Limit, searchLimit),
	}
}

// explain makes an error of the client of one of the walk.
func (s *ContactsService) explain(q Query, page SearchOptions, err error) error {
	if changed, ok := errors.AsType[*walk.ChangedError](err); ok {
		err = fmt.Errorf("%w: %s", cuedesk.ErrListChanged, changed.Reason)
		return s.core.Fail(q.page(page), errors.Join(err, cuedesk.ErrBadResponse))
	}
	return err
}

// key tells contacts apart: by the ID, or by everything where the API sends none.
func key(c *Contact) string {
	if c.ID != "" {
		return "id " + string(c.ID)
	}
	all, err := json.Marshal(c, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
	if err != nil {
		return fmt.Sprintf("%#v", c) // more than enough to tell it by
	}
	return string(all)
}
