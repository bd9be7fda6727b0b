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
// Connections, token, rate limit and retry budget are shared unless the options replace
// them.
func (c *Client) With(opts ...Option) (*Client, error) {
	core, err := rest.Derive(api, c.core, opts)
	if err != nil {
		return nil, err
	}
	return newClient(core), nil
}

// BaseURL returns the address of the API, with its port: one form for all ways to
// write it in [WithBaseURL].
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

// isComplete reports whether a result is what it should be. Other results, such as a
// page, are checked while they are decoded.
func isComplete(result any) bool {
	one, ok := result.(response)
	return !ok || one.complete()
}

// hasKey returns a check that an answer is about the resource that the operation names.
func hasKey[T interface{ key() uuid.UUID }](id uuid.UUID) func(*T) bool {
	return func(out *T) bool { return (*out).key() == id }
}

// Do calls an operation that this version has no method for. The operation is its
// route; args are the values of the path, in order:
//
//	err := client.Do(ctx, "GET /v1/contacts/{contact_uuid}/consents", nil, &consents, id)
//
// The body is sent as JSON, or as the query if it is [net/url.Values]; nil sends
// none. For a query beside a body, give net/url.Values after the values of the path:
//
//	err := client.Do(ctx, "POST /v1/contacts/search", body, &page, url.Values{"limit": {"100"}})
//
// The response is decoded into out, and not checked: judge yourself what it says. If
// out is nil, any JSON is accepted that does not say that the call failed. GET is
// repeated like other reads, any other method only if the request was certainly not
// applied.
func (c *Client) Do(ctx context.Context, operation string, body, out any, args ...any) error {
	return rest.Do(ctx, c.core, rest.Custom(operation, body, out, args...))
}
