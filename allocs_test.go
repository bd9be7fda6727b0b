//go:build !race

package cuedesk_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// contactsPage is a page of contacts with six custom values each, 600 bytes a
// contact.
func contactsPage(n int) string {
	items := make([]string, n)
	for i := range items {
		items[i] = fmt.Sprintf(`{"uuid":"ff0556cf-fbad-4d55-94cd-%012x","workspace_uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb",`+
			`"first_name":"Bruce %d","last_name":"Wayne %d","external_contact_id":"batman-%d","email":"batman%d@example.com",`+
			`"phone_number":"+49151%08d","whatsapp_id":"49151%08d","fb_messenger_id":"fb_%d","archived":false,`+
			`"created_at":"2025-12-10T10:31:34.353Z","updated_at":"2025-12-10T10:31:34.353Z","last_engaged_at":"2025-12-09T14:57:36Z",`+
			`"custom_fields":{"date_of_birth":"1985-02-19","subscription":"Enterprise","is_verified":true,"num_seats":%d,`+
			`"score":12.5,"interests":["music","travel"]}}`, i, i, i, i, i, i, i, i, i)
	}
	return `{"contacts":[` + strings.Join(items, ",") + `],"pagination":{"limit":100,"offset":0,"total":10000}}`
}

// someContacts are new contacts with six custom values each.
func someContacts(n int) []cuedesk.ContactCreate {
	contacts := make([]cuedesk.ContactCreate, n)
	for i := range contacts {
		contacts[i] = cuedesk.ContactCreate{
			FirstName: "Bruce", LastName: "Wayne", Email: fmt.Sprintf("batman%d@example.com", i),
			PhoneNumber: fmt.Sprint("+49151", i),
			CustomFields: map[string]any{
				"date_of_birth": "1985-02-19", "subscription": "Enterprise", "is_verified": true,
				"num_seats": i, "score": 12.5, "interests": []string{"music", "travel"},
			},
		}
	}
	return contacts
}

// readTwoValues reads two custom values of each contact of a page.
func readTwoValues(ctx context.Context, c *cuedesk.Client) error {
	page, err := c.Contacts.List(ctx, cuedesk.ListContactsOptions{})
	if err != nil {
		return err
	}
	for i := range page.Items {
		values := page.Items[i].CustomFields
		if _, err := values.Get("num_seats").Int64(); err != nil || values.Get("subscription").String() != "Enterprise" {
			return fmt.Errorf("contact %d has %v, %w", i, values, err)
		}
	}
	return nil
}

// TestClient_allocations bounds what each operation allocates, the transport's part
// included.
func TestClient_allocations(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	contacts := someContacts(1000)
	page, one := contactsPage(100), strings.TrimPrefix(strings.Split(contactsPage(2), "},{")[0], `{"contacts":[`)+"}"
	for name, test := range map[string]struct { //nolint:paralleltest // as above
		status int
		body   string
		most   float64
		call   func(context.Context, *cuedesk.Client) error
	}{
		"get one contact": {200, strings.Replace(one, "ff0556cf-fbad-4d55-94cd-000000000000", contactID.String(), 1), 28, func(ctx context.Context, c *cuedesk.Client) error {
			_, err := c.Contacts.Get(ctx, contactID)
			return err
		}},
		"page of 100": {200, page, 132, func(ctx context.Context, c *cuedesk.Client) error {
			_, err := c.Contacts.List(ctx, cuedesk.ListContactsOptions{})
			return err
		}},
		"page of 100, two custom values of each read": {200, page, 132, readTwoValues},
		"create a contact": {201, one, 40, func(ctx context.Context, c *cuedesk.Client) error {
			_, err := c.Contacts.Create(ctx, contacts[1])
			return err
		}},
		"search, page of 10": {200, contactsPage(10), 53, func(ctx context.Context, c *cuedesk.Client) error {
			_, err := c.Contacts.Search(ctx, cuedesk.Where().Text("bruce"), cuedesk.PageOptions{})
			return err
		}},
		"bulk create of 1,000": {202, `{"contact_import_uuid":"` + importID.String() + `"}`, 40, func(ctx context.Context, c *cuedesk.Client) error {
			_, err := c.Bulk.Create(ctx, cuedesk.BulkCreate{Contacts: contacts})
			return err
		}},
		"a 422": {422, errorBody(t, 422), 28, func(ctx context.Context, c *cuedesk.Client) error {
			if _, err := c.Contacts.Get(ctx, contactID); err == nil {
				return fmt.Errorf("a 422 is no error: %w", err)
			}
			return nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			client := newClient(t, func(r *http.Request) (*http.Response, error) {
				if r.Body != nil {
					_, _ = io.Copy(io.Discard, r.Body)
				}
				return reply(test.status, jsonType, test.body), nil
			})
			var failure error
			got := testing.AllocsPerRun(100, func() {
				if err := test.call(t.Context(), client); err != nil {
					failure = err
				}
			})
			if failure != nil {
				t.Fatal(failure)
			}
			if got > test.most {
				t.Errorf("%v allocations, at most %v", got, test.most)
			}
		})
	}
}

// TestContact_Memory: a contact that is kept does not hold on to its page, and
// reading its values costs nothing.
func TestContact_Memory(t *testing.T) { //nolint:paralleltest // it counts what the process allocates
	const pages, most = 200, 2 << 10
	client := clientReturning(t, contactsPage(100))
	kept := make([]cuedesk.Contact, 0, pages)
	before := heapInUse()
	for range pages {
		page, err := client.Contacts.List(t.Context(), cuedesk.ListContactsOptions{})
		if err != nil {
			t.Fatal(err)
		}
		kept = append(kept, page.Items[50])
	}
	if each := (heapInUse() - before) / pages; each > most {
		t.Errorf("a contact that is kept takes %d bytes, at most %d", each, most)
	}
	if n := testing.AllocsPerRun(10, func() { _ = kept[0].CustomFields.Get("subscription").String() }); n != 0 {
		t.Errorf("reading a value allocates %v times", n)
	}
}

// heapInUse returns the bytes that are reachable.
func heapInUse() int64 {
	runtime.GC()
	runtime.GC() // empties the pools
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}
