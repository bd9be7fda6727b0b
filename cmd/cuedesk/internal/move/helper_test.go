package move

import (
	"bytes"
	"context"
	"iter"
	"net/http"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
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

// sourceOfContacts is a source of contacts that need no API.
func sourceOfContacts(contacts ...*nexadesk.Contact) *source {
	return sourceOf("nexadesk", contacts, func(c *nexadesk.Contact) *person {
		return newPerson(string(c.ID), c, fromNexadesk(c))
	})
}

// sourceOfOrgContacts is a source of contacts in JSON, in forms that the fake does not have.
func sourceOfOrgContacts(t *testing.T, documents ...string) *source {
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

// scenario is a source and Cuedesk, both fakes, and how to reach them.
type scenario struct {
	nexadesk *nexadesktest.Server
	orgcrm   *orgcrmtest.Server // where it is the source
	cuedesk  *cuedesktest.Server
	from     *source
	to       *cuedesk.Client
	// How many contacts Cuedesk has that are not in the source.
	strangers int
}

// newScenario has made-up contacts in nexadesk, and some of them in Cuedesk.
func newScenario(made []generatedContact) *scenario {
	w := &scenario{nexadesk: nexadesktest.NewServer(), cuedesk: cuedesktest.NewServer()}
	fillNexadesk(w.nexadesk, made)
	fillCuedesk(w.cuedesk, made)
	w.from, w.to = nexadeskSource(w.nexadesk.Client()), w.cuedesk.Client()
	w.strangers = (len(made) + 59) / 60
	return w
}

// newOrgScenario has them in orgcrm.
func newOrgScenario(t *testing.T, made []generatedContact) *scenario {
	t.Helper()
	w := newScenario(made)
	w.orgcrm = orgcrmtest.NewServer()
	if err := fillOrgCRM(t.Context(), w.orgcrm.Client(), made); err != nil {
		t.Fatal(err)
	}
	w.from = orgcrmSource(w.orgcrm.Client(), orgcrmtest.OrgID)
	return w
}

// smallScenario has the source, and in Cuedesk the contacts.
func smallScenario(from *source, there ...cuedesktest.Contact) *scenario {
	w := &scenario{cuedesk: cuedesktest.NewServer(), from: from}
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

// intercept lets the requests to Cuedesk pass through a function.
func (w *scenario) intercept(trip func(*http.Request) (*http.Response, error)) {
	w.to = w.cuedesk.Client(cuedesk.WithHTTPClient(&http.Client{Transport: transport(trip)}))
}

// run moves everybody in a context, checks the arithmetic of what it says, if it
// says any, and returns it.
func (w *scenario) run(ctx context.Context, t *testing.T) (string, *mover, error) {
	t.Helper()
	var out bytes.Buffer
	// One lane, so that contacts are in the order of the source.
	m := &mover{from: w.from, client: w.to, out: screen.New(&out), lanes: 1}
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

func (w *scenario) move(t *testing.T) (string, error) {
	t.Helper()
	out, _, err := w.run(t.Context(), t)
	return out, err
}

// mustMove moves everybody, which must succeed.
func (w *scenario) mustMove(t *testing.T) string {
	t.Helper()
	out, err := w.move(t)
	if err != nil {
		t.Fatalf("%v in:\n%s", err, out)
	}
	return out
}

// completes moves everybody without faults, and compares both sides.
func (w *scenario) completes(t *testing.T) {
	t.Helper()
	w.cuedesk.ClearFaults()
	w.to = w.cuedesk.Client()
	w.mustMove(t)
	w.verify(t)
}

// fails moves everybody, of whom some must fail, with an error that has the words,
// and an output that has them too.
func (w *scenario) fails(t *testing.T, wantErr string, says ...string) string {
	t.Helper()
	out, err := w.move(t)
	if err == nil || !strings.Contains(err.Error(), wantErr) {
		t.Errorf("error is %v, not %q, in:\n%s", err, wantErr, out)
	}
	if code := program.Code(err); code != program.SomeFailed && !strings.HasPrefix(err.Error(), "nothing was moved") {
		t.Errorf("code %d: %v", code, err)
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

// equal compares.
func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%s is %+v, not %+v", what, got, want)
	}
}

// cancels interrupts the program at the first request of an operation.
func (w *scenario) cancels(operation string, cancel func()) {
	w.intercept(func(r *http.Request) (*http.Response, error) {
		if w.cuedesk.Operation(r) == operation {
			cancel()
			return nil, r.Context().Err()
		}
		return w.cuedesk.RoundTrip(r)
	})
}

// requests returns how many requests of an operation there were.
func (w *scenario) requests(operation string) (n int) {
	for _, r := range w.cuedesk.Requests() {
		if r.Operation == operation {
			n++
		}
	}
	return n
}
