package cuedesk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// members answers membership requests: it warns of every tenth contact and fails
// the n-th request.
type members struct {
	sizes []int
	fail  int
}

func (m *members) serve(r *http.Request) (*http.Response, error) {
	var in struct {
		IDs []string `json:"contact_uuids"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	if m.sizes = append(m.sizes, len(in.IDs)); len(m.sizes) == m.fail {
		return reply(403, jsonType, refusal), nil
	}
	if r.Method == http.MethodDelete {
		return reply(204, "", ""), nil
	}
	added, warnings := []string{}, []map[string]string{}
	for i, id := range in.IDs {
		if i%10 == 9 {
			warnings = append(warnings, map[string]string{"uuid": id, "message": "Contact not found."})
		} else {
			added = append(added, id)
		}
	}
	data, err := json.Marshal(map[string]any{"message": "done", "added": added, "warnings": warnings})
	return reply(201, jsonType, string(data)), err
}

func someIDs(n int) []cuedesk.ContactID {
	var ids []cuedesk.ContactID
	for i := range n {
		ids = append(ids, cuedesk.ContactID{UUID: numbered(i + 1)})
	}
	return ids
}

// TestListsService_AddContacts_batches: any number of contacts, 100 a request, and what was
// done before a failure is in the result beside the error.
func TestListsService_AddContacts_batches(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n, fail int
		sizes   []int
		done    int
	}{
		{1, 0, []int{1}, 1},
		{100, 0, []int{100}, 100},
		{250, 0, []int{100, 100, 50}, 250},
		{250, 2, []int{100, 100}, 100},
		{250, 1, []int{100}, 0},
	} {
		m := members{fail: test.fail}
		ids := someIDs(test.n)
		got, err := newClient(t, m.serve).Lists.AddContacts(t.Context(), listID, ids...)
		if (err != nil) != (test.fail > 0) || err != nil && !errors.Is(err, cuedesk.ErrForbidden) {
			t.Errorf("%+v: %v", test, err)
		}
		if !slices.Equal(m.sizes, test.sizes) || len(got.Added) != test.done-test.done/10 ||
			len(got.Warnings) != test.done/10 {
			t.Errorf("%+v: requests of %v, %d added, %d warnings", test, m.sizes, len(got.Added), len(got.Warnings))
		}
		for i, w := range got.Warnings {
			if w.ContactID != ids[i*10+9] || w.Message != "Contact not found." {
				t.Errorf("%+v: warning %d is %+v", test, i, w)
			}
		}
	}
}

// TestListsService_AllContacts_cappedTotals: where both lists have as many contacts because
// they count no further, archived ones do not come all the same.
func TestListsService_AllContacts_cappedTotals(t *testing.T) {
	t.Parallel()
	const contact = `{"uuid":"%s","archived":%t,"created_at":"2026-01-01T00:00:0%dZ"}`
	ids := someIDs(3)
	var contacts []string
	for i, id := range ids {
		contacts = append(contacts, fmt.Sprintf(contact, id, i == 1, i))
	}
	client := newClient(t, func(r *http.Request) (*http.Response, error) {
		items := strings.Join(contacts, ",")
		if r.URL.Query().Get("limit") == "1" {
			items = contacts[0]
		}
		return reply(200, jsonType, `{"contacts":[`+items+`],"pagination":{"limit":`+r.URL.Query().Get("limit")+
			`,"offset":0,"total":3}}`), nil
	})
	var got []cuedesk.ContactID
	for c, err := range client.Lists.AllContacts(t.Context(), listID, cuedesk.ListMembersOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, c.ID)
	}
	if !slices.Equal(got, []cuedesk.ContactID{ids[0], ids[2]}) {
		t.Errorf("got %v of %v", got, ids)
	}
}

func TestListsService_RemoveContacts_batches(t *testing.T) {
	t.Parallel()
	ids := someIDs(250)
	for fail, done := range map[int]int{0: 250, 1: 0, 3: 200} {
		m := members{fail: fail}
		got, err := newClient(t, m.serve).Lists.RemoveContacts(t.Context(), listID, ids...)
		if (err != nil) != (fail > 0) || !slices.Equal(got, ids[:done]) {
			t.Errorf("failing at %d: %d removed, %v", fail, len(got), err)
		}
	}
}

// TestListsService_AllContacts_removesAllMembers: a loop may take out all members, with pages ahead, also
// where many of them were created in one second.
func TestListsService_AllContacts_removesAllMembers(t *testing.T) {
	t.Parallel()
	for range testset.Pick(1, 3) {
		srv := cuedesktest.NewServer()
		client := srv.Client()
		list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "imported"})
		if err != nil {
			t.Fatal(err)
		}
		began := time.Now().Add(-time.Hour).Truncate(time.Second)
		ids := make([]cuedesk.ContactID, 1000)
		for i := range ids {
			at := began.Add(time.Duration(i/120) * time.Second)
			ids[i] = srv.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at, UpdatedAt: at})
		}
		if _, err := client.Lists.AddContacts(t.Context(), list.ID, ids...); err != nil {
			t.Fatal(err)
		}
		came := 0
		for contact, err := range client.Lists.AllContacts(t.Context(), list.ID, cuedesk.ListMembersOptions{}) {
			if err != nil {
				t.Fatalf("after %d: %v", came, err)
			}
			came++
			if _, err := client.Lists.RemoveContacts(t.Context(), list.ID, contact.ID); err != nil {
				t.Fatal(err)
			}
		}
		if came != len(ids) {
			t.Errorf("%d came", came)
		}
	}
}
