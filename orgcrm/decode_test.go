package orgcrm_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// TestPage: a list is an array, or an object with one array in it.
func TestPage(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]struct {
		ids, extra string
		complaint  string
	}{
		`[]`:                              {},
		`[{"id":"a"},{"id":7}]`:           {ids: "a 7"},
		`{"contacts":[{"name":"Bruce"}]}`: {ids: ""},
		`{"total":2,"whatever":[{"id":"a"},{"id":"b"}],"next":null}`: {ids: "a b", extra: "next total"},
		`{"items":[]}`:                        {},
		`{"items":[],"warnings":[]}`:          {complaint: "an object with 2 arrays where a list should be"},
		`{"items":{}}`:                        {complaint: "an object with 0 arrays where a list should be"},
		`{}`:                                  {complaint: "an object with 0 arrays where a list should be"},
		`{"a":1,"a":2}`:                       {complaint: "unreadable response"},
		`[{"id":"a"},{"x":1}]`:                {complaint: "an item has none of the members that it should have"},
		`[null]`:                              {complaint: "an item has none of the members that it should have"},
		`["a"]`:                               {complaint: "unreadable response"},
		`"Bruce"`:                             {complaint: "neither an array nor an object"},
		`null`:                                {complaint: "neither an array nor an object"},
		`[{"id":{"secret":1}}]`:               {complaint: "an ID is neither text nor a number"},
		`{"items":[{"id":"a","name":"Bru`:     {complaint: "breaks off"},
		`{"items":[{"id":"a","name":["x"]}]}`: {complaint: "unreadable response"},
	} {
		client := newClient(t, resttest.Replies(200, resttest.JSON, body), cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
		page, err := client.Contacts.List(t.Context(), orgcrm.ListOptions{})
		if want.complaint != "" {
			if !errors.Is(err, cuedesk.ErrBadResponse) || !strings.Contains(err.Error(), want.complaint) || page != nil {
				t.Errorf("%s: got %v %v", body, page, err)
			}
			continue
		}
		if err != nil || page.Items == nil {
			t.Errorf("%s: %v %v", body, page, err)
			continue
		}
		var ids []string
		for _, item := range page.Items {
			ids = append(ids, string(item.ID))
		}
		if got := strings.Join(ids, " "); got != want.ids {
			t.Errorf("%s: IDs %s", body, got)
		}
		if diff := cmp.Diff(strings.Fields(want.extra), sortedKeys(page.Extra)); diff != "" {
			t.Errorf("%s: extra %s", body, diff)
		}
	}
}

// TestContactMembers: documented columns are fields, whatever their form, and the
// rest is in Extra.
func TestContactMembers(t *testing.T) {
	t.Parallel()
	const body = `{"id":12345678901234567890,"name":null,"email":"batman@example.com","tags":[{"name":"VIP"}],"dnc":null,
		"created_at":"2025-12-10 10:31:34","custom":{"seats":9007199254740993}}`
	client := newClient(t, resttest.Replies(200, resttest.JSON, body))
	contact, err := client.Contacts.Get(t.Context(), contactID)
	if err != nil {
		t.Fatal(err)
	}
	if contact.ID != "12345678901234567890" || contact.Name != "" || contact.Email != "batman@example.com" {
		t.Errorf("got %+v", contact)
	}
	if contact.Tags.String() != `[{"name":"VIP"}]` || contact.CreatedAt.String() != "2025-12-10 10:31:34" {
		t.Errorf("tags %s, created at %s", contact.Tags, contact.CreatedAt)
	}
	if _, err := contact.DNC.Bool(); err == nil {
		t.Error("an API that did not say was taken for a no")
	}
	if got := contact.Extra["custom"].String(); got != `{"seats":9007199254740993}` {
		t.Errorf("custom values %s", got)
	}
}

// TestIncomplete: an answer without any of the members that it should have.
func TestIncomplete(t *testing.T) {
	t.Parallel()
	for body, contact := range map[string]bool{
		`{"id":"a"}`: true, `{"id":7}`: true, `{"notes":"n"}`: true, `{"dnc":false}`: true, `{"tags":[]}`: true,
		`{"created_at":null}`: true, `{}`: false, `{"data":{"id":"a"}}`: false, `{"id":"","name":""}`: false, `null`: false,
	} {
		client := newClient(t, resttest.Replies(200, resttest.JSON, body))
		_, err := client.Contacts.Get(t.Context(), contactID)
		if contact != (err == nil) || err != nil && !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("%s: got %v", body, err)
		}
	}
}

func TestIDDecoding(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]orgcrm.TagID{
		`"a b"`: "a b", `""`: "", `null`: "", `42`: "42", `"\u00e9"`: "é", `9007199254740993`: "9007199254740993",
	} {
		id := orgcrm.TagID("before")
		if err := json.Unmarshal([]byte(data), &id); err != nil || id != want {
			t.Errorf("%s: %q, %v", data, id, err)
		}
	}
	var id orgcrm.TagID
	for _, data := range []string{`true`, `{}`, `[1]`} {
		if err := json.Unmarshal([]byte(data), &id); err == nil {
			t.Errorf("%s: %q", data, id)
		}
	}
	if data, err := json.Marshal(map[orgcrm.TagID]orgcrm.TagID{"a": "b"}); err != nil || string(data) != `{"a":"b"}` {
		t.Errorf("%s, %v", data, err)
	}
}

// TestInputs: what is zero is not sent, and members that no field has go beside
// the others.
func TestInputs(t *testing.T) {
	t.Parallel()
	for want, in := range map[string]any{
		`{}`:                             orgcrm.ContactCreate{},
		`{"name":"B","first_name":"x"}`:  orgcrm.ContactCreate{Name: "B", Extra: map[string]any{"first_name": "x"}},
		`{"dnc":false,"name":null}`:      orgcrm.ContactUpdate{Name: cuedesk.Clear[string](), DNC: cuedesk.Set(false)},
		`{"tags":[]}`:                    orgcrm.ContactUpdate{Tags: cuedesk.Set([]string{})},
		`{"custom":{"plan":null},"x":1}`: orgcrm.ContactUpdate{Custom: map[string]any{"plan": nil}, Extra: map[string]any{"x": 1}},
	} {
		data, err := json.Marshal(in, json.Deterministic(true))
		if err != nil {
			t.Error(err)
		}
		got, wanted := resttest.Decode(t, strings.NewReader(string(data))), resttest.Decode(t, strings.NewReader(want))
		if diff := cmp.Diff(wanted, got); diff != "" {
			t.Errorf("%s:\n%s", want, diff)
		}
	}
}

// TestListParameters: those that the documentation names win over others.
func TestListParameters(t *testing.T) {
	t.Parallel()
	var sent string
	client := newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		sent = r.URL.RawQuery
		return resttest.Reply(200, resttest.JSON, `[]`), nil
	}))
	other := map[string][]string{"page": {"2"}, "q": {"other"}}
	for want, opts := range map[string]orgcrm.ListOptions{
		"":                       {},
		"page=2&q=a+b&tag=VIP":   {Query: "a b", Tag: "VIP", Other: other},
		"page=2&q=other&tag=%26": {Tag: "&", Other: other},
	} {
		if _, err := client.Contacts.List(t.Context(), opts); err != nil || sent != want {
			t.Errorf("sent %s, want %s, %v", sent, want, err)
		}
	}
	if diff := cmp.Diff(map[string][]string{"page": {"2"}, "q": {"other"}}, other); diff != "" {
		t.Errorf("the caller's parameters changed: %s", diff)
	}
}
