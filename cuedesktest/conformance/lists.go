package conformance

import (
	"cmp"
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// checkLists checks that lists are created, read, changed, listed and deleted.
func (s *suite) checkLists(ctx context.Context) {
	var lists []*cuedesk.List
	for _, name := range []string{"list b", "list c", "list a"} {
		created := s.newList(ctx, name)
		s.sameList("Create a Contact List", created, s.name(name), "⭐")
		same(s, "Create a Contact List", "count of a new list", created.Count, 0)
		lists = append(lists, created)
	}
	got, err := s.client.Lists.Get(ctx, lists[0].ID)
	if s.ok("Get a Contact List", err) {
		same(s, "Get a Contact List", "uuid", got.ID, lists[0].ID)
		s.sameList("Get a Contact List", got, s.name("list b"), "⭐")
	}
	s.answer(ctx, "Get a Contact List", listShape.get, nil, listShape.always, lists[0].ID)
	s.checkListPages(ctx, lists)
	s.checkListOrders(ctx, lists)
	s.checkListUpdate(ctx, lists[0])
	s.checkListAnswers(ctx)
	s.checkListRemoval(ctx, lists[1])
}

// checkListAnswers checks which members lists have in answers to writes.
func (s *suite) checkListAnswers(ctx context.Context) {
	body := map[string]any{"name": s.name("raw"), "emoji": "⭐"}
	created := s.answer(ctx, "Create a Contact List", "POST /v1/contact-lists", body, listShape.always)
	if id := idOf(created); id != "" {
		s.answer(ctx, "Update a Contact List", "PATCH /v1/contact-lists/{contact_list_uuid}", body, listShape.always, id)
	}
}

// sameList compares a list with what it should be.
func (s *suite) sameList(section string, got *cuedesk.List, name, emoji string) {
	same(s, section, "name", got.Name, name)
	same(s, section, "emoji", got.Emoji, emoji)
	same(s, section, "status", got.Status, cuedesk.ListActive)
	s.checkTimes(section, got.CreatedAt, got.UpdatedAt)
}

// checkListPages finds the lists by their name. Active ones are found by default.
func (s *suite) checkListPages(ctx context.Context, lists []*cuedesk.List) {
	const section = "List Contact Lists"
	named := url.Values{"search": {s.name("list")}}
	found := listPages(listing{section: section, operation: "GET /v1/contact-lists", ask: named}, lists...)
	found.fetch = func(ctx context.Context, at cuedesk.PageOptions) (*cuedesk.Page[cuedesk.List], error) {
		return s.client.Lists.List(ctx, cuedesk.ListListsOptions{PageOptions: at, Search: s.name("list")})
	}
	found.comparePages(ctx, s)
	s.settled(ctx, section, func() {
		page, err := s.client.Lists.List(ctx, cuedesk.ListListsOptions{Search: s.name("list"), Status: cuedesk.ListArchived})
		if s.ok(section, err) {
			same(s, section, "active lists found with status archived", page.Total, 0)
		}
	})
}

// checkListOrders checks each field and direction that lists are sorted by, and the defaults.
func (s *suite) checkListOrders(ctx context.Context, lists []*cuedesk.List) {
	const section = "List Contact Lists"
	fields := map[cuedesk.ListOrderField]func(a, b cuedesk.List) int{
		cuedesk.OrderListsByName:      func(a, b cuedesk.List) int { return strings.Compare(a.Name, b.Name) },
		cuedesk.OrderListsByCreatedAt: func(a, b cuedesk.List) int { return a.CreatedAt.Compare(b.CreatedAt) },
		"":                            func(a, b cuedesk.List) int { return strings.Compare(a.Name, b.Name) },
	}
	for _, field := range sortedKeys(fields) {
		compare := fields[field]
		for _, order := range []cuedesk.Order{"", cuedesk.Ascending, cuedesk.Descending} {
			what := "sort_field " + cmp.Or(string(field), "by default") + " and sort_order " +
				cmp.Or(string(order), "by default")
			s.settled(ctx, section, func() {
				page, err := s.client.Lists.List(ctx, cuedesk.ListListsOptions{
					OrderField: field, Order: order, Search: s.name("list"),
				})
				if !s.ok(section, err) {
					return
				}
				if order == cuedesk.Descending {
					slices.Reverse(page.Items)
				}
				same(s, section, what+": whether it is in order", slices.IsSortedFunc(page.Items, compare), true)
				same(s, section, what+": lists found", len(page.Items), len(lists))
			})
		}
	}
}

// checkListUpdate changes one field at a time.
func (s *suite) checkListUpdate(ctx context.Context, was *cuedesk.List) {
	const section = "Update a Contact List"
	s.waitForNextTime(ctx)
	got, err := s.client.Lists.Update(ctx, was.ID, cuedesk.ListUpdate{Emoji: cuedesk.Set("💎")})
	if s.ok(section, err) {
		s.sameList(section, got, was.Name, "💎")
		s.updated(section, was.CreatedAt, was.UpdatedAt, got.CreatedAt, got.UpdatedAt)
	}
	name := s.name("list d")
	if got, err = s.client.Lists.Update(ctx, was.ID, cuedesk.ListUpdate{Name: cuedesk.Set(name)}); s.ok(section, err) {
		s.sameList(section, got, name, "💎")
	}
	if got, err = s.client.Lists.Get(ctx, was.ID); s.ok("Get a Contact List", err) {
		s.sameList(section, got, name, "💎")
	}
}

// checkListRemoval deletes a list.
func (s *suite) checkListRemoval(ctx context.Context, list *cuedesk.List) {
	s.ok("Delete a Contact List", s.client.Lists.Delete(ctx, list.ID))
	_, err := s.client.Lists.Get(ctx, list.ID)
	s.missing("Delete a Contact List", "getting a deleted list", err)
}
