package conformance

import (
	"maps"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// stale is a fake whose lists and searches, first asked after a change, answer as if it had not happened: as the last
// time or, if there was none, with nothing.
type stale struct {
	*cuedesktest.Server

	changes int
	seen    map[string]int // the last change that an address has shown
	shown   map[string]map[string]any
}

// RoundTrip is part of [http.RoundTripper].
func (s *stale) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := s.Server.RoundTrip(req)
	if err != nil || resp.StatusCode >= http.StatusBadRequest {
		return resp, err
	}
	search := s.Operation(req) == searchRoute
	if req.Method != http.MethodGet && !search {
		s.changes++
		return resp, nil
	}
	resp.ContentLength = int64(rewrite(&resp.Body, func(body map[string]any) {
		if body["pagination"] != nil {
			s.put(req.Method+req.URL.String(), body, search)
		}
	}))
	resp.Header.Del("Content-Length")
	return resp, nil
}

// put makes a response stale if it is the first after a change.
func (s *stale) put(address string, body map[string]any, search bool) {
	fresh, last := maps.Clone(body), s.shown[address]
	if s.seen[address] < s.changes {
		if last == nil || search {
			last = emptyPage(body)
		}
		maps.Copy(body, last)
	}
	s.seen[address], s.shown[address] = s.changes, fresh
}

// emptyPage is an empty page like another.
func emptyPage(page map[string]any) map[string]any {
	empty := maps.Clone(page)
	for name, value := range page {
		switch value := value.(type) {
		case []any:
			empty[name] = []any{}
		case map[string]any:
			none := maps.Clone(value)
			none["total"] = 0.0
			empty[name] = none
		}
	}
	return empty
}

// What an implementation shows late, but before patience ends, is no difference.
func TestRun_patience(t *testing.T) {
	t.Parallel()
	for name, strict := range map[string]bool{"strict": true, "documented": false} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := &stale{cuedesktest.NewServer(), 0, map[string]int{}, map[string]map[string]any{}}
				client := srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: srv}))
				lines := runSuite(t.Context(), t, client, Options{Strict: strict}, suiteParts...)
				if len(lines) > 0 {
					t.Errorf("not silent:\n%s", strings.Join(lines, "\n"))
				}
				wantNothingLeft(t, srv.Server)
			})
		})
	}
}

// What a list never shows is waited for once, not for each field that it is sorted by.
func TestRun_patience_once(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		wrong := mutant{operation: contactsRoute, response: reversed("contacts")}
		client := srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: mutantServer{srv, wrong}}))
		start := time.Now()
		runSuite(t.Context(), t, client, Options{Patience: time.Hour},
			suitePart{"Contacts", (*suite).checkContacts})
		if waited := time.Since(start).Round(time.Minute); waited != time.Hour {
			t.Errorf("waited %v, want an hour", waited)
		}
	})
}
