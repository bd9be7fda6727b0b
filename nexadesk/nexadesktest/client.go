package nexadesktest

import (
	"fmt"
	"net/http"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// Client returns a client of the server that works without a network. The options win
// over those by which the client finds the server. Client panics on options that
// [nexadesk.NewClient] refuses.
func (s *Server) Client(opts ...cuedesk.Option) *nexadesk.Client {
	all := []cuedesk.Option{
		cuedesk.WithBaseURL(BaseURL),
		cuedesk.WithHTTPClient(&http.Client{Transport: s}),
	}
	client, err := nexadesk.NewClient(Token, append(all, opts...)...)
	if err != nil {
		panic(fmt.Sprintf("nexadesktest: Client: %v", err))
	}
	return client
}
