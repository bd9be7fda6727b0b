package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// members are the contacts of the list, by what rows are matched on.
type members struct {
	count   int
	byEmail map[string]*cuedesk.Contact
	byPhone map[string]*cuedesk.Contact
}

// readMembers pages over the whole list.
func (w *workspace) readMembers(ctx context.Context) (*members, error) {
	m := &members{byEmail: map[string]*cuedesk.Contact{}, byPhone: map[string]*cuedesk.Contact{}}
	for contact, err := range w.client.Lists.AllContacts(ctx, w.list.ID, cuedesk.ListMembersOptions{}) {
		if err != nil {
			return nil, err
		}
		m.count++
		m.byEmail[strings.ToLower(contact.Email)] = contact
		if phone, ok := readPhone(contact.PhoneNumber); ok {
			m.byPhone[phone.(string)] = contact
		}
	}
	return m, nil
}

// of returns the contact that the row has become, or nil.
func (m *members) of(r *row) *cuedesk.Contact {
	if r.contact.Email != "" {
		return m.byEmail[r.contact.Email]
	}
	return m.byPhone[r.contact.PhoneNumber]
}

// result is what became of the rows of the file.
type result struct {
	rows       int
	created    int // or updated
	failed     int
	duplicates int
	unsent     int // of the failed: those without an identifier
	unnamed    int // of the failed: those that cannot be told from others
	members    int // of the list
	others     int // of these: not from this file
	listIsNew  bool
	problems   []string // what the API says that is not so
}

// account finds out what became of each row. An import says how many rows failed,
// but not which: those are the ones whose contact is not in the list.
func account(s *sheet, batches []*batch, m *members, listIsNew bool) *result {
	res := &result{rows: len(s.rows), members: m.count, listIsNew: listIsNew}
	for _, r := range s.rows {
		switch {
		case r.duplicate != "":
			res.duplicates++
		case r.failed != "":
			res.unsent++
		}
	}
	found := map[cuedesk.ContactID]bool{}
	for _, b := range batches {
		res.settle(b, m, found)
	}
	res.failed += res.unsent
	res.others = m.count - len(found)
	if len(found) < res.created {
		res.problem("the API reports %d contacts created or updated, which are %d in the list: several rows may have met in one",
			res.created, len(found))
	}
	if listIsNew && res.others > 0 {
		res.problem("the list is new, but %d of its contacts are not from this file", res.others)
	}
	return res
}

func (res *result) problem(format string, args ...any) {
	res.problems = append(res.problems, fmt.Sprintf(format, args...))
}

// settle accounts for the rows of a batch.
func (res *result) settle(b *batch, m *members, found map[cuedesk.ContactID]bool) {
	none := b.job == nil || b.done() && b.status.Status == cuedesk.ImportFailed
	missing := 0
	for _, r := range b.rows {
		contact := m.of(r)
		if contact != nil {
			found[contact.ID] = true
		}
		if contact == nil || none {
			r.failed = b.reason()
			missing++
		}
	}
	created, failed := len(b.rows)-missing, missing
	if b.done() {
		created, failed = b.status.Summary.Created, b.status.Summary.Failed
	}
	res.created += created
	res.failed += failed
	res.unnamed += failed - missing
	if failed < missing || failed > missing && res.listIsNew {
		res.problem("%s: the API reports %d failed rows, but %d are not in the list", b.label, failed, missing)
	}
}

// err returns an error unless everything that was sent has arrived.
func (res *result) err() error {
	if sum := res.created + res.failed + res.duplicates; sum != res.rows {
		res.problem("%d created + %d failed + %d duplicates are %d, but the file has %d rows",
			res.created, res.failed, res.duplicates, sum, res.rows)
	}
	if len(res.problems) > 0 {
		return fmt.Errorf("the numbers do not add up: %s", strings.Join(res.problems, "; "))
	}
	if lost := res.failed - res.unsent; lost > 0 {
		return fmt.Errorf("%d rows that were sent were not imported; run it again: nothing will be doubled", lost)
	}
	return nil
}
