package importer

import "github.com/cuedesk/cuedesk-go"

// maxNote is how long a field's name in the journal may be, in bytes.
const maxNote = 64

// done is the journal's record of a finished batch.
func (b *batch) done(end ending) record {
	note := record{Type: "done", Key: b.key, Counts: []int{len(b.send), end.created, end.failed}}
	letters := make([]byte, len(b.rows))
	same := true
	for i, row := range b.rows {
		letters[i] = stateLetters[row.State]
		same = same && letters[i] == letters[0]
		if row.Reason == "" {
			continue
		}
		reason := rowReason{Row: i, Reason: row.Reason}
		for _, f := range row.Fields[:min(len(row.Fields), 3)] {
			reason.Fields = append(reason.Fields, [2]string{clean(f.Type), clean(f.Field)})
		}
		note.Reasons = append(note.Reasons, reason)
	}
	if same {
		letters = letters[:1]
	}
	note.States = string(letters)
	return note
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
	done := b.past.done
	for i := range b.rows {
		letter := done.States[0]
		if len(done.States) > 1 {
			letter = done.States[i]
		}
		b.rows[i].State, b.rows[i].Reason = stateOfLetter(letter), ""
	}
	b.nameRepeats()
	for _, reason := range done.Reasons {
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
