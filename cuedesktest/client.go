package cuedesktest

import (
	"fmt"
	"net/http"

	"github.com/cuedesk/cuedesk-go"
)

// Client returns a client of the server that works without a network. The options win over those by which the client
// finds the server. Client panics on options that [cuedesk.NewClient] refuses.
func (s *Server) Client(opts ...cuedesk.Option) *cuedesk.Client {
	all := []cuedesk.Option{
		cuedesk.WithBaseURL(BaseURL),
		cuedesk.WithHTTPClient(&http.Client{Transport: s}),
	}
	client, err := cuedesk.NewClient(s.Token(), append(all, opts...)...)
	if err != nil {
		panic(fmt.Sprintf("cuedesktest: Client: %v", err))
	}
	return client
}
