package faultlab

import (
	"fmt"
	"slices"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

const listContacts = "GET /v1/contacts"

// fill gives the fake n contacts and returns their IDs.
func (l *lab) fill(n int) []cuedesk.ContactID {
	ids := make([]cuedesk.ContactID, n)
	for i := range ids {
		email := fmt.Sprintf("seed-%d@example.com", i)
		ids[i] = l.fake.AddContact(cuedesktest.Contact{Email: email})
		l.outcomes.created[email] = ids[i]
	}
	return ids
}

// oldestFirst chooses small pages, in the order of creation.
var oldestFirst = cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 10}, Order: cuedesk.Ascending}

// TestContactsService_All_faults: pages that break off are asked for again, and none is missed or repeated.
func TestContactsService_All_faults(t *testing.T) {
	t.Parallel()
	for _, ahead := range []int{0, 3} {
		l := newLab(t, 4, toxic{kind: "limit_data", stream: "downstream", with: attributes{"bytes": 1500}})
		want := l.fill(100)
		var got []cuedesk.ContactID
		for contact, err := range l.client.Contacts.All(t.Context(), oldestFirst, cuedesk.WithPrefetch(ahead)) {
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, contact.ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d pages ahead: got %d contacts, or in another order; want %d", ahead, len(got), len(want))
		}
		l.wantRepeated()
		l.audit()
	}
}

// TestContactsService_All_break: pages that are under way when the caller leaves are given up, and All returns at once.
func TestContactsService_All_break(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0, toxic{})
	l.fill(100)
	l.hold.Store(int64(oldestFirst.Limit)) // the first two pages overlap
	items := 0
	for _, err := range l.client.Contacts.All(t.Context(), oldestFirst, cuedesk.WithPrefetch(2)) {
		if err != nil {
			t.Error(err)
		}
		if items++; items <= oldestFirst.Limit {
			continue // the second page has come
		}
		l.eventually("two pages are under way", func() bool { return l.requests(listContacts)-l.attempted() == 2 })
		break
	}
	l.eventually("they are given up", func() bool { return l.requests(listContacts) == l.attempted() })
	l.hold.Store(0)
	l.audit()
}
