package cuedesktest_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// newSearchAPI returns an API with contacts A, B, C, D and E to search for. E has next to nothing.
func newSearchAPI(t *testing.T) *api {
	t.Helper()
	a := newAPI(t)
	day := time.Date(2025, 3, 1, 12, 0, 0, 0, time.UTC)
	for n, c := range []cuedesktest.Contact{
		{
			FirstName: "Anna", LastName: "Berg", Email: "anna@example.com", ExternalContactID: "100", ClientReference: "ref-a",
			PhoneNumber: "111", LastEngagedAt: day.AddDate(0, 1, 0), Archived: true,
			CustomFields: map[string]any{
				"seats": 9, "rate": 0.5, "born": "1985-02-19", "paid": true, "plan": "Pro", "tags": []string{"red", "blue"},
				"seen": "2025-03-01T10:00:00+02:00", "big": int64(9007199254740993), "note": "x", "boss": map[string]any{"uuid": "x"},
				"opens": "09:00",
			},
		},
		{
			FirstName: "anna", LastName: "Carlson", Email: "ac@example.org", ExternalContactID: "20", PhoneNumber: "222",
			LastEngagedAt: day.AddDate(0, 2, 0),
			CustomFields: map[string]any{
				"seats": 10, "rate": 2, "born": "1990-12-31", "paid": false, "plan": "pro", "tags": []string{"blue"},
				"seen": "2025-03-02T00:00:00Z", "big": int64(9007199254740992), "note": "y",
				"opens": "10:30:00",
			},
		},
		{
			FirstName: "Bert", LastName: "Annason", Email: "bert@example.com", ExternalContactID: "3", WhatsAppID: "wa-3",
			CustomFields: map[string]any{
				"seats": 100, "rate": -1.25, "born": "2000-01-01", "plan": "Enterprise", "tags": []string{},
			},
		},
		{
			FirstName: "Zoë", FBMessengerID: "fb_4", PhoneNumber: "+49 (30) 1",
			CustomFields: map[string]any{"seats": "10", "rate": 1e3, "paid": "maybe", "plan": ""},
		},
		{WhatsAppID: "wa-5"},
	} {
		c.CreatedAt = day.AddDate(0, 0, n)
		a.srv.AddContact(c)
	}
	return a
}

// letters returns the contacts of a response as letters, oldest first: A is created on the 1st, B on the 2nd.
func letters(r response) string {
	var out []string
	for created := range strings.SplitSeq(r.keys("contacts", "created_at"), ",") {
		if created != "" {
			out = append(out, string(created[9]-'1'+'A'))
		}
	}
	return strings.Join(out, "")
}

// search returns what a search finds, oldest first.
func (a *api) search(body string) string {
	a.Helper()
	found := letters(a.do(http.StatusOK, "POST /v1/contacts/search", body))
	return strings.Map(func(letter rune) rune {
		if strings.ContainsRune(found, letter) {
			return letter
		}
		return -1
	}, "ABCDE")
}

// filterTests are filters as field, operator, value and data type, and what they find.
var filterTests = []struct{ field, operator, value, dataType, want string }{
	// Text, predefined. Case matters, and missing values meet the negative operators.
	{"first_name", "equals", `"anna"`, "", "B"},
	{"first_name", "equals", `"Zoë"`, "", "D"},
	{"first_name", "equals", `""`, "", ""},
	{"first_name", "equals", `["anna","Bert"]`, "", "BC"},
	{"first_name", "not_equals", `"anna"`, "", "ACDE"},
	{"first_name", "not_equals", `["anna","Anna"]`, "", "CDE"},
	{"last_name", "contains", `"nna"`, "", "C"},
	{"last_name", "contains", `["nna","rls"]`, "", "BC"},
	{"last_name", "not_contains", `"nna"`, "", "ABDE"},
	{"email", "starts_with", `"a"`, "", "AB"},
	{"email", "ends_with", `".com"`, "", "AC"},
	{"email", "contains", `"@example."`, "", "ABC"},
	{"email", "range", `["anna@example.com","b"]`, "", "A"},
	{"first_name", "gt", `"Bert"`, "", "BD"},
	{"first_name", "gte", `"Bert"`, "", "BCD"},
	{"first_name", "lt", `"Bert"`, "", "A"},
	{"first_name", "lte", `"Bert"`, "", "AC"},
	{"first_name", "lte", `["Bert"]`, "", "AC"},
	{"first_name", "exists", "", "", "ABCD"},
	{"first_name", "not_exists", "", "", "E"},
	{"phone_number", "exists", "", "", "ABD"},
	{"phone_number", "equals", `"+49 (30) 1"`, "", "D"},
	{"whatsapp_id", "exists", "", "", "CE"},
	{"fb_messenger_id", "equals", `"fb_4"`, "", "D"},
	{"client_reference", "equals", `"ref-a"`, "", "A"},
	{"client_reference", "not_exists", "", "", "BCDE"},
	{"external_contact_id", "lt", `"20"`, "", "A"},
	// The data type of a predefined field is its own, whatever the request says.
	{"external_contact_id", "lt", `"20"`, "long", "A"},
	{"external_contact_id", "equals", `"x"`, "long", ""},
	// A time of day.
	{"opens", "gte", `"09:00:00"`, "date", "AB"},
	{"opens", "gt", `"09:00"`, "date", "B"},
	{"opens", "range", `["08:00","09:30"]`, "date", "A"},
	// Boolean, predefined.
	{"archived", "equals", `"true"`, "", "A"},
	{"archived", "equals", `"false"`, "text", "BCDE"},
	{"archived", "not_equals", `"true"`, "", "BCDE"},
	{"archived", "gt", `"false"`, "", "A"},
	{"archived", "lte", `"false"`, "", "BCDE"},
	{"archived", "range", `["false","true"]`, "", "ABCDE"},
	{"archived", "contains", `"ru"`, "", "A"},
	{"archived", "exists", "", "", "ABCDE"},
	{"archived", "not_exists", "", "", ""},
	// Dates, predefined. A date without a time is all of its day.
	{"created_at", "equals", `"2025-03-02"`, "", "B"},
	{"created_at", "equals", `"2025-03-02T12:00:00Z"`, "", "B"},
	{"created_at", "equals", `"2025-03-02T14:00:00.000+02:00"`, "", "B"},
	{"created_at", "equals", `"2025-03-02T12:00:00"`, "", "B"},
	{"created_at", "equals", `"2025-03-02T12:00:01Z"`, "", ""},
	{"created_at", "not_equals", `"2025-03-02"`, "", "ACDE"},
	{"created_at", "gt", `"2025-03-02"`, "", "CDE"},
	{"created_at", "gt", `"2025-03-02T11:59:59Z"`, "", "BCDE"},
	{"created_at", "gte", `"2025-03-02"`, "", "BCDE"},
	{"created_at", "gte", `"2025-03-02T12:00:01Z"`, "", "CDE"},
	{"created_at", "lt", `"2025-03-02"`, "", "A"},
	{"created_at", "lte", `"2025-03-02"`, "", "AB"},
	{"created_at", "lte", `"2025-03-02T11:59:59Z"`, "", "A"},
	{"created_at", "range", `["2025-03-02","2025-03-04"]`, "", "BCD"},
	{"created_at", "range", `["2025-03-04","2025-03-02"]`, "", ""},
	{"created_at", "starts_with", `"2025-03-0"`, "", "ABCDE"},
	{"created_at", "ends_with", `".000Z"`, "", "ABCDE"},
	{"updated_at", "lt", `"2025-03-02"`, "long", "A"},
	{"last_engaged_at", "exists", "", "", "AB"},
	{"last_engaged_at", "gt", `"2025-04-01"`, "", "B"},
	{"last_engaged_at", "not_equals", `"2025-04-01"`, "", "BCDE"},
	// Text, custom: the default. Numbers are compared as text then.
	{"plan", "equals", `"pro"`, "", "B"},
	{"plan", "equals", `"pro"`, "text", "B"},
	{"plan", "equals", `""`, "", "D"},
	{"plan", "not_equals", `"pro"`, "", "ACDE"},
	{"plan", "contains", `"r"`, "", "ABC"},
	{"plan", "not_contains", `"r"`, "", "DE"},
	{"plan", "starts_with", `"P"`, "", "A"},
	{"plan", "ends_with", `"ro"`, "", "AB"},
	{"plan", "range", `["E","Q"]`, "", "AC"},
	{"plan", "gt", `"Pro"`, "", "B"},
	{"plan", "gte", `"Pro"`, "", "AB"},
	{"plan", "lt", `"Pro"`, "", "CD"},
	{"plan", "lte", `"Pro"`, "", "ACD"},
	{"plan", "exists", "", "", "ABCD"},
	{"plan", "not_exists", "", "", "E"},
	{"seats", "lt", `"100"`, "", "BD"},
	{"seats", "contains", `"10"`, "", "BCD"},
	{"paid", "equals", `"true"`, "", "A"},
	// Long, custom.
	{"seats", "equals", `"10"`, "long", "BD"},
	{"seats", "equals", `"+10"`, "long", "BD"},
	{"seats", "equals", `["9","100"]`, "long", "AC"},
	{"seats", "not_equals", `"10"`, "long", "ACE"},
	{"seats", "gt", `"9"`, "long", "BCD"},
	{"seats", "gte", `"10"`, "long", "BCD"},
	{"seats", "lt", `"100"`, "long", "ABD"},
	{"seats", "lte", `"10"`, "long", "ABD"},
	{"seats", "range", `["9","10"]`, "long", "ABD"},
	{"seats", "contains", `"0"`, "long", "BCD"},
	{"seats", "not_contains", `"0"`, "long", "AE"},
	{"seats", "starts_with", `"1"`, "long", "BCD"},
	{"seats", "ends_with", `"9"`, "long", "A"},
	{"seats", "exists", "", "long", "ABCD"},
	{"seats", "not_exists", "", "long", "E"},
	{"rate", "gt", `"0"`, "long", "ABD"},
	{"plan", "gt", `"0"`, "long", ""},
	{"plan", "not_equals", `"0"`, "long", "ABCDE"},
	{"big", "equals", `"9007199254740993"`, "long", "A"},
	{"big", "gt", `"9007199254740992"`, "long", "A"},
	{"big", "lt", `"9007199254740993"`, "double", "B"},
	// Double, custom.
	{"rate", "equals", `"0.5"`, "double", "A"},
	{"rate", "equals", `".50"`, "double", "A"},
	{"rate", "equals", `"1000"`, "double", "D"},
	{"rate", "not_equals", `"2.0"`, "double", "ACDE"},
	{"rate", "gt", `"-1.25"`, "double", "ABD"},
	{"rate", "gte", `"-1.25"`, "double", "ABCD"},
	{"rate", "lt", `"5e-1"`, "double", "C"},
	{"rate", "lte", `"0.5"`, "double", "AC"},
	{"rate", "range", `["-2","2"]`, "double", "ABC"},
	{"rate", "contains", `".5"`, "double", "A"},
	{"rate", "not_contains", `"5"`, "double", "BDE"},
	{"rate", "starts_with", `"-"`, "double", "C"},
	{"rate", "ends_with", `"25"`, "double", "C"},
	{"rate", "exists", "", "double", "ABCD"},
	{"rate", "not_exists", "", "double", "E"},
	// Date, custom.
	{"born", "equals", `"1985-02-19"`, "date", "A"},
	{"born", "not_equals", `"1985-02-19"`, "date", "BCDE"},
	{"born", "gt", `"1985-02-19"`, "date", "BC"},
	{"born", "gte", `"1985-02-19"`, "date", "ABC"},
	{"born", "lt", `"1990-12-31"`, "date", "A"},
	{"born", "lte", `"1990-12-31"`, "date", "AB"},
	{"born", "range", `["1985-02-19","1999-12-31"]`, "date", "AB"},
	{"born", "contains", `"-12-"`, "date", "B"},
	{"born", "not_contains", `"-12-"`, "date", "ACDE"},
	{"born", "starts_with", `"19"`, "date", "AB"},
	{"born", "ends_with", `"01"`, "date", "C"},
	{"born", "exists", "", "date", "ABC"},
	{"born", "not_exists", "", "date", "DE"},
	{"seen", "equals", `"2025-03-01T08:00:00Z"`, "date", "A"},
	{"seen", "lt", `"2025-03-02"`, "date", "A"},
	{"seen", "gte", `"2025-03-02T00:00:00Z"`, "date", "B"},
	// Boolean, custom.
	{"paid", "equals", `"true"`, "boolean", "A"},
	{"paid", "equals", `"false"`, "boolean", "B"},
	{"paid", "equals", `["true","false"]`, "boolean", "AB"},
	{"paid", "not_equals", `"true"`, "boolean", "BCDE"},
	{"paid", "gt", `"false"`, "boolean", "A"},
	{"paid", "gte", `"false"`, "boolean", "AB"},
	{"paid", "lt", `"true"`, "boolean", "B"},
	{"paid", "lte", `"true"`, "boolean", "AB"},
	{"paid", "range", `["true","true"]`, "boolean", "A"},
	{"paid", "contains", `"als"`, "boolean", "B"},
	{"paid", "not_contains", `"als"`, "boolean", "ACDE"},
	{"paid", "starts_with", `"t"`, "boolean", "A"},
	{"paid", "ends_with", `"be"`, "boolean", "D"},
	{"paid", "exists", "", "boolean", "ABD"},
	{"paid", "not_exists", "", "boolean", "CE"},
	// Several values, none, and an object.
	{"tags", "equals", `"red"`, "", "A"},
	{"tags", "equals", `"blue"`, "", "AB"},
	{"tags", "not_equals", `"red"`, "", "BCDE"},
	{"tags", "not_contains", `"l"`, "", "CDE"},
	{"tags", "exists", "", "", "ABC"},
	{"boss", "exists", "", "", "A"},
	{"boss", "equals", `"x"`, "", ""},
	{"boss", "not_equals", `"x"`, "", "ABCDE"},
	// A field that no contact has, and one whose spelling is not that of a predefined one.
	{"nope", "equals", `"x"`, "", ""},
	{"nope", "not_equals", `"x"`, "", "ABCDE"},
	{"nope", "not_exists", "", "", "ABCDE"},
	{"firstName", "exists", "", "", ""},
	// No value is needed to exist, but one does no harm.
	{"note", "exists", `"whatever"`, "", "AB"},
	{"note", "not_exists", `[]`, "", ""},
}

func TestSearch_filters(t *testing.T) {
	t.Parallel()
	a := newSearchAPI(t)
	for _, tt := range filterTests {
		filter := `{"field":"` + tt.field + `","operator":"` + tt.operator + `"`
		if tt.value != "" {
			filter += `,"value":` + tt.value
		}
		if tt.dataType != "" {
			filter += `,"data_type":"` + tt.dataType + `"`
		}
		if tt.field == "note" && tt.value == "[]" {
			a.invalid("POST /v1/contacts/search", `{"advanced_search":[`+filter+`}]}`, "too_short body advanced_search.0.value")
			continue
		}
		equal(t, filter, a.search(`{"advanced_search":[`+filter+`}]}`), tt.want)
	}
}

// TestSearch_filters_complete: every operator is tested with every data type of predefined and of custom fields.
func TestSearch_filters_complete(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, tt := range filterTests {
		seen[tt.operator+" "+tt.dataType] = true
	}
	operators := "equals not_equals contains not_contains starts_with ends_with range gt lt gte lte exists not_exists"
	for operator := range strings.FieldsSeq(operators) {
		for dataType := range strings.FieldsSeq("long double date boolean") {
			if !seen[operator+" "+dataType] {
				t.Errorf("%s is not tested with %s", operator, dataType)
			}
		}
		if !seen[operator+" "] {
			t.Errorf("%s is not tested with text", operator)
		}
	}
}

func TestSearch_filters_all(t *testing.T) {
	t.Parallel()
	a := newSearchAPI(t)
	for body, want := range map[string]string{
		`{}`: "ABCDE",
		`{"advanced_search":[],"search_term":"","sort_by":null}`: "ABCDE",
		`{"advanced_search":null,"search_term":null}`:            "ABCDE",
		`{"advanced_search":[{"field":"email","operator":"contains","value":"@example.com"},{"field":"seats",` +
			`"operator":"gte","value":"100","data_type":"long"}]}`: "C",
		`{"search_term":"anna","advanced_search":[{"field":"email","operator":"ends_with","value":".com"}]}`:    "AC",
		`{"advanced_search":[{"field":"email","operator":"exists"},{"field":"email","operator":"not_exists"}]}`: "",
	} {
		equal(t, body, a.search(body), want)
	}
}

func TestSearch_term(t *testing.T) {
	t.Parallel()
	a := newSearchAPI(t)
	for term, want := range map[string]string{
		"":              "ABCDE",
		"  ":            "ABCDE",
		"anna":          "ABC",
		"ANNA":          "ABC",
		"zoë":           "D",
		"ZOË":           "D",
		"anna berg":     "A",
		"berg Anna":     "A",
		"bert annason":  "C",
		"anna nobody":   "",
		"@example.org":  "B",
		"222":           "B",
		"wa-":           "CE",
		"fb_4":          "D",
		"20":            "B",
		"(30)":          "D",
		"Enterprise":    "",
		"ref-a":         "",
		"true":          "",
		"2025":          "",
		"%":             "",
		".*":            "",
		"anna@EXAMPLE.": "A",
	} {
		equal(t, term, a.search(`{"search_term":"`+term+`"}`), want)
	}
}

func TestSearch_order(t *testing.T) {
	t.Parallel()
	a := newSearchAPI(t)
	tests := []struct{ sort, want string }{
		{``, "EDCBA"},
		{`"sort_by":{"field":"created_at"}`, "ABCDE"},
		{`"sort_by":{"field":"created_at","sort_order":"desc"}`, "EDCBA"},
		{`"sort_by":{"field":"updated_at","sort_order":"asc"}`, "ABCDE"},
		{`"sort_by":{"field":"last_engaged_at","sort_order":"desc"}`, "BAEDC"},
		{`"sort_by":{"field":"archived"}`, "BCDEA"},
		{`"sort_by":{"field":"archived","sort_order":"desc"}`, "AEDCB"},
		{`"sort_by":{"field":"first_name"}`, "ACDBE"},
		{`"sort_by":{"field":"first_name","sort_order":"desc"}`, "BDCAE"},
		{`"sort_by":{"field":"external_contact_id","data_type":"long"}`, "ABCDE"},
		{`"sort_by":{"field":"seats"}`, "BDCAE"},
		{`"sort_by":{"field":"seats","data_type":"text"}`, "BDCAE"},
		{`"sort_by":{"field":"seats","data_type":"long"}`, "ABDCE"},
		{`"sort_by":{"field":"seats","data_type":"long","sort_order":"desc"}`, "CDBAE"},
		{`"sort_by":{"field":"rate","data_type":"double"}`, "CABDE"},
		{`"sort_by":{"field":"big","data_type":"long"}`, "BACDE"},
		{`"sort_by":{"field":"born","data_type":"date","sort_order":"desc"}`, "CBAED"},
		{`"sort_by":{"field":"seen","data_type":"date"}`, "ABCDE"},
		{`"sort_by":{"field":"paid","data_type":"boolean"}`, "BACDE"},
		{`"sort_by":{"field":"tags"}`, "BACDE"},
		{`"sort_by":{"field":"nope"}`, "ABCDE"},
		{`"sort_by":{"field":"nope","sort_order":"desc"}`, "EDCBA"},
		{`"sort_by":{"field":"first_name","sort_order":null,"data_type":null}`, "ACDBE"},
	}
	for _, tt := range tests {
		equal(t, tt.sort, letters(a.do(http.StatusOK, "POST /v1/contacts/search", "{"+tt.sort+"}")), tt.want)
	}
}

func TestSearch_invalid(t *testing.T) {
	t.Parallel()
	filter := func(rest string) string { return `{"advanced_search":[{"field":"f","operator":` + rest + `}]}` }
	const value = " body advanced_search.0.value"
	huge := strings.Repeat("9", 1001)
	tests := []struct{ body, want string }{
		{`{"search_term":1}`, "string_type body search_term"},
		{`{"search_term":["x"]}`, "string_type body search_term"},
		{`{"advanced_search":{}}`, "list_type body advanced_search"},
		{`{"advanced_search":["x"]}`, "dict_type body advanced_search.0"},
		{`{"advanced_search":[{}]}`, "missing body advanced_search.0.field; missing body advanced_search.0.operator"},
		{`{"advanced_search":[{"field":"","operator":"exists"}]}`, "string_too_short body advanced_search.0.field"},
		{`{"advanced_search":[{"field":1,"operator":"exists"}]}`, "string_type body advanced_search.0.field"},
		{
			`{"advanced_search":[{"field":"f","operator":"exists"},{"field":"f","operator":"exists","op":1}]}`,
			"extra_forbidden body advanced_search.1.op",
		},
		{filter(`"eq","value":"x"`), "enum body advanced_search.0.operator"},
		{filter(`"Equals","value":"x"`), "enum body advanced_search.0.operator"},
		{filter(`null`), "string_type body advanced_search.0.operator"},
		{filter(`"exists","data_type":"integer"`), "enum body advanced_search.0.data_type"},
		{filter(`"equals"`), "missing" + value},
		{filter(`"equals","value":null`), "missing" + value},
		{filter(`"contains"`), "missing" + value},
		{filter(`"equals","value":100,"data_type":"long"`), "string_type" + value},
		{filter(`"equals","value":true`), "string_type" + value},
		{filter(`"equals","value":{}`), "string_type" + value},
		{filter(`"equals","value":[]`), "too_short" + value},
		{filter(`"range","value":[1,2]`), "string_type" + value + ".0; string_type" + value + ".1"},
		{filter(`"range","value":"1"`), "value_error" + value},
		{filter(`"range","value":["1"]`), "value_error" + value},
		{filter(`"range","value":["1","2","3"]`), "value_error" + value},
		{filter(`"range","value":["1","b"],"data_type":"long"`), "value_error" + value},
		{filter(`"gt","value":["1","2"]`), "value_error" + value},
		{filter(`"gte","value":"ten","data_type":"long"`), "value_error" + value},
		{filter(`"gte","value":"1.5","data_type":"long"`), "value_error" + value},
		{filter(`"gte","value":"","data_type":"long"`), "value_error" + value},
		{filter(`"gte","value":"` + huge + `","data_type":"long"`), "value_error" + value},
		{filter(`"gte","value":"0x10","data_type":"double"`), "value_error" + value},
		{filter(`"gte","value":"Inf","data_type":"double"`), "value_error" + value},
		{filter(`"gte","value":"NaN","data_type":"double"`), "value_error" + value},
		{filter(`"gte","value":"1e99999999999999999999","data_type":"double"`), "value_error" + value},
		{filter(`"lt","value":"yesterday","data_type":"date"`), "value_error" + value},
		{filter(`"lt","value":"2025-02-30","data_type":"date"`), "value_error" + value},
		{filter(`"equals","value":"TRUE","data_type":"boolean"`), "value_error" + value},
		{filter(`"equals","value":"1","data_type":"boolean"`), "value_error" + value},
		{`{"advanced_search":[{"field":"archived","operator":"equals","value":"no"}]}`, "value_error" + value},
		{`{"advanced_search":[{"field":"created_at","operator":"gt","value":"1"}]}`, "value_error" + value},
		// Ignored is only what the documentation knows: a misspelling shows.
		{
			`{"advanced_search":[{"field":"email","operator":"exists","data_type":"integer"}]}`,
			"enum body advanced_search.0.data_type",
		},
		{`{"sort_by":{"field":"email","data_type":"integer"}}`, "enum body sort_by.data_type"},
		{`{"sort_by":"name"}`, "dict_type body sort_by"},
		{`{"sort_by":{}}`, "missing body sort_by.field"},
		{`{"sort_by":{"field":"f","sort_order":"up"}}`, "enum body sort_by.sort_order"},
		{`{"sort_by":{"field":"f","data_type":"x"}}`, "enum body sort_by.data_type"},
		{`{"sort_by":{"field":"f","order":"asc"}}`, "extra_forbidden body sort_by.order"},
		{`{"sort_by":[]}`, "dict_type body sort_by"},
	}
	a := newAPI(t)
	for _, tt := range tests {
		a.invalid("POST /v1/contacts/search", tt.body, tt.want)
	}
}
