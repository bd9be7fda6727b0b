package imports

import (
	"fmt"
	"hash/maphash"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// rehearsal is what a dry run knows: contacts and rows by the hash of a field and its value, so that a million of
// either fits.
type rehearsal struct {
	matchOn   []cuedesk.MatchField
	merge     cuedesk.MergeType
	seed      maphash.Seed
	contacts  map[uint64]owner   // also by values as they are, where the normal form is another one
	rows      map[uint64]matched // the first row that is matched on the value
	contested map[uint64]bool    // a row gives the value to a contact that it finds by another one, or takes it from one
	ownHashes []uint64           // the hashes of the values of each contact, in the order of matchOn
	outcomes  *tally
	kinds     []key                        // of outcomes
	dates     map[string]cuedesk.FieldType // custom fields for dates
}

// owner is who has a value in the workspace.
type owner struct {
	contact int32 // the number of the first one
	several bool  // there are others
	exact   uint8 // how many have the very value, 2 for more
}

// matched is a row that is matched on a value.
type matched struct {
	line    int32
	kind    uint16 // its outcome, from 1
	repeats uint16 // further rows, whose outcomes depend on its own
}

func newRehearsal(o *options, outcomes *tally) *rehearsal {
	return &rehearsal{
		matchOn: o.matchOn, merge: o.merge, seed: maphash.MakeSeed(), contacts: map[uint64]owner{},
		rows: map[uint64]matched{}, contested: map[uint64]bool{}, outcomes: outcomes,
	}
}

func (r *rehearsal) hash(by cuedesk.MatchField, value string) uint64 {
	return maphash.String(r.seed, string(by)+"\x00"+value)
}

// addContact adds the n-th contact of the workspace.
func (r *rehearsal) addContact(n int, c *cuedesk.Contact) {
	has := cuedesk.ContactCreate{Email: c.Email, PhoneNumber: c.PhoneNumber, ExternalContactID: c.ExternalContactID}
	for _, by := range r.matchOn {
		value, normal := valueOf(by, has), comparableValue(by, has)
		if normal == "" {
			r.ownHashes = append(r.ownHashes, 0)
			continue
		}
		hash := r.hash(by, normal)
		r.ownHashes = append(r.ownHashes, hash)
		before := r.contacts[hash]
		now := owner{before.contact, before.contact > 0, before.exact}
		if before.contact == 0 {
			now.contact = int32(n) //nolint:gosec // the number of a contact
		}
		if r.contacts[hash] = now; value != normal {
			hash = r.hashExact(by, value)
		}
		exact := r.contacts[hash]
		exact.exact = min(exact.exact+1, 2)
		r.contacts[hash] = exact
	}
}

func (r *rehearsal) hashExact(by cuedesk.MatchField, value string) uint64 {
	return r.hash("="+by, value)
}

// find returns who has a value, and the very value.
func (r *rehearsal) find(by cuedesk.MatchField, c cuedesk.ContactCreate) owner {
	value, normal := valueOf(by, c), comparableValue(by, c)
	found := r.contacts[r.hash(by, normal)]
	if value != normal {
		found.exact = r.contacts[r.hashExact(by, value)].exact
	}
	return found
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

// predict says what would become of a row, and counts it.
func (r *rehearsal) predict(row importer.Row) key {
	by, value := matchOn(r.matchOn, row.Contact)
	if by == "" {
		source, _ := row.Source.(*contactfile.Row)
		outcome := key{notSent, failureText(importer.Result{Reason: importer.ReasonNoMatchValue}, source)}
		r.outcomes.add(outcome, row.Line)
		return outcome
	}
	found, hash := r.find(by, row.Contact), r.hash(by, value)
	outcome := r.match(by, hash, found)
	if why := r.refusedDate(row.Contact); why != "" && isWritten[outcome.what] {
		outcome = key{wouldFail, why}
	}
	r.outcomes.add(outcome, row.Line)
	first := r.rows[hash]
	if first.kind == 0 {
		first.line, first.kind = int32(row.Line), r.kindOf(outcome) //nolint:gosec // lines of a file
	} else if first.repeats < math.MaxUint16 && outcome == r.repeat(by, r.kinds[first.kind-1]) {
		first.repeats++
	}
	r.rows[hash] = first
	if isWritten[outcome.what] {
		r.noteValues(row, by, found)
	}
	return outcome
}

// refusedDate says which value is a date where its custom field is for a date and a time, or the other way round.
func (r *rehearsal) refusedDate(c cuedesk.ContactCreate) string {
	for _, key := range slices.Sorted(maps.Keys(r.dates)) {
		fieldType := r.dates[key]
		text, ok := c.CustomFields[key].(string)
		switch hasTime := strings.Contains(text, "T"); {
		case ok && hasTime && fieldType == cuedesk.FieldDate:
			return "custom_fields." + key + " has a time, and the field is for dates only"
		case ok && !hasTime && fieldType == cuedesk.FieldDateTime:
			return "custom_fields." + key + " has no time, and the field is for dates with a time"
		}
	}
	return ""
}

// kindOf returns the number of an outcome, from 1.
func (r *rehearsal) kindOf(outcome key) uint16 {
	i := slices.Index(r.kinds, outcome)
	if i < 0 {
		i = len(r.kinds)
		r.kinds = append(r.kinds, outcome)
	}
	return uint16(i + 1) //nolint:gosec // there are few
}

// isWritten are the outcomes of rows whose values go into a contact.
var isWritten = map[string]bool{wouldCreate: true, wouldUpdate: true, wouldMerge: true, notCertain: true}

// match says what would become of a row that is matched on a field.
func (r *rehearsal) match(by cuedesk.MatchField, hash uint64, found owner) key {
	there := found.exact > 0
	switch first := r.rows[hash]; {
	case first.kind > 0 && r.kinds[first.kind-1].what != wouldFail: // rows after one that fails are sent by themselves
		return r.repeat(by, r.kinds[first.kind-1])
	case there && r.merge == cuedesk.MergeCreate:
		return key{wouldSkip, importer.ReasonExists.Text()}
	case r.contested[hash]:
		return movedKey(by)
	case found.exact > 1:
		return key{wouldFail, importer.ReasonSeveralMatch.Text()}
	case found.several, found.contact > 0 && !there:
		return key{notCertain, fmt.Sprintf("a contact has its %s written in another way, such as in capital letters: "+
			"whether the API takes them for the same is not documented", by)}
	case !there && r.merge == cuedesk.MergeUpdate:
		return key{wouldSkip, importer.ReasonNew.Text()}
	case there:
		return key{wouldUpdate, "found by " + string(by)}
	}
	return key{wouldCreate, "not found by " + string(by)}
}

// repeat says what would become of a row that is matched on the value of an earlier one: what becomes of that.
func (r *rehearsal) repeat(by cuedesk.MatchField, first key) key {
	switch {
	case first.what != wouldCreate && first.what != wouldUpdate:
		return first
	case r.merge == cuedesk.MergeCreate:
		return key{wouldSkip, "an earlier row creates the contact"}
	}
	return key{wouldMerge, "an earlier row has the same " + string(by)}
}

// movedKey is the outcome of a row that is matched on what another row gives to a contact that it finds by another
// field, or takes from it: which is sent first is not known.
func movedKey(by cuedesk.MatchField) key {
	return key{notCertain, fmt.Sprintf("another row changes which contact has its %s: it would be updated, created or "+
		"skipped, or fail where several have it", by)}
}

// noteValues notes which values a row gives to its contact, and takes from it, beside that by which it finds it.
func (r *rehearsal) noteValues(row importer.Row, found cuedesk.MatchField, to owner) {
	for i, by := range r.matchOn {
		value := comparableValue(by, row.Contact)
		if by == found || value == "" {
			continue
		}
		var before uint64
		if to.contact > 0 {
			before = r.ownHashes[(int(to.contact)-1)*len(r.matchOn)+i]
		}
		if after := r.hash(by, value); after != before {
			r.move(by, after)
			r.move(by, before)
		}
	}
}

// move makes the outcome of rows that are matched on a value uncertain.
func (r *rehearsal) move(by cuedesk.MatchField, hash uint64) {
	if hash == 0 || r.contested[hash] {
		return
	}
	r.contested[hash] = true
	first := r.rows[hash]
	if first.kind == 0 {
		return
	}
	outcome := r.kinds[first.kind-1]
	r.outcomes.move(int(first.line), 1, outcome, movedKey(by))
	r.outcomes.move(0, int(first.repeats), r.repeat(by, outcome), movedKey(by))
	r.rows[hash] = matched{first.line, r.kindOf(movedKey(by)), 0}
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
	switch value := valueOf(by, c); by {
	case cuedesk.MatchEmail:
		return match.Email(value)
	case cuedesk.MatchPhoneNumber:
		return match.Phone(value)
	default:
		return value
	}
}

func valueOf(by cuedesk.MatchField, c cuedesk.ContactCreate) string {
	switch by {
	case cuedesk.MatchEmail:
		return c.Email
	case cuedesk.MatchPhoneNumber:
		return c.PhoneNumber
	}
	return c.ExternalContactID
}
