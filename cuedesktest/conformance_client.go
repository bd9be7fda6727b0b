package cuedesktest

import (
	"net/http"
	"net/url"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// withToken sends another token in place of the client's own; "" sends none. The client's source of tokens is not
// asked for a new one when this one is refused.
func withToken(token string) cuedesk.Option {
	return func(c *rest.Config) error {
		c.Credentials = rest.StaticToken("none")
		c.Authorize = func(h http.Header, _ string) {
			if token != "" {
				rest.Bearer(h, token)
			}
		}
		return nil
	}
}

// withQuery sends a query beside a body, which Client.Do does not.
func withQuery(query url.Values) cuedesk.Option {
	return func(c *rest.Config) error {
		changed := *c.HTTPClient
		changed.Transport = asking{changed.Transport, query}
		c.HTTPClient = &changed
		return nil
	}
}

// asking is a transport that replaces the query.
type asking struct {
	next  http.RoundTripper
	query url.Values
}

// RoundTrip is part of [http.RoundTripper].
func (a asking) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.URL.RawQuery = a.query.Encode()
	if a.next == nil {
		return http.DefaultTransport.RoundTrip(r)
	}
	return a.next.RoundTrip(r)
}
