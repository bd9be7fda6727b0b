package conformance

import (
	"cmp"
	"net/http"

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
