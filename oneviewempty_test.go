package cuedesk_test

import (
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestIterators_oneViewEmpty: where one view shows nothing any more from its third answer on, and
// the others are right, a walk ends in ErrListChanged: these say nothing of it, or contradict it.
// AllContacts does not need the members where none is archived.
func TestIterators_oneViewEmpty(t *testing.T) {
	t.Parallel()
	views := map[string]func(r *http.Request, body string) bool{
		"AllContacts": func(r *http.Request, _ string) bool {
			return strings.Contains(r.URL.Path, "/contact-lists/") && !strings.Contains(r.URL.RawQuery, "include_archived")
		},
		"AllContacts with archived": func(r *http.Request, _ string) bool {
			return strings.Contains(r.URL.RawQuery, "include_archived")
		},
		"All of a list": func(r *http.Request, _ string) bool {
			return strings.HasSuffix(r.URL.Path, "/v1/contacts") && strings.Contains(r.URL.RawQuery, "list")
		},
		"Scan":      func(_ *http.Request, body string) bool { return strings.Contains(body, "Old") },
		"SearchAll": func(_ *http.Request, body string) bool { return strings.Contains(body, "Old") },
	}
	for name, kind := range removalCases {
		for _, archived := range []int{0, 1, 60} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s := newListWorkspace(t, 250, 3)
					for _, id := range s.ids[:archived] {
						s.server.ArchiveContact(id)
					}
					empty, asked := &resttest.Blank{Base: s.server, First: 1, End: 1 << 30}, 0
					s.client = routeRequests(t, s.client, func(r *http.Request, body string) http.RoundTripper {
						if views[name](r, body) {
							if asked++; asked > 2 {
								return empty
							}
						}
						return s.server
					})
					got, err := count(kind.all(t.Context(), s, cuedesk.WithPrefetch(0)))
					complete := err == nil && got == 250 && name == "AllContacts" && archived == 0
					if !complete && (!errors.Is(err, cuedesk.ErrListChanged) || got == 0) {
						t.Errorf("%d archived, %d came: %v", archived, got, err)
					}
				})
			})
		}
	}
}

// routeRequests returns a client whose requests go where choose says.
func routeRequests(
	t *testing.T, c *cuedesk.Client, choose func(*http.Request, string) http.RoundTripper,
) *cuedesk.Client {
	t.Helper()
	changed, err := c.With(cuedesk.WithHTTPClient(&http.Client{
		Transport: transport(func(r *http.Request) (*http.Response, error) {
			var body []byte
			if r.Body != nil {
				var err error
				if body, err = io.ReadAll(r.Body); err != nil {
					return nil, err
				}
				r.Body = io.NopCloser(strings.NewReader(string(body)))
			}
			return choose(r, string(body)).RoundTrip(r)
		}),
	}))
	if err != nil {
		t.Fatal(err)
	}
	return changed
}
