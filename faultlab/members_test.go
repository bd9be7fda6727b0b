package faultlab

import (
	"errors"
	"slices"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

const addMembers = "POST /v1/contact-lists/{contact_list_uuid}/contacts"

// members returns who is in a list, past the network.
func (l *lab) members(list cuedesk.ListID) []cuedesk.ContactID {
	l.Helper()
	var ids []cuedesk.ContactID
	for contact, err := range l.fake.Client().Lists.AllContacts(l.Context(), list, cuedesk.ListMembersOptions{}) {
		if err != nil {
			l.Fatal(err)
		}
		ids = append(ids, contact.ID)
	}
	return ids
}

// wantMembers fails the test unless these are in the list, each once, and no others.
func (l *lab) wantMembers(list cuedesk.ListID, want []cuedesk.ContactID) {
	l.Helper()
	if got := l.members(list); !slices.Equal(sorted(got), sorted(want)) {
		l.Errorf("%d members, want %d", len(got), len(want))
	}
}

func sorted(ids []cuedesk.ContactID) []cuedesk.ContactID {
	return slices.SortedFunc(slices.Values(ids), func(a, b cuedesk.ContactID) int {
		return slices.Compare(a.UUID[:], b.UUID[:])
	})
}

// TestListsService_AddContacts_batches: the second of three requests fails. What is reported as added is in the list,
// and adding all of them again completes it.
func TestListsService_AddContacts_batches(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   cuedesktest.Fault
		inside  int // how many are in the list after the error
		sent    int // requests until then
		overall error
	}{
		"refused":               {cuedesktest.Status(422), 100, 2, cuedesk.ErrInvalid},
		"out of order":          {cuedesktest.Status(503).Times(5), 100, 6, cuedesk.ErrServer},
		"carried out":           {cuedesktest.HTML502().AfterApply().Times(5), 200, 6, cuedesk.ErrServer},
		"repeated, carried out": {cuedesktest.Reset().AfterApply(), 250, 4, nil},
		"repeated, refused":     {cuedesktest.Status(429).RetryAfter("0"), 250, 4, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 0, toxic{})
			ids := l.fill(250)
			list, err := l.client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "VIP"})
			if err != nil {
				t.Fatal(err)
			}
			l.fake.Inject(addMembers, cuedesktest.Latency(0), test.fault)
			added, err := l.client.Lists.AddContacts(t.Context(), list.ID, ids...)
			l.wantPart(added, err, test.overall, ids)
			l.wantAttempts(1 + test.sent)
			l.wantMembers(list.ID, ids[:test.inside])
			if added, err = l.client.Lists.AddContacts(t.Context(), list.ID, ids...); err != nil {
				t.Error(err)
			}
			l.wantPart(added, nil, nil, ids)
			l.wantMembers(list.ID, ids)
			l.audit()
		})
	}
}

// wantPart fails the test unless the result accounts for what the error leaves: the first request's contacts, or all.
func (l *lab) wantPart(added *cuedesk.AddResult, err, want error, ids []cuedesk.ContactID) {
	l.Helper()
	if !errors.Is(err, want) {
		l.Errorf("got error %v, want %v", err, want)
	}
	told := slices.Clone(added.Added)
	for _, warning := range added.Warnings {
		told = append(told, warning.ContactID)
	}
	if err != nil {
		ids = ids[:100]
	}
	if !slices.Equal(sorted(told), sorted(ids)) {
		l.Errorf("the result accounts for %d contacts, want %d", len(told), len(ids))
	}
}
