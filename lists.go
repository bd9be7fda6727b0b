package cuedesk

import (
	"cmp"
	"context"
	"iter"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ListsService has the operations on contact lists (API: "Contact Lists") and on
// their members.
type ListsService struct{ core *rest.Core }

// List is a contact list (API: "List Contact Lists").
type List struct {
	ID          ListID           `json:"uuid"`                // always set
	Name        string           `json:"name"`                // its name
	Status      ListStatus       `json:"status"`              // ListActive or ListArchived
	Emoji       string           `json:"emoji,omitzero"`      // empty if it has none
	WorkspaceID WorkspaceID      `json:"workspace_uuid"`      // the workspace it belongs to
	Count       int              `json:"count"`               // number of contacts in it
	CreatedBy   UserID           `json:"created_by,omitzero"` // zero if the API does not say
	UpdatedBy   UserID           `json:"updated_by,omitzero"` // zero if the API does not say
	CreatedAt   time.Time        `json:"created_at,omitzero"` // UTC, to the microsecond
	UpdatedAt   time.Time        `json:"updated_at,omitzero"` // UTC, to the microsecond
	Extra       map[string]Value `json:",embed"`              // other members of the response
}

func (List) collection() string { return "contact_lists" }
func (l List) key() uuid.UUID   { return l.ID.UUID }
func (l List) complete() bool   { return !l.ID.IsZero() }

// LogValue logs the ID only: a name can be personal.
func (l List) LogValue() slog.Value { return slog.StringValue(l.String()) }

// ListStatus is the status of a list. There may be others than the constants.
type ListStatus string

// The statuses of a list (API: "List Contact Lists").
const (
	ListActive   ListStatus = "active"
	ListArchived ListStatus = "archived"
)

// ListCreate is a new list (API: "Create a Contact List").
type ListCreate struct {
	Name  string `json:"name"`           // required
	Emoji string `json:"emoji,omitzero"` // optional: a Unicode emoji
}

// LogValue logs nothing personal.
func (in ListCreate) LogValue() slog.Value { return slog.StringValue(in.String()) }

func (in ListCreate) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	c.Required("name", in.Name)
	return c.Problems
}

// ListUpdate is a partial update (API: "Update a Contact List"): what is not set
// stays as it is.
type ListUpdate struct {
	Name  Optional[string] `json:"name,omitzero"`  // optional; the API decides whether it may be empty
	Emoji Optional[string] `json:"emoji,omitzero"` // optional
}

// LogValue logs nothing personal.
func (in ListUpdate) LogValue() slog.Value { return slog.StringValue(in.String()) }

// ListOrderField is what a list of lists is sorted by.
type ListOrderField string

// Sort fields of a list of lists (API: "List Contact Lists").
const (
	OrderListsByName      ListOrderField = "name"
	OrderListsByCreatedAt ListOrderField = "created_at"
)

// ListListsOptions choose and sort lists (API: "List Contact Lists").
type ListListsOptions struct {
	PageOptions
	Status     ListStatus     // empty: ListActive
	OrderField ListOrderField // empty: OrderListsByName; in All: OrderListsByCreatedAt
	Order      Order          // empty: Ascending
	Search     string         // searches by name; empty: all
}

// LogValue logs nothing personal: what is searched for can be personal.
func (o ListListsOptions) LogValue() slog.Value { return slog.StringValue(o.String()) }

// page is the operation that fetches one page of what the options choose.
func (o ListListsOptions) page(at PageOptions) rest.Operation {
	q := pageQuery(at).Set("status", string(o.Status)).Set("sort_field", string(o.OrderField)).
		Set("sort_order", string(o.Order)).Set("search", o.Search)
	return rest.Read("GET /v1/contact-lists").Query(q.Done())
}

// List returns one page of the workspace's lists (API: "List Contact Lists").
func (s *ListsService) List(ctx context.Context, opts ListListsOptions) (*Page[List], error) {
	return fetchPage[List](ctx, s.core, opts.page(opts.PageOptions), opts.PageOptions)
}

// All iterates over the workspace's lists, oldest first unless the options sort them
// (API: "List Contact Lists"). It promises what [ContactsService.All] promises.
func (s *ListsService) All(ctx context.Context, opts ListListsOptions, pages ...IterOption) iter.Seq2[*List, error] {
	if opts.OrderField == "" {
		opts.OrderField = OrderListsByCreatedAt
	}
	opts.Order = cmp.Or(opts.Order, Ascending)
	start := opts.PageOptions
	opts.PageOptions = PageOptions{}
	sort := listKey(opts.OrderField, opts.Order)
	src := byOffset[List]{options: opts, start: start, sort: sort, page: opts.page}.source(s.core)
	opts.Order = opts.Order.opposite()
	src.newest = firstFetcher[List](s.core, opts.page)
	return src.all(ctx, pages)
}

// Get returns a list (API: "Get a Contact List"), or an error that matches
// [ErrNotFound].
func (s *ListsService) Get(ctx context.Context, id ListID) (*List, error) {
	return rest.Fetch(ctx, s.core, rest.Read("GET /v1/contact-lists/{contact_list_uuid}", id), hasKey[List](id.UUID))
}

// Create adds a list (API: "Create a Contact List"). If it may have been created
// in spite of the error, that matches [ErrOutcomeUnknown].
func (s *ListsService) Create(ctx context.Context, in ListCreate) (*List, error) {
	return rest.Fetch[List](ctx, s.core, rest.Create("POST /v1/contact-lists").Body(in, in.problems()))
}

// Update changes what is set in the update and returns the list as it is then
// (API: "Update a Contact List"). An update that sets nothing is not sent: it
// returns what [ListsService.Get] does.
func (s *ListsService) Update(ctx context.Context, id ListID, in ListUpdate) (*List, error) {
	if in == (ListUpdate{}) && !id.IsZero() {
		return s.Get(ctx, id)
	}
	op := rest.Idempotent("PATCH /v1/contact-lists/{contact_list_uuid}", id)
	return rest.Fetch(ctx, s.core, op.Body(in, nil), hasKey[List](id.UUID))
}

// Delete deletes a list (API: "Delete a Contact List"). When the first attempt
// was carried out and its response lost, the repeated one may find nothing and
// the error match [ErrNotFound].
func (s *ListsService) Delete(ctx context.Context, id ListID) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /v1/contact-lists/{contact_list_uuid}", id))
}
