package move

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// replacing answers requests of an operation with a body of our own.
func (w *scenario) replacing(operation string, change func(string) string) {
	w.replacingAll(change, operation)
}

func (w *scenario) replacingAll(change func(string) string, operations ...string) {
	w.intercept(func(r *http.Request) (*http.Response, error) {
		response, err := w.cuedesk.RoundTrip(r)
		if err != nil || !slices.Contains(operations, w.cuedesk.Operation(r)) {
			return response, err
		}
		text := change(string(body(&http.Request{Body: response.Body})))
		response.Body = http.NoBody
		response.ContentLength = int64(len(text))
		response.Body = withBody(r, []byte(text)).Body
		return response, nil
	})
}

// An API that carries out a repeated import twice, each without seeing the other.
func TestMove_doubledContacts(t *testing.T) {
	t.Parallel()
	for name, there := range map[string][]cuedesktest.Contact{
		"a new contact":   nil,
		"a known contact": {{Email: "ada@example.com"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(ada(), eva()), there...)
				var once sync.Once
				w.intercept(func(r *http.Request) (*http.Response, error) {
					if w.cuedesk.Operation(r) == bulkCreate {
						text := []byte(strings.Replace(string(body(r)), `"match_on_field":"email",`, "", 1))
						once.Do(func() {
							if response, err := w.cuedesk.RoundTrip(withBody(r, text)); err == nil {
								response.Body.Close()
							}
						})
						r = withBody(r, text)
					}
					return w.cuedesk.RoundTrip(r)
				})
				out := w.fails(t, "2 contacts are not moved; see above", "doubled: 1 (", "2 (", " 2 failed")
				want := 1
				for _, c := range contactsIn(t, w.cuedesk) {
					if !strings.Contains(out, c.ID.String()) {
						t.Errorf("%s is not in:\n%s", c.ID, out)
					}
					want = min(want, len(notesOf(t, w.cuedesk, c.ID)))
				}
				equal(t, "notes", want, 0)
				w.to = w.cuedesk.Client()
				w.fails(t, "2 contacts are not moved; see above", "Cuedesk has several contacts with its ")
			})
		})
	}
}

// An API that makes one of two merges people.
func TestMove_mergedContacts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(ada(), eva()))
		w.edited(`"email":"eva@example.com"`, `"email":"ada@example.com"`)
		out := w.fails(t, "2 contacts are not moved; see above", "it has become one with 1: 2 (",
			"it has become one with 2: 1 (", " 0 created")
		contains(t, out, "0 lists: 0 memberships added", "0 notes added")
	})
}

// Contacts that others add during the move do not affect it.
func TestMove_othersContacts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(ada(), eva()), cuedesktest.Contact{Email: "eva@example.com"},
			cuedesktest.Contact{Email: "Eva@example.com"})
		w.intercept(func(r *http.Request) (*http.Response, error) {
			if w.cuedesk.Operation(r) == bulkCreate {
				w.cuedesk.AddContact(cuedesktest.Contact{Email: "otto@example.com", ExternalContactID: "ada@example.com"})
				w.cuedesk.AddContact(cuedesktest.Contact{Email: "nexadesk:1"})
				w.cuedesk.AddContact(cuedesktest.Contact{PhoneNumber: "1"})
				w.cuedesk.AddContact(cuedesktest.Contact{Email: "eva@example.com"}) // is not sent
			}
			return w.cuedesk.RoundTrip(r)
		})
		w.fails(t, "1 contact is not moved", " 1 created", " 1 failed",
			"During the move, others added 4 contacts to Cuedesk.")
	})
}

// One that is there under another address than was sent is still this one.
func TestMove_changedAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(ada()))
		w.edited(`"email":"ada@example.com"`, `"email":"ada@example.org"`)
		contains(t, w.mustMove(t), " 1 created", " 0 failed")
	})
}

// noContacts is a page of a workspace that shows none.
const noContacts = `{"contacts":[],"pagination":{"limit":100,"offset":0,"total":0}}`

// What an import has created may show late: it must not be created again.
func TestMove_lateContacts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		after time.Duration
		err   string
	}{
		"late":  {10 * time.Second, ""},
		"never": {time.Hour, "2 contacts are not moved; see above, and run it again"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(ada(), eva()))
				start := time.Now()
				late := func(text string) string {
					if time.Since(start) > test.after {
						return text
					}
					return noContacts
				}
				w.replacingAll(late, listContacts, searchOne) // so that one that is sent singly is there twice
				out, err := w.move(t)
				if (err != nil) != (test.err != "") || err != nil && !strings.Contains(err.Error(), test.err) {
					t.Errorf("error is %v", err)
				}
				if test.err != "" {
					contains(t, out, " 2 failed", "the API counts it as created, but it is not in Cuedesk: 1, 2")
				}
				equal(t, "the number of contacts", len(contactsIn(t, w.cuedesk)), 2)
			})
		})
	}
}

func TestMove_deletedContacts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(ada()), cuedesktest.Contact{Email: "ada@example.com"})
		reads := 0
		w.replacingAll(func(text string) string {
			if reads++; reads > 1 {
				return noContacts
			}
			return text
		}, listContacts, searchOne)
		w.fails(t, "1 contact is not moved", "it is no longer in Cuedesk: 1")
	})
}

// Whatever happens once something was sent, the reconciliation says what is known.
func TestMove_unreadableTarget(t *testing.T) {
	t.Parallel()
	t.Run("a while", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w := smallScenario(sourceOfContacts(ada(), eva()), cuedesktest.Contact{Email: "otto@example.com"})
			w.cuedesk.Inject(listContacts, cuedesktest.Fault{}, cuedesktest.Status(503).Times(8))
			contains(t, w.mustMove(t), " 2 created")
		})
	})
	t.Run("for ever", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			w := smallScenario(sourceOfContacts(ada(), eva()), cuedesktest.Contact{Email: "eva@example.com"},
				cuedesktest.Contact{Email: "otto@example.com "})
			w.from = sourceOfContacts(ada(), eva(), &nexadesk.Contact{ID: "3", FirstName: "Otto", Email: "otto@example.com"})
			w.cuedesk.Inject(listContacts, cuedesktest.Fault{}, cuedesktest.Status(503).Always())
			w.fails(t, "3 contacts are not moved; see above, and run it again", " 3 failed",
				"not known whether it was moved, because Cuedesk could not be read afterwards (cuedesk: GET /v1/contacts: 503",
				"1 sent singly: 1 done")
		})
	})
}

func TestMove_emptySource(t *testing.T) {
	t.Parallel()
	w := smallScenario(sourceOfContacts())
	if _, err := w.move(t); err == nil || err.Error() != "nothing was moved: nexadesk has no contacts that this token "+
		"may see" {
		t.Errorf("error is %v", err)
	}
}

func TestMove_totals(t *testing.T) {
	t.Parallel()
	for total, test := range map[int]struct{ says, err string }{
		2:  {"", ""},
		-1: {"nexadesk does not say how many there are", ""},
		3: {" 2 created", "the numbers do not add up: nexadesk says that it has 3 contacts, but gave 2: contacts were " +
			"changed while they were read; run it again"},
	} {
		synctest.Test(t, func(t *testing.T) {
			w := smallScenario(sourceOfContacts(ada(), eva(), ada())) // the same one on two pages
			w.from.total = func(context.Context) (int, error) { return total, nil }
			out, err := w.move(t)
			if (err != nil) != (test.err != "") || err != nil && err.Error() != test.err {
				t.Errorf("error is %v", err)
			}
			contains(t, out, test.says)
		})
	}
}

func TestSource_total(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newOrgScenario(t, generate(60))
		for _, from := range []*source{w.from, nexadeskSource(w.nexadesk.Client())} {
			if n, err := from.total(t.Context()); err != nil || n != 60 {
				t.Errorf("%s has %d, %v", from.name, n, err)
			}
		}
		w.orgcrm.Inject(sourceSearch, cuedesktest.Body(200, "application/json", `[{"id":"a"}]`))
		if n, err := w.from.total(t.Context()); err != nil || n != -1 {
			t.Errorf("%d, %v", n, err)
		}
		for _, fault := range []cuedesktest.Fault{cuedesktest.Status(401)} {
			w.orgcrm.Inject(sourceSearch, fault)
			w.nexadesk.Inject(sourceList, fault)
		}
		for _, from := range []*source{w.from, nexadeskSource(w.nexadesk.Client())} {
			if _, err := from.total(t.Context()); err == nil {
				t.Error("no error")
			}
		}
		w.from.all = nexadeskSource(w.nexadesk.Client()).all
		w.orgcrm.Inject(sourceSearch, cuedesktest.Status(401))
		if _, err := w.move(t); err == nil || !strings.HasPrefix(err.Error(),
			"nothing was moved: counting the contacts in orgcrm/org-1 failed: ") {
			t.Errorf("error is %v", err)
		}
		for _, r := range w.orgcrm.Requests() {
			if r.Operation == sourceSearch && strings.Contains(string(r.Body), `"limit":100`) {
				t.Errorf("%s", r.Body)
			}
		}
	})
}
