package cuedesk

import (
	"context"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Client is a client of the Contacts API, with a service for each resource. It is
// safe for concurrent use; make one and keep it.
type Client struct {
	Contacts     *ContactsService     // contacts, their custom values, and which lists they are in
	Lists        *ListsService        // contact lists and their members
	CustomFields *CustomFieldsService // definitions of custom fields
	Notes        *NotesService        // notes on contacts
	Bulk         *BulkService         // imports

	core *rest.Core
}

// NewClient returns a client that sends the bearer token. It sends nothing yet.
// All that is wrong with the token and the options is reported at once, in an
// error that matches [ErrInvalid].
func NewClient(token string, opts ...Option) (*Client, error) {
	core, err := rest.Open(api, token, nil, opts)
	if err != nil {
		return nil, err
	}
	return newClient(core), nil
}

// With returns a client that differs by the options; the original is unchanged.
// What the options do not touch is shared: connections, the token, the rate limit
// and the retry budget.
func (c *Client) With(opts ...Option) (*Client, error) {
	core, err := rest.Derive(api, c.core, opts)
	if err != nil {
		return nil, err
	}
	return newClient(core), nil
}

// BaseURL returns where the API is, in one form with its port, whatever way it was
// written in [WithBaseURL].
func (c *Client) BaseURL() string { return c.core.Address() }

func newClient(core *rest.Core) *Client {
	return &Client{
		Contacts:     &ContactsService{core},
		Lists:        &ListsService{core},
		CustomFields: &CustomFieldsService{core},
		Notes:        &NotesService{core},
		Bulk:         &BulkService{core},
		core:         core,
	}
}

// response is what a successful answer decodes to.
type response interface {
	complete() bool // whether it has the members without which it is useless, such as the ID
}

// fetch sends an operation that answers with one resource or result.
func fetch[T response](ctx context.Context, core *rest.Core, op rest.Operation) (*T, error) {
	return rest.Fetch(ctx, core, op, func(out *T) bool { return (*out).complete() })
}

// named is what an operation may name by its ID.
type named interface {
	response
	key() uuid.UUID
}

// fetchNamed sends an operation that answers with the resource that it names: an
// answer about another one is a bad response.
func fetchNamed[T named](ctx context.Context, core *rest.Core, op rest.Operation, id uuid.UUID) (*T, error) {
	return rest.Fetch(ctx, core, op, func(out *T) bool { return (*out).complete() && (*out).key() == id })
}

// Do calls an operation that this version has no method for, by its route, with
// the path values in order:
//
//	err := client.Do(ctx, "GET /v1/contacts/{contact_uuid}/consents", nil, &consents, id)
//
// The body, unless it is nil, is sent as JSON, or as the query if it is
// [url.Values]. A query beside a body is [url.Values] after the path values:
//
//	err := client.Do(ctx, "POST /v1/contacts/search", body, &page, url.Values{"limit": {"100"}})
//
// The response is decoded into out unless that is nil; what it says is for the caller
// to judge. Without out, any JSON is accepted that does not say that the call failed.
// GET is repeated like other reads, and any other method only where it was certainly
// not applied.
func (c *Client) Do(ctx context.Context, operation string, body, out any, args ...any) error {
	_, err := c.core.Send(ctx, rest.Custom(operation, body, args...), out)
	return err
}
