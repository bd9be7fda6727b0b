package main

import (
	"bytes"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

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
	w.from = orgcrmSource(w.orgcrm.Client())
	return w
}

// move moves everybody, checks the arithmetic of what it says, if it says any, and
// returns it.
func (w *world) move(t *testing.T) (string, error) {
	t.Helper()
	var out bytes.Buffer
	err := move(t.Context(), w.from, w.to, newPrinter(&out), "")
	if text := out.String(); strings.Contains(text, "Reconciliation") {
		sum := number(t, text, "created in Cuedesk") + number(t, text, "updated: ") +
			number(t, text, "not moved") + number(t, text, "duplicates of")
		if all := number(t, text, "contacts in (nexadesk|orgcrm)\n  ="); all != sum {
			t.Errorf("%d contacts, but %d accounted for", all, sum)
		}
	} else if err == nil {
		t.Error("no reconciliation and no error")
	}
	return out.String(), err
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

// verify compares all that is in Cuedesk with the source: nobody is lost, nobody
// is doubled, and all have their values, notes and lists.
func (w *world) verify(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	to := w.cuedesk.Client()
	now, err := readTarget(ctx, to)
	if err != nil {
		t.Fatal(err)
	}
	people, _, err := w.source().read(ctx, newPrinter(t.Output()))
	if err != nil {
		t.Fatal(err)
	}
	groups := map[string][]*person{} // those who are one, the first of them first
	for _, p := range people {
		key := p.contact.Email
		if key == "" {
			key = p.id
		}
		groups[key] = append(groups[key], p)
	}
	moved, members := 0, map[string]int{}
	for key, group := range groups {
		there := now.byEmail[key]
		if group[0].contact.Email == "" {
			there = now.byID[key]
		}
		if group[0].unusable() != "" && group[0].contact.Email == "" {
			if len(there) > 0 {
				t.Errorf("%s is moved, but is empty", key)
			}
			continue
		}
		if len(there) != 1 {
			t.Errorf("%s is %d contacts in Cuedesk", key, len(there))
			continue
		}
		moved++
		verifyOne(t, to, there[0], group)
		for _, name := range groupLists(group) {
			members[name]++
		}
	}
	if now.count != moved+w.strangers {
		t.Errorf("Cuedesk has %d contacts, which are not %d moved and %d others", now.count, moved, w.strangers)
	}
	members[everybodyList(w.from.name)] = moved
	verifyLists(t, to, members)
}

// source returns the source without what is between it and the program.
func (w *world) source() *source {
	if w.orgcrm != nil {
		return orgcrmSource(w.orgcrm.Client())
	}
	return nexadeskSource(w.nexadesk.Client())
}

func groupLists(group []*person) []string {
	var tags []string
	for _, p := range group {
		tags = append(tags, p.lists...)
	}
	return lists(tags)
}

func verifyOne(t *testing.T, to *cuedesk.Client, c *cuedesk.Contact, group []*person) {
	t.Helper()
	want := group[0].contact
	if c.FirstName != want.FirstName || c.LastName != want.LastName || c.PhoneNumber != want.PhoneNumber ||
		c.ExternalContactID != want.ExternalContactID && !strings.HasPrefix(c.ExternalContactID, "billing-") ||
		want.CustomFields["company"] != nil && c.CustomFields.Get("company").String() != want.CustomFields["company"] {
		t.Errorf("contact is %+v, not %+v", *c, want)
	}
	var notes, wanted []string
	for n, err := range to.Notes.All(t.Context(), c.ID, cuedesk.PageOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, n.Content.Text)
	}
	for _, p := range group {
		if p.note != "" {
			wanted = append(wanted, p.note)
		}
	}
	slices.Sort(notes)
	slices.Sort(wanted)
	if !slices.Equal(notes, wanted) {
		t.Errorf("%d notes of %s, not %d", len(notes), want.ExternalContactID, len(wanted))
	}
}

func verifyLists(t *testing.T, to *cuedesk.Client, members map[string]int) {
	t.Helper()
	for list, err := range to.Lists.All(t.Context(), cuedesk.ListListOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if want, ok := members[list.Name]; !ok || list.Count != want {
			t.Errorf("list %q has %d members, not %d", list.Name, list.Count, want)
		}
		delete(members, list.Name)
	}
	if len(members) > 0 {
		t.Errorf("lists are missing: %v", members)
	}
}

// weather lets faults befall requests at random.
type weather struct {
	server http.RoundTripper
	random *rand.Rand
	share  float64 // of the requests
}

func (w *weather) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.random.Float64() >= w.share {
		return w.server.RoundTrip(r)
	}
	faults := []cuedesktest.Fault{
		cuedesktest.Status(503), cuedesktest.Status(500), cuedesktest.Status(429).RetryAfter("1"), cuedesktest.HTML502(),
		cuedesktest.Torn(), cuedesktest.Torn().AfterApply(), cuedesktest.Reset(), cuedesktest.Reset().AfterApply(),
		cuedesktest.Refuse(), cuedesktest.EmptyBody(), cuedesktest.Status(504).AfterApply(),
		cuedesktest.Latency(time.Minute).AfterApply(), cuedesktest.FailImport(),
	}
	return w.server.RoundTrip(faults[w.random.IntN(len(faults))].On(r))
}

// under returns an option that puts a server under bad weather.
func under(server http.RoundTripper, seed uint64, share float64) cuedesk.Option {
	sky := &weather{server, rand.New(rand.NewPCG(seed, 0)), share}
	return cuedesk.WithHTTPClient(&http.Client{Transport: sky})
}
