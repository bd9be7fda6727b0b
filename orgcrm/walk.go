package orgcrm

import (
	"context"
	"reflect"
	"slices"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// walk is where an iteration over a search stands.
type walk struct {
	core  *rest.Core
	query Query
	next  SearchOptions
	page  []Contact // the last page
}

// fetch fetches the next page and returns what is new on it.
func (w *walk) fetch(ctx context.Context) ([]*Contact, error) {
	before := w.page
	page, err := rest.FetchIf(ctx, w.core, w.query.page(w.next), func(p *pageOf[Contact]) bool {
		return len(p.Items) == 0 || !slices.EqualFunc(p.Items, before, sameContact)
	})
	if err != nil {
		return nil, err
	}
	w.page = page.Items
	w.next.Offset += len(page.Items)
	return unseen(w.page, before), nil
}

// sameContact tells by the ID, or by everything where the API sends none.
func sameContact(a, b Contact) bool {
	return a.ID == b.ID && (a.ID != "" || reflect.DeepEqual(a, b))
}

// unseen returns the contacts that are not on the page before. Contacts without an
// ID are all new.
func unseen(contacts, before []Contact) []*Contact {
	seen := make(map[ContactID]bool, len(before))
	for _, contact := range before {
		seen[contact.ID] = contact.ID != ""
	}
	var fresh []*Contact
	for i := range contacts {
		if !seen[contacts[i].ID] {
			fresh = append(fresh, &contacts[i])
		}
	}
	return fresh
}
