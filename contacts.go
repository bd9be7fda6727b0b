package cuedesk

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ContactsService has the operations on contacts (API: "Contacts"), on the
// values of their custom fields, and on which lists they are in. The API has no
// operation that deletes or archives a contact.
type ContactsService struct{ core *rest.Core }

// Contact is a contact of the workspace (API: "List Contacts"). Text that the
// contact does not have is empty.
type Contact struct {
	ID                ContactID        `json:"uuid"`                         // always set
	WorkspaceID       WorkspaceID      `json:"workspace_uuid"`               // the workspace it belongs to
	FirstName         string           `json:"first_name,omitzero"`          // may be empty
	LastName          string           `json:"last_name,omitzero"`           // may be empty
	ExternalContactID string           `json:"external_contact_id,omitzero"` // its ID in another system
	Email             string           `json:"email,omitzero"`               // as it was entered
	PhoneNumber       string           `json:"phone_number,omitzero"`        // as it was entered
	WhatsAppID        string           `json:"whatsapp_id,omitzero"`         // its ID in WhatsApp
	FBMessengerID     string           `json:"fb_messenger_id,omitzero"`     // its ID in Facebook Messenger
	Archived          bool             `json:"archived"`                     // no operation changes it
	CreatedAt         time.Time        `json:"created_at,omitzero"`          // UTC
	UpdatedAt         time.Time        `json:"updated_at,omitzero"`          // UTC
	LastEngagedAt     time.Time        `json:"last_engaged_at,omitzero"`     // zero if never
	CustomFields      CustomValues     `json:"custom_fields"`                // by field key
	Extra             map[string]Value `json:",embed"`                       // other members of the response
}

func (Contact) collection() string { return "contacts" }
func (c Contact) key() uuid.UUID   { return c.ID.UUID }
func (c Contact) complete() bool   { return !c.ID.IsZero() }

// LogValue logs the ID only: the rest is personal.
func (c Contact) LogValue() slog.Value { return slog.StringValue(c.String()) }

// ContactCreate is a new contact (API: "Create a Contact"). One of the five
// identifiers is required: ExternalContactID, Email, PhoneNumber, WhatsAppID or
// FBMessengerID. In a bulk create the import checks that, contact by contact.
type ContactCreate struct {
	FirstName         string `json:"first_name,omitzero"`          // optional
	LastName          string `json:"last_name,omitzero"`           // optional
	ExternalContactID string `json:"external_contact_id,omitzero"` // identifier: its ID in another system
	Email             string `json:"email,omitzero"`               // identifier
	PhoneNumber       string `json:"phone_number,omitzero"`        // identifier
	WhatsAppID        string `json:"whatsapp_id,omitzero"`         // identifier
	FBMessengerID     string `json:"fb_messenger_id,omitzero"`     // identifier
	// optional, by field key; values that encode as JSON
	CustomFields map[string]any `json:"custom_fields,omitzero"`
}

// LogValue logs nothing personal.
func (in ContactCreate) LogValue() slog.Value { return slog.StringValue(in.String()) }

func (in ContactCreate) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	if cmp.Or(in.ExternalContactID, in.Email, in.PhoneNumber, in.WhatsAppID, in.FBMessengerID) == "" {
		c.Fail("identifier", "missing",
			"is required: one of external_contact_id, email, phone_number, whatsapp_id and fb_messenger_id")
	}
	return c.Problems
}

// ContactUpdate is a partial update (API: "Update a Contact"): what is not set
// stays as it is. [Clear] is sent as null: the documentation does not say how to
// empty a field, and that null does is assumed, as is that custom values which are
// not named stay as they are.
type ContactUpdate struct {
	FirstName         Optional[string] `json:"first_name,omitzero"`          // optional
	LastName          Optional[string] `json:"last_name,omitzero"`           // optional
	ExternalContactID Optional[string] `json:"external_contact_id,omitzero"` // optional
	Email             Optional[string] `json:"email,omitzero"`               // optional
	PhoneNumber       Optional[string] `json:"phone_number,omitzero"`        // optional
	WhatsAppID        Optional[string] `json:"whatsapp_id,omitzero"`         // optional
	FBMessengerID     Optional[string] `json:"fb_messenger_id,omitzero"`     // optional
	// optional, by field key; only those named change (assumed), nil clears
	// (assumed)
	CustomFields map[string]any `json:"custom_fields,omitzero"`
}

// IsZero reports whether the update sets nothing.
func (in ContactUpdate) IsZero() bool {
	return in.FirstName.IsZero() && in.LastName.IsZero() && in.ExternalContactID.IsZero() && in.Email.IsZero() &&
		in.PhoneNumber.IsZero() && in.WhatsAppID.IsZero() && in.FBMessengerID.IsZero() && len(in.CustomFields) == 0
}

// LogValue logs nothing personal.
func (in ContactUpdate) LogValue() slog.Value { return slog.StringValue(in.String()) }

// ContactOrderField is what a list of contacts is sorted by.
type ContactOrderField string

// Sort fields of a list of contacts (API: "List Contacts").
const (
	OrderByCreatedAt         ContactOrderField = "created_at"
	OrderByFirstName         ContactOrderField = "first_name"
	OrderByLastName          ContactOrderField = "last_name"
	OrderByUpdatedAt         ContactOrderField = "updated_at"
	OrderByExternalContactID ContactOrderField = "external_contact_id"
)

// ListContactsOptions choose and sort contacts (API: "List Contacts").
type ListContactsOptions struct {
	PageOptions
	OrderField ContactOrderField // empty: OrderByCreatedAt
	Order      Order             // empty: Descending, but Ascending in All without OrderField
	ListID     ListID            // only contacts of this list; zero: all
}

// page is the operation that fetches one page of what the options choose.
func (o ListContactsOptions) page(at PageOptions) rest.Operation {
	q := pageQuery(at).Set("order_field", string(o.OrderField)).Set("order", string(o.Order))
	if !o.ListID.IsZero() {
		q.Set("contact_list_uuid", o.ListID.String())
	}
	return rest.Read("GET /v1/contacts").Query(q.Done())
}

// List returns one page of the workspace's contacts (API: "List Contacts").
func (s *ContactsService) List(ctx context.Context, opts ListContactsOptions) (*Page[Contact], error) {
	return fetchPage[Contact](ctx, s.core, opts.page(opts.PageOptions), opts.PageOptions)
}

// All iterates over the workspace's contacts from opts.Offset on, oldest first unless
// the options sort them (API: "List Contacts"). It fetches some pages ahead, stops at
// break, and ends after an error. It can be ranged over again, and then begins anew.
// After its context ends, contacts of pages that are there still come.
//
// A contact that exists and keeps its place during the whole walk comes exactly once.
// One whose sort key changes may come or not, but never twice. In order of creation,
// contacts that are created during the walk come last. If the list cannot be walked
// in this way, the error matches [ErrListChanged]; so it does if the list shows
// nothing while [ContactsService.Search] shows contacts.
//
// In any order but that of creation, All keeps about 60 bytes in memory for each
// contact that came, and ends with [ErrListChanged] after four million.
// [ContactsService.Scan] goes further where the API limits offsets.
func (s *ContactsService) All(ctx context.Context, opts ListContactsOptions,
	pages ...IterOption,
) iter.Seq2[*Contact, error] {
	return s.source(opts).all(ctx, pages)
}

// Pages iterates as [ContactsService.All] does, page by page. A page has only the
// contacts that did not come before; its Offset is how many did, and its Total is as
// in [Position.Total].
func (s *ContactsService) Pages(ctx context.Context, opts ListContactsOptions,
	pages ...IterOption,
) iter.Seq2[*Page[Contact], error] {
	return s.source(opts).pages(ctx, pages)
}

// source is the list that the options choose.
func (s *ContactsService) source(opts ListContactsOptions) source[Contact] {
	if opts.OrderField == "" {
		opts.OrderField = OrderByCreatedAt
		opts.Order = cmp.Or(opts.Order, Ascending)
	}
	opts.Order = cmp.Or(opts.Order, Descending) // the API's default
	start := opts.PageOptions
	opts.PageOptions = PageOptions{}
	sort := contactKey(string(opts.OrderField), opts.Order)
	src := byOffset[Contact]{options: opts, start: start, sort: sort, page: opts.page}.source(s.core)
	backwards := opts
	backwards.Order = opts.Order.opposite()
	src.newest = firstFetcher[Contact](s.core, backwards.page)
	src.completeness = s.listingCompleteness(opts)
	src.begin = func(ctx context.Context, src *source[Contact]) error {
		return src.firstOrNone(ctx, s.listingConfirmsEmpty(), errNothingListed)
	}
	return src
}

var errNothingListed = fmt.Errorf("%w: the listing shows nothing, and the search shows contacts", ErrListChanged)

const (
	createPattern = "POST /v1/contacts"
	getPattern    = "GET /v1/contacts/{contact_uuid}"
)

// Create adds a contact (API: "Create a Contact"). The API does not say that it
// refuses a second contact with the same e-mail address. Without an identifier, the
// error matches [ErrInvalid]. If the contact may have been created in spite of the
// error, that matches [ErrOutcomeUnknown].
func (s *ContactsService) Create(ctx context.Context, in ContactCreate) (*Contact, error) {
	return rest.Fetch[Contact](ctx, s.core, rest.Create(createPattern).Body((*createBody)(&in), in.problems()))
}

// Get returns a contact (API: "Get a Contact"), or an error that matches
// [ErrNotFound].
func (s *ContactsService) Get(ctx context.Context, id ContactID) (*Contact, error) {
	return rest.Fetch(ctx, s.core, rest.Read(getPattern, id), hasKey[Contact](id.UUID))
}

// Update changes what is set in the update and returns the contact as it is then
// (API: "Update a Contact"). An update that sets nothing is not sent: it returns
// what [ContactsService.Get] does. [Contact.Diff] makes the smallest update.
//
// An attempt that timed out may be carried out after a later update, and undo it:
// see [ErrMayApplyLater].
func (s *ContactsService) Update(ctx context.Context, id ContactID, in ContactUpdate) (*Contact, error) {
	if in.IsZero() && !id.IsZero() { // otherwise it is the update that is refused
		return s.Get(ctx, id)
	}
	op := rest.Idempotent("PATCH /v1/contacts/{contact_uuid}", id)
	return rest.Fetch(ctx, s.core, op.Body(in, nil), hasKey[Contact](id.UUID))
}
