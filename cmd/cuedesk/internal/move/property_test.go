package move

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// randomDuplicates is a scenario of few IDs and addresses, which contacts of both sides have in
// all combinations, in several spellings.
func randomDuplicates(r *rand.Rand) *scenario {
	address := func() string {
		spellings := []string{"%c@x.com", "%c@X.com", " %c@x.com", "P <%c@x.com>", ""}
		return strings.ReplaceAll(spellings[r.IntN(len(spellings))], "%c", string(rune('a'+r.IntN(4))))
	}
	var contacts []*nexadesk.Contact
	for i := range 1 + r.IntN(6) {
		contacts = append(contacts, &nexadesk.Contact{
			ID: nexadesk.ContactID(plain(i)), FirstName: fmt.Sprint("Source", i), Email: address(),
			Tags:         []string{fmt.Sprint("tag", r.IntN(2))},
			ProfileNotes: fmt.Sprint("Note ", i), Phone: fmt.Sprint("555-010", i),
		})
	}
	r.Shuffle(len(contacts), func(i, j int) { contacts[i], contacts[j] = contacts[j], contacts[i] })
	w := smallScenario(sourceOfContacts(contacts...))
	for i := range r.IntN(6) {
		w.cuedesk.AddContact(cuedesktest.Contact{
			FirstName: fmt.Sprint("There", i), Email: strings.TrimPrefix(address(), "P "), Archived: r.IntN(9) == 0,
			ExternalContactID: []string{
				"", "", fmt.Sprint("nexadesk:", r.IntN(7)), fmt.Sprint("billing:", i),
				plain(r.IntN(7)),
			}[r.IntN(5)],
		})
	}
	return w
}

// byUUIDs returns the contacts of Cuedesk by ID.
func byUUIDs(t *testing.T, w *scenario) map[cuedesk.ContactID]*cuedesk.Contact {
	t.Helper()
	contacts := map[cuedesk.ContactID]*cuedesk.Contact{}
	for _, c := range contactsIn(t, w.cuedesk) {
		contacts[c.ID] = c
	}
	return contacts
}

// TestMove_randomDuplicates moves many such scenarios, and checks what no move may do.
func TestMove_randomDuplicates(t *testing.T) {
	t.Parallel()
	outcomes := map[outcome]int{}
	for seed := range testset.Pick[uint64](30, 640) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			w := randomDuplicates(r)
			before := byUUIDs(t, w)
			if seed%4 == 0 {
				w.cuedesk.Inject(bulkCreate, cuedesktest.FailImport().Times(2))
			}
			_, m, _ := w.run(t.Context(), t)
			after := byUUIDs(t, w)
			checkDuplicates(t, w, m, before, after)
			for _, p := range m.people {
				outcomes[p.outcome()]++
			}
			_, second, _ := w.run(t.Context(), t)
			checkDuplicates(t, w, second, after, byUUIDs(t, w))
			for i, p := range second.people {
				first := m.people[i]
				if first.isMoved() && (p.outcome() != updated || p.after.id != first.after.id) {
					t.Errorf("%s is %s in the second run", p.id, p.outcome())
				}
			}
			if t.Failed() {
				t.Fatalf("seed %d", seed)
			}
		})
	}
	for _, o := range []outcome{created, updated, failed, duplicate} {
		if outcomes[o] < testset.Pick(7, 160) {
			t.Errorf("only %d are %s", outcomes[o], o)
		}
	}
}

// checkDuplicates finds contacts that were lost, doubled, mixed up, or changed without
// need.
func checkDuplicates(t *testing.T, w *scenario, m *mover, before, after map[cuedesk.ContactID]*cuedesk.Contact) {
	t.Helper()
	of := map[cuedesk.ContactID]*person{}
	added := 0
	for _, p := range m.people {
		if !p.isMoved() || p.sameAs != nil {
			continue
		}
		c := after[p.after.id]
		if of[c.ID] != nil {
			t.Errorf("%s and %s are one contact", of[c.ID].id, p.id)
		}
		of[c.ID] = p
		checkMoved(t, w, m, p, c, before[c.ID])
		if before[c.ID] == nil {
			added++
		}
	}
	equal(t, "the number of contacts", len(after), len(before)+added)
	for id, was := range before {
		if now := after[id]; of[id] == nil && (now.FirstName != was.FirstName || now.Email != was.Email ||
			now.ExternalContactID != was.ExternalContactID) {
			t.Errorf("%s is changed to %s, but is nobody's", was.FirstName, now.FirstName)
		}
	}
	for _, p := range m.people {
		if p.outcome() == failed && p.reason() == "" {
			t.Errorf("%s fails for no reason", p.id)
		}
	}
}

// checkMoved compares a contact with the person that it is, and with what it was.
func checkMoved(t *testing.T, w *scenario, m *mover, p *person, c, was *cuedesk.Contact) {
	t.Helper()
	group := slices.DeleteFunc(slices.Clone(m.people), func(q *person) bool { return q.primary() != p })
	notes := notesOf(t, w.cuedesk, c.ID)
	text := strings.Join(slices.Collect(maps.Values(notes)), "\n")
	var ids []string
	for _, q := range group {
		ids = append(ids, "nexadesk:"+q.id)
		if q.contact.FirstName != c.FirstName && !strings.Contains(text, q.contact.FirstName) ||
			!strings.Contains(text, "Note "+q.id) {
			t.Errorf("%s is not in its contact, nor in %q", q.id, text)
		}
	}
	if c.FirstName != p.contact.FirstName || p.contact.Email != "" &&
		!strings.EqualFold(strings.TrimSpace(c.Email), p.contact.Email) {
		t.Errorf("%s is %s, %q", p.id, c.FirstName, c.Email)
	}
	isInSource := func(id string) bool {
		return slices.ContainsFunc(m.people, func(q *person) bool { return q.contact.ExternalContactID == id })
	}
	switch foreign := was != nil && was.ExternalContactID != "" && !isInSource(was.ExternalContactID); {
	case foreign && c.ExternalContactID != was.ExternalContactID:
		t.Errorf("%s has lost the ID %q", p.id, was.ExternalContactID)
	case !foreign && !slices.Contains(ids, c.ExternalContactID):
		t.Errorf("%s has the ID %q, which is none of %q", p.id, c.ExternalContactID, ids)
	}
	if was != nil && c.ExternalContactID == was.ExternalContactID {
		return
	}
	if was != nil && emailKey(was.Email) != p.contact.Email {
		t.Errorf("%s is taken for %q", p.id, was.Email)
	}
}

// FuzzEmail: an address is one that can be sent, and whatever else a text says is
// kept.
func FuzzEmail(f *testing.F) {
	for _, text := range []string{
		"a@x.com", "A <a@x.com>", "a@x.com, b@x.com", `"a b"@x.com`, "x", "",
		"=?utf-8?q?a?= <b@c>",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var more leftover
		email := more.email(text)
		if email != "" && (!plainAddress(email) || emailKey(email) != email) {
			t.Errorf("%q gives %q", text, email)
		}
		if email != emailKey(text) && meaning(text) != "" && len(more) != 1 {
			t.Errorf("%q is lost: %q, %q", text, email, more)
		}
	})
}

// FuzzPhone: a number is as it was entered, or in the note.
func FuzzPhone(f *testing.F) {
	for _, text := range []string{"+1-555-0100", "12345 x 1", "+1 / +2", "", "n/a", "x"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var more leftover
		number := more.phone(text)
		if number != "" && number != oneLine(text) || number == "" && meaning(text) != "" && len(more) != 1 {
			t.Errorf("%q gives %q and %q", text, number, more)
		}
	})
}
