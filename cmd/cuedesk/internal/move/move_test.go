package move

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// targetContacts returns what Cuedesk has, one text for each contact.
func (w *scenario) targetContacts(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, c := range contactsIn(t, w.cuedesk) {
		all = append(all, oneLine(c.ExternalContactID+" "+c.Email+" "+c.FirstName+" "+c.LastName+" "+c.PhoneNumber))
	}
	return all
}

// Two organizations have the same IDs for other people.
func TestMove_twoAccounts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfOrgContacts(t, `{"id":1,"name":"Ada","email":"ada@a.example","dnc":false}`,
			`{"id":2,"name":"Cy","phone":"+1 555 0000002","dnc":false}`))
		w.from.name = "orgcrm/a"
		w.mustMove(t)
		w.from = sourceOfOrgContacts(t, `{"id":1,"name":"Bob","email":"bob@b.example","dnc":false}`,
			`{"id":2,"name":"Dora","phone":"+1 555 0000009","dnc":false}`)
		w.from.name = "orgcrm/b"
		for range 2 {
			w.mustMove(t)
			equal(t, "Cuedesk", w.targetContacts(t), []string{
				"orgcrm/a:1 ada@a.example Ada", "orgcrm/a:2 Cy +1 555 0000002",
				"orgcrm/b:1 bob@b.example Bob", "orgcrm/b:2 Dora +1 555 0000009",
			})
		}
		equal(t, "the lists", listsIn(t, w.cuedesk), map[string]int{"Moved from orgcrm/a": 2, "Moved from orgcrm/b": 2})
	})
}

func TestSource_name(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, want, err string }{
		{"", "nexadesk", ""},
		{"nexadesk Berlin", "nexadesk Berlin", ""},
		{"a:b", "a:b", `a source cannot be called "a:b": name it with --name, without colons and needless space`},
		{" a", " a", `a source cannot be called " a": name it with --name, without colons and needless space`},
	} {
		from := sourceOfContacts(ada())
		err := from.rename(test.name)
		equal(t, "the name", from.name, test.want)
		if (err != nil) != (test.err != "") || err != nil && err.Error() != test.err {
			t.Errorf("error is %v", err)
		}
	}
	err := runArgs(t, []string{"--name", "a:b"}, env())
	contains(t, err.Error(), `a source cannot be called "a:b"`)
}

// An ID alone does not make one of two who have nothing in common.
func TestMove_idOfAnother(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		there cuedesktest.Contact
		fails bool
	}{
		"another name and address": {
			cuedesktest.Contact{FirstName: "Bob", LastName: "Burke", Email: "bob@example.com"}, true,
		},
		"another address":           {cuedesktest.Contact{FirstName: "ADA", Email: "bob@example.com"}, false},
		"another name":              {cuedesktest.Contact{FirstName: "Bob", Email: "Ada@example.com"}, false},
		"another name, no address":  {cuedesktest.Contact{FirstName: "Bob"}, false},
		"another address, no name":  {cuedesktest.Contact{Email: "bob@example.com"}, false},
		"the name in another place": {cuedesktest.Contact{LastName: "Ada", Email: "bob@example.com"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				test.there.ExternalContactID = "nexadesk:1"
				ada := &nexadesk.Contact{ID: "1", FirstName: "Ada", Email: "ada@example.com"}
				w := smallScenario(sourceOfContacts(ada), test.there)
				before := w.targetContacts(t)
				if !test.fails {
					contains(t, w.mustMove(t), " 1 updated")
					return
				}
				w.fails(t, "1 contact is not moved; see above", "Cuedesk has its ID on a contact with another name and another "+
					"address: 1 (")
				equal(t, "Cuedesk", w.targetContacts(t), before)
			})
		})
	}
}

// Without an ID there is only the address to find a person by.
func TestMove_noID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfOrgContacts(t,
			`{"key":7,"name":{"first":"Ada"},"phone":["+1 555 1111111"],"company":"Firm","dnc":false}`,
			`{"key":8,"name":{"first":"Bob"},"phone":["+1 555 2222222"],"company":"Firm","dnc":false}`,
			`{"key":9,"name":"Cy","email":"cy@x.example","company":"A","dnc":false}`,
			`{"key":10,"tags":["vip"]}`))
		const want = "it has neither an ID nor an e-mail address by which another run could find it: no-id-"
		w.fails(t, "2 contacts are not moved; see above", want, " 1 created", " 2 failed", " 1 empty", " 0 duplicates")
		w.from = sourceOfOrgContacts(t, `{"key":9,"name":"Cy","email":"cy@x.example","company":"B","dnc":false}`)
		for range 2 {
			contains(t, w.mustMove(t), " 1 updated")
			equal(t, "Cuedesk", w.targetContacts(t), []string{"cy@x.example Cy"})
			equal(t, "the company", contactsIn(t, w.cuedesk)[0].CustomFields.Get("company").String(), "B")
		}
	})
}

// "Do not contact" that is not said may be yes.
func TestMove_doNotContactUnknown(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfOrgContacts(t, `{"id":"1","name":"Ada","email":"ada@x.example"}`,
			`{"id":"2","name":"Bob","email":"bob@x.example","dnc":null}`,
			`{"id":"3","name":"Cy","email":"cy@x.example","dnc":false}`,
			`{"id":"4","name":"Di","email":"di@x.example","dnc":true}`))
		contains(t, w.mustMove(t), "Remarks orgcrm does not say whether it may be contacted: 1, 2\n")
	})
}

// A dry run says at once that the source is not complete.
func TestRehearse_incompleteSource(t *testing.T) {
	t.Parallel()
	w := smallScenario(sourceOfContacts(ada(), eva()))
	w.from.total = func(context.Context) (int, error) { return 4000, nil }
	var out bytes.Buffer
	err := (&mover{from: w.from, client: w.to, out: screen.New(&out)}).rehearse(t.Context())
	const want = "nexadesk says that it has 4000 contacts, but gave 2: " +
		"contacts were changed while they were read; run it again"
	if err == nil || err.Error() != "the numbers do not add up: "+want {
		t.Errorf("error is %v", err)
	}
	before, _, _ := strings.Cut(out.String(), "Reading Cuedesk")
	contains(t, before, want)
}

// An address is found whatever invisible characters it has on either side.
func TestMove_invisibleCharacters(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(
			&nexadesk.Contact{ID: "1", FirstName: "Ada", Email: "ada@example.com"},
			&nexadesk.Contact{ID: "2", FirstName: "Ada", Email: "ada@example.com\u200b"},
			&nexadesk.Contact{ID: "3", FirstName: "Ida", Email: "\u202aida@example.com\u202c"},
			&nexadesk.Contact{ID: "4", FirstName: "Uma", Email: "uma@example.com"},
			&nexadesk.Contact{ID: "5", FirstName: "Ota", Email: "ota@example.com"},
		), cuedesktest.Contact{Email: "ida@example.com"}, cuedesktest.Contact{Email: "uma@example.com\u00a0"},
			cuedesktest.Contact{Email: "\u200bota@example.com"})
		for range 2 {
			w.mustMove(t)
			equal(t, "Cuedesk", w.targetContacts(t), []string{
				"nexadesk:3 ida@example.com Ida", "nexadesk:4 uma@example.com Uma",
				"nexadesk:5 \u200bota@example.com Ota", "nexadesk:1 ada@example.com Ada",
			})
		}
	})
}

// Contacts that others add while contacts are read come last or not at all, and none comes twice.
func TestMove_listedTwice(t *testing.T) {
	t.Parallel()
	w := smallScenario(sourceOfContacts(ada()))
	for i := range 350 {
		w.cuedesk.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("p%d@x.example", i)})
	}
	var requests atomic.Int32 // pages are fetched at the same time
	w.intercept(func(r *http.Request) (*http.Response, error) {
		if requests.Add(1) == 4 {
			for i := range 300 {
				w.cuedesk.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("q%d@x.example", i)})
			}
		}
		return w.cuedesk.RoundTrip(r)
	})
	got, err := readTarget(t.Context(), w.to, screen.New(t.Output()))
	if err != nil {
		t.Fatal(err)
	}
	for i := range 350 {
		equal(t, "contacts", len(got.byEmail[fmt.Sprintf("p%d@x.example", i)]), 1)
	}
	equal(t, "addresses", len(got.byEmail), len(got.all))
}

// Fields that take no values lose those of everybody.
func TestMove_fieldsWithoutValues(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		editable    bool
		old, edited string
		want        string
	}{
		"archived": {true, `"status":"active"`, `"status":"archived"`, `the custom field "company" is there, but ` +
			`archived; restore it`},
		"not editable": {false, "", "", `the custom field "company" is there, but its values cannot be edited`},
		"fine":         {true, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(ada()))
				field := customFields[0]
				field.Editable = cuedesk.Set(test.editable)
				if _, err := w.to.CustomFields.Create(t.Context(), field); err != nil {
					t.Fatal(err)
				}
				w.replacing(listFields, func(text string) string { return strings.ReplaceAll(text, test.old, test.edited) })
				_, err := w.move(t)
				if (err != nil) != (test.want != "") || err != nil && err.Error() != "nothing was moved: reading Cuedesk failed: "+
					test.want {
					t.Errorf("error is %v", err)
				}
				if err != nil {
					equal(t, "imports", w.requests(bulkCreate), 0)
				}
			})
		})
	}
}

// The order of orgcrm may be another one each time.
func TestMove_sourceOrder(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := `{"id":"9","name":"Ada Ames","email":"info@firm.example","phone":"+1 555 1111111","dnc":false}`
		b := `{"id":"10","name":"Bob Burke","email":"info@firm.example","phone":"+1 555 2222222","dnc":false}`
		c := `{"name":"Cy","email":"info@firm.example"}`
		w := smallScenario(sourceOfOrgContacts(t, a, b, c))
		w.mustMove(t)
		notes := notesOf(t, w.cuedesk, contactsIn(t, w.cuedesk)[0].ID)
		w.from = sourceOfOrgContacts(t, c, b, a)
		contains(t, w.mustMove(t), " 0 notes added")
		equal(t, "Cuedesk", w.targetContacts(t), []string{"orgcrm:9 info@firm.example Ada Ames +1 555 1111111"})
		equal(t, "notes", notesOf(t, w.cuedesk, contactsIn(t, w.cuedesk)[0].ID), notes)
	})
}

// A note that the API cuts short does not count as moved, now or later.
func TestMove_truncatedNote(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(&nexadesk.Contact{
			ID: "1", FirstName: "Ada", Email: "ada@example.com", ProfileNotes: "Long story. DO NOT CALL",
		}))
		w.intercept(func(r *http.Request) (*http.Response, error) {
			if w.cuedesk.Operation(r) == createNote {
				r = withBody(r, bytes.ReplaceAll(body(r), []byte("DO NOT CALL"), nil))
			}
			return w.cuedesk.RoundTrip(r)
		})
		for range 2 {
			w.fails(t, "1 contact is moved, but not with everything", "its note in Cuedesk has another text; compare them: 1")
		}
	})
}

func TestIsOutage(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]bool{
		0: true, 200: true, 401: true, 403: true, 408: true, 429: true, 500: true, 503: true,
		400: false, 404: false, 409: false, 413: false, 422: false,
	} {
		equal(t, strconv.Itoa(status), isOutage(fmt.Errorf("no: %w", &cuedesk.Error{StatusCode: status})), want)
	}
	equal(t, "another error", isOutage(context.Canceled), true)
	equal(t, "refused before it was sent", isOutage(fmt.Errorf("no: %w", cuedesk.ErrInvalid)), false)
	equal(t, "no error", isOutage(nil), false)
}
