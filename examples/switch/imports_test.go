package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// many are contacts with addresses, of whom the first few are in Cuedesk, and
// others without.
func many(n, there int, others ...*nexadesk.Contact) *world {
	var contacts []*nexadesk.Contact
	for i := range n {
		contacts = append(contacts, &nexadesk.Contact{
			ID: nexadesk.ContactID(plain(i)), FirstName: "P", Email: fmt.Sprintf("p%d@example.com", i), Phone: "+1-555-0100",
		})
	}
	w := smallWorld(crowd(append(contacts, others...)...))
	for _, c := range contacts[:there] {
		w.cuedesk.AddContact(cuedesktest.Contact{Email: c.Email})
	}
	return w
}

// edited lets an API change what it is sent in bulk.
func (w *world) edited(old, changed string) {
	w.via(func(r *http.Request) (*http.Response, error) {
		if w.cuedesk.Operation(r) == bulkCreate {
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
		contains(t, w.mustMove(t), "import 1 of 3, 1000 contacts", "import 2 of 3, 1000 contacts",
			"import 3 of 3, 1 contacts matched on email: 1 created or updated")
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

// An import whose contacts fail, or that fails or is refused as a whole, is made
// up for by sending its contacts singly, which says why the others failed.
func TestMove_failedImports(t *testing.T) {
	t.Parallel()
	refusal := cuedesktest.Body(422, "application/json", `{"error":{"message":"422 UNPROCESSABLE ENTITY",`+
		`"details":{"errors":[`+
		`{"type":"too_long","in":"body","field":"first_name","msg":"at most 9 characters"}]}}}`)
	for name, test := range map[string]struct {
		prepare  func(*world)
		says     []string
		err      string
		requests map[string]int
	}{
		"a new one fails": {
			func(w *world) { w.edited(`"email":"p7@example.com"`, `"email":"p7"`) },
			[]string{"9 created or updated, 1 failed", "1 sent singly: 1 done", " 8 created", " 2 updated"},
			"",
			map[string]int{searchOne: 1, createOne: 1, updateOne: 0},
		},
		"a known one fails": {
			func(w *world) { w.edited(`"email":"p1@example.com"`, `"email":"p1"`) },
			[]string{"1 sent singly: 1 done", " 8 created", " 2 updated"},
			"",
			map[string]int{searchOne: 0, createOne: 0, updateOne: 1},
		},
		"one is refused singly, too": {
			func(w *world) {
				w.edited(`"email":"p7@example.com"`, `"email":"p7"`)
				w.cuedesk.Inject(createOne, refusal)
			},
			[]string{"1 sent singly: 0 done", " 7 created", " 1 failed", "first_name too_long (body first_name: at most 9 " +
				"characters): 7\n"},
			"1 contacts are not moved; see above",
			map[string]int{createOne: 1},
		},
		"a known one is refused singly": {
			func(w *world) {
				w.edited(`"email":"p1@example.com"`, `"email":"p1"`)
				w.cuedesk.Inject(updateOne, refusal.Always())
			},
			[]string{" 8 created", " 1 updated", " 1 failed", "at most 9 characters): 1\n"},
			"1 contacts are not moved; see above",
			map[string]int{updateOne: 1},
		},
		"it fails": {
			func(w *world) { w.cuedesk.Inject(bulkCreate, cuedesktest.FailImport()) },
			[]string{"failed entirely", "10 sent singly: 10 done", " 8 created", " 2 updated"},
			"",
			map[string]int{searchOne: 8, createOne: 8, updateOne: 2},
		},
		"it is refused": {
			func(w *world) { w.cuedesk.Inject(bulkCreate, refusal) },
			[]string{
				"not accepted: cuedesk: POST /v1/contacts/bulk: 422", "10 sent singly: 10 done", " 8 created", " 2 updated",
			},
			"",
			map[string]int{createOne: 8},
		},
		"all are refused": {
			func(w *world) {
				w.cuedesk.Inject(bulkCreate, refusal)
				w.cuedesk.Inject(createOne, refusal.Always())
				w.cuedesk.Inject(updateOne, refusal.Always())
			},
			[]string{" 10 failed", "10 sent singly: 0 done"},
			"10 contacts are not moved; see above",
			map[string]int{createOne: 8, updateOne: 2},
		},
		"one creation is lost": {
			func(w *world) {
				w.edited(`"email":"p7@example.com"`, `"email":"p7"`)
				w.cuedesk.Inject(createOne, cuedesktest.Reset().AfterApply())
			},
			[]string{"1 sent singly: 1 done", " 8 created", " 0 failed"},
			"",
			map[string]int{createOne: 1},
		},
		"one creation is not known": {
			func(w *world) {
				w.edited(`"email":"p7@example.com"`, `"email":"p7"`)
				w.cuedesk.Inject(createOne, cuedesktest.Status(503))
			},
			[]string{" 7 created", " 1 failed", "POST /v1/contacts: 503"},
			"1 contacts are not moved; see above, and run it again",
			map[string]int{createOne: 1},
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
				contains(t, out, test.says...)
				for operation, want := range test.requests {
					equal(t, operation, w.requests(operation), want)
				}
				w.completes(t)
			})
		})
	}
}

// An address that was added during the move is updated, not created again, and keeps its own
// ID and spelling. It counts only if that succeeds.
func TestMove_concurrentCreate(t *testing.T) {
	t.Parallel()
	for refusals, want := range map[int]string{0: "", 1: "1 contacts are not moved; see above"} {
		synctest.Test(t, func(t *testing.T) {
			w := many(2, 0)
			w.cuedesk.Inject(bulkCreate, cuedesktest.FailImport())
			if refusals > 0 {
				w.cuedesk.Inject(updateOne, cuedesktest.Status(422))
			}
			w.via(func(r *http.Request) (*http.Response, error) {
				if w.cuedesk.Operation(r) == searchOne && len(contactsIn(t, w.cuedesk)) == 0 {
					w.cuedesk.AddContact(cuedesktest.Contact{Email: "p0@example.com", ExternalContactID: "billing-1"})
				}
				return w.cuedesk.RoundTrip(r)
			})
			out, err := w.move(t)
			if (err != nil) != (want != "") || err != nil && err.Error() != want {
				t.Errorf("error is %v", err)
			}
			contains(t, out, fmt.Sprintf(" %d created in", 2-refusals))
			w.completes(t)
			got := contactsIn(t, w.cuedesk)[0]
			equal(t, "the contact", got.ExternalContactID+got.FirstName, "billing-1P")
		})
	}
}

// An import whose end is not known may still be running: no other is sent.
func TestMove_unknownImports(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		operation string
		fault     cuedesktest.Fault
		says      []string
		err       string
	}{
		"stuck": {
			bulkCreate, cuedesktest.StuckImport(),
			[]string{
				"how it ended is not known: ", "not known whether it will be created, because how its import ended is not: 10, 11,",
				"not known whether it was updated, because how its import ended is not: 0, 1, 2,",
				"not sent, because how import 1 of 2 ended is not known: x",
			},
			"21 contacts are not moved; run it again once import ",
		},
		"no news of it": {
			importStatus, cuedesktest.Status(404),
			[]string{" 10 created", " 10 updated", " 1 failed", "not sent, because how import 1 of 2 ended is not known: x"},
			"1 contacts are not moved; run it again once import ",
		},
		"not known whether it was accepted": {
			bulkCreate, cuedesktest.Status(503).Always(),
			[]string{" 0 created", "not sent, because how import 1 of 2 ended is not known: x"},
			"21 contacts are not moved; run it again once the import has ended",
		},
		"accepted, but not answered": {
			bulkCreate, cuedesktest.Reset().AfterApply().Delay(time.Second).Always(),
			[]string{" 10 created", " 10 updated", " 1 failed"}, // Cuedesk has what was sent
			"1 contacts are not moved; run it again once the import has ended",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := many(20, 10, &nexadesk.Contact{ID: "x", FirstName: "X"})
				w.cuedesk.Inject(test.operation, test.fault)
				if test.operation == importStatus {
					w.via(func(r *http.Request) (*http.Response, error) {
						if w.cuedesk.Operation(r) == importStatus {
							<-time.After(time.Minute) // until when it has ended
						}
						return w.cuedesk.RoundTrip(r)
					})
					w.to, _ = w.to.With(cuedesk.WithTimeout(0))
				}
				w.fails(t, test.err, test.says...)
				equal(t, "readings of Cuedesk", w.requests(listContacts), 2)
				w.completes(t)
			})
		})
	}
}

// A token that ends, or that may not import, ends the imports. Nothing is advised
// that does not help.
func TestMove_forbiddenImports(t *testing.T) {
	t.Parallel()
	for _, status := range []int{401, 403} {
		synctest.Test(t, func(t *testing.T) {
			w := many(20, 0, &nexadesk.Contact{ID: "x", FirstName: "X"})
			w.cuedesk.Inject(bulkCreate, cuedesktest.Status(status))
			w.cuedesk.Inject(searchOne, cuedesktest.Status(status).Always())
			out, err := w.move(t)
			if err == nil || err.Error() != "21 contacts are not moved; see above" {
				t.Errorf("error is %v", err)
			}
			contains(t, out, fmt.Sprintf("not sent, because import 1 of 2 was not accepted: cuedesk: POST /v1/contacts/bulk: %d",
				status),
				fmt.Sprintf("not tried, because of others: cuedesk: POST /v1/contacts/search: %d", status))
			equal(t, "searches", w.requests(searchOne), giveUp)
			w.completes(t)
		})
	}
}

// Refusals of input say nothing about the next contact, so that the move goes on.
func TestMove_manyRefusals(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := many(40, 0)
		w.cuedesk.Inject(bulkCreate, cuedesktest.FailImport())
		faults := []cuedesktest.Fault{
			cuedesktest.Status(403).Times(9), cuedesktest.Status(422).Times(5),
			cuedesktest.Status(409).Times(6), cuedesktest.Status(403).Times(9),
			{},
			cuedesktest.Status(403).Times(9),
		}
		w.cuedesk.Inject(searchOne, faults...)
		out := w.fails(t, "38 contacts are not moved; see above", " 2 created", " 38 failed")
		if strings.Contains(out, "not tried") {
			t.Errorf("it has given up:\n%s", out)
		}
	})
}

// An interruption between two imports leaves the second one out.
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
		if !errors.Is(err, errInterrupted) {
			t.Errorf("error is %v", err)
		}
		contains(t, out, "import 1 of 2, 3 contacts matched on email: 3 created or updated, 0 failed", " 4 failed",
			"not known whether it was moved, because Cuedesk could not be read afterwards (interrupted): 0, 1, 2",
			"not sent, because the move was interrupted: x")
		w.completes(t)
	})
}

// A new address of a contact that is known by its ID is sent singly, too.
func TestMove_newAddress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallWorld(crowd(ada()), cuedesktest.Contact{Email: "old@example.com", ExternalContactID: "nexadesk:1"})
		w.cuedesk.Inject(bulkCreate, cuedesktest.FailImport())
		contains(t, w.mustMove(t), "1 sent singly: 1 done", " 1 updated")
		got := contactsIn(t, w.cuedesk)
		equal(t, "the contact", []string{plain(len(got)), got[0].Email, got[0].ExternalContactID}, []string{
			"1", "ada@example.com", "nexadesk:1",
		})
	})
}
