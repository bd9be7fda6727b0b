package importer

import (
	"maps"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// batchKey names a batch: the n-th of a lane and a field that is matched on.
type batchKey struct {
	Lane int                `json:"lane"`
	By   cuedesk.MatchField `json:"by"`
	N    int                `json:"n"`
}

// batch is the rows of one import. Its rows follow from the source and the options alone,
// so that it is the same after a resume.
type batch struct {
	key       batchKey
	rows      []Result // in order; State is final once the batch is finished
	first     int      // number of the first row in the stream
	digests   []byte   // of the rows, for the journal
	values    map[string]int
	send      []cuedesk.ContactCreate // what is sent of the rows
	rowOf     []int                   // the row of each of these
	repeats   map[int]int             // which of these a row repeats
	originals map[int]bool            // rows that others repeat
	merged    map[int]bool            // of these, rows of whose contact the others have a part
	settled   map[int]bool            // rows whose state the journal has, while others are being sent
	journaled *journaledBatch         // what the journal knows of it; nil: nothing
	limit     int                     // full with so many rows

	announced *commit // with the record that it will be sent; nil: not noted yet

	begun     time.Time // when it was sent first; zero: not yet
	newest    time.Time // when the newest contact before it was created; with Distinguish
	newestID  cuedesk.ContactID
	undated   bool      // newest could not be read
	since     time.Time // by the clock of the API, no later than begun; once it was read back
	sent      time.Time // when it was sent last
	resend    time.Time // not to be sent before: an earlier request may still be under way
	sentAgain bool      // sent more than once, so that counts do not tell created from skipped
	importID  cuedesk.ImportID
	isPart    bool // some rows of a batch that were sent by themselves
	inPart    bool // importID is that of a part, by an earlier call

	// For a part that was sent because counts and reading back left its rows open.
	wasRead       bool // reading it back has shown nothing, and is not repeated
	failures      int  // how many of its rows may have failed, as the import before has counted
	unexplained   bool // nothing says why its rows have failed
	maybeCreated  bool // an earlier import of the batch may have created the contacts
	moreThanShown bool // an earlier import counts more rows as in than are shown: these may be
}

// add takes a row in, and reports whether the batch is full.
func (b *batch) add(row *Row, value string, o *Options) bool {
	b.rows = append(b.rows, Result{Row: *row, State: Unfinished, Reason: ReasonNotSent})
	if i, ok := b.values[value]; ok {
		b.repeat(i, row, o)
	} else {
		b.values[value] = len(b.send)
		b.send = append(b.send, row.Contact)
		b.rowOf = append(b.rowOf, len(b.rows)-1)
	}
	return len(b.rows) >= b.limit
}

// grow makes room for n rows.
func (b *batch) grow(n int) {
	b.rows, b.values = make([]Result, 0, n), make(map[string]int, n)
	b.send, b.rowOf = make([]cuedesk.ContactCreate, 0, n), make([]int, 0, n)
}

// empty leaves nothing of the batch but its memory.
func (b *batch) empty() {
	clear(b.rows)
	clear(b.values)
	clear(b.send)
	*b = batch{
		rows: b.rows[:0], values: b.values, send: b.send[:0], rowOf: b.rowOf[:0], digests: b.digests[:0],
	}
}

// result returns that of the i-th contact that is sent.
func (b *batch) result(i int) *Result { return &b.rows[b.rowOf[i]] }

// mark gives all rows that are sent a state.
func (b *batch) mark(state State, reason Reason) {
	for i := range b.send {
		b.set(i, state, reason)
	}
}

// count returns how many of the rows that are sent have a state.
func (b *batch) count(state State) int {
	n := 0
	for i := range b.send {
		if b.result(i).State == state {
			n++
		}
	}
	return n
}

func (b *batch) set(i int, state State, reason Reason) {
	r := b.result(i)
	r.State, r.Reason, r.Fields, r.Err = state, reason, nil, nil
}

// abandon makes the batch unfinished: its duplicates have not been sent either.
func (b *batch) abandon(reason Reason) {
	for i := range b.rows {
		b.rows[i].State, b.rows[i].Reason = Unfinished, reason
	}
}

// merge returns the contact that two imports of it, one after the other, would make:
// the later one sets what it has. The value that is matched on stays as it is.
func merge(first, later cuedesk.ContactCreate, by cuedesk.MatchField) cuedesk.ContactCreate {
	merged := first
	for _, f := range textFields {
		if value := *f.in(&later); value != "" && f.name != string(by) {
			*f.in(&merged) = value
		}
	}
	if len(later.CustomFields) > 0 {
		merged.CustomFields = make(map[string]any, len(first.CustomFields)+len(later.CustomFields))
		maps.Copy(merged.CustomFields, first.CustomFields)
		maps.Copy(merged.CustomFields, later.CustomFields)
	}
	return merged
}

// textField is a text of a contact.
type textField struct {
	name string
	in   func(*cuedesk.ContactCreate) *string
}

var textFields = []textField{
	{"first_name", func(c *cuedesk.ContactCreate) *string { return &c.FirstName }},
	{"last_name", func(c *cuedesk.ContactCreate) *string { return &c.LastName }},
	{"external_contact_id", func(c *cuedesk.ContactCreate) *string { return &c.ExternalContactID }},
	{"email", func(c *cuedesk.ContactCreate) *string { return &c.Email }},
	{"phone_number", func(c *cuedesk.ContactCreate) *string { return &c.PhoneNumber }},
	{"whatsapp_id", func(c *cuedesk.ContactCreate) *string { return &c.WhatsAppID }},
	{"fb_messenger_id", func(c *cuedesk.ContactCreate) *string { return &c.FBMessengerID }},
}
