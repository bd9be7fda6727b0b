package cuedesk

import (
	"context"
	"errors"

	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// maxEmptyAnswers is how often a question is asked that finds nothing, although something says
// that there is more.
const maxEmptyAnswers = 10

// errUnconfirmed: nothing was found, and nothing confirms that there is nothing.
var errUnconfirmed = errors.New("nothing confirms that there is nothing")

// question asks the API for something, and reports whether it is so.
type question func(context.Context) (bool, error)

// findOrConfirm asks until something is found, or a wider view confirms that there is
// nothing: see [walk.Confirm]. It asks the wider view so many times at most, with pauses
// in between, and then gives up with errUnconfirmed.
func findOrConfirm(ctx context.Context, core *rest.Core, times int, find, wider question) error {
	var found bool
	ask := func(ctx context.Context) (bool, error) {
		var err error
		found, err = find(ctx)
		return found, err
	}
	for n := range times {
		if n > 1 {
			core.Pause(ctx, min(n, maxEmptyAnswers/2))
		}
		if found, err := ask(ctx); found || err != nil {
			return err
		}
		if nothing, err := walk.Confirm(ctx, wider, ask); nothing || found || err != nil {
			return err
		}
	}
	if found, err := ask(ctx); found || err != nil {
		return err
	}
	return errUnconfirmed
}

// hasContacts asks whether a view of contacts shows any.
func hasContacts(core *rest.Core, page func(PageOptions) rest.Operation) question {
	first := firstFetcher[Contact](core, page)
	return func(ctx context.Context) (bool, error) {
		contact, err := first(ctx)
		return contact != nil, err
	}
}

// confirmsEmpty asks whether a view that shows nothing may be believed: it does show some contact,
// or the other one shows none either.
func confirmsEmpty(view, other question) question {
	return func(ctx context.Context) (bool, error) {
		if shows, err := view(ctx); shows || err != nil {
			return shows, err
		}
		shows, err := other(ctx)
		return !shows && err == nil, err
	}
}

// searchConfirmsEmpty asks whether a search that shows nothing may be believed, by the listing.
func (s *ContactsService) searchConfirmsEmpty() question {
	return confirmsEmpty(hasContacts(s.core, Where().page), hasContacts(s.core, ListContactsOptions{}.page))
}

// listingConfirmsEmpty asks whether a listing that shows nothing may be believed, by the search.
func (s *ContactsService) listingConfirmsEmpty() question {
	return confirmsEmpty(hasContacts(s.core, ListContactsOptions{}.page), hasContacts(s.core, Where().page))
}

// firstOrNone fetches the first page for a walk. An empty page must be confirmed.
func (s *source[T]) firstOrNone(ctx context.Context, wider question, unconfirmed error) error {
	err := findOrConfirm(ctx, s.core, maxEmptyAnswers, s.findFirst, wider)
	if errors.Is(err, errUnconfirmed) {
		err = s.core.Fail(s.page(walk.Place{}), unconfirmed)
	}
	return err
}
