package orgcrm

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// orgHeader says which organization a request is about.
const orgHeader = "X-Org-Id"

// Client is a client of the API for one organization, with a service for each
// resource. It is safe for concurrent use. Make one and reuse it.
type Client struct {
	Contacts     *ContactsService     // contacts, search, import and views
	Tags         *TagsService         // tags of the organization and of contacts
	CustomFields *CustomFieldsService // definitions of custom fields
	CustomValues *CustomValuesService // custom values of the organization

	core *rest.Core
	api  rest.API
}

// NewClient returns a client of one organization, which sends the organization's ID and
// the token with each request. It assumes that the API takes the token as a bearer token.
// Give the base URL without "/api/v1": the routes begin with that. Plain http is accepted
// for loopback addresses only. The option [cuedesk.WithBaseURL] replaces the base URL.
// NewClient sends no request. All errors of the arguments are reported together, in an
// error that matches [cuedesk.ErrInvalid].
func NewClient(baseURL, orgID, token string, opts ...cuedesk.Option) (*Client, error) {
	c := &Client{
		api: rest.API{
			Name: "orgcrm", BaseURL: baseURL, Prefix: "/api/v1", DecodeError: decodeError, AnyJSON: true,
			Complete: isComplete,
		},
	}
	core, err := rest.Open(c.api, token, func(cfg *rest.Config) { cfg.Final = organization(orgID) }, opts)
	if err != nil {
		return nil, err
	}
	return c.withCore(core), nil
}

// With returns a copy of the client with further options; the original is unchanged.
// The two share what the options do not replace: connections, the token, the rate
// limit and the retry budget. The organization stays the same.
func (c *Client) With(opts ...cuedesk.Option) (*Client, error) {
	core, err := rest.Derive(c.api, c.core, opts)
	if err != nil {
		return nil, err
	}
	return c.withCore(core), nil
}

// withCore returns the client with another core.
func (c *Client) withCore(core *rest.Core) *Client {
	return &Client{
		Contacts:     &ContactsService{core},
		Tags:         &TagsService{core},
		CustomFields: &CustomFieldsService{core},
		CustomValues: &CustomValuesService{core},
		core:         core,
		api:          c.api,
	}
}

// organization names the organization in each request. It comes after all options,
// and refuses one that would have named another.
func organization(id string) func(*rest.Config) error {
	return func(cfg *rest.Config) error {
		if id == "" || strings.ContainsFunc(id, func(r rune) bool { return r <= ' ' || r > '~' }) {
			return errors.New("organization ID: must be visible ASCII characters, at least one")
		}
		if given := cfg.Header.Get(orgHeader); given != nil && !slices.Equal(given, []string{id}) {
			return errors.New("header " + orgHeader + ": is set by the client itself, to its organization")
		}
		cfg.Header.Set(orgHeader, id)
		return nil
	}
}

// Do calls an operation by its route, for what the methods do not offer or cannot
// decode. The args are the values of the path, in order.
//
//	var contacts cuedesk.Value
//	err := client.Do(ctx, "GET /api/v1/contacts", nil, &contacts)
//
// The body is sent as JSON, or as the query if it is [net/url.Values]; nil sends none.
// The response is decoded into out, unless that is nil. GET is retried like other
// reads, any other method only if the request was certainly not applied.
func (c *Client) Do(ctx context.Context, operation string, body, out any, args ...any) error {
	return rest.Do(ctx, c.core, rest.Custom(operation, body, out, args...))
}

// response is what a successful answer decodes to.
type response interface {
	complete() bool // whether it has a member that makes it what it is
}

func isComplete(result any) bool {
	one, ok := result.(response)
	return !ok || one.complete()
}

// same reports whether an answer is about the resource that was named, as far as
// it says.
func same[T any](answered, named ID[T]) bool {
	return answered == "" || rest.SameID(string(answered), string(named))
}

// fetchValue sends an operation that answers with something undocumented, unless that
// says that the operation failed.
func fetchValue(ctx context.Context, core *rest.Core, op rest.Operation) (cuedesk.Value, error) {
	value, err := rest.Fetch(ctx, core, op, func(v *cuedesk.Value) bool { return !rest.SaysFailure(v.Raw()) })
	if err != nil {
		return cuedesk.Value{}, err
	}
	return *value, nil
}
