package importer

import (
	"cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// matchField is how a field that rows are matched on is read, compared and searched.
type matchField struct {
	value  func(cuedesk.ContactCreate) string
	known  func(*cuedesk.Contact) string
	normal func(string) string // two values with one normal form may be the same to the API
	search cuedesk.TextField
}

var matchFields = map[cuedesk.MatchField]matchField{
	cuedesk.MatchEmail: {
		value:  func(c cuedesk.ContactCreate) string { return c.Email },
		known:  func(c *cuedesk.Contact) string { return c.Email },
		normal: match.Email,
		search: cuedesk.Email,
	},
	cuedesk.MatchPhoneNumber: {
		value:  func(c cuedesk.ContactCreate) string { return c.PhoneNumber },
		known:  func(c *cuedesk.Contact) string { return c.PhoneNumber },
		normal: match.Phone,
		search: cuedesk.PhoneNumber,
	},
	cuedesk.MatchExternalContactID: {
		value:  func(c cuedesk.ContactCreate) string { return c.ExternalContactID },
		known:  func(c *cuedesk.Contact) string { return c.ExternalContactID },
		normal: func(s string) string { return s },
		search: cuedesk.ExternalContactID,
	},
}

// matchOn returns the field that a contact is matched on, and the normal form of its
// value; "" if it has none.
func (o *Options) matchOn(in *cuedesk.ContactCreate) (cuedesk.MatchField, string) {
	for _, by := range o.MatchOn {
		field := matchFields[by]
		if value := field.value(*in); value != "" {
			return by, field.normal(value)
		}
	}
	return "", ""
}

// lane returns the lane of a match value. Numbers with the same digits go into one,
// whatever else they have: the API may take them for the same.
func (o *Options) lane(by cuedesk.MatchField, value string) int {
	if by == cuedesk.MatchPhoneNumber {
		value = cmp.Or(match.Digits(value), value)
	}
	h := hash(hash(hash(fnvOffset, string(by)), "\x00"), value)
	return int(h % uint64(o.Lanes)) //nolint:gosec // at most 64 lanes
}

// The parameters of FNV-1a with 64 bits.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// hash adds text to a hash by FNV-1a, as package hash/fnv does, which would allocate.
func hash(h uint64, text string) uint64 {
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * fnvPrime
	}
	return h
}
