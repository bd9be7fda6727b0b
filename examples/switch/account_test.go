package main

import (
	"bytes"
	"context"
	"iter"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

// crowd is a source of contacts that need no API.
func crowd(total int, contacts ...*nexadesk.Contact) *source {
	return &source{
		name: "nexadesk",
		all: func(context.Context) iter.Seq2[*person, error] {
			return func(yield func(*person, error) bool) {
				for _, c := range contacts {
					if !yield(&person{id: string(c.ID), mapped: fromNexadesk(c)}, nil) {
						return
					}
				}
			}
		},
		total: func(context.Context) (int, error) { return total, nil },
	}
}

// TestWhoIsWho has contacts in Cuedesk that make it hard to say who is meant.
func TestWhoIsWho(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		there   []cuedesktest.Contact
		source  []*nexadesk.Contact
		says    string
		err     string
		ids     []string // external contact IDs in Cuedesk in the end
		updated int
	}{
		"an address in another case": {
			there:  []cuedesktest.Contact{{Email: "Ada@Example.com"}},
			source: []*nexadesk.Contact{{ID: "1", Email: "ada@example.com"}},
			ids:    []string{"1"}, updated: 1,
		},
		"an ID of another system": {
			there:  []cuedesktest.Contact{{Email: "ada@example.com", ExternalContactID: "billing-7"}},
			source: []*nexadesk.Contact{{ID: "1", Email: "ada@example.com"}},
			ids:    []string{"billing-7"}, updated: 1,
		},
		"a new address": {
			there:  []cuedesktest.Contact{{Email: "old@example.com", ExternalContactID: "1"}},
			source: []*nexadesk.Contact{{ID: "1", Email: "new@example.com"}},
			ids:    []string{"1"}, updated: 1,
		},
		"two with its address": {
			there:  []cuedesktest.Contact{{Email: "ada@example.com"}, {Email: "ADA@example.com"}},
			source: []*nexadesk.Contact{{ID: "1", Email: "ada@example.com"}},
			says:   "Cuedesk has several contacts with its e-mail address: 1\n", ids: []string{"", ""},
		},
		"two with its ID": {
			there:  []cuedesktest.Contact{{ExternalContactID: "1"}, {ExternalContactID: "1"}},
			source: []*nexadesk.Contact{{ID: "1", FirstName: "Ada"}},
			says:   "Cuedesk has several contacts with its ID: 1\n", ids: []string{"1", "1"},
		},
		"one with its ID and one with its address": {
			there:  []cuedesktest.Contact{{ExternalContactID: "1"}, {Email: "ada@example.com"}},
			source: []*nexadesk.Contact{{ID: "1", Email: "ada@example.com"}},
			says:   "Cuedesk has a contact with its ID and another one with its e-mail address: 1\n", ids: []string{"", "1"},
		},
		"one for two": {
			there:  []cuedesktest.Contact{{ExternalContactID: "1", Email: "ada@example.com"}},
			source: []*nexadesk.Contact{{ID: "1", FirstName: "Ada"}, {ID: "2", Email: "ada@example.com"}},
			says:   "Cuedesk has one contact for it and for 1: 2\n", ids: []string{"1"}, updated: 1,
		},
		"no ID": {
			source: []*nexadesk.Contact{{FirstName: "Ada"}, {FirstName: "Eva", Email: "eva@example.com"}},
			says:   "no e-mail address and no ID by which to find it again: one without an ID\n", ids: []string{""},
		},
		"the same one on two pages": {
			source: []*nexadesk.Contact{{ID: "1", FirstName: "Ada"}, {ID: "1", FirstName: "Ada"}},
			err:    "the numbers do not add up: the source says that it has 2 contacts, but gave 1", ids: []string{"1"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				for _, c := range test.there {
					srv.AddContact(c)
				}
				var out bytes.Buffer
				err := move(t.Context(), crowd(len(test.source), test.source...), srv.Client(), newPrinter(&out), "")
				if (err != nil) != (test.err != "") || err != nil && err.Error() != test.err {
					t.Errorf("error is %v", err)
				}
				if !strings.Contains(out.String(), test.says) || number(t, out.String(), "updated: ") != test.updated {
					t.Errorf("%q is not in:\n%s", test.says, out.String())
				}
				var ids []string
				for c, err := range srv.Client().Contacts.All(t.Context(), cuedesk.ContactListOptions{}) {
					if err != nil {
						t.Fatal(err)
					}
					ids = append(ids, c.ExternalContactID)
				}
				if slices.Sort(ids); !slices.Equal(ids, test.ids) {
					t.Errorf("IDs are %q, not %q", ids, test.ids)
				}
			})
		})
	}
}

func TestMapping(t *testing.T) {
	t.Parallel()
	got := fromNexadesk(&nexadesk.Contact{
		ID: "1", FirstName: " Ada\t Maria ", LastName: "-", Email: "Ask <the@office>", Phone: "reception, 2nd floor",
		Tags: []string{"region/emea", " ", "region/emea ", "VIP", "vip"}, ProfileNotes: "Long.\n", InterestSummary: "Chairs",
	})
	if got.contact.FirstName != "Ada Maria" || got.contact.LastName != "" || got.contact.Email != "" || got.contact.PhoneNumber != "" {
		t.Errorf("contact is %+v", got.contact)
	}
	if want := "Long.\n\nE-mail: Ask <the@office>\nPhone: reception, 2nd floor\nInterested in: Chairs"; got.note != want {
		t.Errorf("note is %q", got.note)
	}
	if want := []string{"region/emea", "VIP", "vip"}; !slices.Equal(got.lists, want) {
		t.Errorf("lists are %q", got.lists)
	}
	for text, want := range map[string]string{
		"+44 (0)20 7946 0285": "+44 (0)20 7946 0285", "202.555.0142  x12": "202.555.0142 x12", "12": "", "n/a": "", "": "",
	} {
		if number := new(leftover).phone(text); number != want {
			t.Errorf("phone %q is read as %q", text, number)
		}
	}
}

// Somebody else may have joined two contacts while they were moved.
func TestTwoThatHaveBecomeOne(t *testing.T) {
	t.Parallel()
	ada := &person{id: "1", mapped: fromNexadesk(&nexadesk.Contact{ID: "1", FirstName: "Ada"})}
	eva := &person{id: "2", mapped: fromNexadesk(&nexadesk.Contact{ID: "2", Email: "eva@example.com"})}
	both := []*cuedesk.Contact{{ExternalContactID: "1", Email: "eva@example.com"}}
	m := &mover{
		everybody: []*person{ada, eva}, total: -1, before: &target{},
		after:   &target{count: 1, byID: map[string][]*cuedesk.Contact{"1": both}, byEmail: map[string][]*cuedesk.Contact{"eva@example.com": both}},
		batches: []*batch{{people: []*person{ada}}, {people: []*person{eva}}},
	}
	want := "the numbers do not add up: two contacts of the source have become one: see 2"
	if err := m.account().err(m.everybody); err == nil || err.Error() != want {
		t.Errorf("error is %v", err)
	}
}
