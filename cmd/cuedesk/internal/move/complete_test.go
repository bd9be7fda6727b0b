package move

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

func TestMove_existingLists(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		there  []string
		want   map[string]int
		output string
		err    string
	}{
		"none": {nil, map[string]int{"vip": 1, "Moved from nexadesk": 1}, "2 lists: 2 memberships added", ""},
		"one": {
			[]string{"vip"}, map[string]int{"vip": 1, "Moved from nexadesk": 1}, "lists that are there already: vip\n", "",
		},
		"another spelling": {
			[]string{"VIP"},
			map[string]int{"VIP": 0, "vip": 1, "Moved from nexadesk": 1},
			"2 lists: 2 memberships added", "",
		},
		"a longer name": {[]string{"vip2"}, map[string]int{"vip2": 0, "vip": 1, "Moved from nexadesk": 1}, "", ""},
		"archived": {
			[]string{"vip archived"},
			map[string]int{"Moved from nexadesk": 1},
			`it is not in the list "vip" (the list of that name in Cuedesk is archived): 1`,
			"1 contact is moved, but not with everything; see above",
		},
		"archived and active": {[]string{"vip archived", "vip"}, map[string]int{"vip": 1, "Moved from nexadesk": 1}, "", ""},
		"two": {
			[]string{"vip", "vip"},
			nil,
			`it is not in the list "vip" (there are several lists of that name in Cuedesk): 1`,
			"1 contact is moved, but not with everything; see above",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(ada()))
				for _, list := range test.there {
					name, archived := strings.CutSuffix(list, " archived")
					made, err := w.to.Lists.Create(t.Context(), cuedesk.ListCreate{Name: name})
					if err != nil {
						t.Fatal(err)
					}
					if archived {
						w.cuedesk.ArchiveList(made.ID)
					}
				}
				out, err := w.move(t)
				if (err != nil) != (test.err != "") || err != nil && err.Error() != test.err {
					t.Errorf("error is %v", err)
				}
				contains(t, out, test.output)
				if test.want != nil {
					equal(t, "lists", listsIn(t, w.cuedesk), test.want)
				}
			})
		})
	}
}

// Adding to a list may fail for some of them, in words of the API.
func TestMove_membersNotAdded(t *testing.T) {
	t.Parallel()
	answer := func(text string) cuedesktest.Fault { return cuedesktest.Body(201, "application/json", text).Always() }
	for name, test := range map[string]struct {
		fault  cuedesktest.Fault
		after  cuedesktest.Fault // of reading the list
		output string
	}{
		"not added": {
			answer(`{"message":"","added":[],"warnings":[]}`), cuedesktest.Fault{}, "(the API does not say why): 1, 2",
		},
		"others are added": {answer(`{"message":"","added":["ff0556cf-fbad-4d55-94cd-119bac9df2da",` +
			`"ff1667df-acde-4e66-a5de-220cbe916e2b"],"warnings":[]}`), cuedesktest.Fault{}, "unreadable response"},
		"a warning": {
			answer(`{"message":"","added":[],"warnings":[{"uuid":"WHO","message":"Contact is blocked."}]}`),
			cuedesktest.Fault{},
			`"Moved from nexadesk" (Contact is blocked.): 1`,
		},
		"a warning to others": {
			answer(`{"message":"","added":[],` +
				`"warnings":[{"uuid":"ff1667df-acde-4e66-a5de-220cbe916e2b","message":"Contact is blocked."}]}`),
			cuedesktest.Fault{},
			"unreadable response",
		},
		"an outage": {
			cuedesktest.Status(503).Always(),
			cuedesktest.Fault{},
			"(cuedesk: POST /v1/contact-lists/{contact_list_uuid}/contacts: 503",
		},
		"no news of it": {
			cuedesktest.Reset().AfterApply().Always(), cuedesktest.Status(503).Always(),
			"(cuedesk: POST /v1/contact-lists/{contact_list_uuid}/contacts: ",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(&nexadesk.Contact{ID: "1", FirstName: "A"}, eva()))
				w.cuedesk.Inject(addMembers, test.fault)
				w.cuedesk.Inject(listMembers, cuedesktest.Fault{}, test.after)
				w.replacing(addMembers, func(text string) string {
					for _, c := range contactsIn(t, w.cuedesk) {
						if c.ExternalContactID == "nexadesk:1" {
							text = strings.ReplaceAll(text, "WHO", c.ID.String())
						}
					}
					return text
				})
				w.fails(t, "2 contacts are moved, but not with everything; see above", test.output, ": 0 memberships added",
					" 2 created")
				w.completes(t)
			})
		})
	}
}

func TestMove_refusals(t *testing.T) {
	t.Parallel()
	var ids []cuedesk.ContactID
	for range 4 {
		ids = append(ids, cuedesk.ContactID{UUID: uuid.New()})
	}
	warning := cuedesk.Warning{ContactID: ids[1], Message: "blocked"}
	stranger := cuedesk.Warning{ContactID: ids[3], Message: "who?"}
	added := &cuedesk.AddResult{Added: []cuedesk.ContactID{ids[0], ids[3]}, Warnings: []cuedesk.Warning{warning, stranger}}
	for err, reason := range map[error]string{nil: "the API does not say why", errors.New("outage"): "outage"} {
		want := map[cuedesk.ContactID]string{ids[1]: "blocked", ids[2]: reason}
		equal(t, "reasons", rejectedMembers(ids[:3], added, err), want)
	}
	added = &cuedesk.AddResult{Added: ids[:3], Warnings: []cuedesk.Warning{stranger}}
	equal(t, "reasons", rejectedMembers(ids[:3], added, nil), map[cuedesk.ContactID]string{})
}

func TestMove_unreadableList(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(ada(), eva()))
		w.cuedesk.Inject(listMembers, cuedesktest.Status(503).Always())
		w.fails(t, "2 contacts are moved, but not with everything", `it is not in the list "vip" (cuedesk: GET `+
			`/v1/contact-lists/{contact_list_uuid}/contacts: 503`, `it is not in the list "Moved from nexadesk" (`)
		w.completes(t)
	})
}

// Of a request that was lost, those who are in the list are members, and no others.
func TestMove_lostMembersRequest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := many(150, 0)
		w.cuedesk.Inject(addMembers, cuedesktest.Reset().AfterApply(), cuedesktest.Fault{}, cuedesktest.Status(503).Always())
		w.fails(t, "50 contacts are moved, but not with everything", " 150 created", "1 list: 100 memberships added")
		w.completes(t)
	})
}

// If the list cannot be read afterwards, those count as added of whom the API said
// so.
func TestMove_memberWarnings(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := many(150, 0)
		w.cuedesk.Inject(addMembers, cuedesktest.Fault{}, cuedesktest.Status(503).Always())
		w.cuedesk.Inject(listMembers, cuedesktest.Fault{}, cuedesktest.Status(503).Always())
		w.fails(t, "50 contacts are moved, but not with everything", "1 list: 100 memberships added")
		w.completes(t)
	})
}

func TestMove_listNotCreated(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault cuedesktest.Fault
		lists int // how many there are after the first run
	}{
		"not carried out": {cuedesktest.Status(503), 1},
		"refused":         {cuedesktest.Status(422), 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(ada(), eva()))
				w.cuedesk.Inject(createList, cuedesktest.Fault{}, test.fault)
				w.fails(t, "1 contact is moved, but not with everything", `it is not in the list "vip" (cuedesk: POST `+
					`/v1/contact-lists: `)
				equal(t, "the number of lists", len(listsIn(t, w.cuedesk)), test.lists)
				w.completes(t)
			})
		})
	}
}

// What is created after its response was lost shows late. It must not be created
// twice.
func TestMove_lateCreates(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{createNote, createList, createField} {
		for after, complete := range map[time.Duration]bool{4 * time.Second: true, time.Minute: false} {
			t.Run(operation+" "+after.String(), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := smallScenario(sourceOfContacts(ada()))
					w.delay(operation, after)
					_, err := w.move(t)
					if (err == nil) != complete {
						t.Errorf("error is %v", err)
					}
					<-time.After(time.Hour)
					w.completes(t)
				})
			})
		}
	}
}

// delay answers the first request of an operation with a 504, and carries it out
// afterwards.
func (w *scenario) delay(operation string, after time.Duration) {
	isFirst := true
	w.intercept(func(r *http.Request) (*http.Response, error) {
		if w.cuedesk.Operation(r) != operation || !isFirst {
			return w.cuedesk.RoundTrip(r)
		}
		isFirst = false
		again := withBody(r, body(r)).WithContext(context.WithoutCancel(r.Context()))
		time.AfterFunc(after, func() {
			if response, err := w.cuedesk.RoundTrip(again); err == nil {
				response.Body.Close()
			}
		})
		return w.cuedesk.RoundTrip(cuedesktest.Status(504).On(withBody(r, nil)))
	})
}
