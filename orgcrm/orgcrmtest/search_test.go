package orgcrmtest_test

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// newOrganization returns a client of three contacts.
func newOrganization(t *testing.T) *orgcrm.Client {
	t.Helper()
	client := orgcrmtest.NewServer().Client()
	for _, in := range []orgcrm.ContactCreate{
		{
			Name: "Bruce", Email: "batman@example.com", Company: "Wayne", Tags: []string{"VIP", "press"},
			Custom: map[string]any{"plan": "pro", "seats": 450},
		},
		{Name: "Clark", Phone: "555", Source: "press", Notes: "Reports", DNC: true, Custom: map[string]any{
			"plan": "basic", "areas": []any{"eu", 7},
		}},
		{Name: "Diana", Email: "diana@example.org", Tags: []string{"VIP club"}},
	} {
		if _, err := client.Contacts.Create(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	return client
}

func TestSearch_filters(t *testing.T) {
	t.Parallel()
	client := newOrganization(t)
	all := orgcrm.AllOf
	for name, test := range map[string]struct {
		query orgcrm.Query
		found string
	}{
		"no groups":                {orgcrm.AnyOf(), "Bruce Clark Diana"},
		"part of a text":           {orgcrm.AnyOf(all(orgcrm.Email.Contains("@example.com"))), "Bruce"},
		"regarding case":           {orgcrm.AnyOf(all(orgcrm.Name.Contains("bruce"))), ""},
		"a text that is not there": {orgcrm.AnyOf(all(orgcrm.Phone.Contains(""))), "Clark"},
		"a whole tag":              {orgcrm.AnyOf(all(orgcrm.Tags.Contains("VIP"))), "Bruce"},
		"both of two": {
			orgcrm.AnyOf(all(orgcrm.Tags.Contains("VIP"), orgcrm.Tags.Contains("press"))), "Bruce",
		},
		"both, but one is missing": {orgcrm.AnyOf(all(orgcrm.Tags.Contains("VIP"), orgcrm.Source.Contains("press"))), ""},
		"one of two": {
			orgcrm.AnyOf(all(orgcrm.Tags.Contains("VIP")), all(orgcrm.Source.Contains("press"))), "Bruce Clark",
		},
		"equal text":    {orgcrm.AnyOf(all(orgcrm.Name.Op("equals", "Diana"))), "Diana"},
		"equal boolean": {orgcrm.AnyOf(all(orgcrm.DNC.Op("equals", true))), "Clark"},
		"equal array":   {orgcrm.AnyOf(all(orgcrm.Tags.Op("equals", []string{"VIP", "press"}))), "Bruce"},
		"equal number":  {orgcrm.AnyOf(all(orgcrm.Custom("seats").Op("equals", 450))), "Bruce"},
		"equal null": {
			orgcrm.AnyOf(all(orgcrm.Company.Op("equals", nil), orgcrm.Custom("plan").Op("equals", nil))), "Diana",
		},
		"nothing is no text":         {orgcrm.AnyOf(all(orgcrm.Company.Op("equals", ""))), ""},
		"a number is no text":        {orgcrm.AnyOf(all(orgcrm.Custom("seats").Op("equals", ""))), ""},
		"an item that is no text":    {orgcrm.AnyOf(all(orgcrm.Custom("areas").Contains(""))), ""},
		"custom text":                {orgcrm.AnyOf(all(orgcrm.Custom("plan").Contains("o"))), "Bruce"},
		"custom array":               {orgcrm.AnyOf(all(orgcrm.Custom("areas").Contains("eu"))), "Clark"},
		"custom number has no parts": {orgcrm.AnyOf(all(orgcrm.Custom("seats").Contains("4"))), ""},
		"time":                       {orgcrm.AnyOf(all(orgcrm.CreatedAt.Op("contains", "-"))), "Bruce Clark Diana"},
		"free text":                  {orgcrm.AnyOf().Text("REPORTS press"), "Clark"},
		"free text and a filter":     {orgcrm.AnyOf(all(orgcrm.Name.Contains("Bruce"))).Text("reports"), ""},
	} {
		page, err := client.Contacts.Search(t.Context(), test.query, orgcrm.SearchOptions{})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		var found []string
		for _, contact := range page.Items {
			found = append(found, contact.Name)
		}
		if got := strings.Join(found, " "); got != test.found || page.Extra["total"].String() != strconv.Itoa(len(found)) {
			t.Errorf("%s: found %s of %s, want %s", name, got, page.Extra["total"], test.found)
		}
	}
}

func TestSearch_invalid(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	condition := func(c string) string { return `{"query":{"groups":[{"conditions":[` + c + `]}]}}` }
	for body, want := range map[string]string{
		`{"quer":{}}`:               "as documented",
		`{"limit":"50"}`:            "as documented",
		`[]`:                        "as documented",
		`{"limit":0}`:               "range",
		`{"offset":-1}`:             "range",
		`{"query":{"groups":[{}]}}`: "too_short",
		condition(`{"field":"nick","op":"contains","value":"a"}`):     "Unknown field",
		condition(`{"field":"id","op":"equals","value":"contact-1"}`): "Unknown field",
		condition(`{"field":"custom.","op":"contains","value":"a"}`):  "Unknown field",
		condition(`{"op":"contains","value":"a"}`):                    "Unknown field",
		condition(`{"field":"name","op":"resembles","value":"a"}`):    "Unknown operator",
		condition(`{"field":"name","value":"a"}`):                     "Unknown operator",
		condition(`{"field":"name","op":"contains","value":7}`):       "does not suit",
		condition(`{"field":"name","op":"contains"}`):                 "does not suit",
		condition(`{"field":"name","op":"equals"}`):                   "does not suit",
		condition(`{"field":"name","op":"equals","value":1,"neg":1}`): "as documented",
		`{`: "json_invalid",
	} {
		a.invalid("POST /contacts/search", body, want)
	}
}

func TestSearch_pages(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("POST /contacts/import", `[{}`+strings.Repeat(`,{}`, 129)+`]`, 200, `{"created":130,"failed":0}`)
	for body, want := range map[string]searchPage{
		`{}`:                         {1, 50, `"limit":50,"offset":0`},
		`{"limit":7}`:                {1, 7, `"limit":7,"offset":0`},
		`{"limit":1000}`:             {1, 100, `"limit":100,"offset":0`},
		`{"limit":100,"offset":100}`: {101, 130, `"limit":100,"offset":100`},
		`{"limit":7,"offset":123}`:   {124, 130, `"limit":7,"offset":123`},
		`{"offset":130}`:             {1, 0, `"limit":50,"offset":130`},
		`{"offset":1000}`:            {1, 0, `"limit":50,"offset":1000`},
	} {
		_, got := a.answer(a.request("POST /contacts/search", body))
		if !want.matches(got) {
			t.Errorf("%s: want %v, got %s", body, want, got)
		}
	}
}

// searchPage is a page of 130 contacts.
type searchPage struct {
	first, last int // places of its contacts, counted from 1
	numbers     string
}

// matches reports whether the response is the page.
func (p searchPage) matches(response string) bool {
	var ids []string
	for n := p.first; n <= p.last; n++ {
		ids = append(ids, fmt.Sprintf("contact-%d", n))
	}
	return slices.Equal(contactIDs.FindAllString(response, -1), ids) &&
		strings.HasSuffix(response, `"total":130,`+p.numbers+`}`)
}

var contactIDs = regexp.MustCompile(`contact-\d+`)

// TestSearch_copies: to compare a value with one contact does not change it for the next.
func TestSearch_copies(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.do("POST /contacts/import", `[{"tags":["a","b"]},{"tags":["a","b"]}]`, 200, `{"created":2,"failed":0}`)
	_, got := a.answer(a.request("POST /contacts/search",
		`{"query":{"groups":[{"conditions":[{"field":"tags","op":"equals","value":[ "a", "b" ]}]}]}}`))
	if !strings.Contains(got, `"total":2,`) {
		t.Errorf("want 2 contacts, got %s", got)
	}
}
