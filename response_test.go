package cuedesk_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/operations"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestClient_otherID: what answers with another ID than was asked for proves
// nothing about the one that was. These are the operations whose documented answer
// has an ID of their path as its own.
func TestClient_otherID(t *testing.T) {
	t.Parallel()
	const other = "ffffffff-0000-4000-8000-000000000001"
	asked := 0
	for _, op := range operations.All {
		body := goldenBody(t, op.Golden, "response.http")
		var own struct {
			ID     string `json:"uuid"`
			Import string `json:"contact_import_uuid"`
		}
		path := resttest.GoldenRequest(t, op.Golden, "request.http").URL.Path
		if json.Unmarshal([]byte(body), &own) != nil || !strings.Contains(path, "/"+cmp.Or(own.ID, own.Import, other)) {
			continue
		}
		asked++
		answer := strings.ReplaceAll(body, cmp.Or(own.ID, own.Import), other)
		client := newClient(t, func(*http.Request) (*http.Response, error) { return reply(200, jsonType, answer), nil })
		if got, err := op.Call(t.Context(), client); !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("%s, answered with another ID: %v, %v", op.Golden, got, err)
		}
	}
	if asked < 9 {
		t.Errorf("only %d operations were asked", asked)
	}
}

// TestListsService_AddContacts_answers: contacts that were not to be added are no proof
// about those that were.
func TestListsService_AddContacts_answers(t *testing.T) {
	t.Parallel()
	mine, other := `"`+contactID.String()+`"`, `"ff1667df-acde-4e66-a5de-220cbe916e2b"`
	warning := func(id string) string { return `{"uuid":` + id + `,"message":"Contact not found."}` }
	bad := cuedesk.ErrBadResponse
	for members, test := range map[string]struct {
		is              error
		added, warnings int
	}{
		`"added":[` + mine + `],"warnings":[]`:                                 {added: 1},
		`"added":[` + mine + `]`:                                               {added: 1},
		`"added":[` + other + `],"warnings":[]`:                                {is: bad},
		`"added":[` + mine + `,` + other + `],"warnings":[]`:                   {is: bad},
		`"added":[],"warnings":[]`:                                             {},
		`"added":null,"warnings":[]`:                                           {is: bad},
		`"added":null`:                                                         {is: bad},
		`"warnings":[]`:                                                        {is: bad},
		`"added":null,"warnings":null`:                                         {is: bad},
		`"added":null,"warnings":[` + warning(mine) + `]`:                      {warnings: 1},
		`"warnings":[` + warning(mine) + `]`:                                   {warnings: 1},
		`"added":[],"warnings":[` + warning(mine) + `]`:                        {warnings: 1},
		`"added":[],"warnings":[` + warning(other) + `]`:                       {is: bad},
		`"added":null,"warnings":[` + warning(other) + `]`:                     {is: bad},
		`"added":[` + mine + `],"warnings":[` + warning(other) + `]`:           {is: bad},
		`"added":[],"warnings":[` + warning(mine) + `,` + warning(other) + `]`: {is: bad},
		`"added":[],"warnings":[{"message":"Contact not found."}]`:             {is: bad},
	} {
		client := newClient(t, jsonTransport(201, `{"message":"ok",`+members+`}`))
		got, err := client.Lists.AddContacts(t.Context(), listID, contactID)
		if !errors.Is(err, test.is) || len(got.Added) != test.added || len(got.Warnings) != test.warnings {
			t.Errorf("%s: %+v, %v", members, got, err)
		}
	}
}

// TestListsService_RemoveContacts_answers: the documented answer has no body. One that has,
// and says more than that it succeeded, proves nothing.
func TestListsService_RemoveContacts_answers(t *testing.T) {
	t.Parallel()
	warning := `"warnings":[{"uuid":"` + contactID.String() + `","message":"Contact not found."}]`
	for body, is := range map[string]error{
		``:                                 nil,
		`{}`:                               nil,
		`null`:                             nil,
		`{"success":true}`:                 nil,
		`{"success":true,"warnings":[]}`:   nil,
		`{"success":true,` + warning + `}`: cuedesk.ErrBadResponse,
		`{` + warning + `}`:                cuedesk.ErrBadResponse,
		`{"message":"Done.","removed":[],` + warning + `}`: cuedesk.ErrBadResponse,
		`{"message":"Done."}`:                              cuedesk.ErrBadResponse,
		`{"success":false}`:                                cuedesk.ErrBadResponse,
		`{"status":404}`:                                   cuedesk.ErrBadResponse,
		`{"errors":["no such list"]}`:                      cuedesk.ErrBadResponse,
		refusal:                                            cuedesk.ErrBadResponse,
		`<html>sorry</html>`:                               cuedesk.ErrBadResponse,
		`OK`:                                               cuedesk.ErrBadResponse,
	} {
		client := newClient(t, jsonTransport(200, body), cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
		removed, err := client.Lists.RemoveContacts(t.Context(), listID, contactID)
		if !errors.Is(err, is) || (len(removed) == 1) != (err == nil) {
			t.Errorf("%s: %v, %v", body, removed, err)
		}
	}
}

// jsonTransport answers each request with the same.
func jsonTransport(status int, body string) func(*http.Request) (*http.Response, error) {
	return func(*http.Request) (*http.Response, error) { return reply(status, jsonType, body), nil }
}

// TestContactsService_List_limit: a page must say of how many it is one.
func TestContactsService_List_limit(t *testing.T) {
	t.Parallel()
	for limit, is := range map[int]error{-1: cuedesk.ErrBadResponse, 0: cuedesk.ErrBadResponse, 1: nil, 50: nil} {
		for _, items := range []string{"[]", `[{"uuid":"` + contactID.String() + `"}]`, "null"} {
			body := fmt.Sprintf(`{"contacts":%s,"pagination":{"limit":%d,"offset":0,"total":0}}`, items, limit)
			client := newClient(t, jsonTransport(200, body))
			page, err := client.Contacts.List(t.Context(), cuedesk.ListContactsOptions{})
			if !errors.Is(err, is) || err == nil && page.Limit != limit {
				t.Errorf("%s: %+v, %v", body, page, err)
			}
		}
	}
}

// TestJob_Wait_missingCounts: that it is completed says nothing about the
// contacts. One that is not completed may have none yet.
func TestJob_Wait_missingCounts(t *testing.T) {
	t.Parallel()
	for members, is := range map[string]error{
		importStatus("completed", 0, 0, 0):                                     nil,
		`"status":"completed"`:                                                 cuedesk.ErrBadResponse,
		`"status":"completed","summary":null`:                                  cuedesk.ErrBadResponse,
		`"status":"completed","summary":{}`:                                    cuedesk.ErrBadResponse,
		`"status":"completed","summary":{"total":3,"created":3}`:               cuedesk.ErrBadResponse,
		`"status":"completed","summary":{"total":3,"failed":0}`:                cuedesk.ErrBadResponse,
		`"status":"completed","summary":{"created":3,"failed":0}`:              cuedesk.ErrBadResponse,
		`"status":"completed","summary":{"total":3,"created":null,"failed":0}`: cuedesk.ErrBadResponse,
		`"status":"pending"`:                                                   nil,
		`"status":"processing","summary":null`:                                 nil,
		`"status":"failed"`:                                                    nil,
		`"status":"validating","summary":{}`:                                   nil,
		`"summary":{"total":1,"created":1,"failed":0}`:                         cuedesk.ErrBadResponse,
	} {
		client := newClient(t, (&statuses{list: []string{members}}).serve)
		status, err := client.Bulk.Job(importID).Status(t.Context())
		if !errors.Is(err, is) || (status == nil) != (is != nil) {
			t.Errorf("%s: %+v, %v", members, status, err)
		}
	}
}

// TestJob_Status_extra of a status and of its summary.
func TestJob_Status_extra(t *testing.T) {
	t.Parallel()
	s := &statuses{
		list: []string{`"status":"completed","queue":7,"summary":{"total":3,"created":2,"failed":1,"skipped":4}`},
	}
	status, err := newClient(t, s.serve).Bulk.Job(importID).Status(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	sum := status.Summary
	if status.Extra["queue"].String() != "7" || sum.Extra["skipped"].String() != "4" ||
		sum.Total+sum.Created+sum.Failed != 6 {
		t.Errorf("got %+v", status)
	}
}

// TestPage_asked: a page that says that it is another one than was asked for is not believed.
func TestPage_asked(t *testing.T) {
	t.Parallel()
	calls := map[string]func(context.Context, *cuedesk.Client, cuedesk.PageOptions) error{
		"contacts": func(ctx context.Context, c *cuedesk.Client, at cuedesk.PageOptions) error {
			_, err := c.Contacts.List(ctx, cuedesk.ListContactsOptions{PageOptions: at})
			return err
		},
		"search": func(ctx context.Context, c *cuedesk.Client, at cuedesk.PageOptions) error {
			_, err := c.Contacts.Search(ctx, cuedesk.Where(), at)
			return err
		},
		"lists": func(ctx context.Context, c *cuedesk.Client, at cuedesk.PageOptions) error {
			_, err := c.Lists.List(ctx, cuedesk.ListListsOptions{PageOptions: at})
			return err
		},
		"members": func(ctx context.Context, c *cuedesk.Client, at cuedesk.PageOptions) error {
			_, err := c.Lists.Contacts(ctx, listID, cuedesk.ListMembersOptions{PageOptions: at})
			return err
		},
		"lists of a contact": func(ctx context.Context, c *cuedesk.Client, at cuedesk.PageOptions) error {
			_, err := c.Contacts.Lists(ctx, contactID, cuedesk.ListsOfContactOptions{PageOptions: at})
			return err
		},
		"custom fields": func(ctx context.Context, c *cuedesk.Client, at cuedesk.PageOptions) error {
			_, err := c.CustomFields.List(ctx, at)
			return err
		},
		"notes": func(ctx context.Context, c *cuedesk.Client, at cuedesk.PageOptions) error {
			_, err := c.Notes.List(ctx, contactID, at)
			return err
		},
	}
	for _, test := range []struct {
		asked         cuedesk.PageOptions
		limit, offset int // answered
		good          bool
	}{
		{cuedesk.PageOptions{}, 50, 0, true},
		{cuedesk.PageOptions{}, 200, 0, true}, // the default is the API's
		{cuedesk.PageOptions{Limit: 100, Offset: 10}, 100, 10, true},
		{cuedesk.PageOptions{Limit: 100, Offset: 10}, 50, 10, true}, // a cap
		{cuedesk.PageOptions{Limit: 10}, 11, 0, false},
		{cuedesk.PageOptions{Limit: 10}, 100, 0, false},
		{cuedesk.PageOptions{Offset: 10}, 50, 0, false},
		{cuedesk.PageOptions{Offset: 10}, 50, 9, false},
		{cuedesk.PageOptions{}, 50, 1, false},
	} {
		for name, call := range calls {
			collection := map[string]string{
				"lists": "contact_lists", "lists of a contact": "contact_lists",
				"custom fields": "custom_fields", "notes": "notes",
			}[name]
			body := fmt.Sprintf(`{%q:[],"pagination":{"limit":%d,"offset":%d,"total":500}}`,
				cmp.Or(collection, "contacts"), test.limit, test.offset)
			err := call(t.Context(), newClient(t, resttest.Replies(200, jsonType, body)), test.asked)
			if (err == nil) != test.good || err != nil && !errors.Is(err, cuedesk.ErrBadResponse) {
				t.Errorf("%s of %+v: %v", name, test, err)
			}
		}
	}
}
