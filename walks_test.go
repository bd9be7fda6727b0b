package cuedesk_test

import (
	"context"
	"iter"
	"strconv"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// iterator is an iterator as the tests of all iterators take it.
type iterator struct {
	name   string
	field  string // what it is sorted by; empty: the order does not show
	search bool
	fixed  bool // a record never changes its place
	list   bool // archived records do not show, and may be why the order does not either
	all    func(ctx context.Context, c client, limit int, opts ...cuedesk.IterOption) iter.Seq2[int, error]
}

// place returns what must stay as it is for a record to keep its place.
func (k iterator) place(t record) string {
	switch {
	case k.list: // in order of creation, or in the order of members
		return t.created.String() + strconv.FormatUint(t.place, 10)
	case k.field == "created_at":
		return t.created.String()
	case k.field == "updated_at":
		return t.updated.String()
	case k.field == "external_contact_id":
		return t.ext
	case k.field == "":
		return strconv.FormatUint(t.place, 10)
	}
	return t.name
}

// numbers iterates over the numbers of records.
func numbers[T any](seq iter.Seq2[*T, error], id func(*T) uuid.UUID) iter.Seq2[int, error] {
	return func(yield func(int, error) bool) {
		for item, err := range seq {
			n := 0
			if err == nil {
				n = number(cuedesk.ContactID{UUID: id(item)})
			}
			if !yield(n, err) {
				return
			}
		}
	}
}

func contactNumbers(seq iter.Seq2[*cuedesk.Contact, error]) iter.Seq2[int, error] {
	return numbers(seq, func(c *cuedesk.Contact) uuid.UUID { return c.ID.UUID })
}

func listNumbers(seq iter.Seq2[*cuedesk.List, error]) iter.Seq2[int, error] {
	return numbers(seq, func(l *cuedesk.List) uuid.UUID { return l.ID.UUID })
}

// iterators returns every iterator in every order.
func iterators() []iterator {
	return append(append(listIterators(), searchIterators()...), otherIterators()...)
}

// listIterators are the orders of All.
func listIterators() []iterator {
	var kinds []iterator
	for _, field := range []cuedesk.ContactOrderField{
		cuedesk.OrderByCreatedAt, cuedesk.OrderByUpdatedAt, cuedesk.OrderByFirstName, cuedesk.OrderByLastName,
		cuedesk.OrderByExternalContactID,
	} {
		for _, order := range []cuedesk.Order{cuedesk.Ascending, cuedesk.Descending} {
			kinds = append(kinds, iterator{
				name: "All by " + string(field) + " " + string(order), field: string(field),
				fixed: field == cuedesk.OrderByCreatedAt,
				all: func(ctx context.Context, c client, limit int, opts ...cuedesk.IterOption) iter.Seq2[int, error] {
					page := cuedesk.PageOptions{Limit: limit}
					return contactNumbers(c.Contacts.All(ctx, cuedesk.ListContactsOptions{
						PageOptions: page, OrderField: field,
						Order: order,
					}, opts...))
				},
			})
		}
	}
	return kinds
}

// searchIterators are the iterators that search.
func searchIterators() []iterator {
	search := func(name, field string, sort cuedesk.Sort) iterator {
		return iterator{
			name: "SearchAll " + name, field: field, fixed: field == "created_at", search: true,
			all: func(ctx context.Context, c client, limit int, opts ...cuedesk.IterOption) iter.Seq2[int, error] {
				q := cuedesk.Where()
				if sort != (cuedesk.Sort{}) {
					q = q.OrderBy(sort)
				}
				return contactNumbers(c.Contacts.SearchAll(ctx, q, cuedesk.PageOptions{Limit: limit}, opts...))
			},
		}
	}
	scan := func(name string, q cuedesk.Query) iterator {
		return iterator{
			name: name, field: "created_at", fixed: true, search: true,
			all: func(ctx context.Context, c client, _ int, opts ...cuedesk.IterOption) iter.Seq2[int, error] {
				return contactNumbers(c.Contacts.Scan(ctx, q, opts...))
			},
		}
	}
	return []iterator{
		search("in no order", "created_at", cuedesk.Sort{}),
		search("by created_at desc", "created_at", cuedesk.CreatedAt.Desc()),
		search("by first_name", "first_name", cuedesk.FirstName.Asc()),
		search("by updated_at", "updated_at", cuedesk.UpdatedAt.Asc()),
		search("by email desc", "email", cuedesk.Email.Desc()),
		scan("Scan", cuedesk.Where()), scan("Scan desc", cuedesk.Where().OrderBy(cuedesk.CreatedAt.Desc())),
		{
			name: "Changes", field: "updated_at", search: true,
			all: func(ctx context.Context, c client, _ int, opts ...cuedesk.IterOption) iter.Seq2[int, error] {
				return contactNumbers(c.Contacts.Changes(ctx, "", opts...))
			},
		},
	}
}

// otherIterators are the iterators over lists, fields and notes.
func otherIterators() []iterator {
	members := func(name, field string, list, archived bool) iterator {
		return iterator{
			name: name, field: field, fixed: field != "", list: list,
			all: func(ctx context.Context, c client, limit int, opts ...cuedesk.IterOption) iter.Seq2[int, error] {
				return contactNumbers(c.Lists.AllContacts(ctx, listID, cuedesk.ListMembersOptions{
					PageOptions: cuedesk.PageOptions{Limit: limit}, IncludeArchived: archived,
				}, opts...))
			},
		}
	}
	lists := func(field cuedesk.ListOrderField) iterator {
		return iterator{
			name: "Lists.All by " + string(field), field: string(field), fixed: field == cuedesk.OrderListsByCreatedAt,
			all: func(ctx context.Context, c client, limit int, opts ...cuedesk.IterOption) iter.Seq2[int, error] {
				page := cuedesk.PageOptions{Limit: limit}
				return listNumbers(c.Lists.All(ctx, cuedesk.ListListsOptions{PageOptions: page, OrderField: field}, opts...))
			},
		}
	}
	return []iterator{
		members("AllContacts", "created_at", true, false), members("AllContacts with archived", "", false, true),
		lists(cuedesk.OrderListsByCreatedAt), lists(cuedesk.OrderListsByName),
		{name: "AllLists", all: func(ctx context.Context, c client, limit int, opts ...cuedesk.IterOption) iter.Seq2[int,
			error] {
			page := cuedesk.ListsOfContactOptions{PageOptions: cuedesk.PageOptions{Limit: limit}}
			return listNumbers(c.Contacts.AllLists(ctx, contactID, page, opts...))
		}},
		{name: "CustomFields.All", all: func(ctx context.Context, c client, limit int,
			opts ...cuedesk.IterOption,
		) iter.Seq2[int, error] {
			return numbers(c.CustomFields.All(ctx, cuedesk.PageOptions{Limit: limit}, opts...),
				func(f *cuedesk.CustomField) uuid.UUID { return f.ID.UUID })
		}},
		{name: "Notes.All", all: func(ctx context.Context, c client, limit int, opts ...cuedesk.IterOption) iter.Seq2[int,
			error] {
			return numbers(c.Notes.All(ctx, contactID, cuedesk.PageOptions{Limit: limit}, opts...),
				func(n *cuedesk.Note) uuid.UUID { return n.ID.UUID })
		}},
	}
}
