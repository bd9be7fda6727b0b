package cuedesktest

import (
	"net/http"

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
