package orgcrm_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

const baseURL = "https://crm.example.com"

func TestNewClient_invalid(t *testing.T) {
	t.Parallel()
	const notID = "organization ID: must be visible ASCII characters, at least one"
	for name, test := range map[string]struct {
		base, org, token string
		opts             []cuedesk.Option
		complaint        string
	}{
		"no organization": {baseURL, "", "token", nil, notID},
		"line break":      {baseURL, "org-1\r\nX-Admin: 1", "token", nil, notID},
		"space":           {baseURL, "org 1", "token", nil, notID},
		"not ASCII":       {baseURL, "örg", "token", nil, notID},
		"DEL":             {baseURL, "org\x7f", "token", nil, notID},
		"no token":        {baseURL, "org-1", "", nil, "token"},
		"no base URL":     {"", "org-1", "token", nil, "base URL: must be an absolute https URL"},
		"with the version": {
			baseURL + "/api/v1/", "org-1", "token", nil, "base URL: must be without /api/v1, which the routes begin with",
		},
		"dot segments": {baseURL + "/a/../b", "org-1", "token", nil, "base URL: must not have dot segments"},
		"plain http":   {"http://crm.example.com", "org-1", "token", nil, "plain http is refused"},
		"another organization": {
			baseURL, "org-1", "token",
			[]cuedesk.Option{cuedesk.WithHeader("x-org-id", "org-2")},
			"header X-Org-Id: is set by the client itself",
		},
		"none after all": {
			baseURL, "org-1", "token",
			[]cuedesk.Option{cuedesk.WithHeader("X-Org-Id", "")},
			"header X-Org-Id: is set by the client itself",
		},
	} {
		client, err := orgcrm.NewClient(test.base, test.org, test.token, test.opts...)
		if client != nil || !errors.Is(err, cuedesk.ErrInvalid) || !strings.HasPrefix(err.Error(), "orgcrm: ") ||
			!strings.Contains(err.Error(), test.complaint) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// TestNewClient_problems at once: organization, base URL and options.
func TestNewClient_problems(t *testing.T) {
	t.Parallel()
	_, err := orgcrm.NewClient("", "", "", cuedesk.WithTimeout(-1))
	for _, part := range []string{"organization ID", "base URL", "token", "timeout"} {
		if !strings.Contains(fmt.Sprint(err), part) {
			t.Errorf("nothing about the %s in: %v", part, err)
		}
	}
}

func TestClient_With(t *testing.T) {
	t.Parallel()
	srv := orgcrmtest.NewServer()
	client := srv.Client()
	traced, err := client.With(cuedesk.WithHeader("X-Trace-Id", "t1"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []*orgcrm.Client{traced, client} {
		if _, err := c.Tags.List(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	for i, trace := range []string{"t1", ""} {
		header := srv.Requests()[i].Header
		if header.Get("X-Trace-Id") != trace || header.Get("X-Org-Id") != orgcrmtest.OrgID {
			t.Errorf("request %d: %v", i, header)
		}
	}
	for _, id := range []string{"org-2", ""} {
		if _, err := traced.With(cuedesk.WithHeader("X-Org-Id", id)); !errors.Is(err, cuedesk.ErrInvalid) ||
			!strings.HasPrefix(err.Error(), "orgcrm: ") {
			t.Errorf("X-Org-Id %q: got %v", id, err)
		}
	}
	if _, err := client.With(cuedesk.WithHeader("X-Org-Id", orgcrmtest.OrgID)); err != nil {
		t.Errorf("the same organization: %v", err)
	}
}

func TestClient_Do(t *testing.T) {
	t.Parallel()
	resttest.CheckDo(t, suite.Client)
}

// TestClient_invalidInput: what cannot be right makes no request.
func TestClient_invalidInput(t *testing.T) {
	t.Parallel()
	srv := orgcrmtest.NewServer()
	c := srv.Client()
	ctx := t.Context()
	search := func(q orgcrm.Query, page orgcrm.SearchOptions) error {
		_, err := c.Contacts.Search(ctx, q, page)
		return err
	}
	_, importErr := c.Contacts.Import(ctx, nil)
	_, bytesErr := c.Contacts.Import(ctx, []byte(`[]`))
	_, viewsErr := c.Contacts.Get(ctx, "views")
	_, getErr := c.Contacts.Get(ctx, "")
	_, updateErr := c.Contacts.Update(ctx, "..", orgcrm.ContactUpdate{Name: cuedesk.Set("Jane")})
	_, tagErr := c.Tags.Create(ctx, "")
	_, fieldErr := c.CustomFields.Create(ctx, nil)
	_, changeErr := c.CustomFields.Update(ctx, "f", nil)
	for complaint, err := range map[string]error{
		"contact_id must not be empty":                   getErr,
		"contact_id must not have dot segments":          updateErr,
		"contact_id must not contain control characters": c.Contacts.Delete(ctx, "a\nb"),
		"import is required":                             importErr,
		"key must not be empty":                          c.Contacts.SetCustomField(ctx, "c", "", 1),
		"tags is required: at least one name":            c.Tags.AddToContact(ctx, "c"),
		"tags is required":                               c.Tags.AddToContact(ctx, "c", "VIP", ""),
		"name must not have dot segments":                c.Tags.RemoveFromContact(ctx, "c", ".."),
		"name must not be empty":                         c.Tags.RemoveFromContact(ctx, "c", ""),
		"tag_id must not be empty":                       c.Tags.Delete(ctx, ""),
		"name is required":                               tagErr,
		"definition is required":                         fieldErr,
		"changes is required":                            changeErr,
		"field_id must not be empty":                     c.CustomFields.Delete(ctx, ""),
		"key must not have dot segments":                 c.CustomValues.Set(ctx, ".", "x"),
		"key must not contain control characters":        c.CustomValues.Delete(ctx, "a\x00"),
		"contact_id must not be \"views\"":               viewsErr,
		"import would be sent as base64":                 bytesErr,
		"views is required":                              c.Contacts.ReplaceViews(ctx, cuedesk.Value{}),
		"query.groups[0].conditions is required: at least one condition": search(orgcrm.AnyOf(orgcrm.AllOf()),
			orgcrm.SearchOptions{}),
		"query.groups[1].conditions[1].field is required": search(orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Name.Contains("")),
			orgcrm.AllOf(orgcrm.Name.Contains(""), orgcrm.Custom("").Contains("x"))), orgcrm.SearchOptions{}),
		"query.groups[0].conditions[0].op is required": search(orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Name.Op("", "x"))),
			orgcrm.SearchOptions{}),
		"limit must not be below 0, as is -1":  search(orgcrm.AnyOf(), orgcrm.SearchOptions{Limit: -1}),
		"offset must not be below 0, as is -1": search(orgcrm.AnyOf(), orgcrm.SearchOptions{Offset: -1}),
		"query.groups[0].conditions[0].value cannot be JSON": search(
			orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Name.Op("is", func() {}))), orgcrm.SearchOptions{}),
	} {
		if !errors.Is(err, cuedesk.ErrInvalid) || !strings.Contains(err.Error(), complaint) {
			t.Errorf("got %v, want %q", err, complaint)
		}
	}
	for _, nothing := range []any{
		nil,
		cuedesk.Value{},
		[]orgcrm.ContactCreate(nil), map[string]any(nil),
		(*struct{})(nil),
	} {
		if err := c.Contacts.ReplaceViews(ctx, nothing); !errors.Is(err, cuedesk.ErrInvalid) ||
			!strings.Contains(err.Error(), "views is required") {
			t.Errorf("%T: got %v", nothing, err)
		}
	}
	if sent := srv.Requests(); len(sent) > 0 {
		t.Errorf("%d requests were sent", len(sent))
	}
}

// TestLogValue checks each type that holds something of a person.
func TestLogValue(t *testing.T) {
	t.Parallel()
	update := orgcrm.ContactUpdate{Email: cuedesk.Set(bruce.Email)}
	condition := orgcrm.Email.Contains(bruce.Email)
	for want, v := range map[string]slog.LogValuer{
		"contact contact-1":    orgcrm.Contact{ID: contactID, Email: bruce.Email},
		"new contact":          bruce,
		"contact update":       update,
		"contact list options": orgcrm.ListOptions{Search: bruce.Email},
		"condition":            condition,
		"group of conditions":  orgcrm.AllOf(condition),
		"contact search":       orgcrm.AnyOf(orgcrm.AllOf(condition)),
		"1 items":              orgcrm.Page[orgcrm.Contact]{Items: []orgcrm.Contact{{Email: bruce.Email}}},
	} {
		if got := v.LogValue().String(); got != want {
			t.Errorf("%T is logged as %q", v, got)
		}
	}
}

// TestWithLogger_noValues: the logger of package cuedesk sees routes only.
func TestWithLogger_noValues(t *testing.T) {
	t.Parallel()
	var log strings.Builder
	logger := slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	client := orgcrmtest.NewServer().Client(cuedesk.WithLogger(logger))
	_ = client.Tags.RemoveFromContact(context.WithoutCancel(t.Context()), contactID, "VIP")
	if text := log.String(); !strings.Contains(text, "DELETE /api/v1/contacts/{contact_id}/tags/{name}") ||
		strings.Contains(text, "VIP") || strings.Contains(text, orgcrmtest.OrgID) {
		t.Errorf("logged %s", text)
	}
}

// TestContactsService_Update_nothing: an update that sets nothing is not sent, and returns
// the contact as it is. One that clears, or empties, sets something.
func TestContactsService_Update_nothing(t *testing.T) {
	t.Parallel()
	sent := 0
	c := newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodGet {
			return resttest.Reply(200, resttest.JSON, `{"id":"7","name":"Bruce"}`), nil
		}
		sent++
		return resttest.Reply(204, resttest.JSON, ""), nil
	}))
	got, err := c.Contacts.Update(t.Context(), "7", orgcrm.ContactUpdate{Custom: map[string]any{}})
	if err != nil || sent != 0 || got.Name != "Bruce" {
		t.Errorf("%d sent, %+v, %v", sent, got, err)
	}
	for field, update := range map[string]orgcrm.ContactUpdate{
		"name": {Name: cuedesk.Clear[string]()}, "email": {Email: cuedesk.Clear[string]()},
		"phone": {Phone: cuedesk.Clear[string]()}, "company": {Company: cuedesk.Clear[string]()},
		"source": {Source: cuedesk.Clear[string]()}, "notes": {Notes: cuedesk.Clear[string]()},
		"tags": {Tags: cuedesk.Set[[]string](nil)}, "dnc": {DNC: cuedesk.Set(false)},
		"custom": {Custom: map[string]any{"a": nil}}, "extra": {Extra: map[string]any{"b": 1}},
	} {
		if _, err := c.Contacts.Update(t.Context(), "7", update); err != nil {
			t.Errorf("%s: %v", field, err)
		}
	}
	if sent != 10 {
		t.Errorf("%d sent", sent)
	}
}
