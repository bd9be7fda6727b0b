package move

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/workspace"
)

// listIndex has the lists of the workspace by name, the archived ones too.
type listIndex map[string][]*cuedesk.List

func readLists(ctx context.Context, client *cuedesk.Client) (listIndex, error) {
	index := listIndex{}
	for _, status := range []cuedesk.ListStatus{cuedesk.ListActive, cuedesk.ListArchived} {
		for list, err := range client.Lists.All(ctx, cuedesk.ListListsOptions{Status: status}) {
			if err != nil {
				return nil, err
			}
			index[list.Name] = append(index[list.Name], list)
		}
	}
	return index, nil
}

// existing returns which of the names are there.
func (index listIndex) existing(names []string) []string {
	return slices.DeleteFunc(names, func(name string) bool { return len(index[name]) == 0 })
}

// listsOf returns the names of the person's lists.
func (m *mover) listsOf(p *person) []string {
	return lists(append([]string{movedListName(m.from.name)}, p.lists...), nil)
}

// wantedLists returns the names of all lists.
func (m *mover) wantedLists() []string {
	names := map[string]bool{}
	for _, p := range primaries(m.people) {
		for _, name := range m.listsOf(p) {
			names[name] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// joinLists makes those who are moved members of their lists.
func (m *mover) joinLists(ctx context.Context) {
	wanted, joined := map[string][]*person{}, 0
	for _, p := range m.people {
		if p.isMoved() {
			for _, name := range m.listsOf(p) {
				wanted[name] = append(wanted[name], p)
			}
		}
	}
	for i, name := range slices.Sorted(maps.Keys(wanted)) {
		m.out.Progress("  list %d of %d", i+1, len(wanted))
		n, reasons := m.join(ctx, name, wanted[name])
		joined += n
		for _, p := range wanted[name] {
			if reason := reasons[p.after.id]; reason != "" {
				p.incomplete = append(p.incomplete, fmt.Sprintf("it is not in the list %q (%s)", name, reason))
			}
		}
	}
	m.out.Finish("  %s: %s added", program.Count(len(wanted), "list"), program.Count(joined, "membership"))
}

// join adds people to a list. It returns how many were added, and why others are
// not in it, as far as can be seen.
func (m *mover) join(ctx context.Context, name string,
	people []*person,
) (joined int, reasons map[cuedesk.ContactID]string) {
	ids := make([]cuedesk.ContactID, len(people))
	for i, p := range people {
		ids[i] = p.after.id
	}
	list, err := m.ensureList(ctx, name)
	if err != nil {
		return 0, reasonForAll(ids, describeError(err))
	}
	outside, err := m.otherMembers(ctx, list.ID, ids)
	if err != nil {
		return 0, reasonForAll(ids, describeError(err))
	}
	if len(outside) > 0 {
		reasons = m.add(ctx, list.ID, outside)
	}
	return len(outside) - len(reasons), reasons
}

// add adds contacts to a list, and returns why others are not in it.
func (m *mover) add(ctx context.Context, list cuedesk.ListID, ids []cuedesk.ContactID) map[cuedesk.ContactID]string {
	added, err := m.client.Lists.AddContacts(ctx, list, ids...)
	reasons := rejectedMembers(ids, added, err)
	if len(reasons) == 0 {
		return nil
	}
	// A warning may be about a contact that is in the list by a request whose response
	// was lost.
	left, err := m.otherMembers(ctx, list, ids)
	if err == nil {
		maps.DeleteFunc(reasons, func(id cuedesk.ContactID, _ string) bool { return !slices.Contains(left, id) })
	}
	return reasons
}

// reasonForAll gives all contacts the same reason.
func reasonForAll(ids []cuedesk.ContactID, reason string) map[cuedesk.ContactID]string {
	reasons := map[cuedesk.ContactID]string{}
	for _, id := range ids {
		reasons[id] = reason
	}
	return reasons
}

// rejectedMembers returns who was not added, and why.
func rejectedMembers(ids []cuedesk.ContactID, added *cuedesk.AddResult, err error) map[cuedesk.ContactID]string {
	reasons := reasonForAll(ids, "the API does not say why")
	if err != nil {
		reasons = reasonForAll(ids, describeError(err))
	}
	for _, warning := range added.Warnings {
		if reasons[warning.ContactID] != "" {
			reasons[warning.ContactID] = warning.Message
		}
	}
	for _, id := range added.Added {
		delete(reasons, id)
	}
	return reasons
}

// otherMembers returns the contacts that are not in the list.
func (m *mover) otherMembers(ctx context.Context, list cuedesk.ListID,
	ids []cuedesk.ContactID,
) ([]cuedesk.ContactID, error) {
	members := map[cuedesk.ContactID]bool{}
	for c, err := range m.client.Lists.AllContacts(ctx, list, cuedesk.ListMembersOptions{IncludeArchived: true}) {
		if err != nil {
			return nil, err
		}
		members[c.ID] = true
	}
	return slices.DeleteFunc(slices.Clone(ids), func(id cuedesk.ContactID) bool { return members[id] }), nil
}

// ensureList returns the list of the name, which is created unless it is there. One that is archived, or one of two, is
// for people to decide.
func (m *mover) ensureList(ctx context.Context, name string) (*cuedesk.List, error) {
	active := 0
	for _, list := range m.lists[name] {
		if list.Status != cuedesk.ListArchived {
			active++
		}
	}
	switch {
	case active > 1:
		return nil, errors.New("there are several lists of that name in Cuedesk")
	case active == 0 && len(m.lists[name]) > 0:
		return nil, errors.New("the list of that name in Cuedesk is archived")
	}
	ensured, err := m.client.Lists.Ensure(ctx, cuedesk.ListCreate{Name: name})
	if err != nil {
		return nil, err
	}
	workspace.ReportTwin(m.out, ensured)
	return ensured.List, nil
}
