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
	Skipped                 // the merge type leaves it out: see [cuedesk.MergeType]
	Duplicate               // repeats another row of its batch that is in: Result.Repeats
	Invalid                 // not sent: Result.Reason and Result.Fields say why
	Failed                  // the API did not take it
	Unknown                 // nothing proves whether it was applied: Result.Reason says what to do
	Unfinished              // Run ended first: call it again with the same journal
	states                  // how many there are
)

// stateNames are the states in words.
var stateNames = [states]string{
	"imported", "created", "updated", "skipped", "duplicate", "invalid", "failed", "unknown", "not finished",
}

// stateLetters stand for the states in the journal.
const stateLetters = "icusdnfx-"

// String returns the state in a word or two.
func (s State) String() string {
	if s >= states {
		return "no state"
	}
	return stateNames[s]
}

// IsIn reports whether the values of the row are in the workspace.
func (s State) IsIn() bool { return s <= Updated }

// Counts are numbers of rows by [State]: counts[importer.Failed].
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

// String returns the states that there are rows of, with their numbers.
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
	Row       Row                  // as it came, with Line filled in
	State     State                // always set
	Reason    Reason               // why; empty for a row that is in
	Fields    []cuedesk.FieldError // which fields are wrong, or look so ([ReasonNotSaid]); without Msg after a resume
	Repeats   int                  // the line of the row of its batch that it repeats; 0: of none
	ContactID cuedesk.ContactID    // the contact, where it was looked at; zero after a resume
	ImportID  cuedesk.ImportID     // the import that the row was sent in last; zero: none is known
	Err       error                // the API's answer about this row; nil after a resume
}

// String returns line, state and reason, and nothing of what is in the row.
func (r Result) String() string {
	text := r.Row.String() + " " + r.State.String()
	if r.Reason != "" {
		text += ": " + r.Reason.Text()
	}
	return text
}

// LogValue logs line, state and reason.
func (r Result) LogValue() slog.Value { return slog.StringValue(r.String()) }
