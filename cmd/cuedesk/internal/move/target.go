package move

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
)

// knownContact is what is kept of a contact in Cuedesk: what tells whose it is, and what
// can be sent.
type knownContact struct {
	id                cuedesk.ContactID
	externalID, email string
	archived          bool
	shared            bool // it is one with the ID of one person and the address of another

	first, last, phone, whatsApp, messenger string
	custom                                  map[string]string // of the mapping's fields
}

func newKnown(c *cuedesk.Contact) *knownContact {
	custom := map[string]string{}
	for _, field := range customFields {
		if text := oneLine(c.CustomFields.Get(field.FieldKey).String()); text != "" {
			custom[field.FieldKey] = text
		}
	}
	return &knownContact{
		id: c.ID, externalID: c.ExternalContactID, email: c.Email, archived: c.Archived,
		first: c.FirstName, last: c.LastName, phone: c.PhoneNumber, whatsApp: c.WhatsAppID, messenger: c.FBMessengerID,
		custom: custom,
	}
}

// target is who is in Cuedesk at one moment.
type target struct {
	all     []*knownContact
	byUUID  map[cuedesk.ContactID]*knownContact
	byID    map[string][]*knownContact // by external contact ID
	byEmail map[string][]*knownContact // by emailKey
}

// readTarget pages over the whole workspace.
func readTarget(ctx context.Context, client *cuedesk.Client, out *screen.Printer) (*target, error) {
	t := &target{
		byUUID: map[cuedesk.ContactID]*knownContact{}, byID: map[string][]*knownContact{},
		byEmail: map[string][]*knownContact{},
	}
	for c, err := range client.Contacts.All(ctx, cuedesk.ListContactsOptions{}) {
		if err != nil {
			return nil, err
		}
		if t.byUUID[c.ID] != nil {
			continue // others added contacts, which moved it to the next page
		}
		t.add(newKnown(c))
		if len(t.all)%100 == 0 {
			out.Progress("  %d contacts of Cuedesk read", len(t.all))
		}
	}
	return t, nil
}

func (t *target) add(c *knownContact) {
	t.all = append(t.all, c)
	t.byUUID[c.id] = c
	if c.externalID != "" {
		t.byID[c.externalID] = append(t.byID[c.externalID], c)
	}
	if key := emailKey(c.email); key != "" {
		t.byEmail[key] = append(t.byEmail[key], c)
	}
}
