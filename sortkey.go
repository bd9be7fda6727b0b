package cuedesk

import (
	"hash/fnv"
	"io"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// sortKey is what a list is sorted by, as far as it shows in the items. The zero
// value is an order that does not show.
type sortKey[T any] struct {
	key    func(*T) int64
	sorted bool // the keys ascend through the list; else only equality is known
	fixed  bool // the key of an item never changes
}

// byTime is an order by a time, in microseconds. A time that could not be read is
// zero, and no key.
func byTime[T any](value func(*T) time.Time, order Order, fixed bool) sortKey[T] {
	sign := int64(1)
	if order == Descending {
		sign = -1
	}
	key := func(item *T) int64 {
		if t := value(item); !t.IsZero() {
			return sign * t.UnixMicro()
		}
		return walk.NoKey
	}
	return sortKey[T]{key: key, sorted: true, fixed: fixed}
}

// byText is an order by text. How the API sorts text is not documented, nor whether
// it looks at case: text that is equal but for the case may stand together, and text
// that has changed its case may have moved.
func byText[T any](value func(*T) string) sortKey[T] {
	return sortKey[T]{key: func(item *T) int64 {
		text := value(item)
		return int64(hash(strings.ToLower(text)))<<32 | int64(hash(text))
	}}
}

// The steps in which times may be shown, in microseconds, while they are compared in
// full: what the times of a list have in common, from a millisecond to a minute.
const (
	millisecond = 1000
	minute      = 60 * 1000 * millisecond
)

func hash(text string) uint32 {
	h := fnv.New32a()
	_, _ = io.WriteString(h, text)
	return h.Sum32()
}

// contactKey returns the key of contacts that are sorted by a predefined field.
func contactKey(field string, order Order) sortKey[Contact] {
	switch field {
	case "created_at":
		return byTime(func(c *Contact) time.Time { return c.CreatedAt }, order, true)
	case "updated_at":
		return byTime(func(c *Contact) time.Time { return c.UpdatedAt }, order, false)
	case "first_name":
		return byText(func(c *Contact) string { return c.FirstName })
	case "last_name":
		return byText(func(c *Contact) string { return c.LastName })
	case "email":
		return byText(func(c *Contact) string { return c.Email })
	case "phone_number":
		return byText(func(c *Contact) string { return c.PhoneNumber })
	case "external_contact_id":
		return byText(func(c *Contact) string { return c.ExternalContactID })
	}
	return sortKey[Contact]{}
}

// listKey returns the key of lists that are sorted by a field.
func listKey(field ListOrderField, order Order) sortKey[List] {
	if field == OrderListsByCreatedAt {
		return byTime(func(l *List) time.Time { return l.CreatedAt }, order, true)
	}
	return byText(func(l *List) string { return l.Name })
}
