package cuedesktest

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// The documented states of a contact list. Custom fields and notes are only ever active.
const (
	statusActive   = "active"
	statusArchived = "archived"
)

// list is a contact list as stored. Its members are in the order in which they joined.
type list struct {
	id      uuid.UUID
	seq     int64
	name    string
	status  string
	emoji   string
	created time.Time
	updated time.Time
	members []*contact
	joined  map[*contact]time.Time
}

// listWire is a contact list in a response.
type listWire struct {
	UUID          uuid.UUID `json:"uuid"`
	Name          string    `json:"name"`
	Status        string    `json:"status"`
	Emoji         string    `json:"emoji,omitzero"`
	WorkspaceUUID uuid.UUID `json:"workspace_uuid"`
	Count         int       `json:"count"`
	CreatedBy     uuid.UUID `json:"created_by"`
	UpdatedBy     uuid.UUID `json:"updated_by"`
	CreatedAt     string    `json:"created_at"`
	UpdatedAt     string    `json:"updated_at"`
}

func (l *list) wire() listWire {
	return listWire{
		UUID:          l.id,
		Name:          l.name,
		Status:        l.status,
		Emoji:         l.emoji,
		WorkspaceUUID: workspace,
		Count:         len(l.members),
		CreatedBy:     workspace,
		UpdatedBy:     workspace,
		CreatedAt:     l.created.Format(microLayout),
		UpdatedAt:     l.updated.Format(microLayout),
	}
}

// sortLists sorts by a documented field, and lists that are equal in it by their creation.
func sortLists(lists []*list, field string, descending bool, t ties) {
	slices.SortFunc(lists, func(a, b *list) int {
		order := a.created.Compare(b.created)
		if field == "name" {
			order = cmp.Compare(a.name, b.name)
		}
		order = cmp.Or(order, t.compare(a.seq, b.seq))
		if descending {
			return -order
		}
		return order
	})
}

func listLists(c *call) (any, error) {
	p := c.page(defaultLimit)
	status := c.choice("status", statusActive, statusActive, statusArchived)
	descending := c.choice("sort_order", "asc", "asc", "desc") == "desc"
	field := c.choice("sort_field", "name", "name", "created_at")
	search, _ := c.take("search")
	if err := c.validationError(); err != nil {
		return nil, err
	}
	search = strings.ToLower(search)
	found := slices.DeleteFunc(slices.Clone(c.lists), func(l *list) bool {
		return l.status != status || !strings.Contains(strings.ToLower(l.name), search)
	})
	sortLists(found, field, descending, c.ties)
	return paged(p, "contact_lists", found, (*list).wire), nil
}

func createList(c *call) (any, error) {
	in := c.body()
	name := required(in, "name", characters(1, -1))
	emoji := optional(in, "emoji", aString).valueOr("")
	if err := c.validationError(); err != nil {
		return nil, err
	}
	now := microseconds(c.now)
	l := &list{
		id: c.newID("contact-list"), name: name, status: statusActive, emoji: emoji,
		created: now, updated: now, joined: map[*contact]time.Time{},
	}
	l.seq = c.serial
	c.lists = append(c.lists, l)
	c.listByID[l.id] = l
	return l.wire(), nil
}

func getList(c *call) (any, error) {
	found, err := c.list()
	if err != nil {
		return nil, err
	}
	return found.wire(), nil
}

func updateList(c *call) (any, error) {
	in := c.body()
	name := optional(in, "name", characters(1, -1))
	if name.null {
		in.fail("name", flaw{kind: "string_type", msg: "Input should be a valid string"})
	}
	emoji := optional(in, "emoji", aString)
	found, err := c.list()
	if err != nil {
		return nil, err
	}
	found.name = name.valueOr(found.name)
	if emoji.given {
		found.emoji = emoji.valueOr("")
	}
	found.updated = microseconds(c.now)
	return found.wire(), nil
}

func deleteList(c *call) (any, error) {
	found, err := c.list()
	if err != nil {
		return nil, err
	}
	c.lists = slices.DeleteFunc(c.lists, func(l *list) bool { return l == found })
	delete(c.listByID, found.id)
	return nil, nil
}
