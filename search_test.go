package cuedesk_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
)

// TestField_filters checks what each method of each kind of field sends: values are
// strings, and custom fields say their type.
func TestField_filters(t *testing.T) {
	t.Parallel()
	long, double := cuedesk.CustomLong("seats"), cuedesk.CustomDouble("share")
	date, at := cuedesk.CustomDate("birthday"), cuedesk.CustomDateTime("seen")
	text, flag := cuedesk.CustomText("plan"), cuedesk.CustomBool("vip")
	local := day.In(time.FixedZone("", 14*60*60)) // the next day there
	tests := map[string][]cuedesk.Filter{
		`"field":"email","operator":"equals","value":"a"`:       {cuedesk.Email.Is("a")},
		`"field":"email","operator":"equals","value":""`:        {cuedesk.Email.Is("")},
		`"field":"email","operator":"not_equals","value":"a"`:   {cuedesk.Email.IsNot("a")},
		`"field":"email","operator":"contains","value":"a+b"`:   {cuedesk.Email.Contains("a+b")},
		`"field":"email","operator":"not_contains","value":"a"`: {cuedesk.Email.NotContains("a")},
		`"field":"email","operator":"starts_with","value":"a"`:  {cuedesk.Email.StartsWith("a")},
		`"field":"email","operator":"ends_with","value":"a"`:    {cuedesk.Email.EndsWith("a")},
		`"field":"email","operator":"exists"`:                   {cuedesk.Email.Exists()},
		`"field":"email","operator":"not_exists"`:               {cuedesk.Email.Missing()},
		`"field":"archived","operator":"equals","value":"true"`: {cuedesk.Archived.Is(true)},

		`"field":"plan","operator":"equals","value":"a","data_type":"text"`:                 {text.Is("a")},
		`"field":"plan","operator":"exists"`:                                                {text.Exists()},
		`"field":"vip","operator":"equals","value":"false","data_type":"boolean"`:           {flag.Is(false)},
		`"field":"seats","operator":"equals","value":"100","data_type":"long"`:              {long.Is(100)},
		`"field":"seats","operator":"not_equals","value":"100","data_type":"long"`:          {long.IsNot(100)},
		`"field":"seats","operator":"gt","value":"100","data_type":"long"`:                  {long.GreaterThan(100)},
		`"field":"seats","operator":"gte","value":"100","data_type":"long"`:                 {long.AtLeast(100)},
		`"field":"seats","operator":"lt","value":"-9223372036854775808","data_type":"long"`: {long.LessThan(-1 << 63)},
		`"field":"seats","operator":"lte","value":"100","data_type":"long"`:                 {long.AtMost(100)},
		`"field":"seats","operator":"range","value":["1","9007199254740993"],"data_type":"long"`: {
			long.Between(1, 9007199254740993),
		},

		`"field":"share","operator":"equals","value":"0.1","data_type":"double"`:                   {double.Is(0.1)},
		`"field":"share","operator":"not_equals","value":"0.1","data_type":"double"`:               {double.IsNot(0.1)},
		`"field":"share","operator":"gt","value":"0.1","data_type":"double"`:                       {double.GreaterThan(0.1)},
		`"field":"share","operator":"gte","value":"100000000000000000000000","data_type":"double"`: {double.AtLeast(1e23)},
		`"field":"share","operator":"lt","value":"0.1","data_type":"double"`:                       {double.LessThan(0.1)},
		`"field":"share","operator":"lte","value":"0.1","data_type":"double"`:                      {double.AtMost(0.1)},
		`"field":"share","operator":"range","value":["-1","0.5"],"data_type":"double"`:             {double.Between(-1, 0.5)},

		`"field":"birthday","operator":"equals","value":"2025-12-10","data_type":"date"`:       {date.Is(day)},
		`"field":"birthday","operator":"gt","value":"2025-12-11","data_type":"date"`:           {date.After(local)},
		`"field":"seen","operator":"gt","value":"2025-12-10T10:31:34.353Z","data_type":"date"`: {at.After(local)},
		`"field":"created_at","operator":"equals","value":"2025-12-10T10:31:34.353Z"`:          {cuedesk.CreatedAt.Is(day)},
		`"field":"created_at","operator":"not_equals","value":"2025-12-10T10:31:34.353Z"`: {
			cuedesk.CreatedAt.IsNot(day),
		},
		`"field":"created_at","operator":"gt","value":"2025-12-10T10:31:34.353Z"`:  {cuedesk.CreatedAt.After(local)},
		`"field":"created_at","operator":"gte","value":"2025-12-10T10:31:34.353Z"`: {cuedesk.CreatedAt.NotBefore(day)},
		`"field":"updated_at","operator":"lt","value":"2025-12-10T10:31:34.353Z"`:  {cuedesk.UpdatedAt.Before(day)},
		`"field":"updated_at","operator":"lte","value":"2025-12-10T10:31:34.353Z"`: {cuedesk.UpdatedAt.NotAfter(day)},
		`"field":"last_engaged_at","operator":"range","value":["2025-12-10T10:31:34.353Z","2025-12-10T10:31:35.353Z"]`: {
			cuedesk.LastEngagedAt.Between(day, day.Add(time.Second)),
		},

		`"field":"last_name","operator":"gt","value":"M"`: {
			cuedesk.Compare("last_name", cuedesk.OperatorGreater, "", "M"),
		},
		`"field":"last_name","operator":"range","value":["A","M"]`: {
			cuedesk.Compare("last_name", cuedesk.OperatorRange, "", "A", "M"),
		},
		`"field":"last_name","operator":"equals","value":["a","b"]`: {
			cuedesk.Compare("last_name", cuedesk.OperatorEquals, "", "a", "b"),
		},
		`"field":"opens","operator":"gte","value":"09:00:00","data_type":"date"`: {
			cuedesk.Compare("opens", cuedesk.OperatorAtLeast, cuedesk.DataDate, "09:00:00"),
		},
		`"field":"due","operator":"lt","value":"now-7d","data_type":"date"`: {
			cuedesk.Compare("due", cuedesk.OperatorLess, cuedesk.DataDate, "now-7d"),
		},
		`"field":"plan","operator":"like","value":"a","data_type":"uuid"`: {cuedesk.Compare("plan", "like", "uuid", "a")},
		`"field":"plan","operator":"exists","data_type":"text"`: {
			cuedesk.Compare("plan", cuedesk.OperatorExists, cuedesk.DataText),
		},
	}
	for want, filters := range tests {
		got, err := marshal(cuedesk.Where(filters...))
		if err != nil || got != `{"advanced_search":[{`+want+`}]}` {
			t.Errorf("%s, %v\nwant %s", got, err, want)
		}
	}
}

// TestField_predefined checks the names against the documentation's.
func TestField_predefined(t *testing.T) {
	t.Parallel()
	sorts := []cuedesk.Sort{
		cuedesk.FirstName.Asc(), cuedesk.LastName.Asc(), cuedesk.Email.Asc(), cuedesk.PhoneNumber.Asc(),
		cuedesk.WhatsAppID.Asc(), cuedesk.FBMessengerID.Asc(), cuedesk.ExternalContactID.Asc(),
		cuedesk.ClientReference.Asc(), cuedesk.Archived.Asc(), cuedesk.CreatedAt.Asc(),
		cuedesk.UpdatedAt.Asc(), cuedesk.LastEngagedAt.Asc(),
	}
	names := strings.Fields("first_name last_name email phone_number whatsapp_id fb_messenger_id " +
		"external_contact_id client_reference archived created_at updated_at last_engaged_at")
	for i, sort := range sorts {
		got, err := marshal(cuedesk.Where().OrderBy(sort))
		if want := `{"sort_by":{"field":"` + names[i] + `","sort_order":"asc"}}`; got != want || err != nil {
			t.Errorf("%s, %v, want %s", got, err, want)
		}
	}
	if len(sorts) != len(names) {
		t.Errorf("%d fields, the documentation has %d", len(sorts), len(names))
	}
}

// TestQuery_immutable: branches of one base do not see each other, however
// much room the base's slice has.
func TestQuery_immutable(t *testing.T) {
	t.Parallel()
	base := cuedesk.Where(slices.Grow([]cuedesk.Filter{cuedesk.Email.Exists()}, 8)...)
	left := base.And(cuedesk.FirstName.Is("l")).Text("left").OrderBy(cuedesk.CustomLong("seats").Desc())
	right := base.And(cuedesk.FirstName.Is("r"))
	more := left.And(cuedesk.LastName.Is("m")).Text("")
	const exists = `{"field":"email","operator":"exists"}`
	const sorted = `"sort_by":{"field":"seats","sort_order":"desc","data_type":"long"}`
	first := func(v string) string { return `{"field":"first_name","operator":"equals","value":"` + v + `"}` }
	for want, q := range map[string]cuedesk.Query{
		`{}`:                                   {},
		`{"advanced_search":[` + exists + `]}`: base,
		`{"search_term":"left","advanced_search":[` + exists + `,` + first("l") + `],` + sorted +
			`}`: left,
		`{"advanced_search":[` + exists + `,` + first("r") +
			`]}`: right,
		`{"advanced_search":[` + exists + `,` + first("l") + `,{"field":"last_name","operator":"equals","value":"m"}],` +
			sorted + `}`: more,
	} {
		if got, err := marshal(q); got != want || err != nil {
			t.Errorf("error %v (-want +got):\n%s", err, cmp.Diff(want, got))
		}
	}
}
