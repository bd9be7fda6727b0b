package nexadesk

import (
	"cmp"
	"context"
	"log/slog"
	"strconv"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ContactsService has the operations on contacts (API: "Contacts").
type ContactsService struct{ core *rest.Core }

// SortField is what a list of contacts can be sorted by.
type SortField string

// What a list of contacts may be sorted by (API: "List Contacts").
const (
	ByCreatedAt    SortField = "created_at"
	ByLastActivity SortField = "last_activity"
	ByName         SortField = "name"
	ByEmail        SortField = "email"
)

// Asc sorts by the field, lowest first.
func (f SortField) Asc() Sort { return Sort(f + ":asc") }

// Desc sorts by the field, highest first.
func (f SortField) Desc() Sort { return Sort(f + ":desc") }

// Sort is an order of contacts: a field and a direction, such as
// "last_activity:desc". [SortField.Asc] and [SortField.Desc] make one.
type Sort string

// maxPage is the largest page that the API gives, and the one that All asks for.
const maxPage = 100

// ListOptions choose and sort contacts (API: "List Contacts").
type ListOptions struct {
	Search string // only contacts with this in first or last name, e-mail, phone or company, in any case; empty: all
	Tag    string // only contacts with exactly this tag; empty: all
	Sort   Sort   // empty: the API's default, which is not documented
	Limit  int    // contacts a page, 1 to 100; 0: the API's default, 50, or 100 in All
	Cursor string // [Page].NextCursor of the page before; empty: the first page
}

// LogValue logs nothing personal.
func (ListOptions) LogValue() slog.Value { return slog.StringValue("contact list options") }

// page is the operation that fetches the page.
func (o ListOptions) page() rest.Operation {
	q := rest.NewQuery().Set("search", o.Search).Set("tag", o.Tag).Set("sort", string(o.Sort)).Set("cursor", o.Cursor)
	if o.Limit != 0 {
		q.Checks.Size("limit", o.Limit, 1, maxPage, "contacts")
		q.Set("limit", strconv.Itoa(o.Limit))
	}
	return rest.Read("GET /api/v1/external/contacts").Query(q.Done())
}

// List returns one page of contacts (API: "List Contacts").
func (s *ContactsService) List(ctx context.Context, opts ListOptions) (*Page, error) {
	out, err := fetch(ctx, s.core, opts.page(), completePage)
	if err != nil {
		return nil, err
	}
	return &Page{
		Items:      out.Data,
		HasMore:    out.Pagination.HasMore,
		NextCursor: out.Pagination.NextCursor,
		TotalCount: out.Pagination.TotalCount,
		Limit:      out.Pagination.Limit,
	}, nil
}

// Create adds a contact (API: "Create Contact"). If another has the same e-mail
// address, the error is a [*ConflictError] with its ID.
//
// If the contact may have been created in spite of the error, that matches
// [cuedesk.ErrOutcomeUnknown], and nothing was repeated: a repetition that finds
// the address taken could not tell whether the contact was there before. With an
// address you may call Create again yourself: it makes no second contact.
func (s *ContactsService) Create(ctx context.Context, in ContactCreate) (*Contact, error) {
	op := rest.Create("POST /api/v1/external/contacts").Body(in, in.check())
	out, err := fetch(ctx, s.core, op, func(e *envelope[Contact]) bool { return e.Data.ID != "" })
	if err != nil {
		return nil, conflict(err)
	}
	return &out.Data, nil
}

// Update changes what is set in the update (API: "Update Contact"). The
// documentation does not show the response: the contact has its ID, and whatever
// else the API sent back, which may be nothing. If another contact has the e-mail
// address and the API answers 409, the error is a [*ConflictError].
func (s *ContactsService) Update(ctx context.Context, id ContactID, in ContactUpdate) (*Contact, error) {
	op := id.of(rest.Idempotent("PATCH /api/v1/external/contacts")).Body(in, in.check())
	out, err := fetch(ctx, s.core, op, func(e *envelope[Contact]) bool { return e.Data.ID == "" || e.Data.ID.same(id) })
	if err != nil {
		return nil, conflict(err)
	}
	out.Data.ID = cmp.Or(out.Data.ID, id)
	return &out.Data, nil
}

// Delete deletes a contact for good, and separates its conversations from it (API:
// "Delete Contact"). An answer that does not confirm that this contact was deleted
// matches [cuedesk.ErrBadResponse]. When the first attempt was carried out and its
// response lost, the repeated one may find nothing and the error match
// [cuedesk.ErrNotFound].
func (s *ContactsService) Delete(ctx context.Context, id ContactID) error {
	type deletion struct {
		Deleted bool      `json:"deleted"`
		ID      ContactID `json:"id"`
	}
	op := id.of(rest.Idempotent("DELETE /api/v1/external/contacts"))
	_, err := fetch(ctx, s.core, op, func(e *envelope[deletion]) bool { return e.Data.Deleted && e.Data.ID.same(id) })
	return err
}
