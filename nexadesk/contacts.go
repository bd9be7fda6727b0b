package nexadesk

import (
	"cmp"
	"context"
	"log/slog"
	"strconv"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ContactsService has the operations on contacts (API: "Contacts").
type ContactsService struct{ core *rest.Core }

// maxPage is the largest page that the API gives, and the one that All asks for.
const maxPage = 100

// ListOptions choose and sort contacts (API: "List Contacts"). All fields are optional.
type ListOptions struct {
	// Search chooses contacts whose first or last name, e-mail, phone or company contains
	// it, in any case; empty: all.
	Search string
	Tag    string // contacts with exactly this tag; empty: all
	Order  Sort   // zero: the API's default, which is not documented; for All, see OrderField
	Limit  int    // contacts per page, 1 to 100; 0: the API's default, 50, or 100 in All
	Cursor string // Page.NextCursor of the page before; empty: the first page
}

// LogValue logs nothing personal.
func (o ListOptions) LogValue() slog.Value { return slog.StringValue(o.String()) }

// String returns what LogValue logs.
func (ListOptions) String() string { return "contact list options" }

// page is the operation that fetches the page.
func (o ListOptions) page() rest.Operation {
	q := rest.NewQuery().Set("search", o.Search).Set("tag", o.Tag).Set("cursor", o.Cursor)
	o.Order.set(q)
	if o.Limit != 0 {
		if o.Limit < 1 || o.Limit > maxPage {
			q.Checks.Fail("limit", "range", "must be 1 to %d contacts a page, not %d", maxPage, o.Limit)
		}
		q.Set("limit", strconv.Itoa(o.Limit))
	}
	return rest.Read("GET /api/v1/external/contacts").Query(q.Done())
}

// List returns one page of contacts (API: "List Contacts"). Options that the API would
// refuse match [cuedesk.ErrInvalid], and nothing is sent.
func (s *ContactsService) List(ctx context.Context, opts ListOptions) (*Page, error) {
	out, err := rest.Fetch[pageEnvelope](ctx, s.core, opts.page())
	if err != nil {
		return nil, err
	}
	return out.page(), nil
}

// Create adds a contact (API: "Create Contact"). If another has the same e-mail
// address, the error is a [*ConflictError] with its ID.
//
// If the contact may have been created in spite of the error, the error matches
// [cuedesk.ErrOutcomeUnknown], and Create was not retried: if a retry found the address
// taken, it could not tell whether the contact was there before. With an e-mail address
// it is safe to call Create again: if the contact exists, the API documents a conflict.
// A contact that is not valid matches [cuedesk.ErrInvalid], and nothing is sent.
func (s *ContactsService) Create(ctx context.Context, in ContactCreate) (*Contact, error) {
	op := rest.Create("POST /api/v1/external/contacts").Body(in, in.problems())
	out, err := rest.Fetch(ctx, s.core, op, func(e *envelope[Contact]) bool { return e.Data.ID != "" })
	if err != nil {
		return nil, conflict(err)
	}
	return &out.Data, nil
}

// Update changes the fields that are set (API: "Update Contact"). The documentation does
// not show the response: the contact has its ID, and the members that the API has sent,
// if any. A response about another contact matches [cuedesk.ErrBadResponse]. If the API
// answers with 409, because another contact has the e-mail address, the error is a
// [*ConflictError].
//
// An update that sets no field is not sent, and is not an error. The contact then has
// its ID only, and may not exist: the API has no operation that gets a contact.
func (s *ContactsService) Update(ctx context.Context, id ContactID, in ContactUpdate) (*Contact, error) {
	if in.isZero() && len(idQuery(id).Checks.Problems) == 0 {
		return &Contact{ID: id}, nil
	}
	op := withID(rest.Idempotent("PATCH /api/v1/external/contacts"), id).Body(in, in.problems()).MayBeEmpty()
	out, err := rest.Fetch(ctx, s.core, op, func(e *envelope[cuedesk.Value]) bool {
		return e.complete() && !isOfAnother(e.Data, id)
	})
	if err != nil {
		return nil, conflict(err)
	}
	return updated(out.Data, id), nil
}

// isOfAnother reports whether the data of an answer name another contact.
func isOfAnother(data cuedesk.Value, id ContactID) bool {
	var named struct {
		ID ContactID `json:"id"`
	}
	return rest.Unmarshal(data.Raw(), &named) == nil && named.ID != "" && !sameContactID(named.ID, id)
}

// updated returns the contact in the data, or what is known without them: its ID.
func updated(data cuedesk.Value, id ContactID) *Contact {
	contact := &Contact{}
	if rest.Unmarshal(data.Raw(), contact) != nil {
		return &Contact{ID: id}
	}
	contact.ID = cmp.Or(contact.ID, id)
	return contact
}

// Delete deletes a contact permanently, and disassociates its conversations (API:
// "Delete Contact"). A response that does not confirm that this contact was deleted
// matches [cuedesk.ErrBadResponse]. If the first attempt was applied but its response
// was lost, the retry may find no contact: the error then matches [cuedesk.ErrNotFound].
func (s *ContactsService) Delete(ctx context.Context, id ContactID) error {
	type deletion struct {
		Deleted bool      `json:"deleted"`
		ID      ContactID `json:"id"`
	}
	op := withID(rest.Idempotent("DELETE /api/v1/external/contacts"), id)
	_, err := rest.Fetch(ctx, s.core, op, func(e *envelope[deletion]) bool {
		return e.Data.Deleted && sameContactID(e.Data.ID, id)
	})
	return err
}
