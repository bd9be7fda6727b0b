package nexadesk_test

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

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

func TestContactsService_Create_limits(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		in   nexadesk.ContactCreate
		want string
	}{
		"nothing":    {nexadesk.ContactCreate{}, "missing body first_name"},
		"blank":      {nexadesk.ContactCreate{FirstName: " \t\u00a0"}, "missing body first_name"},
		"first name": {nexadesk.ContactCreate{FirstName: long(101)}, "size body first_name"},
		"last name":  {nexadesk.ContactCreate{FirstName: "J", LastName: long(101)}, "size body last_name"},
		"phone":      {nexadesk.ContactCreate{FirstName: "J", Phone: long(51)}, "size body phone"},
		"company":    {nexadesk.ContactCreate{FirstName: "J", CompanyName: long(201)}, "size body company_name"},
		"notes":      {nexadesk.ContactCreate{FirstName: "J", ProfileNotes: long(5001)}, "size body profile_notes"},
		"several": {
			nexadesk.ContactCreate{Email: "x", Phone: long(51)},
			"missing body first_name, email body email, size body phone",
		},
	} {
		_, err := unreachable(t).Contacts.Create(t.Context(), test.in)
		if got := problems(t, err); got != test.want {
			t.Errorf("%s: %s, want %s", name, got, test.want)
		}
	}
	for _, email := range []string{
		"[email protected]", "jane", "@example.com", "jane@", "jane doe@example.com", "jane@example.com\n",
		"Jane <jane@example.com>",
		"jane@example.com,john@example.com", "jane@@example.com", "jane@example..com", "jane@.", "jane\x00@example.com",
	} {
		_, err := unreachable(t).Contacts.Create(t.Context(), nexadesk.ContactCreate{FirstName: "J", Email: email})
		if got := problems(t, err); got != "email body email" {
			t.Errorf("%q: %s", email, got)
		}
	}
}

func TestContactsService_Create_atLimits(t *testing.T) {
	t.Parallel()
	client := newClient(t, resttest.Transport(func(*http.Request) (*http.Response, error) {
		return resttest.GoldenResponse(t, "create-contact", "response.http"), nil
	}))
	_, err := client.Contacts.Create(t.Context(), nexadesk.ContactCreate{
		FirstName: long(100), LastName: long(100), Email: "ü@x", Phone: long(50), CompanyName: long(200),
		ProfileNotes: long(5000),
	})
	if err != nil {
		t.Error(err)
	}
}

func TestContactsService_Update_limits(t *testing.T) {
	t.Parallel()
	_, err := unreachable(t).Contacts.Update(t.Context(), contactID, nexadesk.ContactUpdate{
		FirstName: cuedesk.Set(long(101)), LastName: cuedesk.Set(long(101)), Email: cuedesk.Set("x"),
		Phone: cuedesk.Set(long(51)), CompanyName: cuedesk.Set(long(201)), ProfileNotes: cuedesk.Set(long(5001)),
	})
	want := "size body first_name, size body last_name, email body email, size body phone, size body company_name, size " +
		"body profile_notes"
	if got := problems(t, err); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// TestContactsService_ids: what would name another contact, or none, is not sent.
func TestContactsService_ids(t *testing.T) {
	t.Parallel()
	for id, want := range map[nexadesk.ContactID]string{
		"": "missing query id", " ": "missing query id", "a\nb": "value query id", "a\x7f": "value query id", "a\xff": "value query id",
	} {
		client := unreachable(t)
		_, err := client.Contacts.Update(t.Context(), id, nexadesk.ContactUpdate{FirstName: cuedesk.Set("Jane")})
		if got := problems(t, err); got != want {
			t.Errorf("Update %q: %s", id, got)
		}
		if got := problems(t, client.Contacts.Delete(t.Context(), id)); got != want {
			t.Errorf("Delete %q: %s", id, got)
		}
	}
}

func TestContactsService_List_limit(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{-1, 101} {
		_, err := unreachable(t).Contacts.List(t.Context(), nexadesk.ListOptions{Limit: limit})
		if got := problems(t, err); got != "range query limit" ||
			!strings.Contains(err.Error(), "limit must be 1 to 100 contacts a page") {
			t.Errorf("%d: %v", limit, err)
		}
	}
}

func TestContactsService_List_sort(t *testing.T) {
	t.Parallel()
	for _, field := range []nexadesk.OrderField{"", "phone", "created_at:asc", "Name"} {
		for _, sort := range []nexadesk.Sort{field.Asc(), field.Desc()} {
			_, err := unreachable(t).Contacts.List(t.Context(), nexadesk.ListOptions{Order: sort})
			if got := problems(t, err); got != "value query sort" ||
				!strings.Contains(err.Error(), "sort must be created_at, last_activity, name or email") {
				t.Errorf("%q: %v", field, err)
			}
		}
	}
}

// TestContactsService_List_query: what is not set is not sent.
func TestContactsService_List_query(t *testing.T) {
	t.Parallel()
	for want, opts := range map[string]nexadesk.ListOptions{
		"":                      {},
		"sort=created_at%3Aasc": {Order: nexadesk.OrderByCreatedAt.Asc()},
		"sort=name%3Adesc":      {Order: nexadesk.OrderByName.Desc()},
		"sort=email%3Aasc":      {Order: nexadesk.OrderByEmail.Asc()},

		"sort=last_activity%3Adesc":                          {Order: nexadesk.OrderByLastActivity.Desc()},
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

func TestLogValue(t *testing.T) {
	t.Parallel()
	var out strings.Builder
	log := slog.New(slog.NewTextHandler(&out, nil))
	contact := nexadesk.Contact{ID: "A1", FirstName: "Secret", CreatedAt: time.Now()}
	log.Info("",
		"contact", contact, "pointer", &contact,
		"create", nexadesk.ContactCreate{FirstName: "Secret"},
		"update", nexadesk.ContactUpdate{FirstName: cuedesk.Set("Secret")},
		"options", nexadesk.ListOptions{Search: "Secret"},
		"page", nexadesk.Page{Items: []nexadesk.Contact{contact}, Total: 7},
	)
	if strings.Contains(out.String(), "Secret") {
		t.Errorf("logged %s", &out)
	}
	for _, want := range []string{
		`contact="contact A1"`, `pointer="contact A1"`, `page="1 of 7 contacts"`,
		`create="new contact"`, `update="contact update"`,
	} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %s in %s", want, &out)
		}
	}
}
