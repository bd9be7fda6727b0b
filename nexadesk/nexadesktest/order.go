package nexadesktest

import (
	"cmp"
	"encoding/base64"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// order is a way to sort contacts.
type order struct {
	value      func(*contact) string
	descending bool
}

// sortValues are the documented sort fields: texts that sort as their values do.
var sortValues = map[string]func(*contact) string{
	"created_at":    func(c *contact) string { return timeText(c.CreatedAt) },
	"last_activity": func(c *contact) string { return timeText(c.LastActivity) },
	"name":          func(c *contact) string { return strings.TrimRight(c.FirstName+"\x00"+c.LastName, "\x00") },
	"email":         func(c *contact) string { return c.Email },
}

// readOrder reads the sort parameter; without one the newest come first.
func readOrder(text string) (order, error) {
	field, direction, _ := strings.Cut(cmp.Or(text, "created_at:desc"), ":")
	value := sortValues[field]
	if value == nil || direction != "asc" && direction != "desc" {
		return order{}, invalid("sort must be created_at, last_activity, name or email, with :asc or :desc")
	}
	return order{value, direction == "desc"}, nil
}

// position is where a contact stands in an order.
type position struct {
	Value string `json:"value"`
	Seq   int    `json:"seq"`
}

func (o order) position(c *contact) position { return position{o.value(c), c.seq} }

// compare puts positions without a value last in either direction.
func (o order) compare(a, b position) int {
	if (a.Value == "") != (b.Value == "") {
		return cmp.Compare(b.Value, a.Value)
	}
	result := cmp.Or(cmp.Compare(a.Value, b.Value), cmp.Compare(a.Seq, b.Seq))
	if o.descending {
		return -result
	}
	return result
}

// cursor is a position in the list that a query asked for.
type cursor struct {
	Search string   `json:"search"`
	Tag    string   `json:"tag"`
	Sort   string   `json:"sort"`
	After  position `json:"after"`
}

// writeCursor returns the cursor of the page after a position. There always is one:
// text that is not UTF-8 is replaced.
func writeCursor(query map[string]string, after position) string {
	data, _ := json.Marshal(cursor{query["search"], query["tag"], query["sort"], after}, jsontext.AllowInvalidUTF8(true))
	return base64.RawURLEncoding.EncodeToString(data)
}

// readCursor returns the position after which the page begins; nil for the first
// page. A cursor is refused unless it is one that writeCursor made for the query.
func (s *store) readCursor(query map[string]string) (*position, error) {
	if query["cursor"] == "" {
		return nil, nil //nolint:nilnil // The first page begins after nothing.
	}
	var c cursor
	data, err := base64.RawURLEncoding.DecodeString(query["cursor"])
	if err != nil || json.Unmarshal(data, &c) != nil || writeCursor(query, c.After) != query["cursor"] ||
		c.After.Seq < 1 || c.After.Seq > s.serial {
		return nil, invalid("cursor is not one of this list")
	}
	return &c.After, nil
}
