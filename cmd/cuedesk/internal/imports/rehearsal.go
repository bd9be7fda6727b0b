package imports

import (
	"fmt"
	"hash/maphash"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// rehearsal is what a dry run knows: contacts and rows by the hash of a field and its value, so that a million of
// either fits.
type rehearsal struct {
	matchOn  []cuedesk.MatchField
	merge    cuedesk.MergeType
	seed     maphash.Seed
	contacts map[uint64]holder
	rows     map[uint64]int32 // the first line that is matched on the value
	brought  map[uint64]bool  // a row gives the value to a contact that it finds by another one
}

// holder is who has a value in the workspace.
type holder struct {
	contact int32 // the number of the first one
	several bool  // there are others
}

func newRehearsal(matchOn []cuedesk.MatchField, merge cuedesk.MergeType) *rehearsal {
	return &rehearsal{
		matchOn, merge, maphash.MakeSeed(), map[uint64]holder{}, map[uint64]int32{}, map[uint64]bool{},
	}
}

func (r *rehearsal) hash(by cuedesk.MatchField, value string) uint64 {
	return maphash.String(r.seed, string(by)+"\x00"+value)
}

// addContact adds the n-th contact of the workspace.
func (r *rehearsal) addContact(n int, c *cuedesk.Contact) {
	has := cuedesk.ContactCreate{Email: c.Email, PhoneNumber: c.PhoneNumber, ExternalContactID: c.ExternalContactID}
	for _, by := range r.matchOn {
		if value := comparableValue(by, has); value != "" {
			hash := r.hash(by, value)
			before, there := r.contacts[hash]
			if !there {
				before.contact = int32(n) //nolint:gosec // the number of a contact
			}
			r.contacts[hash] = holder{before.contact, there}
		}
	}
}

// The outcomes of a dry run.
const (
	wouldCreate = "would be created"
	wouldUpdate = "would be updated"
	wouldMerge  = "would be merged"
	wouldSkip   = "would be skipped"
	notCertain  = "not certain"
	wouldFail   = "would fail"
	notSent     = "invalid"
	notRead     = "not read"
)

// foresee says what would become of a row.
func (r *rehearsal) foresee(row importer.Row) key {
	by, value := matchOn(r.matchOn, row.Contact)
	if by == "" {
		source, _ := row.Source.(*contactfile.Row)
		return key{notSent, whyFailed(importer.Result{Reason: importer.ReasonNoMatchValue}, source)}
	}
	found := r.contacts[r.hash(by, value)]
	outcome := r.match(by, r.hash(by, value), found, row.Line)
	if isWritten[outcome.what] {
		r.bring(row, by, found)
	}
	return outcome
}

// isWritten are the outcomes of rows whose values go into a contact.
var isWritten = map[string]bool{wouldCreate: true, wouldUpdate: true, wouldMerge: true, notCertain: true}

// match says what would become of a row that is matched on a field.
func (r *rehearsal) match(by cuedesk.MatchField, hash uint64, found holder, line int) key {
	there, first := found.contact > 0, r.rows[hash]
	if first == 0 {
		r.rows[hash] = int32(line) //nolint:gosec // lines of a file
	}
	switch {
	case found.several:
		return key{wouldFail, importer.ReasonSeveralMatch.Text()}
	case r.brought[hash]:
		return key{notCertain, fmt.Sprintf("another row gives its %s to a contact with other identifiers: it would be "+
			"updated, created, or fail where several have it", by)}
	case first > 0 && r.merge == cuedesk.MergeCreate:
		return key{wouldSkip, "an earlier row creates the contact"}
	case first > 0:
		return key{wouldMerge, "an earlier row has the same " + string(by)}
	case there && r.merge == cuedesk.MergeCreate:
		return key{wouldSkip, importer.ReasonExists.Text()}
	case !there && r.merge == cuedesk.MergeUpdate:
		return key{wouldSkip, importer.ReasonNew.Text()}
	case there:
		return key{wouldUpdate, "found by " + string(by)}
	}
	return key{wouldCreate, "not found by " + string(by)}
}

// bring notes which values a row gives to its contact beside that by which it finds it, unless the contact has them.
func (r *rehearsal) bring(row importer.Row, found cuedesk.MatchField, to holder) {
	for _, by := range r.matchOn {
		value := comparableValue(by, row.Contact)
		if by == found || value == "" {
			continue
		}
		hash := r.hash(by, value)
		if to.contact == 0 || r.contacts[hash].contact != to.contact {
			r.brought[hash] = true
		}
	}
}

// matchOn returns the field by which a row finds its contact, and its value as it is compared.
func matchOn(fields []cuedesk.MatchField, c cuedesk.ContactCreate) (cuedesk.MatchField, string) {
	for _, by := range fields {
		if value := comparableValue(by, c); value != "" {
			return by, value
		}
	}
	return "", ""
}

// comparableValue returns the value of a field as package importer compares it.
func comparableValue(by cuedesk.MatchField, c cuedesk.ContactCreate) string {
	switch by {
	case cuedesk.MatchEmail:
		return match.Email(c.Email)
	case cuedesk.MatchPhoneNumber:
		return match.Phone(c.PhoneNumber)
	}
	return c.ExternalContactID
}
