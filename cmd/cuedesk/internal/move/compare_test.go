package move

import (
	"bytes"
	"net/http"
	"regexp"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// loseFields lets an API lose what the pattern finds in the requests of an operation.
func (w *scenario) loseFields(pattern string, operations ...string) {
	lost := regexp.MustCompile(pattern)
	w.intercept(func(r *http.Request) (*http.Response, error) {
		for _, operation := range operations {
			if w.cuedesk.Operation(r) == operation {
				r = withBody(r, lost.ReplaceAll(body(r), nil))
			}
		}
		return w.cuedesk.RoundTrip(r)
	})
}

// What an import loses is sent again; what Cuedesk never takes is said.
func TestMove_lostValues(t *testing.T) {
	t.Parallel()
	const custom, phone, last = `,"custom_fields":\{[^}]*\}`, `,"phone_number":"[^"]*"`, `,"last_name":"[^"]*"`
	for name, test := range map[string]struct {
		lost  string
		names []string
	}{
		"custom fields": {custom, []string{"do_not_contact", "company"}},
		"phone":         {phone, []string{"phone number"}},
		"name":          {last, []string{"last name"}},
	} {
		for _, known := range []bool{true, false} {
			for _, always := range []bool{true, false} {
				synctest.Test(t, func(t *testing.T) {
					w := smallScenario(sourceOfOrgContacts(t, `{"id":"1","name":"Ada Ames","email":"ada@a.example","phone":"+1 555 2222222",`+
						`"dnc":true,"company":"X"}`))
					if known {
						w.cuedesk.AddContact(cuedesktest.Contact{Email: "Ada@a.example", FirstName: "Old"})
					}
					operations := []string{bulkCreate}
					if always {
						operations = append(operations, updateOne)
					}
					w.loseFields(test.lost, operations...)
					if always {
						out := w.fails(t, "1 contact ", "1 sent singly: 1 done", " 0 failed")
						for _, field := range test.names {
							contains(t, out, "Cuedesk has another "+field+" than was sent: 1")
						}
						w.completes(t)
						return
					}
					contains(t, w.mustMove(t), "1 sent singly: 1 done", " 0 failed")
					w.verify(t)
					c := contactsIn(t, w.cuedesk)[0]
					equal(t, name, []string{
						c.LastName, c.PhoneNumber, c.CustomFields.Get("company").String(), c.CustomFields.Get(doNotContact).String(),
					},
						[]string{"Ames", "+1 555 2222222", "X", "true"})
				})
			}
		}
	}
}

// The counts of an import that left out a known contact are those of one that left
// out a new one. If that shows late, it is neither created again nor does it
// vouch for the known one.
func TestMove_countsOfAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfOrgContacts(t, `{"id":"1","name":"Known","email":"known@a.example","dnc":true}`,
			`{"id":"2","name":"New","email":"new@a.example","dnc":false}`),
			cuedesktest.Contact{Email: "known@a.example", FirstName: "Old"})
		page, err := json.Marshal(contactsIn(t, w.cuedesk))
		if err != nil {
			t.Fatal(err)
		}
		before := `{"contacts":` + string(page) + `,"pagination":{"limit":100,"offset":0,"total":1}}`
		imported, hidden := false, 0
		w.intercept(func(r *http.Request) (*http.Response, error) {
			operation := w.cuedesk.Operation(r)
			if operation == bulkCreate && !imported {
				imported = true
				r = withBody(r, bytes.ReplaceAll(body(r), []byte(`"email":"known@a.example"`), []byte(`"email":"known"`)))
			}
			if imported && hidden < 2 && (operation == listContacts || operation == searchOne) {
				hidden++
				return w.cuedesk.RoundTrip(cuedesktest.Body(200, "application/json", before).On(r))
			}
			return w.cuedesk.RoundTrip(r)
		})
		out := w.mustMove(t)
		contains(t, out, " 1 created", " 1 updated")
		all := contactsIn(t, w.cuedesk)
		equal(t, "the number of contacts", len(all), 2)
		equal(t, "do not contact", all[0].CustomFields.Get(doNotContact).String(), "true")
		equal(t, "creations", w.requests(createOne), 0)
	})
}

// What stays as it is on purpose is not compared.
func TestPerson_differences(t *testing.T) {
	t.Parallel()
	full := cuedesk.ContactCreate{
		FirstName: "Ada", LastName: "Ames", Email: "ada@x.example", PhoneNumber: "+1 (555) 1",
		ExternalContactID: "nexadesk:1",
		WhatsAppID:        "w", FBMessengerID: "m", CustomFields: map[string]any{"company": "A  B", doNotContact: true},
	}
	custom := map[string]string{"company": "A B", doNotContact: "true"}
	same := knownContact{
		first: " Ada", last: "Ames ", email: "Ada@X.example", phone: "+15551", externalID: "nexadesk:1",
		whatsApp: "w", messenger: "m", custom: custom,
	}
	foreign := same
	foreign.externalID = "billing"
	for name, test := range map[string]struct {
		person person
		there  knownContact
		want   []string
	}{
		"the same": {person{}, same, nil},
		"nothing": {person{}, knownContact{}, []string{
			"first name", "last name", "e-mail address", "phone number",
			"WhatsApp ID", "Messenger ID", "external ID", "company", doNotContact,
		}},
		"another ID":   {person{}, foreign, []string{"external ID"}},
		"a kept ID":    {person{before: &knownContact{externalID: "billing"}}, foreign, nil},
		"no ID so far": {person{before: &knownContact{}}, foreign, []string{"external ID"}},
	} {
		test.person.contact = full
		equal(t, name, test.person.differences(&test.there), test.want)
	}
	equal(t, "none sent", len((&person{}).differences(&same)), 0)
	for _, test := range []struct {
		value any
		want  string
	}{
		{true, "true"},
		{7, "7"},
		{"a\nb", "a b"},
		{[]string{"a", "b"}, `["a","b"]`},
		{time.Unix(0, 0).UTC(), "1970-01-01T00:00:00Z"},
		{func() {}, ""},
	} {
		if got := asText(test.value); got != test.want && test.want != "" {
			t.Errorf("%v is %q", test.value, got)
		}
	}
}

// An import that makes one contact of two is not made worse.
func TestMove_mergedContactsLeftAlone(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(ada(), &nexadesk.Contact{
			ID: "2", FirstName: "Eva", Email: "eva@example.com", Phone: "+1-555-0100",
		}))
		w.edited(`"email":"eva@example.com"`, `"email":"ada@example.com"`)
		w.fails(t, "2 contacts are not moved; see above", "it has become one with 1: 2 (")
		equal(t, "updates", w.requests(updateOne), 0)
	})
}

// What was sent singly may show late, or not at all.
func TestMove_lateUpdates(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		readings int // that show nothing of the update
		blind    bool
		want     string
	}{
		"late":  {2, false, ""},
		"never": {9, false, "Cuedesk has another first name than was sent: 1"},
		"not readable": {9, true, "not known whether Cuedesk has what was sent, because it could not be read afterwards " +
			"(cuedesk: GET /v1/contacts: 503"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(ada()), cuedesktest.Contact{Email: "ada@example.com", FirstName: "Old"})
				page, err := json.Marshal(contactsIn(t, w.cuedesk))
				if err != nil {
					t.Fatal(err)
				}
				old := cuedesktest.Body(200, "application/json", `{"contacts":`+string(page)+
					`,"pagination":{"limit":100,"offset":0,"total":1}}`)
				if test.blind {
					old = cuedesktest.Status(503)
				}
				updated, left := false, test.readings
				w.intercept(func(r *http.Request) (*http.Response, error) {
					operation := w.cuedesk.Operation(r)
					if operation == bulkCreate { // it loses the name
						r = withBody(r, bytes.ReplaceAll(body(r), []byte(`"first_name":"Ada",`), nil))
					}
					updated = updated || operation == updateOne
					if updated && operation == listContacts && (left > 0 || test.blind) {
						left--
						r = old.On(r)
					}
					return w.cuedesk.RoundTrip(r)
				})
				if test.want == "" {
					w.mustMove(t)
					return
				}
				w.fails(t, "1 contact is moved, but not with everything", test.want, "1 sent singly: 1 done", " 1 updated")
				w.completes(t)
			})
		})
	}
}

// A search that finds another person must not merge two.
func TestMove_searchFindsAnother(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(ada(), eva()))
		w.intercept(func(r *http.Request) (*http.Response, error) {
			switch w.cuedesk.Operation(r) {
			case bulkCreate:
				r = withBody(r, bytes.ReplaceAll(body(r), []byte("eva@example.com"), []byte("eva")))
			case searchOne:
				r = withBody(r, bytes.ReplaceAll(body(r), []byte("eva@example.com"), []byte("ada@example.com")))
			}
			return w.cuedesk.RoundTrip(r)
		})
		w.fails(t, "1 contact is not moved; see above", " 1 created", "not imported; the API does not say why: 2\n")
		equal(t, "Cuedesk", w.targetContacts(t), []string{"nexadesk:1 ada@example.com Ada"})
		w.completes(t)
	})
}
