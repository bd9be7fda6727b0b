package move

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// contactsIn returns all contacts of Cuedesk, oldest first.
func contactsIn(t *testing.T, srv *cuedesktest.Server) []*cuedesk.Contact {
	t.Helper()
	var all []*cuedesk.Contact
	for c, err := range srv.Client().Contacts.All(t.Context(), cuedesk.ListContactsOptions{Order: cuedesk.Ascending}) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// notesOf returns the notes of a contact, title and text.
func notesOf(t *testing.T, srv *cuedesktest.Server, id cuedesk.ContactID) map[string]string {
	t.Helper()
	notes := map[string]string{}
	for n, err := range srv.Client().Notes.All(t.Context(), id, cuedesk.PageOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := notes[n.Title]; twice {
			t.Errorf("there are two notes %q", n.Title)
		}
		notes[n.Title] = n.Content.Text
	}
	return notes
}

// listsIn returns the numbers of members by the names of the lists.
func listsIn(t *testing.T, srv *cuedesktest.Server) map[string]int {
	t.Helper()
	counts := map[string]int{}
	for list, err := range srv.Client().Lists.All(t.Context(), cuedesk.ListListsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if _, twice := counts[list.Name]; twice {
			t.Errorf("there are two lists %q", list.Name)
		}
		counts[list.Name] = list.Count
	}
	return counts
}

// verify compares all that is in Cuedesk with the source: no person is lost, none
// is doubled, and all have their values, notes and lists.
func (w *scenario) verify(t *testing.T) {
	t.Helper()
	everybody, _, err := w.source().read(t.Context(), screen.New(t.Output()))
	if err != nil {
		t.Fatal(err)
	}
	var order []string
	groups := map[string][]*person{} // those who are one, the first of them first
	for _, p := range everybody {
		key := strings.ToLower(p.contact.Email)
		if key == "" {
			key = p.contact.ExternalContactID
		}
		if groups[key] == nil {
			order = append(order, key)
		}
		groups[key] = append(groups[key], p)
	}
	all, moved, members := contactsIn(t, w.cuedesk), 0, map[string]int{}
	for _, key := range order {
		group := groups[key]
		there := slices.DeleteFunc(slices.Clone(all), func(c *cuedesk.Contact) bool {
			return strings.ToLower(strings.TrimSpace(c.Email)) != key && c.ExternalContactID != key
		})
		want := 1
		if group[0].isEmpty() {
			want = 0
		}
		if len(there) != want {
			t.Errorf("%s is %d contacts in Cuedesk", key, len(there))
			continue
		}
		if want == 0 {
			continue
		}
		moved++
		w.verifyOne(t, there[0], group)
		for _, name := range groupLists(group) {
			members[name]++
		}
	}
	if len(all) != moved+w.strangers {
		t.Errorf("Cuedesk has %d contacts, which are not %d moved and %d others", len(all), moved, w.strangers)
	}
	members[movedListName(w.from.name)] = moved
	if got := listsIn(t, w.cuedesk); !maps.Equal(got, members) {
		t.Errorf("lists are %v, not %v", got, members)
	}
}

// source returns the source without what is between it and the program.
func (w *scenario) source() *source {
	switch {
	case w.orgcrm != nil:
		return orgcrmSource(w.orgcrm.Client(), orgcrmtest.OrgID)
	case w.nexadesk != nil:
		return nexadeskSource(w.nexadesk.Client())
	}
	return w.from
}

func groupLists(group []*person) []string {
	var tags []string
	for _, p := range group {
		tags = append(tags, p.lists...)
	}
	slices.Sort(tags)
	return slices.Compact(tags)
}

// verifyOne compares a contact with those of the source that it is. Whatever they
// say is in it, or in its notes.
func (w *scenario) verifyOne(t *testing.T, c *cuedesk.Contact, group []*person) {
	t.Helper()
	notes := notesOf(t, w.cuedesk, c.ID)
	text := oneLine(strings.Join(slices.Collect(maps.Values(notes)), "\n"))
	ids := []string{"billing"}
	for _, p := range group {
		ids = append(ids, p.contact.ExternalContactID)
		in := p.contact
		for _, value := range []string{in.FirstName, in.LastName, in.PhoneNumber} {
			if value != "" && c.FirstName != value && c.LastName != value && c.PhoneNumber != value &&
				!strings.Contains(text, oneLine(value)) {
				t.Errorf("%s has %q nowhere", p.id, value)
			}
		}
		for key, value := range in.CustomFields {
			if got := c.CustomFields.Get(key).String(); got != plain(value) && !strings.Contains(text, plain(value)) {
				t.Errorf("%s has %s %q, not %v", p.id, key, got, value)
			}
		}
		if !strings.Contains(notes[noteTitle(w.from.name, p.id)], p.note) {
			t.Errorf("%s lacks its note", p.id)
		}
	}
	if kind, _, _ := strings.Cut(c.ExternalContactID, "-"); !slices.Contains(ids, c.ExternalContactID) &&
		kind != "billing" {
		t.Errorf("external ID %q is none of %q", c.ExternalContactID, ids)
	}
	want := len(group)
	if group[0].note == "" {
		want--
	}
	if len(notes) != want {
		t.Errorf("%s has %d notes, not %d", group[0].id, len(notes), want)
	}
}
