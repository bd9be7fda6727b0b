package cuedesktest

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

// Viewer returns a client for tests to read the workspace. Its calls meet no faults and no latency, and are not among
// [Server.Requests]. It reads everything as it is: [WithSearchDelay], [WithWindow], [WithTotalCap] and [WithRandomTies]
// do not apply to it. Calls that would change something get status 405.
func (s *Server) Viewer() *cuedesk.Client {
	client, err := cuedesk.NewClient(Token, cuedesk.WithBaseURL(BaseURL), cuedesk.WithHTTPClient(
		&http.Client{Transport: s.viewer}), cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	if err != nil {
		panic(fmt.Sprintf("cuedesktest: Viewer: %v", err))
	}
	return client
}

// asViewer returns the API as the viewer has it.
func (s *Server) asViewer(api fakehttp.API[*call]) fakehttp.API[*call] {
	api.RequestLimit, api.Latency = 0, nil
	api.Admit = admitReads
	api.Begin = func(r *http.Request, now time.Time) *call {
		s.store.advance(now)
		return newCall(s.store.plain(), r, now)
	}
	return api
}

// admitReads refuses operations that change something.
func admitReads(r *http.Request) fakehttp.Problem {
	if r.Method != http.MethodGet && !strings.HasSuffix(r.URL.Path, "/search") {
		return documentedError(http.StatusMethodNotAllowed)
	}
	return nil
}

// plain returns the store for reading, without the settings that hide something or have an order change.
func (s *store) plain() *store {
	plain := *s
	plain.index, plain.randomTies, plain.window, plain.totalCap = nil, nil, 0, -1
	return &plain
}
