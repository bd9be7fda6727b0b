package importer

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// State is what became of a row. Each row ends in exactly one.
type State uint8

// The states of rows.
const (
	Imported   State = iota // created or updated; with MergeCreate: its values are there, perhaps from before
	Created                 // a contact was created
	Updated                 // a contact was updated, or had all values of the row already
	Skipped                 // not applied because of the merge type: see cuedesk.MergeType
	Duplicate               // repeats another row of its batch, which was applied: see Result.Repeats
	Invalid                 // not sent: Result.Reason and Result.Fields say why
	Failed                  // the API did not apply it: Result.Reason and Result.Fields say why, if known
	Unknown                 // nothing proves whether it was applied: Result.Reason says what to do
	Unfinished              // Run ended before: call it again with the same journal
	states                  // how many there are
)

// stateNames are the states in words.
var stateNames = [states]string{
	"imported", "created", "updated", "skipped", "duplicate", "invalid", "failed", "unknown", "not finished",
}

// stateLetters stand for the states in the journal.
const stateLetters = "icusdnfx-"

// String returns the state in one or two words.
func (s State) String() string {
	if s >= states {
		return "no state"
	}
	return stateNames[s]
}

// IsIn reports whether the values of the row are in the workspace.
func (s State) IsIn() bool { return s <= Updated }

// Counts are the numbers of rows by [State], such as counts[importer.Failed].
type Counts [states]int

// Total returns the number of all rows.
func (c Counts) Total() int {
	total := 0
	for _, n := range c {
		total += n
	}
	return total
}

// In returns the number of rows whose values are in the workspace.
func (c Counts) In() int { return c[Imported] + c[Created] + c[Updated] }

// String returns the numbers of rows with their states, without those that are 0.
func (c Counts) String() string {
	var texts []string
	for state, n := range c {
		if n > 0 {
			texts = append(texts, fmt.Sprint(n, " ", State(state)))
		}
	}
	return strings.Join(texts, ", ")
}

// Result is what became of one row.
type Result struct {
	Row       Row                  // as the source yielded it, with Line filled in
	State     State                // always set
	Reason    Reason               // why it is not in the workspace; empty if it is
	Fields    []cuedesk.FieldError // those that are or look wrong (ReasonNotSaid); no Msg after a resume
	Repeats   int                  // the line of the row that it repeats; 0: none
	ContactID cuedesk.ContactID    // the contact, if Run has read it; zero after a resume
	ImportID  cuedesk.ImportID     // the last import that the row was sent in; zero: not known
	Err       error                // the API's answer about this row; nil after a resume
}

// String returns the line, the state and the reason, and no value of the row.
func (r Result) String() string {
	text := r.Row.String() + " " + r.State.String()
	if r.Reason != "" {
		text += ": " + r.Reason.Text()
	}
	return text
}

// LogValue logs what String returns.
func (r Result) LogValue() slog.Value { return slog.StringValue(r.String()) }
