package workspace

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// ignoredStatusServer is an API that gives the archived lists, whatever status was asked for.
type ignoredStatusServer struct{ *cuedesktest.Server }

func (m ignoredStatusServer) RoundTrip(r *http.Request) (*http.Response, error) {
	if m.Operation(r) == "GET /v1/contact-lists" {
		query := r.URL.Query()
		query.Set("status", "archived")
		r.URL.RawQuery = query.Encode()
	}
	return m.Server.RoundTrip(r)
}

func TestFindList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		client := srv.Client()
		find := func(client *cuedesk.Client, want cuedesk.ListID) {
			t.Helper()
			got, err := FindList(t.Context(), client, "Fair")
			if err != nil || (got == nil) != want.IsZero() || got != nil && got.ID != want {
				t.Errorf("got %v, %v", got, err)
			}
		}
		var lists []*cuedesk.List
		for _, name := range []string{"Fair", "Fair", "Fair 2"} {
			list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: name})
			if err != nil {
				t.Fatal(err)
			}
			lists = append(lists, list)
			<-time.After(time.Second) // the next is younger
		}
		find(client, lists[0].ID)
		srv.ArchiveList(lists[0].ID)
		find(client, lists[1].ID)
		find(srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: ignoredStatusServer{srv}})), cuedesk.ListID{})
	})
}

// TestCheckType: what a field is, is said only where its values can be set.
func TestCheckType(t *testing.T) {
	t.Parallel()
	for want, field := range map[string]cuedesk.CustomField{
		"but as select and not as checkbox":    {FieldType: cuedesk.FieldSelect, Editable: true, Status: "active"},
		"but archived; restore it":             {FieldType: cuedesk.FieldSelect, Editable: true, Status: "archived"},
		"but its values cannot be edited":      {FieldType: cuedesk.FieldSelect},
		"but as date:time and not as checkbox": {FieldType: cuedesk.FieldTime, Editable: true},
	} {
		field.FieldKey = "k"
		err := checkType(&field, cuedesk.FieldCheckbox)
		if err == nil || err.Error() != `the custom field "k" is there, `+want {
			t.Errorf("error is %v, not %s", err, want)
		}
	}
	field := cuedesk.CustomField{FieldType: cuedesk.FieldTime, Editable: true}
	if err := checkType(&field, cuedesk.FieldText); err != nil {
		t.Errorf("a time is text: %v", err)
	}
}
