package cuedesktest

import (
	"context"
	"net/url"
	"strconv"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// pages is a list that is read page by page.
type pages[T any] struct {
	section string
	size    int         // the documented default of limit
	want    []uuid.UUID // the IDs of all that is on the pages, in any order
	id      func(T) uuid.UUID
	fetch   func(context.Context, cuedesk.PageOptions) (*cuedesk.Page[T], error)
}

// contactPages are pages of the suite's contacts.
func contactPages(section string, want []member) pages[cuedesk.Contact] {
	p := pages[cuedesk.Contact]{section: section, size: defaultLimit, id: func(c cuedesk.Contact) uuid.UUID { return c.ID.UUID }}
	for _, m := range want {
		p.want = append(p.want, m.contact.ID.UUID)
	}
	return p
}

// listPages are pages of lists.
func listPages(section string, want ...*cuedesk.List) pages[cuedesk.List] {
	p := pages[cuedesk.List]{section: section, size: defaultLimit, id: func(l cuedesk.List) uuid.UUID { return l.ID.UUID }}
	for _, l := range want {
		p.want = append(p.want, l.ID.UUID)
	}
	return p
}

// checkPagination checks the laws of pages on all that has pages, but for notes and the lists of a contact: they have
// parts of their own, in which there are some.
func (s *suite) checkPagination(ctx context.Context) {
	p := s.setUp(ctx)
	contacts := contactPages("List Contacts", p.members)
	contacts.fetch = func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.Contact], error) {
		return s.client.Contacts.List(ctx, cuedesk.ContactListOptions{PageOptions: at, ListID: p.list.ID})
	}
	contacts.check(ctx, s)
	members := contactPages("List Contacts in a Contact List", p.members)
	members.fetch = func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.Contact], error) {
		return s.client.Lists.Contacts(ctx, p.list.ID, cuedesk.MemberOptions{PageOptions: at})
	}
	members.check(ctx, s)
	s.searchable(ctx)
	found := contactPages("Search Contacts", p.members)
	found.size = searchLimit
	found.fetch = func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.Contact], error) {
		return s.client.Contacts.Search(ctx, cuedesk.Where(s.ours()), at)
	}
	found.check(ctx, s)
	s.checkFieldPages(ctx, p)
	s.checkLimits(ctx, p)
}

// checkFieldPages checks the pages of custom fields, which others may have too, and create meanwhile.
func (s *suite) checkFieldPages(ctx context.Context, p *props) {
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
	page, err := s.client.CustomFields.List(ctx, cuedesk.PageOptions{Limit: 2, Offset: 1})
	if s.ok(section, err) {
		echoed(s, section, page, 2, 1)
		same(s, section, "items of a page with limit 2", len(page.Items), 2)
	}
	if page, err = s.client.CustomFields.List(ctx, cuedesk.PageOptions{}); s.ok(section, err) {
		echoed(s, section, page, defaultLimit, 0)
	}
}

// echoed checks that the page is the one that was asked for.
func echoed[T any](s *suite, section string, page *cuedesk.Page[T], limit, offset int) {
	same(s, section, "pagination.limit of limit "+strconv.Itoa(limit), page.Limit, limit)
	same(s, section, "pagination.offset of offset "+strconv.Itoa(offset), page.Offset, offset)
}

// check reads all pages in several sizes.
func (p pages[T]) check(ctx context.Context, s *suite) {
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
		echoed(s, p.section, page, limit, offset)
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

// checkLimits asks for pages that there cannot be, past the checks of the client. A search is left out, because
// Client.Do takes a query or a body.
func (s *suite) checkLimits(ctx context.Context, p *props) {
	contact := p.subject.contact.ID
	for _, one := range []struct {
		section, operation string
		args               []any
	}{
		{"List Contacts", "GET /v1/contacts", nil},
		{"List Contact Lists", "GET /v1/contact-lists", nil},
		{"List Contacts in a Contact List", "GET /v1/contact-lists/{contact_list_uuid}/contacts", []any{p.list.ID}},
		{"Get Contact Lists for a Contact", "GET /v1/contacts/{contact_uuid}/contact-lists", []any{contact}},
		{"List Custom Fields", "GET /v1/custom-fields", nil},
		{"List Contact Notes", "GET /v1/contacts/{contact_uuid}/notes", []any{contact}},
	} {
		for _, q := range [][2]string{{"limit", "0"}, {"limit", "101"}, {"offset", "-1"}} {
			err := s.client.Do(ctx, one.operation, url.Values{q[0]: {q[1]}}, nil, one.args...)
			s.invalid(one.section, q[0]+" "+q[1], err, "query", q[0])
		}
	}
}
