package orgcrmtest_test

import (
	"strings"
	"sync"
	"testing"

	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

func TestServer_bodyLimit(t *testing.T) {
	t.Parallel()
	const limit = 10 << 20
	a := newAPI(t)
	a.do("POST /contacts/import", "["+strings.Repeat(" ", limit-2)+"]", 200, `{"created":0,"failed":0}`)
	a.do("POST /contacts/import", "["+strings.Repeat(" ", limit-1)+"]", 413, `{"detail":"Request Entity Too Large"}`)
}

// TestServer_concurrentUse gives the race detector something to see.
func TestServer_concurrentUse(t *testing.T) {
	t.Parallel()
	const goroutines, rounds = 8, 20
	srv := orgcrmtest.NewServer()
	client := srv.Client()
	var all sync.WaitGroup
	for range goroutines {
		all.Go(func() {
			for range rounds {
				created, err := client.Contacts.Create(t.Context(), orgcrm.ContactCreate{Name: "Bruce"})
				if err != nil {
					t.Error(err)
					return
				}
				srv.AddOpportunity(created.ID, 1)
			}
		})
	}
	all.Wait()
	page, err := client.Contacts.List(t.Context(), orgcrm.ListOptions{})
	if err != nil || len(page.Items) != goroutines*rounds {
		t.Errorf("got %v, %v; want %d contacts", page, err, goroutines*rounds)
	}
}
