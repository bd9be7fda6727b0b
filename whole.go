package cuedesk

import (
	"context"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// counting counts what a view of contacts shows.
type counting func(context.Context) (int, error)

// counts returns a function that counts the contacts that an operation gives in pages.
func counts(core *rest.Core, page func(PageOptions) rest.Operation) counting {
	return func(ctx context.Context) (int, error) {
		first, err := rest.Fetch[Page[Contact]](ctx, core, page(PageOptions{Limit: 1}))
		if err != nil {
			return 0, err
		}
		return first.Total, nil
	}
}

// whole returns a function that reports whether a view may be believed that shows little or
// nothing: the workspace shows contacts, and another view shows no more than this one.
func whole(workspace, view, other counting) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		var shown [3]int
		for i, count := range []counting{workspace, view, other} {
			var err error
			if shown[i], err = count(ctx); err != nil {
				return false, err
			}
		}
		return shown[0] > 0 && shown[1] >= shown[2], nil
	}
}

// wholeListing is [whole] for the listing that the options choose: the search has no more
// contacts, and a list no more members.
func (s *ContactsService) wholeListing(opts ListContactsOptions) func(context.Context) (bool, error) {
	all, other := counts(s.core, ListContactsOptions{}.page), counts(s.core, Where().page)
	if !opts.ListID.IsZero() {
		other = counts(s.core, func(at PageOptions) rest.Operation { return ListMembersOptions{}.page(opts.ListID, at) })
	}
	return whole(all, counts(s.core, opts.page), other)
}

// wholeSearch is [whole] for searches: the listing has no more contacts than the search.
func (s *ContactsService) wholeSearch() func(context.Context) (bool, error) {
	all := counts(s.core, Where().page)
	return whole(all, all, counts(s.core, ListContactsOptions{}.page))
}

// wholeMembers is [whole] for the members of a list: the listing has no more of them.
func (s *ListsService) wholeMembers(id ListID) func(context.Context) (bool, error) {
	members := func(at PageOptions) rest.Operation { return ListMembersOptions{IncludeArchived: true}.page(id, at) }
	listed := ListContactsOptions{ListID: id}.page
	return whole(counts(s.core, ListContactsOptions{}.page), counts(s.core, members), counts(s.core, listed))
}
