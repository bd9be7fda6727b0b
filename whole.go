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
// nothing: the workspace shows contacts, and another view shows no more than this one does
// before or after it.
func whole(workspace, view, other counting) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		var shown [4]int
		for i, count := range []counting{workspace, view, other, view} {
			var err error
			if shown[i], err = count(ctx); err != nil {
				return false, err
			}
		}
		return shown[0] > 0 && max(shown[1], shown[3]) >= shown[2], nil
	}
}

// wholeListing is [whole] for the listing that the options choose: the search has no more
// contacts, and a list no more members, archived ones included.
func (s *ContactsService) wholeListing(opts ListContactsOptions) func(context.Context) (bool, error) {
	all, other := counts(s.core, ListContactsOptions{}.page), counts(s.core, Where().page)
	if !opts.ListID.IsZero() {
		members := ListMembersOptions{IncludeArchived: true}
		other = counts(s.core, func(at PageOptions) rest.Operation { return members.page(opts.ListID, at) })
	}
	return whole(all, counts(s.core, opts.page), other)
}

// wholeSearch is [whole] for searches: the listing has no more contacts. What the filters of
// a query find no other view shows: it decides only where a job seems to have been finished.
func (src *source[T]) wholeSearch(core *rest.Core, q Query) {
	all := counts(core, Where().page)
	src.finished = whole(all, all, counts(core, ListContactsOptions{}.page))
	if len(q.filters) == 0 && q.text == "" {
		src.whole = src.finished
	}
}

// wholeMembers is [whole] for the members of a list: the listing, which may show archived
// ones too, has no more of them.
func (s *ListsService) wholeMembers(id ListID, opts ListMembersOptions) func(context.Context) (bool, error) {
	members := func(at PageOptions) rest.Operation { return opts.page(id, at) }
	listed := ListContactsOptions{ListID: id}.page
	return whole(counts(s.core, ListContactsOptions{}.page), counts(s.core, members), counts(s.core, listed))
}
