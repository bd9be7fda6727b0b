package orgcrm_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// searchBody returns what a search sends.
func searchBody(t *testing.T, q orgcrm.Query, page orgcrm.SearchOptions) any {
	t.Helper()
	var sent any
	client := newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		sent = resttest.Decode(t, r.Body)
		return resttest.Reply(200, resttest.JSON, `[]`), nil
	}))
	if _, err := client.Contacts.Search(t.Context(), q, page); err != nil {
		t.Fatal(err)
	}
	return sent
}

func TestSearchBody(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 12, 10, 10, 31, 34, 0, time.UTC)
	for want, test := range map[string]struct {
		query orgcrm.Query
		page  orgcrm.SearchOptions
	}{
		`{"query":{"groups":[]},"offset":0}`:                                        {},
		`{"query":{"groups":[]},"q":"kent","limit":20,"offset":40}`:                 {orgcrm.AnyOf().Text("kent"), orgcrm.SearchOptions{Limit: 20, Offset: 40}},
		group(`{"field":"name","op":"contains","value":"a"}`):                       {query: one(orgcrm.Name.Contains("a"))},
		group(`{"field":"email","op":"contains","value":""}`):                       {query: one(orgcrm.Email.Contains(""))},
		group(`{"field":"phone","op":"is","value":"1"}`):                            {query: one(orgcrm.Phone.Op("is", "1"))},
		group(`{"field":"company","op":"empty","value":null}`):                      {query: one(orgcrm.Company.Op("empty", nil))},
		group(`{"field":"source","op":"in","value":["a","b"]}`):                     {query: one(orgcrm.Source.Op("in", []string{"a", "b"}))},
		group(`{"field":"notes","op":"contains","value":"a"}`):                      {query: one(orgcrm.Notes.Contains("a"))},
		group(`{"field":"tags","op":"contains","value":"replied-interested"}`):      {query: one(orgcrm.Tags.Contains("replied-interested"))},
		group(`{"field":"dnc","op":"is","value":true}`):                             {query: one(orgcrm.DNC.Op("is", true))},
		group(`{"field":"created_at","op":"after","value":"2025-12-10T10:31:34Z"}`): {query: one(orgcrm.CreatedAt.Op("after", at))},
		group(`{"field":"custom.plan","op":"contains","value":"pro"}`):              {query: one(orgcrm.Custom("plan").Contains("pro"))},
		`{"query":{"groups":[{"conditions":[{"field":"name","op":"contains","value":"a"},{"field":"email","op":"contains","value":"b"}]},{"conditions":[{"field":"tags","op":"contains","value":"c"}]}]},"offset":0}`: {
			query: orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Name.Contains("a"), orgcrm.Email.Contains("b")), orgcrm.AllOf(orgcrm.Tags.Contains("c"))),
		},
	} {
		if diff := cmp.Diff(resttest.Decode(t, strings.NewReader(want)), searchBody(t, test.query, test.page)); diff != "" {
			t.Errorf("%s:\n%s", want, diff)
		}
	}
}

func one(c orgcrm.Condition) orgcrm.Query { return orgcrm.AnyOf(orgcrm.AllOf(c)) }

func group(condition string) string {
	return `{"query":{"groups":[{"conditions":[` + condition + `]}]},"offset":0}`
}

// TestQueryBranches: queries made from one do not change it or each other.
func TestQueryBranches(t *testing.T) {
	t.Parallel()
	conditions := make([]orgcrm.Condition, 1, 8)
	conditions[0] = orgcrm.Name.Contains("a")
	groups := make([]orgcrm.Group, 1, 8)
	groups[0] = orgcrm.AllOf(conditions...)
	base := orgcrm.AnyOf(groups...)
	before := searchBody(t, base, orgcrm.SearchOptions{})
	left := base.Or(orgcrm.AllOf(orgcrm.Name.Contains("left")))
	wanted := searchBody(t, left, orgcrm.SearchOptions{})
	_ = base.Or(orgcrm.AllOf(orgcrm.Name.Contains("right"))).Text("right")
	conditions[0], groups[0] = orgcrm.Name.Contains("changed"), orgcrm.Group{}
	if diff := cmp.Diff(before, searchBody(t, base, orgcrm.SearchOptions{})); diff != "" {
		t.Errorf("the original changed:\n%s", diff)
	}
	if diff := cmp.Diff(wanted, searchBody(t, left, orgcrm.SearchOptions{})); diff != "" {
		t.Errorf("a branch changed:\n%s", diff)
	}
}

// collect ranges over a search to its end, and returns the IDs or names.
func collect(ctx context.Context, c *orgcrm.Client, page orgcrm.SearchOptions) (found []string, err error) {
	for contact, err := range c.Contacts.SearchAll(ctx, orgcrm.AnyOf(), page) {
		if err != nil {
			return found, err
		}
		found = append(found, string(contact.ID)+contact.Name)
	}
	return found, nil
}

// pages answers searches with IDs, in the order given, whatever is asked for.
func pages(t *testing.T, pages ...string) (client *orgcrm.Client, asked *[]string) {
	t.Helper()
	asked = new([]string)
	return newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		body, _ := resttest.Decode(t, r.Body).(map[string]any)
		*asked = append(*asked, fmt.Sprint(body["limit"], "@", body["offset"]))
		var items []string
		if n := len(*asked) - 1; n < len(pages) {
			for id := range strings.FieldsSeq(pages[n]) {
				items = append(items, `{"id":"`+id+`"}`)
			}
		}
		return resttest.Reply(200, resttest.JSON, `{"items":[`+strings.Join(items, ",")+`]}`), nil
	})), asked
}

func TestSearchAll(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		page  orgcrm.SearchOptions
		pages []string
		found string
		asked string
		fails bool
	}{
		"nothing":                {asked: "50@0"},
		"one page":               {pages: []string{"a b"}, found: "a b", asked: "50@0 50@2"},
		"pages that were cut":    {orgcrm.SearchOptions{Limit: 9}, []string{"a b", "c d", "e"}, "a b c d e", "9@0 9@2 9@4 9@5", false},
		"from an offset":         {orgcrm.SearchOptions{Limit: 2, Offset: 6}, []string{"a b", "c"}, "a b c", "2@6 2@8 2@9", false},
		"moved by a new contact": {pages: []string{"a b c", "c d"}, found: "a b c d", asked: "50@0 50@3 50@5"},
		"offset ignored":         {pages: []string{"a b", "a b"}, found: "a b", asked: "50@0 50@2", fails: true},
		"all seen, and fewer":    {pages: []string{"a b c", "c"}, found: "a b c", asked: "50@0 50@3 50@4"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, asked := pages(t, test.pages...)
			found, err := collect(t.Context(), client, test.page)
			if test.fails != errors.Is(err, cuedesk.ErrBadResponse) || !test.fails && err != nil {
				t.Errorf("got %v", err)
			}
			if got := strings.Join(found, " "); got != test.found {
				t.Errorf("found %s", got)
			}
			if got := strings.Join(*asked, " "); got != test.asked {
				t.Errorf("asked for %s", got)
			}
		})
	}
}

// TestSearchAllWithoutIDs: where the API sends no member "id", nothing is taken
// for seen, but a page that is the same is noticed.
func TestSearchAllWithoutIDs(t *testing.T) {
	t.Parallel()
	bodies := []string{`[{"name":"A"},{"name":"A"}]`, `[{"name":"A"},{"name":"B"}]`, `[{"name":"A"},{"name":"B"}]`}
	client := newClient(t, resttest.Transport(func(*http.Request) (*http.Response, error) {
		body := bodies[0]
		bodies = bodies[1:]
		return resttest.Reply(200, resttest.JSON, body), nil
	}))
	found, err := collect(t.Context(), client, orgcrm.SearchOptions{})
	if !errors.Is(err, cuedesk.ErrBadResponse) || strings.Join(found, "") != "AAAB" {
		t.Errorf("found %v, %v", found, err)
	}
}

// TestSearchAllOnTheFake: over several pages, twice, through failures, and with an
// early end.
func TestSearchAllOnTheFake(t *testing.T) {
	t.Parallel()
	srv := orgcrmtest.NewServer()
	client := srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MinBackoff: 1, MaxBackoff: 1}))
	for i := range 120 {
		if _, err := client.Contacts.Create(t.Context(), orgcrm.ContactCreate{Name: " " + strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
	}
	srv.Inject("POST /api/v1/contacts/search", cuedesktest.Torn().AfterApply(), cuedesktest.HTML502())
	all := client.Contacts.SearchAll(t.Context(), orgcrm.AnyOf(), orgcrm.SearchOptions{})
	for range 2 {
		n := 0
		for contact, err := range all {
			if err != nil || contact.Name != " "+strconv.Itoa(n) {
				t.Fatalf("%d: %v, %v", n, contact, err)
			}
			n++
		}
		if n != 120 {
			t.Errorf("%d contacts", n)
		}
	}
	before := len(srv.Requests())
	for _, err := range all {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if got := len(srv.Requests()) - before; got != 1 {
		t.Errorf("%d requests for the first contact", got)
	}
	srv.Inject("*", cuedesktest.Status(403))
	if found, err := collect(t.Context(), client, orgcrm.SearchOptions{}); !errors.Is(err, cuedesk.ErrForbidden) || len(found) > 0 {
		t.Errorf("found %v, %v", found, err)
	}
}
