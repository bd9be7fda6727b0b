package cuedesktest

import (
	"cmp"
	"net/http"
	"net/url"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// withToken sends another token in place of the client's own; "" sends none. The client's source of tokens is not
// asked for a new one when this one is refused.
func withToken(token string) cuedesk.Option {
	return optionOf(func(c *rest.Config) error {
		c.Credentials = rest.StaticToken(cmp.Or(token, "none"))
		if token == "" {
			changed := *c.HTTPClient
			changed.Transport = anonymous{changed.Transport}
			c.HTTPClient = &changed
		}
		return nil
	})
}

func optionOf(change func(*rest.Config) error) cuedesk.Option {
	opt, _ := rest.OptionOf(change).(cuedesk.Option)
	return opt
}

// anonymous is a transport that sends no token.
type anonymous struct{ next http.RoundTripper }

// RoundTrip is part of [http.RoundTripper].
func (a anonymous) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Del("Authorization")
	return cmp.Or[http.RoundTripper](a.next, http.DefaultTransport).RoundTrip(r)
}

// withQuery sends a query beside a body, which Client.Do does not.
func withQuery(query url.Values) cuedesk.Option {
	return optionOf(func(c *rest.Config) error {
		changed := *c.HTTPClient
		changed.Transport = asking{changed.Transport, query}
		c.HTTPClient = &changed
		return nil
	})
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
