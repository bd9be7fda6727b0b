package orgcrmtest_test

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

func TestServer_token(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, header := range []string{"", "Bearer other", "Basic " + orgcrmtest.Token} {
		r := a.request("GET /tags", "")
		r.Header.Set("Authorization", header)
		a.send(r, 401, `{"detail":"Not authenticated"}`)
	}
	r := a.request("GET /tags", "")
	r.Header.Del("X-Org-Id")
	a.send(r, 400, `{"detail":"X-Org-Id header is required"}`)
	a.do("GET /tags", "", 200, `{"items":[],"total":0}`)
	for _, route := range []string{"GET /nothing", "GET /tags/", "PUT /contacts", "HEAD /tags", "GET /contacts/a/b/c"} {
		a.do(route, "", 404, `{"detail":"Route not found"}`)
	}
}

// TestServer_organizations do not see or change what others have.
func TestServer_organizations(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	srv := orgcrmtest.NewServer()
	one, two := srv.Client(), srv.ClientOf("org-2")
	contact, err := one.Contacts.Create(ctx, orgcrm.ContactCreate{Name: "Bruce", Tags: []string{"VIP"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(one.CustomValues.Set(ctx, "k", 1), one.Contacts.ReplaceViews(ctx, []int{1})); err != nil {
		t.Fatal(err)
	}
	_, err = two.Contacts.Get(ctx, contact.ID)
	for name, err := range map[string]error{
		"get": err, "delete": two.Contacts.Delete(ctx, contact.ID), "tag": two.Tags.AddToContact(ctx, contact.ID, "x"),
		"value": two.CustomValues.Delete(ctx, "k"),
	} {
		if !errors.Is(err, cuedesk.ErrNotFound) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	views, err := two.Contacts.Views(ctx)
	if err != nil || views.String() != "[]" {
		t.Errorf("views %s, %v", views, err)
	}
	for client, want := range map[*orgcrm.Client]int{one: 1, two: 0} {
		page, err := client.Contacts.List(ctx, orgcrm.ListOptions{})
		if err != nil || len(page.Items) != want {
			t.Errorf("got %d contacts, want %d, %v", len(page.Items), want, err)
		}
		tags, err := client.Tags.List(ctx)
		if err != nil || len(tags.Items) != want {
			t.Errorf("got %d tags, want %d, %v", len(tags.Items), want, err)
		}
	}
	mirrored, err := two.Contacts.Create(ctx, orgcrm.ContactCreate{Name: "Bruce"})
	if err != nil || mirrored.ID == contact.ID {
		t.Errorf("two organizations have a contact %s, %v", mirrored.ID, err)
	}
}

// TestServer_pathParameters: what is not there is not found, whatever the body.
func TestServer_pathParameters(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	for _, operation := range orgcrmtest.Operations() {
		if !strings.Contains(operation, "{") || operation == "PUT /api/v1/custom-values/{key}" {
			continue
		}
		body := ""
		if !strings.HasPrefix(operation, "GET") && !strings.HasPrefix(operation, "DELETE") {
			body = `{`
		}
		route := strings.NewReplacer("{contact_id}", "x", "{tag_id}", "x", "{field_id}", "x", "{name}", "x", "{key}", "x",
			"/api/v1", "").Replace(operation)
		r := a.request(route, body)
		resp, err := a.srv.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		if resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: got %d", operation, resp.StatusCode)
		}
		if seen := a.srv.Requests(); seen[len(seen)-1].Operation != operation {
			t.Errorf("%s was taken for %s", operation, seen[len(seen)-1].Operation)
		}
	}
}

func TestServer_Inject(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := orgcrmtest.NewServer()
		client := srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 2}))
		srv.Inject("POST /api/v1/contacts", cuedesktest.Torn().AfterApply())
		_, err := client.Contacts.Create(t.Context(), orgcrm.ContactCreate{Name: "Bruce"})
		if !errors.Is(err, cuedesk.ErrOutcomeUnknown) {
			t.Errorf("got %v", err)
		}
		page, err := client.Contacts.List(t.Context(), orgcrm.ListOptions{})
		if err != nil || len(page.Items) != 1 {
			t.Errorf("the contact of a torn response: %v, %v", page, err)
		}
		srv.Inject("*", cuedesktest.Status(422), cuedesktest.Status(409), cuedesktest.Status(599))
		_, err = client.Tags.List(t.Context())
		if apiErr, ok := errors.AsType[*cuedesk.Error](err); !ok || !errors.Is(err, cuedesk.ErrInvalid) ||
			len(apiErr.Fields) != 1 {
			t.Errorf("got %v", err)
		}
		if _, err = client.Tags.List(t.Context()); !errors.Is(err, cuedesk.ErrConflict) {
			t.Errorf("got %v", err)
		}
		srv.ClearFaults()
		if _, err = client.Tags.List(t.Context()); err != nil {
			t.Errorf("a fault that was cleared: %v", err)
		}
	})
}

// TestServer_ServeHTTP: the server is an http.Handler too.
func TestServer_ServeHTTP(t *testing.T) {
	t.Parallel()
	srv := orgcrmtest.NewServer()
	listener := httptest.NewServer(srv)
	defer listener.Close()
	client, err := orgcrm.NewClient(listener.URL, orgcrmtest.OrgID, orgcrmtest.Token)
	if err != nil {
		t.Fatal(err)
	}
	tag, err := client.Tags.Create(t.Context(), "VIP")
	if err != nil || tag.Name != "VIP" {
		t.Errorf("%v, %v", tag, err)
	}
}

func TestServer_panics(t *testing.T) {
	t.Parallel()
	srv := orgcrmtest.NewServer()
	for want, f := range map[string]func(){
		`orgcrmtest: AddOpportunity: no contact "nobody"`: func() { srv.AddOpportunity("nobody", 1) },
		`orgcrmtest: AddOpportunity: `:                    func() { srv.AddOpportunity("nobody", func() {}) },
		`orgcrmtest: Client: `:                            func() { srv.ClientOf("") },
		`orgcrmtest: Inject: no operation "GET /"`:        func() { srv.Inject("GET /", cuedesktest.EmptyBody()) },
	} {
		func() {
			defer func() {
				if got := fmt.Sprint(recover()); !strings.HasPrefix(got, want) {
					t.Errorf("got %s, want %s", got, want)
				}
			}()
			f()
		}()
	}
}

// TestServer_String: a server that a test prints is a line, without what is in it.
func TestServer_String(t *testing.T) {
	t.Parallel()
	if got, want := fmt.Sprint(orgcrmtest.NewServer()), "fake of the CRM API: 0 requests"; got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
