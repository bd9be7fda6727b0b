package nexadesk_test

import (
	"errors"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// recorded returns a client, and what the body of its last request was.
func recorded(t *testing.T) (client *nexadesk.Client, body func() any) {
	t.Helper()
	var sent resttest.Wire
	client = newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		sent = resttest.WireOf(t, r)
		return resttest.Reply(200, resttest.JSON, `{"success":true,"data":{"id":"A1"}}`), nil
	}))
	return client, func() any { return sent.Body }
}

// TestContactsService_Create_body: what is not set is not there, not even as null.
func TestContactsService_Create_body(t *testing.T) {
	t.Parallel()
	client, body := recorded(t)
	for name, in := range map[string]nexadesk.ContactCreate{
		"last_name":     {LastName: "x"},
		"phone":         {Phone: "x"},
		"company_name":  {CompanyName: "x"},
		"profile_notes": {ProfileNotes: "x"},
		"email":         {Email: "x@y"},
		"tags":          {Tags: []string{"x"}},
		"metadata":      {Metadata: map[string]any{"x": nil}},
		"":              {},
	} {
		in.FirstName = "Jane"
		if _, err := client.Contacts.Create(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		want := map[string]any{"first_name": "Jane"}
		switch name {
		case "last_name", "phone", "company_name", "profile_notes":
			want[name] = "x"
		case "email":
			want[name] = "x@y"
		case "tags":
			want[name] = []any{"x"}
		case "metadata":
			want[name] = map[string]any{"x": nil}
		}
		if diff := cmp.Diff(any(want), body()); diff != "" {
			t.Errorf("%s (-want +sent):\n%s", name, diff)
		}
	}
}

// TestContactUpdate_fields as the documentation does.
func TestContactUpdate_fields(t *testing.T) {
	t.Parallel()
	client, body := recorded(t)
	_, err := client.Contacts.Update(t.Context(), "A1", nexadesk.ContactUpdate{
		FirstName: cuedesk.Set("a"), LastName: cuedesk.Set("b"), Email: cuedesk.Set("c@c"), Phone: cuedesk.Set("d"),
		CompanyName: cuedesk.Set("e"), Tags: cuedesk.Set([]string{"f"}), ProfileNotes: cuedesk.Set("g"),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{
		"first_name": "a", "last_name": "b", "email": "c@c", "phone": "d", "company_name": "e", "tags": []any{"f"},
		"profile_notes": "g",
	}
	if diff := cmp.Diff(any(want), body()); diff != "" {
		t.Errorf("(-want +sent):\n%s", diff)
	}
}

// TestContactsService_Update_nothing: an update that sets nothing is not sent, and is no
// error, provided that there can be a contact of that ID. One that clears, or empties, sets something.
func TestContactsService_Update_nothing(t *testing.T) {
	t.Parallel()
	silent := newClient(t, resttest.Transport(func(*http.Request) (*http.Response, error) {
		t.Error("something was sent")
		return resttest.Reply(500, resttest.JSON, ""), nil
	}))
	for id, is := range map[nexadesk.ContactID]error{"A1": nil, "": cuedesk.ErrInvalid, "a\x00b": cuedesk.ErrInvalid} {
		got, err := silent.Contacts.Update(t.Context(), id, nexadesk.ContactUpdate{})
		if !errors.Is(err, is) || err == nil && got.ID != id {
			t.Errorf("%q: %+v, %v", id, got, err)
		}
	}
	client, body := recorded(t)
	for field, update := range map[string]nexadesk.ContactUpdate{
		"first_name": {FirstName: cuedesk.Clear[string]()}, "last_name": {LastName: cuedesk.Clear[string]()},
		"email": {Email: cuedesk.Clear[string]()}, "phone": {Phone: cuedesk.Clear[string]()},
		"company_name": {CompanyName: cuedesk.Clear[string]()}, "tags": {Tags: cuedesk.Set[[]string](nil)},
		"profile_notes": {ProfileNotes: cuedesk.Clear[string]()},
	} {
		if _, err := client.Contacts.Update(t.Context(), "A1", update); err != nil {
			t.Errorf("%s: %v", field, err)
		} else if sent, ok := body().(map[string]any); !ok || len(sent) != 1 {
			t.Errorf("%s: sent %v", field, sent)
		}
	}
}

// TestContactsService_Update_body: cleared fields are null, others are not there.
func TestContactsService_Update_body(t *testing.T) {
	t.Parallel()
	var sent resttest.Wire
	client := newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		sent = resttest.WireOf(t, r)
		return resttest.Reply(200, resttest.JSON, `{"success":true,"data":{"id":"a/b?c&d=e","first_name":"Jane","score":7}}`),
			nil
	}))
	contact, err := client.Contacts.Update(t.Context(), "a/b?c&d=e", nexadesk.ContactUpdate{
		LastName: cuedesk.Clear[string](), Email: cuedesk.Set(""), Tags: cuedesk.Set[[]string](nil),
	})
	if err != nil {
		t.Fatal(err)
	}
	want := resttest.Wire{
		Method: "PATCH", Path: "/api/v1/external/contacts", Query: "id=a%2Fb%3Fc%26d%3De",
		Authorization: "Bearer <token>", ContentType: resttest.JSON,
		Body: map[string]any{"last_name": nil, "email": "", "tags": []any{}},
	}
	if diff := cmp.Diff(want, sent); diff != "" {
		t.Errorf("request (-want +sent):\n%s", diff)
	}
	if contact.FirstName != "Jane" || contact.ID != "a/b?c&d=e" || contact.Extra["score"].String() != "7" {
		t.Errorf("got %+v", contact)
	}
}
