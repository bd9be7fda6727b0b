package orgcrm_test

import (
	stdjson "encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
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

func TestContactsService_Search_body(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 12, 10, 10, 31, 34, 0, time.UTC)
	for want, test := range map[string]struct {
		query orgcrm.Query
		page  orgcrm.SearchOptions
	}{
		`{"query":{"groups":[]},"offset":0}`: {},
		`{"query":{"groups":[]},"q":"kent","limit":20,"offset":40}`: {
			orgcrm.AnyOf().Text("clark").Text("kent"), orgcrm.SearchOptions{Limit: 20, Offset: 40},
		},
		group(`{"field":"name","op":"contains","value":"a"}`): {query: singleCondition(orgcrm.Name.Contains("a"))},
		group(`{"field":"email","op":"contains","value":""}`): {query: singleCondition(orgcrm.Email.Contains(""))},
		group(`{"field":"phone","op":"is","value":"1"}`):      {query: singleCondition(orgcrm.Phone.Op("is", "1"))},
		group(`{"field":"company","op":"empty","value":null}`): {
			query: singleCondition(orgcrm.Company.Op("empty", nil)),
		},
		group(`{"field":"source","op":"in","value":["a","b"]}`): {
			query: singleCondition(orgcrm.Source.Op("in", []string{"a", "b"})),
		},
		group(`{"field":"notes","op":"contains","value":"a"}`): {query: singleCondition(orgcrm.Notes.Contains("a"))},
		group(`{"field":"tags","op":"contains","value":"replied-interested"}`): {
			query: singleCondition(orgcrm.Tags.Contains("replied-interested")),
		},
		group(`{"field":"dnc","op":"is","value":true}`): {query: singleCondition(orgcrm.DNC.Op("is", true))},
		group(`{"field":"created_at","op":"after","value":"2025-12-10T10:31:34Z"}`): {
			query: singleCondition(orgcrm.CreatedAt.Op("after", at)),
		},
		group(`{"field":"custom.plan","op":"contains","value":"pro"}`): {query: singleCondition(orgcrm.Custom("plan").Contains("pro"))},
		`{"query":{"groups":[{"conditions":[{"field":"name","op":"contains","value":"a"},{"field":"email","op":"contains",` +
			`"value":"b"}]},{"conditions":[{"field":"tags","op":"contains","value":"c"}]}]},"offset":0}`: {
			query: orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Name.Contains("a"), orgcrm.Email.Contains("b")),
				orgcrm.AllOf(orgcrm.Tags.Contains("c"))),
		},
	} {
		if diff := cmp.Diff(resttest.Decode(t, strings.NewReader(want)), searchBody(t, test.query, test.page)); diff != "" {
			t.Errorf("%s:\n%s", want, diff)
		}
	}
}

func singleCondition(c orgcrm.Condition) orgcrm.Query { return orgcrm.AnyOf(orgcrm.AllOf(c)) }

func group(condition string) string {
	return `{"query":{"groups":[{"conditions":[` + condition + `]}]},"offset":0}`
}

// TestQuery_immutable: queries made from one do not change it or each other.
func TestQuery_immutable(t *testing.T) {
	t.Parallel()
	conditions := make([]orgcrm.Condition, 1, 8)
	conditions[0] = orgcrm.Name.Contains("a")
	groups := make([]orgcrm.Group, 1, 8)
	groups[0] = orgcrm.AllOf(conditions...)
	value := []string{"a"}
	base := orgcrm.AnyOf(groups...).Or(groups[0]).Or(orgcrm.AllOf(orgcrm.Source.Op("in", value))) // room for a fourth
	before := searchBody(t, base, orgcrm.SearchOptions{})
	left := base.Or(orgcrm.AllOf(orgcrm.Name.Contains("left"))).Text("left")
	wanted := searchBody(t, left, orgcrm.SearchOptions{})
	_ = base.Or(orgcrm.AllOf(orgcrm.Name.Contains("right"))).Text("right")
	_ = left.Text("more")
	conditions[0], groups[0], value[0] = orgcrm.Name.Contains("changed"), orgcrm.Group{}, "changed"
	if diff := cmp.Diff(before, searchBody(t, base, orgcrm.SearchOptions{})); diff != "" {
		t.Errorf("the original changed:\n%s", diff)
	}
	if diff := cmp.Diff(wanted, searchBody(t, left, orgcrm.SearchOptions{})); diff != "" {
		t.Errorf("a branch changed:\n%s", diff)
	}
}

// TestQuery_MarshalJSON: the groups may stand in the definition of a view, with either
// package for JSON.
func TestQuery_MarshalJSON(t *testing.T) {
	t.Parallel()
	const want = `{"groups":[{"conditions":[{"field":"tags","op":"contains","value":"VIP"}]}]}`
	query := orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Tags.Contains("VIP"))).Text("left out")
	data, err := json.Marshal(map[string]any{"query": query})
	if err != nil || string(data) != `{"query":`+want+`}` {
		t.Errorf("%s, %v", data, err)
	}
	if data, err = stdjson.Marshal(query); err != nil || string(data) != want {
		t.Errorf("encoding/json: %s, %v", data, err)
	}
	if data, err = json.Marshal(orgcrm.AnyOf()); err != nil || string(data) != `{"groups":[]}` {
		t.Errorf("no groups: %s, %v", data, err)
	}
	if data, err = json.Marshal(orgcrm.AnyOf(orgcrm.AllOf())); err == nil ||
		!strings.Contains(err.Error(), "at least one condition") {
		t.Errorf("an empty group: %s, %v", data, err)
	}
}
