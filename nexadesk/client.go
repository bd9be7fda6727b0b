package nexadesk

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// api is the Contacts API of Nexadesk.
var api = rest.API{
	Name: "nexadesk", BaseURL: "https://chats.nexadesk.ai", Prefix: "/api/v1", DecodeError: decodeError,
	Complete: isComplete,
}

// Client is a client of the Contacts API. It is safe for concurrent use; make one
// and keep it.
type Client struct {
	Contacts *ContactsService // the operations on contacts

	core *rest.Core
}

// NewClient returns a client that sends the bearer token, with the options of
// package cuedesk. It sends nothing yet. All that is wrong with the token and the
// options is reported at once, in an error that matches [cuedesk.ErrInvalid].
func NewClient(token string, opts ...cuedesk.Option) (*Client, error) {
	core, err := rest.Open(api, token, nil, opts)
	if err != nil {
		return nil, err
	}
	return newClient(core), nil
}

// With returns a client that differs by the options; the original is unchanged.
// What the options do not touch is shared: connections, the token, the rate limit
// and the retry budget.
func (c *Client) With(opts ...cuedesk.Option) (*Client, error) {
	core, err := rest.Derive(api, c.core, opts)
	if err != nil {
		return nil, err
	}
	return newClient(core), nil
}

func newClient(core *rest.Core) *Client {
	return &Client{Contacts: &ContactsService{core}, core: core}
}

// Do calls an operation by its route, with the path values in order, for what the
// methods do not offer or cannot decode:
//
//	var answer cuedesk.Value
//	err := client.Do(ctx, "GET /api/v1/external/contacts", url.Values{"tag": {"vip"}}, &answer)
//
// The body, unless it is nil, is sent as JSON, or as the query if it is
// [net/url.Values]. The whole response, with success and data, is decoded into out
// unless that is nil; whether it says that it succeeded is for the caller to check.
// GET is repeated like other reads, and any other method only where the API
// certainly did not act.
func (c *Client) Do(ctx context.Context, operation string, body, out any, args ...any) error {
	return rest.Do(ctx, c.core, rest.Custom(operation, body, out, args...))
}
