package conformance

import (
	"context"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// pages is a list that is read page by page.
type pages[T any] struct {
	listing

	size  int         // the documented default of limit
	want  []uuid.UUID // the IDs of all that is on the pages, in any order
	id    func(T) uuid.UUID
	fetch func(context.Context, cuedesk.PageOptions) (*cuedesk.Page[T], error)
}

// contactPages are pages of the suite's contacts.
func contactPages(l listing, want []member) pages[cuedesk.Contact] {
	l.shape = contactShape
	p := pages[cuedesk.Contact]{listing: l, size: defaultLimit, id: func(c cuedesk.Contact) uuid.UUID { return c.ID.UUID }}
	for _, m := range want {
		p.want = append(p.want, m.contact.ID.UUID)
	}
	return p
}

// listPages are pages of lists.
func listPages(l listing, want ...*cuedesk.List) pages[cuedesk.List] {
	l.shape = listShape
	p := pages[cuedesk.List]{listing: l, size: defaultLimit, id: func(l cuedesk.List) uuid.UUID { return l.ID.UUID }}
	for _, l := range want {
		p.want = append(p.want, l.ID.UUID)
	}
	return p
}

// checkPagination checks the laws of pages on all that has pages, but for notes and the lists of a contact: they have
// parts of their own, in which there are some.
func (s *suite) checkPagination(ctx context.Context) {
	p := s.setUp(ctx)
	inList := url.Values{"contact_list_uuid": {p.list.ID.String()}}
	contacts := contactPages(listing{section: "List Contacts", operation: "GET /v1/contacts", ask: inList}, p.members)
	contacts.fetch = func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.Contact], error) {
		return s.client.Contacts.List(ctx, cuedesk.ListContactsOptions{PageOptions: at, ListID: p.list.ID})
	}
	contacts.comparePages(ctx, s)
	members := contactPages(listing{
		section: "List Contacts in a Contact List", operation: listMembersRoute, ask: url.Values{}, args: []any{p.list.ID},
	}, p.members)
	members.fetch = func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.Contact], error) {
		return s.client.Lists.Contacts(ctx, p.list.ID, cuedesk.ListMembersOptions{PageOptions: at})
	}
	members.comparePages(ctx, s)
	s.searchable(ctx)
	ours := map[string]any{"advanced_search": []any{s.ourFilter()}}
	found := contactPages(listing{section: "Search Contacts", operation: searchOperation, ask: ours}, p.members)
	found.size = searchLimit
	found.fetch = func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.Contact], error) {
		return s.client.Contacts.Search(ctx, cuedesk.Where(s.isMarked()), at)
	}
	found.comparePages(ctx, s)
	s.settled(ctx, "List Custom Fields", func() { s.checkFieldPages(ctx, p) })
	s.checkLimits(ctx, p)
	if s.Strict {
		s.checkChoices(ctx, p)
	}
}

// checkFieldPages checks the pages of custom fields. Others may have fields, and create some at the same time.
func (s *suite) checkFieldPages(ctx context.Context, p *fixtures) {
	const section = "List Custom Fields"
	seen := map[cuedesk.CustomFieldID]int{}
	for field, err := range s.client.CustomFields.All(ctx, cuedesk.PageOptions{Limit: maxLimit}) {
		if s.ok(section, err) {
			seen[field.ID]++
		}
	}
	for _, kind := range fieldKinds {
		same(s, section, "how often the custom field of type "+string(kind.kind)+" is there", seen[p.fields[kind.name].ID], 1)
	}
	for _, limit := range []int{1, 2} {
		page, err := s.client.CustomFields.List(ctx, cuedesk.PageOptions{Limit: limit, Offset: 1})
		if s.ok(section, err) {
			checkPage(s, section, page, limit, 1)
			same(s, section, "items of a page with limit "+strconv.Itoa(limit), len(page.Items), limit)
		}
	}
	if page, err := s.client.CustomFields.List(ctx, cuedesk.PageOptions{}); s.ok(section, err) {
		checkPage(s, section, page, defaultLimit, 0)
	}
	var ids []uuid.UUID
	for _, field := range p.fields {
		ids = append(ids, field.ID.UUID)
	}
	s.sameAsGot(ctx, listing{section: section, operation: "GET /v1/custom-fields", shape: fieldShape, ask: url.Values{}},
		ids)
}

// checkPage checks that the page is the one that was asked for.
func checkPage[T any](s *suite, section string, page *cuedesk.Page[T], limit, offset int) {
	same(s, section, "pagination.limit of limit "+strconv.Itoa(limit), page.Limit, limit)
	same(s, section, "pagination.offset of offset "+strconv.Itoa(offset), page.Offset, offset)
}

// comparePages reads all pages in several sizes, and what is on them.
func (p pages[T]) comparePages(ctx context.Context, s *suite) {
	s.settled(ctx, p.section, func() {
		p.checkSizes(ctx, s)
		s.sameAsGot(ctx, p.listing, p.want)
	})
}

func (p pages[T]) checkSizes(ctx context.Context, s *suite) {
	for _, limit := range []int{1, 2, 3, len(p.want), maxLimit} {
		p.walk(ctx, s, limit)
	}
	if page, err := p.fetch(ctx, cuedesk.PageOptions{}); s.ok(p.section, err) {
		same(s, p.section, "pagination.limit by default", page.Limit, p.size)
		same(s, p.section, "pagination.offset by default", page.Offset, 0)
	}
	beyond := len(p.want) + 1
	if page, err := p.fetch(ctx, cuedesk.PageOptions{Limit: 1, Offset: beyond}); s.ok(p.section, err) {
		same(s, p.section, "items of a page beyond the last", len(page.Items), 0)
		same(s, p.section, "pagination.total of a page beyond the last", page.Total, len(p.want))
	}
}

// walk reads the pages of one size: everything is on them, and nothing twice.
func (p pages[T]) walk(ctx context.Context, s *suite, limit int) {
	seen := map[uuid.UUID]int{}
	size := "with limit " + strconv.Itoa(limit)
	for offset := 0; offset < len(p.want); offset += limit {
		page, err := p.fetch(ctx, cuedesk.PageOptions{Limit: limit, Offset: offset})
		if !s.ok(p.section, err) {
			return
		}
		checkPage(s, p.section, page, limit, offset)
		same(s, p.section, "pagination.total "+size, page.Total, len(p.want))
		same(s, p.section, "items of a page "+size, len(page.Items), min(limit, len(p.want)-offset))
		for _, item := range page.Items {
			seen[p.id(item)]++
		}
	}
	missing, twice, strange := 0, 0, len(seen)
	for _, id := range p.want {
		if seen[id] == 0 {
			missing++
			continue
		}
		twice += min(seen[id]-1, 1)
		strange--
	}
	same(s, p.section, "items on no page "+size, missing, 0)
	same(s, p.section, "items on more than one page "+size, twice, 0)
	same(s, p.section, "items on the pages that do not belong there "+size, strange, 0)
}
