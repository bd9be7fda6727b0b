package orgcrm_test

import (
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
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
		`{"items":{}}`:                        {complaint: "an object with 0 arrays where a list should be"},
		`{}`:                                  {complaint: "an object with 0 arrays where a list should be"},
		`{"a":1,"a":2}`:                       {complaint: "unreadable response"},
		`[{"id":"a"},{"x":1}]`:                {complaint: "an item has none of the members that it should have"},
		`[null]`:                              {complaint: "an item has none of the members that it should have"},
		`["a"]`:                               {complaint: "unreadable response"},
		`"Bruce"`:                             {complaint: "neither an array nor an object"},
		`null`:                                {complaint: "neither an array nor an object"},
		`[{"id":{"secret":1}}]`:               {complaint: "an item has none of the members that it should have"},
		`{"items":[{"id":"a","name":"Bru`:     {complaint: "breaks off"},
		`{"items":[{"id":"a","name":["x"]}]}`: {ids: "a"},
		`{"items":[],"warnings":[],"errors":[{}]}`: {extra: "errors warnings"},
		`{"ok":true,"errors":[]}`: {
			complaint: "an object with 0 arrays where a list should be",
		},
		`{"items":[],"success":false}`: {complaint: "JSON says that the operation failed"},
		`{"items":[],"facets":[]}`: {
			complaint: "an object with 2 arrays where a list should be",
		},
		`{"items":[{"id":"a","name":"x\ud83d"}],"x":"y\ud83d"}`: {ids: "a", extra: "x"},
	} {
		client := newClient(t, resttest.Replies(200, resttest.JSON, body),
			cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
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

// TestContact_members: documented columns are fields, whatever their form, and the
// rest is in Extra.
func TestContact_members(t *testing.T) {
	t.Parallel()
	const body = `{"id":12345678901234567890,"name":null,"email":"batman@example.com","tags":[{"name":"VIP"}],"dnc":null,
		"created_at":"2025-12-10 10:31:34","custom":{"seats":9007199254740993}}`
	client := newClient(t, resttest.Replies(200, resttest.JSON, body))
	contact, err := client.Contacts.Get(t.Context(), "12345678901234567890")
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

// TestContact_columns: a number is its digits, and what is no text is kept.
func TestContact_columns(t *testing.T) {
	t.Parallel()
	const body = `{"id":"a","phone":15551234567890123456,"source":true,"company":{"id":7},"notes":["n"],"email":null}`
	contact, err := newClient(t, resttest.Replies(200, resttest.JSON, body)).Contacts.Get(t.Context(), "a")
	if err != nil {
		t.Fatal(err)
	}
	if contact.Phone != "15551234567890123456" || contact.Source != "true" ||
		contact.Company+contact.Notes+contact.Email != "" {
		t.Errorf("got %+v", contact)
	}
	if contact.Extra["company"].String() != `{"id":7}` || contact.Extra["notes"].String() != `["n"]` ||
		len(contact.Extra) != 2 {
		t.Errorf("extra %v", contact.Extra)
	}
}

// TestContact_noExtra: where there is nothing more, there is no map.
func TestContact_noExtra(t *testing.T) {
	t.Parallel()
	got, err := newClient(t, resttest.Replies(200, resttest.JSON, `{"id":"a","name":"A"}`)).Contacts.Get(t.Context(), "a")
	if diff := cmp.Diff(&orgcrm.Contact{ID: "a", Name: "A"}, got, cmp.Comparer(sameValue)); diff != "" || err != nil {
		t.Errorf("%v\n%s", err, diff)
	}
}

func sameValue(a, b cuedesk.Value) bool { return a.Exists() == b.Exists() && a.String() == b.String() }

// TestClient_incompleteResponses: an answer without any of the members that it should have, or about
// another contact.
func TestClient_incompleteResponses(t *testing.T) {
	t.Parallel()
	for body, contact := range map[string]bool{
		`{"id":"7"}`: true, `{"id":7}`: true, `{"name":"n"}`: true, `{"source":"s"}`: true, `{"notes":"n"}`: true,
		`{"dnc":false}`: true, `{"dnc":null}`: true, `{"tags":[]}`: true, `{"tags":null}`: true, `{"created_at":null}`: true,
		`{}`: false, `{"data":{"id":"a"}}`: false, `{"id":"","name":""}`: false, `null`: false,
		`{"id":"8","name":"n"}`: false, `[]`: false, `{"id":"7","success":false}`: false, `{"id":"7","error":"e"}`: true,
	} {
		client := newClient(t, resttest.Replies(200, resttest.JSON, body))
		_, err := client.Contacts.Get(t.Context(), "7")
		if contact != (err == nil) || err != nil && !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("%s: got %v", body, err)
		}
	}
	for body, ok := range map[string][2]bool{
		`[{"id":"t"}]`: {true, true}, `[{"name":"n"}]`: {true, false}, `[{"key":"k"}]`: {false, true},
		`[{"x":1}]`: {false, false},
	} {
		client := newClient(t, resttest.Replies(200, resttest.JSON, body))
		_, tagErr := client.Tags.List(t.Context())
		_, fieldErr := client.CustomFields.List(t.Context())
		if ok != [2]bool{tagErr == nil, fieldErr == nil} {
			t.Errorf("%s: tags %v, fields %v", body, tagErr, fieldErr)
		}
	}
}

// TestContactsService_Update_responses: the documentation does not show what an update
// answers, and one that was carried out must not pass for a failure.
func TestContactsService_Update_responses(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		status int
		body   string
		fails  bool
	}{
		{200, ``, false},
		{204, ``, false},
		{200, `{}`, false},
		{200, `null`, false},
		{200, `{"ok":true}`, false},
		{200, `{"id":"7","name":"n"}`, false},
		{200, `{"id":"8"}`, true},
		{200, `[]`, true},
	} {
		client := newClient(t, resttest.Replies(test.status, resttest.JSON, test.body))
		contact, err := client.Contacts.Update(t.Context(), "7", orgcrm.ContactUpdate{Name: cuedesk.Set("Jane")})
		field, fieldErr := client.CustomFields.Update(t.Context(), "7", map[string]string{"label": "Plan"})
		if test.fails {
			if !errors.Is(err, cuedesk.ErrBadResponse) || !errors.Is(fieldErr, cuedesk.ErrBadResponse) {
				t.Errorf("%d %s: %v, %v", test.status, test.body, err, fieldErr)
			}
			continue
		}
		if err != nil || fieldErr != nil || contact.ID != "7" || field.ID != "7" {
			t.Errorf("%d %s: %v, %v, %v, %v", test.status, test.body, contact, field, err, fieldErr)
		}
	}
}

// TestClient_Do_page as the methods do.
func TestClient_Do_page(t *testing.T) {
	t.Parallel()
	var page orgcrm.Page[orgcrm.Contact]
	client := newClient(t, resttest.Replies(200, resttest.JSON, `{"items":[{"id":"a"}],"total":1}`))
	if err := client.Do(t.Context(), "GET /api/v1/contacts", nil, &page); err != nil || len(page.Items) != 1 ||
		page.Extra["total"].String() != "1" {
		t.Errorf("%+v, %v", page, err)
	}
	var others orgcrm.Page[struct{ Title string }]
	client = newClient(t, resttest.Replies(200, resttest.JSON, `[{"Title":"New headquarters"}]`))
	if err := client.Do(t.Context(), "GET /api/v1/contacts/views", nil, &others); err != nil ||
		others.Items[0].Title == "" {
		t.Errorf("%+v, %v", others, err)
	}
}

func TestID_UnmarshalJSON(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]orgcrm.TagID{
		`"a b"`: "a b", `""`: "", `null`: "", `42`: "42", `"\u00e9"`: "é", `"a\ud83d"`: "a\uFFFD",
		`9007199254740993`: "9007199254740993",
	} {
		id := orgcrm.TagID("before")
		if err := json.Unmarshal([]byte(data), &id, jsontext.AllowInvalidUTF8(true)); err != nil || id != want {
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
		`{}`:                            orgcrm.ContactCreate{},
		`{"name":"B","first_name":"x"}`: orgcrm.ContactCreate{Name: "B", Extra: map[string]any{"first_name": "x"}},
		`{"dnc":false,"name":null}`:     orgcrm.ContactUpdate{Name: cuedesk.Clear[string](), DNC: cuedesk.Set(false)},
		`{"tags":[]}`:                   orgcrm.ContactUpdate{Tags: cuedesk.Set([]string{})},
		`{"custom":{"plan":null},"x":1}`: orgcrm.ContactUpdate{
			Custom: map[string]any{"plan": nil}, Extra: map[string]any{"x": 1},
		},
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

// TestContactsService_List_query: those that the documentation names win over others.
func TestContactsService_List_query(t *testing.T) {
	t.Parallel()
	var sent string
	client := newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		sent = r.URL.RawQuery
		return resttest.Reply(200, resttest.JSON, `[]`), nil
	}))
	other := map[string][]string{"page": {"2"}, "q": {"other"}}
	for want, opts := range map[string]orgcrm.ListOptions{
		"":                       {},
		"page=2&q=a+b&tag=VIP":   {Search: "a b", Tag: "VIP", Other: other},
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
