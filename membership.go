package cuedesk

import (
	"cmp"
	"context"
	"iter"
	"log/slog"
	"slices"

	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// maxMembers is how many contacts one request may add to a list or remove.
const maxMembers = 100

// ListMembersOptions choose contacts of a list (API: "List Contacts in a
// Contact List").
type ListMembersOptions struct {
	PageOptions
	IncludeArchived bool // archived contacts too; false: the API's default, without
}

// page is the operation that fetches one page of what the options choose.
func (o ListMembersOptions) page(id ListID, at PageOptions) rest.Operation {
	q := pageQuery(at)
	if o.IncludeArchived {
		q.Set("include_archived", "true")
	}
	return rest.Read("GET /v1/contact-lists/{contact_list_uuid}/contacts", id).Query(q.Done())
}

// Contacts returns one page of a list's contacts (API: "List Contacts in a
// Contact List").
func (s *ListsService) Contacts(ctx context.Context, id ListID, opts ListMembersOptions) (*Page[Contact], error) {
	return fetchPage[Contact](ctx, s.core, opts.page(id, opts.PageOptions), opts.PageOptions)
}

// AllContacts iterates over a list's contacts (API: "List Contacts in a Contact
// List"). It promises what [ContactsService.All] promises, unless the list has
// archived contacts or IncludeArchived is set: then it promises what
// [CustomFieldsService.All] promises.
//
// The order of the API's list of members is not documented. So AllContacts reads the
// contacts of the list in order of creation (API: "List Contacts") if there are as
// many as members. If there are not, because the list has archived contacts, and with
// IncludeArchived, it reads the members. Both numbers may be capped, and equal for
// that reason: without IncludeArchived, an archived contact is left out wherever it
// comes from.
func (s *ListsService) AllContacts(ctx context.Context, id ListID, opts ListMembersOptions,
	pages ...IterOption,
) iter.Seq2[*Contact, error] {
	members, sorted := s.members(id, opts), s.sortedMembers(id, opts)
	var o iterOptions
	for _, opt := range pages {
		if opt != nil {
			opt(&o)
		}
	}
	if _, err := sorted.resume(o.from); opts.IncludeArchived || id.IsZero() || o.from != "" && err != nil {
		sorted = members
	}
	all := sorted.all(ctx, pages)
	if opts.IncludeArchived {
		return all
	}
	return func(yield func(*Contact, error) bool) {
		for contact, err := range all {
			if (err != nil || !contact.Archived) && !yield(contact, err) {
				return
			}
		}
	}
}

// members is the API's list of members, in an order that is not documented.
func (s *ListsService) members(id ListID, opts ListMembersOptions) source[Contact] {
	page := func(at PageOptions) rest.Operation { return opts.page(id, at) }
	options := []any{id, opts.IncludeArchived}
	src := byOffset[Contact]{options: options, start: opts.PageOptions, page: page}.source(s.core)
	src.completeness = s.memberCompleteness(id, opts)
	return src
}

// sortedMembers is the list of contacts that are in a list, in order of creation, or
// the list of members if that has another number of them.
func (s *ListsService) sortedMembers(id ListID, opts ListMembersOptions) source[Contact] {
	contacts := &ContactsService{s.core}
	src := contacts.source(ListContactsOptions{PageOptions: opts.PageOptions, ListID: id})
	src.begin = func(ctx context.Context, src *source[Contact]) error {
		if err := s.core.Validate(opts.page(id, opts.PageOptions)); err != nil {
			return err
		}
		members, err := rest.Fetch[Page[Contact]](ctx, s.core, opts.page(id, PageOptions{Limit: 1}))
		if err != nil {
			return err
		}
		first, err := src.fetch(ctx, walk.Place{Offset: src.start.Offset, Limit: src.start.Limit})
		if err != nil {
			return err
		}
		if first.Total != members.Total {
			*src = s.members(id, opts)
			src.start.Limit = cmp.Or(src.start.Limit, maxPage)
			src.minItems = max(0, members.Total-src.start.Offset)
			return nil
		}
		src.first = first
		return nil
	}
	return src
}

// AddResult is what became of adding contacts to a list (API: "Add Contacts to a
// Contact List"), over all requests that it took.
type AddResult struct {
	Message  string           `json:"message"`  // the API's last message
	Added    []ContactID      `json:"added"`    // the contacts that were added
	Warnings []Warning        `json:"warnings"` // the contacts that were not, and why
	Extra    map[string]Value `json:",embed"`   // other members of the response
}

// LogValue logs how many were added, and how many were not.
func (a AddResult) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("added", len(a.Added)), slog.Int("warnings", len(a.Warnings)))
}

// answers reports whether the answer is one to a request for these contacts: it says
// which were added, or why none was, and names no others.
func (a AddResult) answers(ids []ContactID) bool {
	other := func(id ContactID) bool { return !slices.Contains(ids, id) }
	warned := func(w Warning) bool { return other(w.ContactID) }
	return (a.Added != nil || len(a.Warnings) > 0) &&
		!slices.ContainsFunc(a.Added, other) && !slices.ContainsFunc(a.Warnings, warned)
}

// Warning says why a contact was not added to a list (API: "Add Contacts to a Contact
// List").
type Warning struct {
	ContactID ContactID        `json:"uuid"`    // the contact
	Message   string           `json:"message"` // why, in the API's words
	Extra     map[string]Value `json:",embed"`  // other members of the response
}

// LogValue logs the ID only: the message can be personal.
func (w Warning) LogValue() slog.Value { return slog.StringValue(w.String()) }

// contactIDs is the body of a request that adds or removes contacts.
type contactIDs struct {
	IDs []ContactID `json:"contact_uuids"`
}

func (in contactIDs) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	if len(in.IDs) == 0 {
		c.Fail("contact_uuids", "missing", "is required: at least one contact")
	}
	if i := slices.IndexFunc(in.IDs, ContactID.IsZero); i >= 0 {
		c.Fail("contact_uuids", "missing", "has the zero ID at index %d", i)
	}
	return c.Problems
}

// AddContacts adds one or more contacts to a list, 100 a request (API: "Add Contacts
// to a Contact List"). A contact that cannot be added is a warning in the result, not
// an error. After a request was repeated, a contact that its first attempt has added
// may be a warning, too. The documentation does not say whether a contact that is in
// the list already is added or a warning. A contact that the answer does not name may
// or may not be in the list.
//
// If an error stops it, the result beside the error has what was done before. Adding
// the same contacts again does no harm, unless another program has removed them
// since. An answer that names contacts which were not sent, or that has no contact
// added (null) and no warning, matches [ErrBadResponse].
func (s *ListsService) AddContacts(ctx context.Context, id ListID, contacts ...ContactID) (*AddResult, error) {
	total := &AddResult{}
	err := s.eachBatch(contacts, func(batch contactIDs) error {
		op := rest.Idempotent("POST /v1/contact-lists/{contact_list_uuid}/contacts", id).Body(batch, batch.problems())
		added, err := rest.Fetch(ctx, s.core, op, func(a *AddResult) bool { return a.answers(batch.IDs) })
		if err != nil {
			return err
		}
		total.Message, total.Extra = added.Message, added.Extra
		total.Added = append(total.Added, added.Added...)
		total.Warnings = append(total.Warnings, added.Warnings...)
		return nil
	})
	return total, err
}

// RemoveContacts removes one or more contacts from a list, 100 a request (API:
// "Remove Contacts from a Contact List"). It returns the contacts that the successful
// requests named, also beside an error: the documented answer has no body. An answer
// with a body that does not just say that it succeeded matches [ErrBadResponse].
func (s *ListsService) RemoveContacts(ctx context.Context, id ListID, contacts ...ContactID) ([]ContactID, error) {
	var removed []ContactID
	err := s.eachBatch(contacts, func(batch contactIDs) error {
		op := rest.Idempotent("DELETE /v1/contact-lists/{contact_list_uuid}/contacts", id).Body(batch, batch.problems())
		if err := rest.Do(ctx, s.core, op); err != nil {
			return err
		}
		removed = append(removed, batch.IDs...)
		return nil
	})
	return removed, err
}

// eachBatch hands over the IDs in requests of the size that the API takes. IDs
// that are wrong are found by the first request, before anything is sent.
func (s *ListsService) eachBatch(ids []ContactID, do func(contactIDs) error) error {
	if len(ids) == 0 || slices.ContainsFunc(ids, ContactID.IsZero) {
		return do(contactIDs{ids})
	}
	for batch := range slices.Chunk(ids, maxMembers) {
		if err := do(contactIDs{batch}); err != nil {
			return err
		}
	}
	return nil
}

// ListsOfContactOptions choose lists of a contact (API: "Get Contact Lists for a
// Contact").
type ListsOfContactOptions struct {
	PageOptions
	Status ListStatus // empty: any
}

// page is the operation that fetches one page of what the options choose.
func (o ListsOfContactOptions) page(id ContactID, at PageOptions) rest.Operation {
	q := pageQuery(at).Set("status", string(o.Status))
	return rest.Read("GET /v1/contacts/{contact_uuid}/contact-lists", id).Query(q.Done())
}

// Lists returns one page of the lists that a contact is in (API: "Get Contact
// Lists for a Contact").
func (s *ContactsService) Lists(ctx context.Context, id ContactID, opts ListsOfContactOptions) (*Page[List], error) {
	return fetchPage[List](ctx, s.core, opts.page(id, opts.PageOptions), opts.PageOptions)
}

// AllLists iterates over the lists that a contact is in, whose order is not
// documented (API: "Get Contact Lists for a Contact"). It promises what
// [CustomFieldsService.All] promises.
func (s *ContactsService) AllLists(ctx context.Context, id ContactID, opts ListsOfContactOptions,
	pages ...IterOption,
) iter.Seq2[*List, error] {
	page := func(at PageOptions) rest.Operation { return opts.page(id, at) }
	options := []any{id, opts.Status}
	return byOffset[List]{options: options, start: opts.PageOptions, page: page}.source(s.core).all(ctx, pages)
}
