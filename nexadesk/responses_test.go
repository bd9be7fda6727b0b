package nexadesk_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// TestContactsService_badResponses, and not an empty contact or list.
func TestContactsService_badResponses(t *testing.T) {
	t.Parallel()
	list := func(ctx context.Context, c *nexadesk.Client) error {
		_, err := c.Contacts.List(ctx, nexadesk.ListOptions{})
		return err
	}
	create := func(ctx context.Context, c *nexadesk.Client) error {
		_, err := c.Contacts.Create(ctx, john)
		return err
	}
	remove := func(ctx context.Context, c *nexadesk.Client) error { return c.Contacts.Delete(ctx, "A1") }
	const pages = `"pagination":{"has_more":false,"next_cursor":null,"total_count":0,"limit":50}`
	for _, test := range []struct {
		call func(context.Context, *nexadesk.Client) error
		body string
		ok   bool
	}{
		{list, `{"success":true,"data":[],` + pages + `}`, true},
		{list, `{"success":true,"data":null,` + pages + `}`, true},
		{list, `{"success":true,"data":null,"pagination":{"has_more":false,"total_count":1}}`, false},
		{list, `{"success":true,"data":null,"pagination":{"has_more":false}}`, false},
		{list, `{"success":true,"data":{},` + pages + `}`, false},
		{list, `{"success":true,` + pages + `}`, false},
		{list, `{"success":true,"data":[]}`, false},
		{list, `{"data":[],` + pages + `}`, false},
		{list, `{"success":null,"data":[],` + pages + `}`, false},
		{list, `{"success":"true","data":[],` + pages + `}`, false},
		{list, `{"success":true,"data":[{"first_name":"Jane"}],` + pages + `}`, false},
		{list, `{"success":true,"data":[{"id":"A1"},{"first_name":"Jane"}],` + pages + `}`, false},
		{list, `{"success":true,"data":[],"pagination":null}`, false},
		{list, `{"success":true,"data":[],"pagination":{}}`, false},
		{list, `{"success":true,"data":[],"pagination":{"has_more":null}}`, false},
		{list, `{"success":true,"data":[],"pagination":{"has_more":"false"}}`, false},
		{list, `{"success":true,"data":[],"pagination":{"next_cursor":null,"total_count":0,"limit":50}}`, false},
		{
			list, `{"success":true,"data":[],"pagination":{"hasMore":false,"nextCursor":null,"totalCount":0,"limit":50}}`,
			false,
		},
		{list, `{"success":true,"data":[],"pagination":{"has_more":false}}`, true},
		{list, `{"success":true,"data":[],"pagination":{"has_more":false,"total_count":-1}}`, false},
		{create, `{"success":true,"data":{"id":"A1"}}`, true},
		{create, `{"success":true,"data":{}}`, false},
		{create, `{"success":true}`, false},
		{remove, `{"success":true,"data":{"deleted":true,"id":"A1"}}`, true},
		{remove, `{"success":true,"data":{"deleted":true,"id":"a1"}}`, false},
		{remove, `{"success":true,"data":{"deleted":false,"id":"A1"}}`, false},
		{remove, `{"success":true,"data":{"deleted":true,"id":"B2"}}`, false},
		{remove, `{"success":true,"data":{"deleted":true}}`, false},
		{remove, `{"success":true,"data":{"id":"A1"}}`, false},
		{remove, `{"data":{"deleted":true,"id":"A1"}}`, false},
		{remove, ``, false},
		{remove, `{"success":true}`, false},
	} {
		err := test.call(t.Context(), newClient(t, resttest.Replies(200, resttest.JSON, test.body)))
		if test.ok != (err == nil) || !test.ok && !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("%s: got %v", test.body, err)
		}
	}
}

// TestContactsService_Update_accepted: an update that was accepted was not carried out.
func TestContactsService_Update_accepted(t *testing.T) {
	t.Parallel()
	in := nexadesk.ContactUpdate{FirstName: cuedesk.Set("Jane")}
	for status, is := range map[int]error{200: nil, 204: nil, 202: cuedesk.ErrBadResponse} {
		got, err := newClient(t, resttest.Replies(status, resttest.JSON, ``)).Contacts.Update(t.Context(), "A1", in)
		if !errors.Is(err, is) || (err == nil) != (got != nil) || errors.Is(err, cuedesk.ErrMayApplyLater) != (is != nil) {
			t.Errorf("%d: got %v, %v", status, got, err)
		}
	}
}

// TestContact_null, and what the client does not know is kept.
func TestContact_null(t *testing.T) {
	t.Parallel()
	const body = `{"success":true,"data":{"id":"A1","first_name":"Jane","last_name":null,"email":null,"phone":null,
		"company_name":null,"avatar_url":null,"tags":null,"profile_notes":null,"interest_summary":null,"last_activity":null,
		"created_at":null,"conversation_count":null,"last_conversation_at":null,"metadata":{"score":12345678901234567890}}}`
	contact, err := newClient(t, resttest.Replies(201, resttest.JSON, body)).Contacts.Create(t.Context(), john)
	if err != nil {
		t.Fatal(err)
	}
	if got := contact.Extra["metadata"].String(); got != `{"score":12345678901234567890}` {
		t.Errorf("metadata: %s", got)
	}
	contact.Extra = nil
	if diff := cmp.Diff(nexadesk.Contact{ID: "A1", FirstName: "Jane"}, *contact); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestContact_UnmarshalJSON: a time in another form than RFC 3339 is zero, and what
// was sent is kept; what cannot be a time is an error with its place.
func TestContact_UnmarshalJSON(t *testing.T) {
	t.Parallel()
	read := time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)
	for sent, test := range map[string]struct {
		want  time.Time
		extra string // what is kept
		bad   bool
	}{
		`"2026-01-02T03:04:05Z"`:      {want: read},
		`"2026-01-02T05:04:05+02:00"`: {want: read},
		`null`:                        {},
		`""`:                          {},
		`"2026-01-02 03:04:05"`:       {extra: `"2026-01-02 03:04:05"`},
		`"2026-01-02"`:                {extra: `"2026-01-02"`},
		`"yesterday"`:                 {extra: `"yesterday"`},
		`1767323045`:                  {extra: `1767323045`},
		`true`:                        {bad: true},
		`{}`:                          {bad: true},
		`["2026-01-02T03:04:05Z"]`:    {bad: true},
	} {
		for member, field := range map[string]func(nexadesk.Contact) time.Time{
			"last_activity":        func(c nexadesk.Contact) time.Time { return c.LastActivity },
			"created_at":           func(c nexadesk.Contact) time.Time { return c.CreatedAt },
			"last_conversation_at": func(c nexadesk.Contact) time.Time { return c.LastConversationAt },
		} {
			body := fmt.Sprintf(`{"success":true,"data":{"id":"A1",%q:%s}}`, member, sent)
			got, err := newClient(t, resttest.Replies(201, resttest.JSON, body)).Contacts.Create(t.Context(), john)
			if test.bad {
				if !errors.Is(err, cuedesk.ErrBadResponse) || !strings.Contains(err.Error(), `"/data/`+member+`"`) {
					t.Errorf("%s: got %v", body, err)
				}
				continue
			}
			if err != nil || !field(*got).Equal(test.want) || string(got.Extra[member].Raw()) != test.extra {
				t.Errorf("%s: got %+v, %v", body, got, err)
			}
		}
	}
}

// TestContactsService_Update_responses: the documentation shows no response. Only one that does
// not say that it succeeded, or that is about another contact, is an error.
func TestContactsService_Update_responses(t *testing.T) {
	t.Parallel()
	id, upper := nexadesk.ContactID("a50e8400-e29b-41d4-a716-44665544000f"),
		nexadesk.ContactID("A50E8400-E29B-41D4-A716-44665544000F")
	bare := &nexadesk.Contact{ID: id}
	for body, want := range map[string]*nexadesk.Contact{
		``:                                      bare,
		`{"success":true}`:                      bare,
		`{"success":true,"data":null}`:          bare,
		`{"success":true,"data":"Updated"}`:     bare,
		`{"success":true,"data":1}`:             bare,
		`{"success":true,"data":[]}`:            bare,
		`{"success":true,"data":[{"id":"B2"}]}`: bare,
		`{"success":true,"data":{}}`:            bare,
		`{"success":true,"data":{"id":7}}`:      bare,
		`{"success":true,"data":{"first_name":"Jane","tags":"vip"}}`: bare,
		`{"success":true,"data":{},"pagination":7}`:                  bare,
		`{"success":true,"data":{"first_name":"Jane"}}`:              {ID: id, FirstName: "Jane"},
		`{"success":true,"data":{"id":"","first_name":"Jane"}}`:      {ID: id, FirstName: "Jane"},
		`{"success":true,"data":{"id":"` + string(upper) + `"}}`:     {ID: upper},

		`{"success":true,"data":{"id":"B2"}}`:          nil,
		`{"success":true,"data":{"id":"B2","tags":7}}`: nil,
		`{"success":false,"data":{}}`:                  nil,
		`{"data":{}}`:                                  nil,
		`{}`:                                           nil,
		`null`:                                         nil,
		`[]`:                                           nil,
		`Updated`:                                      nil,
	} {
		got, err := newClient(t, resttest.Replies(200, resttest.JSON, body)).Contacts.Update(t.Context(), id,
			nexadesk.ContactUpdate{FirstName: cuedesk.Set("Jane")})
		if want == nil != errors.Is(err, cuedesk.ErrBadResponse) || want != nil && err != nil {
			t.Errorf("%s: got %v", body, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", body, diff)
		}
	}
	for _, status := range []int{201, 204} {
		if _, err := newClient(t, resttest.Replies(status, "", "")).Contacts.Update(t.Context(), id,
			nexadesk.ContactUpdate{FirstName: cuedesk.Set("Jane")}); err != nil {
			t.Errorf("%d: %v", status, err)
		}
	}
}

// TestSameContactID if they are equal, or one UUID in two spellings.
func TestSameContactID(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		asked, answered string
		same            bool
	}{
		{"A1", "A1", true},
		{"a50e8400-e29b-41d4-a716-44665544000f", "A50E8400-E29B-41D4-A716-44665544000F", true},
		{"A1", "a1", false},
		{"k1", "\u212a1", false}, // the sign of the kelvin, a K to some
		{"a50e8400-e29b-41d4-a716-44665544000f", "a50e8400-e29b-41d4-a716-44665544000e", false},
	} {
		data := `{"success":true,"data":{"deleted":true,"id":"` + test.answered + `"}}`
		client := newClient(t, resttest.Replies(200, resttest.JSON, data))
		_, updated := client.Contacts.Update(t.Context(), nexadesk.ContactID(test.asked),
			nexadesk.ContactUpdate{FirstName: cuedesk.Set("Jane")})
		for _, err := range []error{updated, client.Contacts.Delete(t.Context(), nexadesk.ContactID(test.asked))} {
			if test.same != (err == nil) || !test.same && !errors.Is(err, cuedesk.ErrBadResponse) {
				t.Errorf("%s and %s: got %v", test.asked, test.answered, err)
			}
		}
	}
}

// TestPage has what the response says, not what was asked for or can be counted.
func TestPage(t *testing.T) {
	t.Parallel()
	const body = `{"success":true,"error":"The index is behind","data":[{"id":"A1"}],"took":7,
		"pagination":{"has_more":true,"next_cursor":"c","total_count":9,"limit":7}}`
	got, err := newClient(t, resttest.Replies(200, resttest.JSON, body)).Contacts.List(t.Context(),
		nexadesk.ListOptions{Limit: 20})
	if err != nil {
		t.Fatal(err)
	}
	if got.Extra["error"].String() != "The index is behind" || got.Extra["took"].String() != "7" || len(got.Extra) != 2 {
		t.Errorf("Extra: %v", got.Extra)
	}
	got.Extra = nil
	want := &nexadesk.Page{Items: []nexadesk.Contact{{ID: "A1"}}, HasMore: true, NextCursor: "c", Total: 9, Limit: 7}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
