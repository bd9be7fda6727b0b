package cuedesk

import (
	"context"
	"errors"

	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// askFirst is how often a question is asked that finds nothing, although something says
// that there is more.
const askFirst = 10

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
			core.Pause(ctx, min(n, askFirst/2))
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

// showsAny asks whether a view of contacts shows any.
func showsAny(core *rest.Core, page func(PageOptions) rest.Operation) question {
	first := firstOf[Contact](core, page)
	return func(ctx context.Context) (bool, error) {
		contact, err := first(ctx)
		return contact != nil, err
	}
}

// agree asks whether a view that shows nothing may be believed: it does show some contact,
// or the other one shows none either.
func agree(view, other question) question {
	return func(ctx context.Context) (bool, error) {
		if shows, err := view(ctx); shows || err != nil {
			return shows, err
		}
		shows, err := other(ctx)
		return !shows && err == nil, err
	}
}

// searchAgrees asks whether a search that shows nothing may be believed, by the listing.
func (s *ContactsService) searchAgrees() question {
	return agree(showsAny(s.core, Where().page), showsAny(s.core, ListContactsOptions{}.page))
}

// listingAgrees asks whether a listing that shows nothing may be believed, by the search.
func (s *ContactsService) listingAgrees() question {
	return agree(showsAny(s.core, ListContactsOptions{}.page), showsAny(s.core, Where().page))
}

// firstOrNone fetches the first page for a walk. That it shows nothing must be confirmed.
func (s *source[T]) firstOrNone(ctx context.Context, wider question, unconfirmed error) error {
	err := findOrConfirm(ctx, s.core, askFirst, s.findFirst, wider)
	if errors.Is(err, errUnconfirmed) {
		err = s.core.Fail(s.page(walk.Place{}), unconfirmed)
	}
	return err
}
