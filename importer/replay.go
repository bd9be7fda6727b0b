package importer

import (
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// maxNote is how long a field's name in the journal may be, in bytes.
const maxNote = 64

// done is the journal's record of a finished batch.
func (b *batch) done(end ending) record {
	note := record{Type: "done", Key: b.key, Counts: []int{len(b.send), end.created, end.failed}}
	note.States, note.Reasons = b.describe(indexes(len(b.rows)))
	if strings.Count(note.States, note.States[:1]) == len(note.States) {
		note.States = note.States[:1]
	}
	return note
}

// describe returns letters for the states of rows, and the reasons of those that have one.
func (b *batch) describe(rows []int) (string, []rowReason) {
	var reasons []rowReason
	letters := make([]byte, len(rows))
	for i, n := range rows {
		row := &b.rows[n]
		letters[i] = stateLetters[row.State]
		if row.Reason == "" {
			continue
		}
		reason := rowReason{Row: n, Reason: row.Reason}
		for _, f := range row.Fields[:min(len(row.Fields), 3)] {
			reason.Fields = append(reason.Fields, [2]string{clean(f.Type), clean(f.Field)})
		}
		reasons = append(reasons, reason)
	}
	return string(letters), reasons
}

// clean makes a name short, and takes from it what names of fields do not have.
func clean(name string) string {
	out := make([]byte, 0, min(len(name), maxNote))
	for i := 0; i < len(name) && len(out) < maxNote; i++ {
		if c := name[i]; c == '_' || c == '.' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			out = append(out, c)
		}
	}
	return string(out)
}

// replay gives the rows the states that the journal says.
func (b *batch) replay() {
	done := b.journaled.done
	for i := range b.rows {
		letter := done.States[0]
		if len(done.States) > 1 {
			letter = done.States[i]
		}
		b.rows[i].State, b.rows[i].Reason = stateOfLetter(letter), ""
	}
	b.linkRepeats()
	b.replayReasons(done.Reasons)
}

func (b *batch) replayReasons(reasons []rowReason) {
	for _, reason := range reasons {
		row := &b.rows[reason.Row]
		row.Reason = reason.Reason
		for _, f := range reason.Fields {
			row.Fields = append(row.Fields, cuedesk.FieldError{Type: f[0], In: "body", Field: f[1]})
		}
	}
}

func stateOfLetter(letter byte) State {
	for i := range states {
		if stateLetters[i] == letter {
			return i
		}
	}
	return Unknown
}
