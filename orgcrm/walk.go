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

// SearchAll iterates over all contacts that the query finds, from page.Offset on,
// page by page. It can be ranged over again, stops fetching at break, and ends
// after an error.
//
// A contact that the query finds during the whole walk comes exactly once, as long as
// the others keep their order and pages have more than one contact; none comes twice.
// What the order is the documentation does not say. A list that cannot be walked truly,
// because the API does not heed the offset or orders the contacts anew each time, ends
// in an error that matches [cuedesk.ErrListChanged]. The documentation shows no total:
// a search of which some contacts never show cannot be told from a complete one.
//
// Contacts for which the API sends no member "id" are told apart by everything they
// have: two that are alike in everything, or one that changes, are such an error too.
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
