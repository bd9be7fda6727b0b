package main

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
)

// known is what is kept of a contact in Cuedesk.
type known struct {
	id                cuedesk.ContactID
	externalID, email string
	archived          bool
}

// target is who is in Cuedesk at one moment.
type target struct {
	all     []*known
	byUUID  map[cuedesk.ContactID]*known
	byID    map[string][]*known // by external contact ID
	byEmail map[string][]*known // by emailKey
}

// readTarget pages over the whole workspace.
func readTarget(ctx context.Context, client *cuedesk.Client, out *printer) (*target, error) {
	t := &target{byUUID: map[cuedesk.ContactID]*known{}, byID: map[string][]*known{}, byEmail: map[string][]*known{}}
	for c, err := range client.Contacts.All(ctx, cuedesk.ContactListOptions{}) {
		if err != nil {
			return nil, err
		}
		t.add(&known{c.ID, c.ExternalContactID, c.Email, c.Archived})
		if len(t.all)%100 == 0 {
			out.progress("  %d contacts of Cuedesk read", len(t.all))
		}
	}
	return t, nil
}

func (t *target) add(c *known) {
	t.all = append(t.all, c)
	t.byUUID[c.id] = c
	if c.externalID != "" {
		t.byID[c.externalID] = append(t.byID[c.externalID], c)
	}
	if key := emailKey(c.email); key != "" {
		t.byEmail[key] = append(t.byEmail[key], c)
	}
}
