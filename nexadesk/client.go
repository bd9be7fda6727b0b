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

// Client is a client of the Contacts API. It is safe for concurrent use. Make one and
// reuse it.
type Client struct {
	Contacts *ContactsService // the operations on contacts

	core *rest.Core
}

// NewClient returns a client that sends the token as a bearer token. The options are
// those of package cuedesk. It sends no request. All errors of the token and the options
// are reported together, in an error that matches [cuedesk.ErrInvalid].
func NewClient(token string, opts ...cuedesk.Option) (*Client, error) {
	core, err := rest.Open(api, token, nil, opts)
	if err != nil {
		return nil, err
	}
	return newClient(core), nil
}

// With returns a copy of the client with further options; the original is unchanged.
// The two share what the options do not replace: connections, the token, the rate
// limit and the retry budget.
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

// Do calls an operation by its route, for what the methods do not offer or cannot
// decode. The args are the values of the path, in order.
//
//	var answer cuedesk.Value
//	err := client.Do(ctx, "GET /api/v1/external/contacts", url.Values{"tag": {"vip"}}, &answer)
//
// The body is sent as JSON, or as the query if it is [net/url.Values]; nil sends none.
// The whole response, with success and data, is decoded into out, unless that is nil:
// check yourself whether it says that it succeeded. GET is retried like other reads, any
// other method only if the request was certainly not applied.
func (c *Client) Do(ctx context.Context, operation string, body, out any, args ...any) error {
	return rest.Do(ctx, c.core, rest.Custom(operation, body, out, args...))
}
