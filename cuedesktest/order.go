package cuedesktest

import (
	"cmp"
	"slices"
)

// order is a way to sort contacts.
type order struct {
	field      string
	dataType   string
	descending bool
	ties       ties
}

// ranked is a contact with what it is sorted by.
type ranked struct {
	*contact

	by    operand
	known bool
}

// sorted returns the contacts in order. Those without a value come last in either direction; those that are equal are
// in the order of their creation, or the reverse of it, unless the request has another.
func (o order) sorted(contacts []*contact) []*contact {
	if o.field == "created_at" {
		return o.byCreation(contacts)
	}
	ranks := make([]ranked, len(contacts))
	for n, c := range contacts {
		ranks[n] = o.rank(c)
	}
	slices.SortFunc(ranks, o.compare)
	out := make([]*contact, len(ranks))
	for n, r := range ranks {
		out[n] = r.contact
	}
	return out
}

// byCreation is the order of most requests. Contacts mostly are in it, or the reverse of it, already: it takes no
// longer than looking at each.
func (o order) byCreation(contacts []*contact) []*contact {
	out := slices.Clone(contacts)
	slices.SortFunc(out, func(a, b *contact) int {
		return o.direct(cmp.Or(a.created.Compare(b.created), o.ties.compare(a.seq, b.seq)))
	})
	return out
}

// direct turns the result of a comparison round if the order is descending.
func (o order) direct(result int) int {
	if o.descending {
		return -result
	}
	return result
}

func (o order) rank(c *contact) ranked {
	if at, ok := c.moment(o.field); ok {
		return ranked{c, at, true}
	}
	for _, text := range c.texts(o.field) {
		if by, ok := parseStored(dataType(o.field, o.dataType), text); ok {
			return ranked{c, by, true}
		}
	}
	return ranked{contact: c}
}

func (o order) compare(a, b ranked) int {
	if a.known != b.known {
		if a.known {
			return -1
		}
		return 1
	}
	result := o.ties.compare(a.seq, b.seq)
	if a.known {
		result = cmp.Or(a.by.compareLow(b.by), result)
	}
	return o.direct(result)
}
