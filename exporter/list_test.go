package exporter_test

import (
	"bytes"
	"errors"
	"net/http"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// unfilteredServer does not apply the filter of lists.
type unfilteredServer struct{ *cuedesktest.Server }

func (l unfilteredServer) RoundTrip(r *http.Request) (*http.Response, error) {
	query := r.URL.Query()
	query.Del("contact_list_uuid")
	r.URL.RawQuery = query.Encode()
	return l.Server.RoundTrip(r)
}

// TestWrite_ignoredFilter: everybody is not the members of a list, unless they are.
func TestWrite_ignoredFilter(t *testing.T) {
	t.Parallel()
	srv, list := newWorkspace(t, 20)
	everybody, err := srv.Client().Lists.Create(t.Context(), cuedesk.ListCreate{Name: "Everybody"})
	if err != nil {
		t.Fatal(err)
	}
	for c, err := range srv.Client().Contacts.All(t.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := srv.Client().Lists.AddContacts(t.Context(), everybody.ID, c.ID); err != nil {
			t.Fatal(err)
		}
	}
	client := srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: unfilteredServer{srv}}))
	for id, is := range map[cuedesk.ListID]error{list: cuedesk.ErrBadResponse, everybody.ID: nil} {
		var out bytes.Buffer
		report, err := exporter.Write(t.Context(), client, &out, exporter.Options{ListID: id})
		if !errors.Is(err, is) || err != nil && out.Len() > 0 || err == nil && report.Rows != 20 {
			t.Errorf("%s, %v", report, err)
		}
	}
}
