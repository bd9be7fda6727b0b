package cuedesktest_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// found returns how many contacts a search of the client finds.
func found(t *testing.T, client *cuedesk.Client) int {
	t.Helper()
	page, err := client.Contacts.Search(t.Context(), cuedesk.Where(), cuedesk.PageOptions{})
	if err != nil {
		t.Fatal(err)
	}
	return page.Total
}

// TestServer_Viewer: it sees what the API hides, and nothing tells that it has looked.
func TestServer_Viewer(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer(cuedesktest.WithSearchDelay(time.Hour), cuedesktest.WithTotalCap(1),
		cuedesktest.WithToken("mine"), cuedesktest.WithLatency(time.Hour))
	srv.Inject("*", cuedesktest.Status(500))
	for range 3 {
		srv.AddContact(cuedesktest.Contact{Email: "batman@example.com"})
	}
	before := srv.Summary()
	equal(t, "contacts found by the viewer", found(t, srv.Viewer()), 3)
	equal(t, "summary", srv.Summary(), before)
	equal(t, "requests", len(srv.Requests()), 0)

	srv.Reconfigure(cuedesktest.WithLatency(0))
	srv.ClearFaults()
	equal(t, "contacts found by a client", found(t, srv.Client()), 0)
}

// TestServer_Viewer_randomTies: the orders that a test sees do not depend on whether the viewer is open.
func TestServer_Viewer_randomTies(t *testing.T) {
	t.Parallel()
	first := func(look bool) string {
		var order []string
		srv := cuedesktest.NewServer(cuedesktest.WithRandomTies(7))
		at := time.Now()
		for range 20 {
			srv.AddContact(cuedesktest.Contact{CreatedAt: at})
		}
		for range 5 {
			if look {
				found(t, srv.Viewer())
			}
			page, err := srv.Client().Contacts.List(t.Context(), cuedesk.ListContactsOptions{})
			if err != nil {
				t.Fatal(err)
			}
			order = append(order, page.Items[0].ID.String())
		}
		return strings.Join(order, " ")
	}
	equal(t, "order", first(true), first(false))
}

func TestServer_Viewer_changes(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	_, err := srv.Viewer().Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: "batman@example.com"})
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || apiErr.StatusCode != http.StatusMethodNotAllowed {
		t.Errorf("got %v", err)
	}
	equal(t, "contacts", srv.Summary().Contacts, 0)
}
