package move

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// many are contacts with addresses, of whom the first few are in Cuedesk, and
// others without.
func many(n, there int, others ...*nexadesk.Contact) *scenario {
	var contacts []*nexadesk.Contact
	for i := range n {
		contacts = append(contacts, &nexadesk.Contact{
			ID: nexadesk.ContactID(plain(i)), FirstName: "P", Email: fmt.Sprintf("p%d@example.com", i), Phone: "+1-555-0100",
		})
	}
	w := smallScenario(sourceOfContacts(append(contacts, others...)...))
	for _, c := range contacts[:there] {
		w.cuedesk.AddContact(cuedesktest.Contact{Email: c.Email})
	}
	return w
}

// edited lets an API change what it is sent in bulk.
func (w *scenario) edited(old, changed string) { w.editedAtFirst(old, changed, math.MaxInt) }

// editedAtFirst lets an API change what it is sent in bulk, the first times.
func (w *scenario) editedAtFirst(old, changed string, times int) {
	w.intercept(func(r *http.Request) (*http.Response, error) {
		if times > 0 && w.cuedesk.Operation(r) == bulkCreate {
			times--
			body := body(r)
			return w.cuedesk.RoundTrip(withBody(r, bytes.ReplaceAll(body, []byte(old), []byte(changed))))
		}
		return w.cuedesk.RoundTrip(r)
	})
}

func body(r *http.Request) []byte {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err)
	}
	return body
}

func withBody(r *http.Request, body []byte) *http.Request {
	r = r.Clone(r.Context())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return r
}

func TestMove_importSize(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := many(2001, 0)
		contains(t, w.mustMove(t), "2001 contacts matched on email: 2001 created or updated")
		var sizes []int
		for _, r := range w.cuedesk.Requests() {
			if r.Operation == bulkCreate {
				sizes = append(sizes, strings.Count(string(r.Body), `"email":`))
				if !strings.Contains(string(r.Body), `"match_on_field":"email"`) {
					t.Error("it is matched on nothing")
				}
			}
		}
		equal(t, "sizes", sizes, []int{1000, 1000, 1})
	})
}

// Contacts that an import leaves out, or an import that fails or is refused as a whole, are settled by package
// importer: those that fail have a reason.
func TestMove_failedImports(t *testing.T) {
	t.Parallel()
	refusal := cuedesktest.Body(422, "application/json", `{"error":{"message":"422 UNPROCESSABLE ENTITY",`+
		`"details":{"errors":[`+
		`{"type":"too_long","in":"body","field":"first_name","msg":"at most 9 characters"}]}}}`)
	for name, test := range map[string]struct {
		prepare func(*scenario)
		output  []string
		err     string
	}{
		"a new one fails": {
			func(w *scenario) { w.editedAtFirst(`"email":"p7@example.com"`, `"email":"p7"`, 1) }, []string{" 8 created", " 2 updated"}, "",
		},
		"a known one fails": {
			func(w *scenario) { w.editedAtFirst(`"email":"p1@example.com"`, `"email":"p1"`, 1) }, []string{" 8 created", " 2 updated"}, "",
		},
		"one is refused singly, too": {
			func(w *scenario) {
				w.edited(`"email":"p7@example.com"`, `"email":"p7"`)
				w.cuedesk.Inject(createOne, refusal)
			},
			[]string{"9 created or updated, 1 failed", " 7 created", " 1 failed", "first_name too_long (body first_name: at " +
				"most 9 characters): 7\n"},
			"1 contact is not moved; see above",
		},
		"a known one is refused singly": {
			func(w *scenario) {
				w.edited(`"email":"p1@example.com"`, `"email":"p1"`)
				w.cuedesk.Inject(updateOne, refusal.Always())
			},
			[]string{" 8 created", " 1 updated", " 1 failed", "at most 9 characters): 1\n"},
			"1 contact is not moved; see above",
		},
		"it fails": {
			func(w *scenario) { w.cuedesk.Inject(bulkCreate, cuedesktest.FailImport().Times(2)) },
			[]string{" 8 created", " 2 updated"},
			"",
		},
		"it is refused": {
			func(w *scenario) { w.cuedesk.Inject(bulkCreate, refusal) }, []string{" 8 created", " 2 updated"}, "",
		},
		"all are refused": {
			func(w *scenario) {
				w.cuedesk.Inject(bulkCreate, refusal.Always())
				w.cuedesk.Inject(createOne, refusal.Always())
				w.cuedesk.Inject(updateOne, refusal.Always())
			},
			[]string{" 10 failed", "at most 9 characters): 0, 1, 2,"},
			"10 contacts are not moved; see above",
		},
		"nothing says why one fails": {
			func(w *scenario) {
				w.edited(`"email":"p7@example.com"`, `"email":"p7"`)
				w.cuedesk.Inject(createOne, cuedesktest.Status(503))
			},
			[]string{" 7 created", " 1 failed", "not imported; the API does not say why: 7\n"},
			"1 contact is not moved; see above",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := many(10, 2)
				test.prepare(w)
				out, err := w.move(t)
				if (err != nil) != (test.err != "") || err != nil && err.Error() != test.err {
					t.Errorf("error is %v", err)
				}
				contains(t, out, test.output...)
				w.completes(t)
			})
		})
	}
}

// Of an import whose end is not known, those count as moved who are in Cuedesk as they were sent.
func TestMove_unknownImports(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		operation string
		fault     cuedesktest.Fault
		output    []string
		err       string
	}{
		"stuck": {
			bulkCreate, cuedesktest.StuckImport(),
			[]string{"20 contacts matched on email: 0 created or updated, 20 unknown", " 1 created", " 20 failed"},
			"20 contacts are not moved; see above, and run it again",
		},
		"no request is answered": {
			bulkCreate, cuedesktest.Status(503).Always(),
			[]string{" 0 created", " 21 failed"},
			"21 contacts are not moved; see above, and run it again",
		},
		"applied, but not answered": {
			bulkCreate, cuedesktest.Reset().AfterApply().Delay(time.Second).Always(),
			[]string{" 10 created", " 10 updated", " 1 failed", "not sent, because the imports ended early"},
			"1 contact is not moved; see above, and run it again",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := many(20, 10, &nexadesk.Contact{ID: "x", FirstName: "X"})
				w.cuedesk.Inject(test.operation, test.fault)
				w.fails(t, test.err, test.output...)
				w.completes(t)
			})
		})
	}
}

// A token that ends, or that may not import, ends the imports. Nothing is advised that does not help.
func TestMove_forbiddenImports(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403} {
		synctest.Test(t, func(t *testing.T) {
			w := many(20, 0, &nexadesk.Contact{ID: "x", FirstName: "X"})
			w.cuedesk.Inject(bulkCreate, cuedesktest.Status(status))
			out, err := w.move(t)
			if err == nil || err.Error() != "21 contacts are not moved; see above" {
				t.Errorf("error is %v", err)
			}
			contains(t, out, fmt.Sprintf("not sent, because the imports ended early: importer: cuedesk: POST "+
				"/v1/contacts/bulk: %d", status))
			equal(t, "imports", w.requests(bulkCreate), 1)
			w.completes(t)
		})
	}
}

// What cannot be updated singly says why; after a few failures that say nothing about the contact it gives up.
func TestMove_singlesFail(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]string{403: "not tried, because of others: cuedesk: PATCH", 422: ""} {
		synctest.Test(t, func(t *testing.T) {
			w := many(20, 20)
			w.loseFields(`"first_name":"P",`, bulkCreate)
			w.cuedesk.Inject(updateOne, cuedesktest.Status(status).Always())
			out := w.fails(t, "20 contacts are not moved; see above", "20 sent singly: 0 done", " 20 failed")
			equal(t, "it gives up", strings.Contains(out, "not tried"), want != "")
			contains(t, out, want)
			equal(t, "updates", w.requests(updateOne), map[int]int{403: maxFailures, 422: 20}[status])
			w.completes(t)
		})
	}
}

// An interruption between two groups of imports leaves the second one out.
func TestMove_interruptBetweenImports(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := many(3, 0, &nexadesk.Contact{ID: "x", FirstName: "X"})
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		w.replacing(importStatus, func(text string) string {
			if strings.Contains(text, `"completed"`) {
				cancel()
			}
			return text
		})
		out, _, err := w.run(ctx, t)
		if !errors.Is(err, errInterrupted) || program.Code(err) != program.Interrupted {
			t.Errorf("error is %v", err)
		}
		contains(t, out, " 4 failed",
			"not known whether it was moved, because Cuedesk could not be read afterwards (interrupted): 0, 1, 2",
			"not sent, because the move was interrupted: x")
		w.completes(t)
	})
}

// A new address of a contact that is known by its ID is imported, too.
func TestMove_newAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		old := cuedesktest.Contact{Email: "old@example.com", ExternalContactID: "nexadesk:1"}
		w := smallScenario(sourceOfContacts(ada()), old)
		w.cuedesk.Inject(bulkCreate, cuedesktest.FailImport())
		contains(t, w.mustMove(t), "1 contact matched on external_contact_id: 1 created or updated", " 1 updated")
		got := contactsIn(t, w.cuedesk)
		equal(t, "the contact", []string{plain(len(got)), got[0].Email, got[0].ExternalContactID}, []string{
			"1", "ada@example.com", "nexadesk:1",
		})
	})
}
