package nexadesk

import (
	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// api is the Contacts API of Nexadesk.
var api = rest.API{Name: "nexadesk", BaseURL: "https://chats.nexadesk.ai", DecodeError: decodeError}

// decodeError reads the error format of the API (API: "Create Contact", the 409).
func decodeError(body []byte) *rest.APIError {
	var said struct {
		Success bool          `json:"success"`
		Error   string        `json:"error"`
		Data    cuedesk.Value `json:"data"`
	}
	if json.Unmarshal(body, &said) != nil || said.Success || said.Error == "" {
		return nil
	}
	return &rest.APIError{Message: said.Error, Details: said.Data.Raw()}
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
	core, err := cuedesk.NewCore(api, token, opts...)
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
