package main

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

func (w *worker) createList(ctx context.Context) bool {
	l := &list{key: w.key("list"), members: map[cuedesk.ContactID]bool{}}
	l.name = l.key + " new"
	build := func(ctx context.Context) (*cuedesk.List, error) {
		return w.client.Lists.Create(ctx, cuedesk.ListCreate{Name: l.name})
	}
	find := func(ctx context.Context) ([]cuedesk.List, error) {
		page, err := w.client.Lists.List(ctx, cuedesk.ListListsOptions{Search: l.key + " "})
		if err != nil {
			return nil, err
		}
		return page.Items, nil
	}
	if made := create(ctx, w, l.key, build, find); made != nil {
		l.id = made.ID
		w.model.lists = append(w.model.lists, l)
	}
	return true
}

func (l *list) read(w *worker) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		got, err := w.client.Lists.Get(ctx, l.id)
		if err != nil {
			return "", err
		}
		return fmt.Sprint(got.Name, " of ", got.Count), nil
	}
}

// state returns what a read of the list should find.
func (l *list) state() string { return fmt.Sprint(l.name, " of ", len(l.members)) }

func (w *worker) getList(ctx context.Context) bool {
	l := pick(w, w.model.lists)
	if l == nil {
		return false
	}
	got, err := ask(ctx, w, l.read(w))
	w.expect(ctx, l.key, got, l.state(), err)
	return true
}

func (w *worker) updateList(ctx context.Context) bool {
	l := pick(w, w.model.lists)
	if l == nil {
		return false
	}
	changed := *l
	changed.name = l.key + " " + w.uniqueText()
	do := func(ctx context.Context) error {
		_, err := w.client.Lists.Update(ctx, l.id, cuedesk.ListUpdate{Name: cuedesk.Set(changed.name)})
		return err
	}
	if w.change(ctx, l.key, l.state(), changed.state(), do, l.read(w)) == changed.state() {
		l.name = changed.name
	}
	return true
}

func (w *worker) deleteList(ctx context.Context) bool {
	l := pick(w, w.model.lists)
	if l == nil {
		return false
	}
	gone := w.remove(ctx, l.key,
		func(ctx context.Context) error { return w.client.Lists.Delete(ctx, l.id) },
		func(ctx context.Context) error { _, err := w.client.Lists.Get(ctx, l.id); return err })
	if gone {
		w.model.lists = slices.DeleteFunc(w.model.lists, func(other *list) bool { return other == l })
	}
	return true
}

// memberText returns IDs as one text.
func memberText(ids []cuedesk.ContactID) string {
	all := make([]string, len(ids))
	for n, id := range ids {
		all[n] = id.String()
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

func members(set map[cuedesk.ContactID]bool) string {
	return memberText(slices.Collect(maps.Keys(set)))
}

// readMembers reads who is in a list, a few at a time and ahead.
func (l *list) readMembers(w *worker) func(context.Context) (string, error) {
	return func(ctx context.Context) (string, error) {
		var ids []cuedesk.ContactID
		options := cuedesk.ListMembersOptions{PageOptions: cuedesk.PageOptions{Limit: 3}}
		for member, err := range w.client.Lists.AllContacts(ctx, l.id, options, cuedesk.WithPrefetch(2)) {
			if err != nil {
				return "", err
			}
			ids = append(ids, member.ID)
		}
		return memberText(ids), nil
	}
}

// changeMembers adds some contacts to a list, or removes them.
func (w *worker) changeMembers(ctx context.Context, do func(context.Context, *list, []cuedesk.ContactID) error,
	change func(map[cuedesk.ContactID]bool, cuedesk.ContactID),
) bool {
	l, c := pick(w, w.model.lists), pick(w, w.model.contacts)
	if l == nil || c == nil {
		return false
	}
	after := maps.Clone(l.members)
	var ids []cuedesk.ContactID
	for range 1 + w.rand.IntN(4) {
		ids = append(ids, c.id)
		change(after, c.id)
		c = pick(w, w.model.contacts)
	}
	call := func(ctx context.Context) error { return do(ctx, l, ids) }
	if w.change(ctx, l.key, members(l.members), members(after), call, l.readMembers(w)) == members(after) {
		l.members = after
	}
	return true
}

func (w *worker) addMembers(ctx context.Context) bool {
	return w.changeMembers(ctx, func(ctx context.Context, l *list, ids []cuedesk.ContactID) error {
		added, err := w.client.Lists.AddContacts(ctx, l.id, ids...)
		if err == nil && len(added.Added)+len(added.Warnings) != len(ids) {
			w.wrong(ctx, lost, "%s: of %d contacts, %d were added or warned of", l.key, len(ids),
				len(added.Added)+len(added.Warnings))
		}
		return err
	}, func(set map[cuedesk.ContactID]bool, id cuedesk.ContactID) { set[id] = true })
}

func (w *worker) removeMembers(ctx context.Context) bool {
	return w.changeMembers(ctx, func(ctx context.Context, l *list, ids []cuedesk.ContactID) error {
		_, err := w.client.Lists.RemoveContacts(ctx, l.id, ids...)
		return err
	}, func(set map[cuedesk.ContactID]bool, id cuedesk.ContactID) { delete(set, id) })
}

func (w *worker) iterateList(ctx context.Context) bool {
	l := pick(w, w.model.lists)
	if l == nil {
		return false
	}
	got, err := ask(ctx, w, l.readMembers(w))
	w.expect(ctx, l.key, got, members(l.members), err)
	return true
}

func (w *worker) listsOfContact(ctx context.Context) bool {
	c := pick(w, w.model.contacts)
	if c == nil {
		return false
	}
	want := map[cuedesk.ListID]bool{}
	for _, l := range w.model.lists {
		if l.members[c.id] && !w.model.isUncertain(l.key) {
			want[l.id] = true
		}
	}
	got, err := ask(ctx, w, func(ctx context.Context) (string, error) {
		seen := 0
		for l, err := range w.client.Contacts.AllLists(ctx, c.id, cuedesk.ListsOfContactOptions{}) {
			if err != nil {
				return "", err
			}
			if want[l.ID] {
				seen++
			}
		}
		return fmt.Sprint(seen, " lists"), nil
	})
	w.expect(ctx, c.key, got, fmt.Sprint(len(want), " lists"), err)
	return true
}
