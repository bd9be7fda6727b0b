package conformance

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
)

// checkMatch imports two rows that match contacts by a field, or do not: one that has nothing else to match by, and
// one that has all identifiers of another contact but for that field.
func (im *importing) checkMatch(ctx context.Context, match cuedesk.MatchField, n int, was map[string]cuedesk.Contact) {
	what, name := "with match_on_field "+string(match), "by "+string(match)
	in := im.bulk(cuedesk.MergeUpdate, name)
	in.MatchOn, in.Contacts = match, im.matchRows(match, n, name)
	known, other := was[im.rows[n].Email].ID, was[im.rows[1-n].Email].ID
	before := im.lastName(ctx, other)
	im.skipped("an import "+what, im.do(ctx, in))
	im.settled(ctx, createBulk, func() {
		same(im.suite, createBulk, "last_name after an update "+what, im.lastName(ctx, known), name)
	})
	same(im.suite, createBulk, "last_name of a contact that is like a row in other fields after an update "+what,
		im.lastName(ctx, other), before)
}

// matchRows are a row that is like contact n in the field alone, and one that is like the other contact in all others.
func (im *importing) matchRows(match cuedesk.MatchField, n int, name string) []cuedesk.ContactCreate {
	known, other := cuedesk.ContactCreate{LastName: name}, im.row(1-n, name)
	nobody := im.identified(200 + n)
	switch match {
	case cuedesk.MatchEmail:
		known.Email, other.Email = im.rows[n].Email, nobody.Email
	case cuedesk.MatchPhoneNumber:
		known.PhoneNumber, other.PhoneNumber = im.rows[n].PhoneNumber, nobody.PhoneNumber
	case cuedesk.MatchExternalContactID:
		known.ExternalContactID, other.ExternalContactID = im.rows[n].ExternalContactID, nobody.ExternalContactID
	}
	return []cuedesk.ContactCreate{known, other}
}

func (im *importing) lastName(ctx context.Context, id cuedesk.ContactID) string {
	got, err := im.client.Contacts.Get(ctx, id)
	im.mustSucceed("Get a Contact", err)
	return got.LastName
}
