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

// shows reports whether the search shows any contact at all.
func (s *ContactsService) shows(ctx context.Context) (bool, error) {
	page, err := s.Search(ctx, Where(), PageOptions{Limit: 1})
	return err == nil && len(page.Items) > 0, err
}
