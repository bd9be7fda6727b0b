package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
)

// target is who is in Cuedesk at one moment.
type target struct {
	count   int
	byID    map[string][]*cuedesk.Contact // by external contact ID
	byEmail map[string][]*cuedesk.Contact // by e-mail address in lower case
}

// readTarget pages over the whole workspace.
func readTarget(ctx context.Context, client *cuedesk.Client) (*target, error) {
	t := &target{byID: map[string][]*cuedesk.Contact{}, byEmail: map[string][]*cuedesk.Contact{}}
	for c, err := range client.Contacts.All(ctx, cuedesk.ContactListOptions{}) {
		if err != nil {
			return nil, err
		}
		t.count++
		if id := c.ExternalContactID; id != "" {
			t.byID[id] = append(t.byID[id], c)
		}
		if email := emailKey(c.Email); email != "" {
			t.byEmail[email] = append(t.byEmail[email], c)
		}
	}
	return t, nil
}

// meet finds who is in Cuedesk already. Two of the source that are one there would
// overwrite each other.
func (t *target) meet(everybody []*person) {
	taken := map[cuedesk.ContactID]*person{}
	for _, p := range everybody {
		if p.sameAs != nil || p.failed != "" {
			continue
		}
		if p.before, p.failed = t.resolve(p); p.before == nil {
			continue
		}
		if other := taken[p.before.ID]; other != nil {
			p.failed = "Cuedesk has one contact for it and for " + other.label()
			continue
		}
		taken[p.before.ID] = p
	}
}

// ensureFields sees to the custom fields of the mapping.
func ensureFields(ctx context.Context, client *cuedesk.Client) error {
	for _, want := range customFields {
		field, err := findOrCreate(
			func() (*cuedesk.CustomField, error) {
				for field, err := range client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
					if err != nil || field.FieldKey == want.FieldKey {
						return field, err
					}
				}
				return nil, nil
			},
			func() (*cuedesk.CustomField, error) { return client.CustomFields.Create(ctx, want) },
		)
		if err != nil {
			return err
		}
		if field.FieldType != want.FieldType {
			return fmt.Errorf("the custom field %s is there, with another type; change mapping.go", want.FieldKey)
		}
	}
	return nil
}

// ensureList returns the list of the name.
func ensureList(ctx context.Context, client *cuedesk.Client, name string) (*cuedesk.List, error) {
	return findOrCreate(
		func() (*cuedesk.List, error) {
			for list, err := range client.Lists.All(ctx, cuedesk.ListListOptions{Search: name}) {
				if err != nil || list.Name == name {
					return list, err
				}
			}
			return nil, nil
		},
		func() (*cuedesk.List, error) { return client.Lists.Create(ctx, cuedesk.ListCreate{Name: name}) },
	)
}

// findOrCreate looks for a thing before it creates it. If the outcome of creating
// is unknown it looks again, where creating again might make a second one.
func findOrCreate[T any](find, create func() (*T, error)) (thing *T, err error) {
	for range 3 {
		if thing, err = find(); err != nil || thing != nil {
			return thing, err
		}
		if thing, err = create(); err == nil || !errors.Is(err, cuedesk.ErrOutcomeUnknown) {
			return thing, err
		}
	}
	return nil, err
}
