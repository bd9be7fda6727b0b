package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// firstEmpties are iterators whose first answer another view may contradict.
var firstEmpties = map[string]func(context.Context, *listWorkspace) iter.Seq2[*cuedesk.Contact, error]{
	"All": func(ctx context.Context, s *listWorkspace) iter.Seq2[*cuedesk.Contact, error] {
		return s.client.Contacts.All(ctx, cuedesk.ListContactsOptions{})
	},
	"Scan": func(ctx context.Context, s *listWorkspace) iter.Seq2[*cuedesk.Contact, error] {
		return s.client.Contacts.Scan(ctx, cuedesk.Where())
	},
	"Scan of a query": func(ctx context.Context, s *listWorkspace) iter.Seq2[*cuedesk.Contact, error] {
		return s.client.Contacts.Scan(ctx, cuedesk.Where(cuedesk.LastName.Is("Old")))
	},
	"SearchAll by name": func(ctx context.Context, s *listWorkspace) iter.Seq2[*cuedesk.Contact, error] {
		return s.client.Contacts.SearchAll(ctx, cuedesk.Where().OrderBy(cuedesk.LastName.Asc()), cuedesk.PageOptions{})
	},
}

// TestIterators_firstEmpty: a search that shows nothing from the first request on, while the listing
// shows contacts, or the other way round, is asked again, and is not believed. A workspace that both
// show to be empty is.
func TestIterators_firstEmpty(t *testing.T) {
	t.Parallel()
	for name, all := range firstEmpties {
		for _, empty := range []int{1, 4, 1000} {
			for _, contacts := range []int{0, 150} {
				t.Run(fmt.Sprintf("%s/%d empty answers/%d contacts", name, empty, contacts), func(t *testing.T) {
					t.Parallel()
					synctest.Test(t, func(t *testing.T) {
						s := newListWorkspace(t, 150, 0)
						for _, id := range s.ids[contacts:] {
							s.server.RemoveContact(id)
						}
						blank := &resttest.Blank{Base: s.server, First: 1, End: 1 + empty}
						s.client = routeRequests(t, s.client, func(r *http.Request, _ string) http.RoundTripper {
							if searches := strings.HasSuffix(r.URL.Path, "/search"); searches != (name == "All") {
								return blank
							}
							return s.server
						})
						n, err := count(all(t.Context(), s))
						whole := contacts == 0 || empty < 10
						if whole && (n != contacts || err != nil) || !whole && !errors.Is(err, cuedesk.ErrListChanged) ||
							blank.Requests() > 40 {
							t.Errorf("%d contacts came in %d requests: %v", n, blank.Requests(), err)
						}
					})
				})
			}
		}
	}
}
