package nexadesk_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// unreachable fails the test when a request is made.
func unreachable(t *testing.T) *nexadesk.Client {
	t.Helper()
	return newClient(t, resttest.Transport(func(*http.Request) (*http.Response, error) {
		t.Error("a request was made")
		return nil, http.ErrServerClosed
	}))
}

// problems returns the fields that were refused before anything was sent.
func problems(t *testing.T, err error) string {
	t.Helper()
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || !errors.Is(err, cuedesk.ErrInvalid) || apiErr.StatusCode != 0 || len(apiErr.Attempts) != 0 {
		t.Fatalf("got %v", err)
	}
	var fields []string
	for _, f := range apiErr.Fields {
		if f.Msg == "" {
			t.Errorf("%+v has no message", f)
		}
		fields = append(fields, f.Type+" "+f.In+" "+f.Field)
	}
	return strings.Join(fields, ", ")
}

func long(n int) string { return strings.Repeat("ü", n) }

func TestCreateChecksTheLimits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in   nexadesk.ContactCreate
		want string
	}{
		"nothing":    {nexadesk.ContactCreate{}, "missing body first_name"},
		"first name": {nexadesk.ContactCreate{FirstName: long(101)}, "size body first_name"},
		"last name":  {nexadesk.ContactCreate{FirstName: "J", LastName: long(101)}, "size body last_name"},
		"phone":      {nexadesk.ContactCreate{FirstName: "J", Phone: long(51)}, "size body phone"},
		"company":    {nexadesk.ContactCreate{FirstName: "J", CompanyName: long(201)}, "size body company_name"},
		"notes":      {nexadesk.ContactCreate{FirstName: "J", ProfileNotes: long(5001)}, "size body profile_notes"},
		"several":    {nexadesk.ContactCreate{Email: "x", Phone: long(51)}, "missing body first_name, email body email, size body phone"},
	} {
		_, err := unreachable(t).Contacts.Create(t.Context(), test.in)
		if got := problems(t, err); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	for _, email := range []string{"[email protected]", "jane", "@example.com", "jane@", "jane doe@example.com", "jane@example.com\n"} {
		_, err := unreachable(t).Contacts.Create(t.Context(), nexadesk.ContactCreate{FirstName: "J", Email: email})
		if got := problems(t, err); got != "email body email" {
			t.Errorf("%q: %s", email, got)
		}
	}
}

func TestCreateAtTheLimits(t *testing.T) {
	t.Parallel()
	client := newClient(t, resttest.Transport(func(*http.Request) (*http.Response, error) {
		return resttest.GoldenResponse(t, "create-contact", "response.http"), nil
	}))
	_, err := client.Contacts.Create(t.Context(), nexadesk.ContactCreate{
		FirstName: long(100), LastName: long(100), Email: "ü@x", Phone: long(50), CompanyName: long(200), ProfileNotes: long(5000),
	})
	if err != nil {
		t.Error(err)
	}
}

func TestUpdateChecksTheLimits(t *testing.T) {
	t.Parallel()
	_, err := unreachable(t).Contacts.Update(t.Context(), contactID, nexadesk.ContactUpdate{
		FirstName: cuedesk.Set(long(101)), LastName: cuedesk.Set(long(101)), Email: cuedesk.Set("x"),
		Phone: cuedesk.Set(long(51)), CompanyName: cuedesk.Set(long(201)), ProfileNotes: cuedesk.Set(long(5001)),
	})
	want := "size body first_name, size body last_name, email body email, size body phone, size body company_name, size body profile_notes"
	if got := problems(t, err); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestUpdateSendsWhatIsSet: cleared fields are null, others are not there.
func TestUpdateSendsWhatIsSet(t *testing.T) {
	t.Parallel()
	var sent resttest.Wire
	client := newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		sent = resttest.WireOf(t, r)
		return resttest.Reply(200, resttest.JSON, `{"success":true,"data":{"id":"a/b?c&d=e","first_name":"Jane","score":7}}`), nil
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

// TestIDsAreChecked: what would name another contact, or none, is not sent.
func TestIDsAreChecked(t *testing.T) {
	t.Parallel()
	for id, want := range map[nexadesk.ContactID]string{
		"": "missing query id", "a\nb": "value query id", "a\x7f": "value query id", "a\xff": "value query id",
	} {
		client := unreachable(t)
		_, err := client.Contacts.Update(t.Context(), id, nexadesk.ContactUpdate{})
		if got := problems(t, err); got != want {
			t.Errorf("Update %q: %s", id, got)
		}
		if got := problems(t, client.Contacts.Delete(t.Context(), id)); got != want {
			t.Errorf("Delete %q: %s", id, got)
		}
	}
}

func TestListChecksTheLimit(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{-1, 101} {
		_, err := unreachable(t).Contacts.List(t.Context(), nexadesk.ListOptions{Limit: limit})
		if got := problems(t, err); got != "size query limit" {
			t.Errorf("%d: %s", limit, got)
		}
	}
}

// TestListQuery: what is not set is not sent.
func TestListQuery(t *testing.T) {
	t.Parallel()
	for want, opts := range map[string]nexadesk.ListOptions{
		"":                      {},
		"sort=created_at%3Aasc": {Sort: nexadesk.ByCreatedAt.Asc()},
		"sort=name%3Adesc":      {Sort: nexadesk.ByName.Desc()},
		"sort=email%3Aasc":      {Sort: nexadesk.ByEmail.Asc()},
		"cursor=a%2Bb%3D&limit=100&search=J+%26+J&tag=a%2Cb": {Search: "J & J", Tag: "a,b", Limit: 100, Cursor: "a+b="},
	} {
		client := newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
			if r.URL.RawQuery != want {
				t.Errorf("query %s, want %s", r.URL.RawQuery, want)
			}
			return resttest.GoldenResponse(t, "list-contacts", "response.http"), nil
		}))
		if _, err := client.Contacts.List(t.Context(), opts); err != nil {
			t.Error(err)
		}
	}
}

// TestResponsesMustBeWhatTheyClaimToBe, and not an empty contact or list.
func TestResponsesMustBeWhatTheyClaimToBe(t *testing.T) {
	t.Parallel()
	list := func(ctx context.Context, c *nexadesk.Client) error {
		_, err := c.Contacts.List(ctx, nexadesk.ListOptions{})
		return err
	}
	create := func(ctx context.Context, c *nexadesk.Client) error {
		_, err := c.Contacts.Create(ctx, john)
		return err
	}
	update := func(ctx context.Context, c *nexadesk.Client) error {
		_, err := c.Contacts.Update(ctx, "A1", nexadesk.ContactUpdate{})
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
		{list, `{"success":true,"data":null,` + pages + `}`, false},
		{list, `{"success":true,` + pages + `}`, false},
		{list, `{"success":true,"data":[]}`, false},
		{list, `{"data":[],` + pages + `}`, false},
		{list, `{"success":null,"data":[],` + pages + `}`, false},
		{list, `{"success":"true","data":[],` + pages + `}`, false},
		{list, `{"success":true,"data":[{"first_name":"Jane"}],` + pages + `}`, false},
		{create, `{"success":true,"data":{"id":"A1"}}`, true},
		{create, `{"success":true,"data":{}}`, false},
		{create, `{"success":true}`, false},
		{update, `{"success":true}`, true},
		{update, `{"success":true,"data":null}`, true},
		{update, `{"success":true,"data":{"id":"a1"}}`, true},
		{update, `{"success":true,"data":{"updated":true}}`, true},
		{update, `{"success":true,"data":{"id":"B2"}}`, false},
		{remove, `{"success":true,"data":{"deleted":true,"id":"a1"}}`, true},
		{remove, `{"success":true,"data":{"deleted":false,"id":"A1"}}`, false},
		{remove, `{"success":true,"data":{"deleted":true,"id":"B2"}}`, false},
		{remove, `{"success":true}`, false},
	} {
		err := test.call(t.Context(), newClient(t, resttest.Replies(200, resttest.JSON, test.body)))
		if test.ok != (err == nil) || !test.ok && !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("%s: got %v", test.body, err)
		}
	}
}

// TestNullIsZero, and what the client does not know is kept.
func TestNullIsZero(t *testing.T) {
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

func TestNothingPersonalIsLogged(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	log := slog.New(slog.NewTextHandler(&out, nil))
	contact := nexadesk.Contact{ID: "A1", FirstName: "Secret", CreatedAt: time.Now()}
	log.Info("",
		"contact", contact, "pointer", &contact,
		"create", nexadesk.ContactCreate{FirstName: "Secret"},
		"update", nexadesk.ContactUpdate{FirstName: cuedesk.Set("Secret")},
		"options", nexadesk.ListOptions{Search: "Secret"},
		"page", nexadesk.Page{Items: []nexadesk.Contact{contact}, TotalCount: 7},
	)
	if strings.Contains(out.String(), "Secret") {
		t.Errorf("logged %s", &out)
	}
	for _, want := range []string{`contact="contact A1"`, `pointer="contact A1"`, `page="1 of 7 contacts"`, `create="new contact"`, `update="contact update"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %s", want, &out)
		}
	}
}
