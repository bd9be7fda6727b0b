package cuedesk

import (
	"context"

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
// The response is decoded into out unless that is nil. GET is
// repeated like other reads, and any other method only where the API certainly
// did not act.
func (c *Client) Do(ctx context.Context, operation string, body, out any, args ...any) error {
	_, err := c.core.Send(ctx, rest.Custom(operation, body, args...), out)
	return err
}
