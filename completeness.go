package cuedesk

import (
	"context"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// counter counts what a view of contacts shows.
type counter func(context.Context) (int, error)

// counterOf returns a function that counts the contacts that an operation gives in pages.
func counterOf(core *rest.Core, page func(PageOptions) rest.Operation) counter {
	return func(ctx context.Context) (int, error) {
		first, err := rest.Fetch[Page[Contact]](ctx, core, page(PageOptions{Limit: 1}))
		if err != nil {
			return 0, err
		}
		return first.Total, nil
	}
}

// completeness returns a function that reports whether a view may be believed that shows little or
// nothing: another one shows no more than this one does before or after it. A workspace that
// shows no contact at all is not believed.
func completeness(view, other, workspace counter) func(context.Context) (bool, error) {
	return func(ctx context.Context) (bool, error) {
		var shown [4]int
		for i, count := range []counter{view, other, view, workspace} {
			var err error
			if shown[i], err = count(ctx); err != nil {
				return false, err
			}
		}
		return max(shown[0], shown[2]) >= shown[1] && shown[3] > 0, nil
	}
}

// listingCompleteness is [completeness] for the listing that the options choose: the search has no more
// contacts, and a list no more members, archived ones included.
func (s *ContactsService) listingCompleteness(opts ListContactsOptions) func(context.Context) (bool, error) {
	all, other := counterOf(s.core, ListContactsOptions{}.page), counterOf(s.core, Where().page)
	if !opts.ListID.IsZero() {
		members := ListMembersOptions{IncludeArchived: true}
		other = counterOf(s.core, func(at PageOptions) rest.Operation { return members.page(opts.ListID, at) })
	}
	return completeness(counterOf(s.core, opts.page), other, all)
}

// setSearchCompleteness gives a search [completeness]: the listing has no more contacts. No other view shows what the
// filters of a query find: the check decides only where a job seems to have been finished.
func (s *source[T]) setSearchCompleteness(q Query) {
	all := counterOf(s.core, Where().page)
	s.resumedCompleteness = completeness(all, counterOf(s.core, ListContactsOptions{}.page), all)
	if len(q.filters) == 0 && q.text == "" {
		s.completeness = s.resumedCompleteness
	}
}

// memberCompleteness is [completeness] for the members of a list: the listing, which may show archived
// ones too, has no more of them.
func (s *ListsService) memberCompleteness(id ListID, opts ListMembersOptions) func(context.Context) (bool, error) {
	members := func(at PageOptions) rest.Operation { return opts.page(id, at) }
	listed := counterOf(s.core, ListContactsOptions{ListID: id}.page)
	return completeness(counterOf(s.core, members), listed, counterOf(s.core, ListContactsOptions{}.page))
}
