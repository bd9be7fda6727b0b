package move

import (
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// TestTarget_match has contacts in Cuedesk that make it hard to say who is meant. What
// is there afterwards is written as ID, address and name.
func TestTarget_match(t *testing.T) {
	t.Parallel()
	type there = cuedesktest.Contact
	type in = nexadesk.Contact
	for name, test := range map[string]struct {
		there  []there
		source []*in
		output []string
		err    string
		want   []string
		again  []string // if another run changes it
	}{
		"an address in another case": {
			there:  []there{{Email: "Ada@Example.com"}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "ada@example.com"}},
			output: []string{" 1 updated"}, want: []string{"nexadesk:1 Ada@Example.com Ada"},
		},
		"an address of other letters": {
			there:  []there{{Email: "ipek@example.com", FirstName: "Ipek"}},
			source: []*in{{ID: "1", FirstName: "İpek", Email: "İpek@example.com"}},
			output: []string{" 1 created"}, want: []string{" ipek@example.com Ipek", "nexadesk:1 İpek@example.com İpek"},
		},
		"an address that cannot be sent": {
			there:  []there{{Email: " Ada@Example.com"}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "ada@example.com"}},
			output: []string{" 1 updated", "1 sent singly: 1 done"}, want: []string{"nexadesk:1  Ada@Example.com Ada"},
		},
		"an ID of another system": {
			there:  []there{{Email: "ada@example.com", ExternalContactID: "billing-7"}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "ada@example.com"}},
			output: []string{" 1 updated"}, want: []string{"billing-7 ada@example.com Ada"},
		},
		"an ID of another system that reads the same": {
			there: []there{{Email: "boss@customer.example", ExternalContactID: "1", FirstName: "Bella"}, {
				Email: "x@y.z", ExternalContactID: "orgcrm:1",
			}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "ada@example.com"}},
			output: []string{" 1 created"}, want: []string{
				"1 boss@customer.example Bella", "orgcrm:1 x@y.z ", "nexadesk:1 ada@example.com Ada",
			},
		},
		"a new address": {
			there:  []there{{Email: "old@example.com", ExternalContactID: "nexadesk:1"}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "new@example.com"}},
			output: []string{" 1 updated", "external_contact_id"}, want: []string{"nexadesk:1 new@example.com Ada"},
		},
		"no address any more": {
			there:  []there{{Email: "old@example.com", ExternalContactID: "nexadesk:1"}},
			source: []*in{{ID: "1", FirstName: "Ada"}},
			output: []string{" 1 updated"}, want: []string{"nexadesk:1 old@example.com Ada"},
		},
		"a first address": {
			there:  []there{{ExternalContactID: "nexadesk:1"}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "ada@example.com"}},
			output: []string{" 1 updated"}, want: []string{"nexadesk:1 ada@example.com Ada"},
		},
		"two with its address": {
			there:  []there{{Email: "ada@example.com"}, {Email: " ADA@example.com"}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "ada@example.com"}},
			output: []string{"Cuedesk has several contacts with its e-mail address: 1 ("},
			err:    "1 contact is not moved; see above", want: []string{" ada@example.com ", "  ADA@example.com "},
		},
		"two with its address, one of them with its ID": {
			there:  []there{{Email: "ada@example.com", ExternalContactID: "nexadesk:1"}, {Email: "ada@example.com"}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "ada@example.com"}},
			output: []string{"Cuedesk has several contacts with its e-mail address: 1 ("},
			err:    "1 contact is not moved; see above", want: []string{"nexadesk:1 ada@example.com ", " ada@example.com "},
		},
		"two with its ID": {
			there:  []there{{ExternalContactID: "nexadesk:1"}, {ExternalContactID: "nexadesk:1"}},
			source: []*in{{ID: "1", FirstName: "Ada"}},
			output: []string{"Cuedesk has several contacts with its ID: 1 ("},
			err:    "1 contact is not moved; see above", want: []string{"nexadesk:1  ", "nexadesk:1  "},
		},
		"one with its ID and one with its address": {
			there:  []there{{ExternalContactID: "nexadesk:1"}, {Email: "ada@example.com"}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "ada@example.com"}},
			output: []string{"Cuedesk has a contact with its ID and another one with its e-mail address: 1 ("},
			err:    "1 contact is not moved; see above", want: []string{"nexadesk:1  ", " ada@example.com "},
		},
		"an address that another had, and gives up": {
			there: []there{{ExternalContactID: "nexadesk:1", Email: "sales@firm.example", FirstName: "Ada"}},
			source: []*in{
				{ID: "2", FirstName: "Bob", Email: "sales@firm.example"}, {ID: "1", FirstName: "Ada", Email: "ada@home.example"},
			},
			output: []string{"Cuedesk has its e-mail address on another contact of nexadesk: 2 ("},
			err:    "1 contact is not moved; see above, and run it again", want: []string{"nexadesk:1 ada@home.example Ada"},
			again: []string{"nexadesk:1 ada@home.example Ada", "nexadesk:2 sales@firm.example Bob"},
		},
		"an address that another keeps": {
			there:  []there{{ExternalContactID: "nexadesk:9", Email: "sales@firm.example", FirstName: "Ida"}},
			source: []*in{{ID: "2", FirstName: "Bob", Email: "sales@firm.example"}, {ID: "9", FirstName: "Ida"}},
			output: []string{"Cuedesk has its e-mail address on another contact of nexadesk: 2 ("},
			err:    "1 contact is not moved; see above", want: []string{"nexadesk:9 sales@firm.example Ida"},
		},
		"an address of one who is no longer in the source": {
			there:  []there{{ExternalContactID: "nexadesk:9", Email: "sales@firm.example", FirstName: "Ida"}},
			source: []*in{{ID: "2", FirstName: "Bob", Email: "sales@firm.example"}},
			output: []string{" 1 updated"}, want: []string{"nexadesk:9 sales@firm.example Bob"},
		},
		"a chain of addresses": {
			there: []there{
				{ExternalContactID: "nexadesk:1", Email: "a@x.example"}, {ExternalContactID: "nexadesk:2", Email: "b@x.example"},
			},
			source: []*in{{ID: "1", FirstName: "A", Email: "b@x.example"}, {ID: "2", FirstName: "B", Email: "c@x.example"}},
			output: []string{"Cuedesk has a contact with its ID and another one with its e-mail address: 1 ("},
			err:    "1 contact is not moved; see above, and run it again", want: []string{
				"nexadesk:1 a@x.example ", "nexadesk:2 c@x.example B",
			},
			again: []string{"nexadesk:1 b@x.example A", "nexadesk:2 c@x.example B"},
		},
		"addresses that are exchanged": {
			there: []there{
				{ExternalContactID: "nexadesk:1", Email: "a@x.example"}, {ExternalContactID: "nexadesk:2", Email: "b@x.example"},
			},
			source: []*in{{ID: "1", FirstName: "A", Email: "b@x.example"}, {ID: "2", FirstName: "B", Email: "a@x.example"}},
			output: []string{"Cuedesk has a contact with its ID and another one with its e-mail address: 1 ("},
			err:    "2 contacts are not moved; see above", want: []string{"nexadesk:1 a@x.example ", "nexadesk:2 b@x.example "},
		},
		"known by the ID of a duplicate": {
			there:  []there{{ExternalContactID: "nexadesk:2", Email: "old@x.example"}},
			source: []*in{{ID: "1", FirstName: "A", Email: "a@x.example"}, {ID: "2", FirstName: "A", Email: "A@x.example"}},
			output: []string{" 1 updated", " 1 duplicates"}, want: []string{"nexadesk:2 a@x.example A"},
		},
		"duplicates that are two there": {
			there:  []there{{ExternalContactID: "nexadesk:2", Email: "c@x.example"}, {ExternalContactID: "nexadesk:1"}},
			source: []*in{{ID: "1", FirstName: "A", Email: "a@x.example"}, {ID: "2", FirstName: "B", Email: "A@x.example"}},
			output: []string{
				"Cuedesk has several contacts with its ID: 1 (", "the contact it is a duplicate of was not moved: 2\n",
			},
			err: "2 contacts are not moved; see above", want: []string{"nexadesk:2 c@x.example ", "nexadesk:1  "},
		},
		"archived": {
			there:  []there{{Email: "ada@example.com", Archived: true}, {Email: "eva@example.com"}},
			source: []*in{{ID: "1", FirstName: "Ada", Email: "ada@example.com"}, {ID: "2", Email: "eva@example.com"}},
			output: []string{" 2 updated", "it is archived in Cuedesk: 1\n"}, want: []string{
				"nexadesk:1 ada@example.com Ada", "nexadesk:2 eva@example.com ",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(test.source...), test.there...)
				for run, want := range [][]string{test.want, test.again} {
					if want == nil {
						want = test.want
					}
					out, err := w.move(t)
					wantErr := test.err
					if run == 1 && test.again != nil {
						wantErr = ""
					}
					if (err != nil) != (wantErr != "") || err != nil && err.Error() != wantErr {
						t.Errorf("error is %v", err)
					}
					if run == 0 {
						contains(t, out, test.output...)
					}
					var got []string
					for _, c := range contactsIn(t, w.cuedesk) {
						got = append(got, strings.Join([]string{c.ExternalContactID, c.Email, c.FirstName}, " "))
					}
					equal(t, "Cuedesk", got, want)
				}
			})
		})
	}
}

func TestMatchOn(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		email string
		known *knownContact
		want  cuedesk.MatchField
	}{
		{"a@x.com", nil, cuedesk.MatchEmail},
		{"", nil, cuedesk.MatchExternalContactID},
		{"", &knownContact{email: ""}, cuedesk.MatchExternalContactID},
		{"a@x.com", &knownContact{email: "A@x.com"}, cuedesk.MatchEmail},
		{"a@x.com", &knownContact{email: "A@x.com\t"}, byUUID},
		{"a@x.com", &knownContact{email: "b@x.com"}, cuedesk.MatchExternalContactID},
		{"a@x.com", &knownContact{}, cuedesk.MatchExternalContactID},
	} {
		p := &person{before: test.known}
		p.contact.Email = test.email
		equal(t, test.email, p.matchOn(), test.want)
	}
}

// Contacts with one address become one, which has what any of them had.
func TestMove_duplicates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfOrgContacts(t,
			`{"id":"1","name":"Ada Ames","email":"info@firm.com"}`,
			`{"id":"2","name":"Bob Burke","email":"INFO@firm.com","phone":"+1-555-0123456","company":"Firm","dnc":true,`+
				`"tags":["vip"],"notes":"Owes 5."}`,
			`{"name":"Ada Ames","email":"info@firm.com","phone":"+1-555-0123457","company":"Firm & Co"}`,
			`{"id":"4","tags":["vip"]}`))
		for range 2 {
			out := w.mustMove(t)
			contains(t, out, "2 duplicates of others", "1 empty", "The same e-mail address, but another name moved into the "+
				"first contact with it: 2 into 1\n",
				"The same e-mail address, and no other name moved into the first contact with it: no-id-",
				"Empty nothing to move: 4\n")
			all := contactsIn(t, w.cuedesk)
			equal(t, "the number of contacts", len(all), 1)
			c := all[0]
			equal(t, "the contact", []string{
				c.ExternalContactID, c.FirstName, c.LastName, c.PhoneNumber, string(c.CustomFields.Raw()),
			},
				[]string{"orgcrm:1", "Ada", "Ames", "+1-555-0123456", `{"company":"Firm","do_not_contact":true}`})
			notes := notesOf(t, w.cuedesk, c.ID)
			equal(t, "the number of notes", len(notes), 2)
			equal(t, "the note", notes["From orgcrm, contact 2"], "Also in orgcrm as contact 2: Name: Bob Burke\n\nOwes 5.")
			for title, text := range notes {
				if id, ok := strings.CutPrefix(title, "From orgcrm, contact no-id-"); ok {
					equal(t, "the other note", text, "Also in orgcrm as contact no-id-"+id+
						": Phone: +1-555-0123457; company: Firm & Co")
				}
			}
			equal(t, "the lists", listsIn(t, w.cuedesk), map[string]int{"vip": 1, "Moved from orgcrm": 1})
		}
	})
}
