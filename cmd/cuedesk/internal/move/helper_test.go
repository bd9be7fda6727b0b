package move

import (
	"bytes"
	"context"
	"iter"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// The operations that tests let go wrong.
const (
	sourceList   = "GET /api/v1/external/contacts"
	sourceSearch = "POST /api/v1/contacts/search"
	listContacts = "GET /v1/contacts"
	createOne    = "POST /v1/contacts"
	updateOne    = "PATCH /v1/contacts/{contact_uuid}"
	searchOne    = "POST /v1/contacts/search"
	bulkCreate   = "POST /v1/contacts/bulk"
	importStatus = "GET /v1/contacts/bulk/{contact_import_uuid}"
	listFields   = "GET /v1/custom-fields"
	createField  = "POST /v1/custom-fields"
	listLists    = "GET /v1/contact-lists"
	createList   = "POST /v1/contact-lists"
	listMembers  = "GET /v1/contact-lists/{contact_list_uuid}/contacts"
	addMembers   = "POST /v1/contact-lists/{contact_list_uuid}/contacts"
	listNotes    = "GET /v1/contacts/{contact_uuid}/notes"
	createNote   = "POST /v1/contacts/{contact_uuid}/notes"
)

// crowd is a source of contacts that need no API.
func crowd(contacts ...*nexadesk.Contact) *source {
	return sourceOf("nexadesk", contacts, func(c *nexadesk.Contact) *person {
		return newPerson(string(c.ID), c, fromNexadesk(c))
	})
}

// orgCrowd is a source of contacts in JSON, in forms that the fake does not have.
func orgCrowd(t *testing.T, documents ...string) *source {
	t.Helper()
	var contacts []*orgcrm.Contact
	for _, document := range documents {
		contacts = append(contacts, orgContact(t, document))
	}
	from := sourceOf("orgcrm", contacts, orgcrmPerson)
	from.unordered = true
	return from
}

func orgContact(t *testing.T, document string) *orgcrm.Contact {
	t.Helper()
	c := new(orgcrm.Contact)
	if err := json.Unmarshal([]byte(document), c); err != nil {
		t.Fatal(err)
	}
	return c
}

func sourceOf[T any](name string, contacts []*T, mapped func(*T) *person) *source {
	return &source{
		name: name,
		all: func(context.Context) iter.Seq2[*person, error] {
			return people(func(yield func(*T, error) bool) {
				for _, c := range contacts {
					if !yield(c, nil) {
						return
					}
				}
			}, mapped)
		},
		total: func(context.Context) (int, error) { return len(contacts), nil },
	}
}

// ada and eva are two who have nothing to do with each other.
func ada() *nexadesk.Contact {
	return &nexadesk.Contact{
		ID: "1", FirstName: "Ada", Email: "ada@example.com", Tags: []string{"vip"}, ProfileNotes: "Likes tea.",
	}
}

func eva() *nexadesk.Contact {
	return &nexadesk.Contact{ID: "2", FirstName: "Eva", Email: "eva@example.com"}
}

// world is a source and Cuedesk, both fakes, and how to reach them.
type world struct {
	nexadesk *nexadesktest.Server
	orgcrm   *orgcrmtest.Server // where it is the source
	cuedesk  *cuedesktest.Server
	from     *source
	to       *cuedesk.Client
	// How many contacts Cuedesk has that are not in the source.
	strangers int
}

// newWorld has made-up contacts in nexadesk, and some of them in Cuedesk.
func newWorld(made []madeUp) *world {
	w := &world{nexadesk: nexadesktest.NewServer(), cuedesk: cuedesktest.NewServer()}
	fillNexadesk(w.nexadesk, made)
	fillCuedesk(w.cuedesk, made)
	w.from, w.to = nexadeskSource(w.nexadesk.Client()), w.cuedesk.Client()
	w.strangers = (len(made) + 59) / 60
	return w
}

// newOrgWorld has them in orgcrm.
func newOrgWorld(t *testing.T, made []madeUp) *world {
	t.Helper()
	w := newWorld(made)
	w.orgcrm = orgcrmtest.NewServer()
	if err := fillOrgCRM(t.Context(), w.orgcrm.Client(), made); err != nil {
		t.Fatal(err)
	}
	w.from = orgcrmSource(w.orgcrm.Client(), orgcrmtest.OrgID)
	return w
}

// smallWorld has the source, and in Cuedesk the contacts.
func smallWorld(from *source, there ...cuedesktest.Contact) *world {
	w := &world{cuedesk: cuedesktest.NewServer(), from: from}
	for _, c := range there {
		w.cuedesk.AddContact(c)
	}
	w.to = w.cuedesk.Client()
	return w
}

// transport is a transport made of a function.
type transport func(*http.Request) (*http.Response, error)

// RoundTrip implements [http.RoundTripper].
func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// via lets the requests to Cuedesk pass through a function.
func (w *world) via(trip func(*http.Request) (*http.Response, error)) {
	w.to = w.cuedesk.Client(cuedesk.WithHTTPClient(&http.Client{Transport: transport(trip)}))
}

// run moves everybody in a context, checks the arithmetic of what it says, if it
// says any, and returns it.
func (w *world) run(ctx context.Context, t *testing.T) (string, *mover, error) {
	t.Helper()
	var out bytes.Buffer
	m := &mover{from: w.from, client: w.to, out: screen.New(&out), lanes: 1} // so that contacts are in the order of the source
	err := m.move(ctx)
	if _, text, ok := strings.Cut(out.String(), "Reconciliation"); ok {
		sum := number(t, text, "created in Cuedesk") + number(t, text, "updated: ") +
			number(t, text, "failed\n") + number(t, text, "duplicates of") + number(t, text, "empty: ")
		if all := number(t, text, "contacts in .*\n  ="); all != sum {
			t.Errorf("%d contacts, but %d accounted for", all, sum)
		}
		if failures := number(t, text, "failed\n"); failures > 0 && err == nil {
			t.Errorf("%d failed, but there is no error", failures)
		}
	} else if err == nil {
		t.Error("no reconciliation and no error")
	}
	return out.String(), m, err
}

func (w *world) move(t *testing.T) (string, error) {
	t.Helper()
	out, _, err := w.run(t.Context(), t)
	return out, err
}

// mustMove moves everybody, which must succeed.
func (w *world) mustMove(t *testing.T) string {
	t.Helper()
	out, err := w.move(t)
	if err != nil {
		t.Fatalf("%v in:\n%s", err, out)
	}
	return out
}

// completes moves everybody without faults, and compares both sides.
func (w *world) completes(t *testing.T) {
	t.Helper()
	w.cuedesk.ClearFaults()
	w.to = w.cuedesk.Client()
	w.mustMove(t)
	w.verify(t)
}

// fails moves everybody, of whom some must fail, with an error that has the words,
// and an output that has them too.
func (w *world) fails(t *testing.T, wantErr string, says ...string) string {
	t.Helper()
	out, err := w.move(t)
	if err == nil || !strings.Contains(err.Error(), wantErr) {
		t.Errorf("error is %v, not %q, in:\n%s", err, wantErr, out)
	}
	contains(t, out, says...)
	return out
}

// contains looks for words, wherever lines break.
func contains(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, want := range words {
		if !strings.Contains(oneLine(text), oneLine(want)) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
}

func number(t *testing.T, out, words string) int {
	t.Helper()
	found := regexp.MustCompile(`(\d+) ` + words).FindStringSubmatch(out)
	if found == nil {
		t.Fatalf("no number of %s in:\n%s", words, out)
	}
	n, err := strconv.Atoi(found[1])
	if err != nil {
		t.Fatal(err)
	}
	return n
}

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

// verify compares all that is in Cuedesk with the source: nobody is lost, nobody
// is doubled, and all have their values, notes and lists.
func (w *world) verify(t *testing.T) {
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
	members[everybodyList(w.from.name)] = moved
	if got := listsIn(t, w.cuedesk); !maps.Equal(got, members) {
		t.Errorf("lists are %v, not %v", got, members)
	}
}

// source returns the source without what is between it and the program.
func (w *world) source() *source {
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
func (w *world) verifyOne(t *testing.T, c *cuedesk.Contact, group []*person) {
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

// equal compares.
func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s is %+v, not %+v", what, got, want)
	}
}

// cancels interrupts the program at the first request of an operation.
func (w *world) cancels(operation string, cancel func()) {
	w.via(func(r *http.Request) (*http.Response, error) {
		if w.cuedesk.Operation(r) == operation {
			cancel()
			return nil, r.Context().Err()
		}
		return w.cuedesk.RoundTrip(r)
	})
}

// requests returns how many requests of an operation there were.
func (w *world) requests(operation string) (n int) {
	for _, r := range w.cuedesk.Requests() {
		if r.Operation == operation {
			n++
		}
	}
	return n
}
