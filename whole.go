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
// nothing: another one shows no more than this one does before or after it. A workspace that
// shows no contact at all is not believed.
func whole(view, other, workspace counting) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		var shown [4]int
		for i, count := range []counting{view, other, view, workspace} {
			var err error
			if shown[i], err = count(ctx); err != nil {
				return false, err
			}
		}
		return max(shown[0], shown[2]) >= shown[1] && shown[3] > 0, nil
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
	return whole(counts(s.core, opts.page), other, all)
}

// wholeSearch gives a search [whole]: the listing has no more contacts. What the filters of a
// query find no other view shows: it decides only where a job seems to have been finished.
func (s *source[T]) wholeSearch(q Query) {
	all := counts(s.core, Where().page)
	s.finished = whole(all, counts(s.core, ListContactsOptions{}.page), all)
	if len(q.filters) == 0 && q.text == "" {
		s.whole = s.finished
	}
}

// wholeMembers is [whole] for the members of a list: the listing, which may show archived
// ones too, has no more of them.
func (s *ListsService) wholeMembers(id ListID, opts ListMembersOptions) func(context.Context) (bool, error) {
	members := func(at PageOptions) rest.Operation { return opts.page(id, at) }
	listed := counts(s.core, ListContactsOptions{ListID: id}.page)
	return whole(counts(s.core, members), listed, counts(s.core, ListContactsOptions{}.page))
}
