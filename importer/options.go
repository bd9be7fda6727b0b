package importer

import (
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"slices"
	"strconv"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// Row is a row of the source. Run keeps it until its batch is finished: do not
// change what it refers to.
type Row struct {
	Line    int                   // optional: where it is in the source, for reports; 0: its number, from 1 on
	Contact cuedesk.ContactCreate // required: has one of the fields of Options.MatchOn
	Source  any                   // optional: handed back in the Result, such as the record of a file
}

// String returns the line only: the rest is personal.
func (r Row) String() string { return "line " + strconv.Itoa(r.Line) }

// LogValue logs the line only: the rest is personal.
func (r Row) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Rows yields contacts as rows, numbered from 1 on: a slice is
// Rows(slices.Values(contacts)).
func Rows(contacts iter.Seq[cuedesk.ContactCreate]) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		for contact := range contacts {
			if !yield(Row{Contact: contact}, nil) {
				return
			}
		}
	}
}

// RepeatMode says what is done with rows of a batch that have the same value of the
// field that they are matched on.
type RepeatMode uint8

// The ways to treat repeats.
const (
	// MergeRepeats sends one contact with the values of all of them, where a later
	// row goes before an earlier one as it does between batches; with
	// [cuedesk.MergeCreate] that is the first row alone. If it fails, the rows are sent
	// in parts, and by themselves.
	MergeRepeats RepeatMode = iota
	// ReportRepeats sends the first one alone, and the next one if that has failed.
	ReportRepeats
)

// Options say how rows are imported.
type Options struct {
	// MatchOn are the fields by which the API finds existing contacts, in order of
	// preference: a row is matched on the first one that it has. Optional; empty:
	// e-mail address, phone number, external ID, as cuedesk import has it.
	MatchOn   []cuedesk.MatchField
	MergeType cuedesk.MergeType // optional; empty: [cuedesk.MergeCreateOrUpdate]
	ListID    cuedesk.ListID    // optional: adds all contacts to this list
	Repeats   RepeatMode        // optional: rows of a batch with the same match value

	Lanes     int // imports in flight, 1 to 64; 0: 4
	BatchSize int // rows an import, 1 to [cuedesk.MaxBulk], which 0 stands for

	// Distinguish tells created rows from updated ones, of what was there before each
	// batch as lists show it. It costs a request before each batch, and reading it back
	// after it: see the package comment.
	Distinguish bool
	// Explain is how many rows a call of Run asks about at most, or parts of batches it
	// sends, to learn what an import did not say: up to 3 requests each. Of rows that
	// have failed for one reason, 20 are asked about, and 1 in each further batch. 0:
	// 1,000; negative: none.
	Explain int

	Journal Journal // optional: makes Run go on where it ended
	// Reading says in the caller's words how the source is read, where other settings make
	// other rows of it; optional. With a journal of another Reading, the error has an
	// [OptionError], and not the row that differs.
	Reading string
	// Workspace is that of the client's token, as [Workspace] says; optional. A Run with
	// a Journal asks for it otherwise.
	Workspace cuedesk.WorkspaceID
	// Each is called with each row when its state is known, in no particular order, and
	// Progress after each batch; both are optional, and are called one at a time, while
	// the source may be running.
	Each     func(Result)
	Progress func(Progress)
	Total    int // optional: the number of rows, for Progress.Remaining

	// Wait changes how imports are waited for; optional. The stall timeout is also
	// how long Run tries to send a batch while the API cannot be reached.
	Wait  []cuedesk.WaitOption
	Stall time.Duration // optional, above 0: how long the API may make no progress; 0: 15 minutes
	// Settle is how long Run waits before it sends a batch again that may already be
	// under way. 0: 5 seconds.
	Settle time.Duration
	// IndexLag is how long a write may take to show in searches. While fewer rows are
	// shown than the API counts, Run looks again for as long, and where the merge type
	// skips some rows of a batch, always. 0: 30 seconds.
	IndexLag time.Duration
}

// The defaults and bounds of options.
const (
	defaultLanes    = 4
	maxLanes        = 64
	defaultExplain  = 1000
	defaultStall    = 15 * time.Minute
	defaultSettle   = 5 * time.Second
	defaultIndexLag = 30 * time.Second
)

// complete checks the options and fills in defaults.
func (in *Options) complete() (Options, error) {
	o := *in
	var errs []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	for _, m := range o.MatchOn {
		_, known := matchFields[m]
		refuse(!known, "MatchOn: %q is no field to match on", m)
	}
	types := []cuedesk.MergeType{"", cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate, cuedesk.MergeUpdate}
	refuse(!slices.Contains(types, o.MergeType), "MergeType: there is no %q", o.MergeType)
	refuse(o.Repeats > ReportRepeats, "Repeats: there is no mode %d", o.Repeats)
	refuse(o.Lanes < 0 || o.Lanes > maxLanes, "Lanes must be 0 to %d, not %d", maxLanes, o.Lanes)
	refuse(o.BatchSize < 0 || o.BatchSize > cuedesk.MaxBulk,
		"BatchSize must be 0 to %d, not %d", cuedesk.MaxBulk, o.BatchSize)
	refuse(o.Stall < 0 || o.Settle < 0 || o.IndexLag < 0, "Stall, Settle and IndexLag must not be negative")
	if len(errs) > 0 {
		return o, fmt.Errorf("importer: %w: %w", cuedesk.ErrInvalid, errors.Join(errs...))
	}
	o.MatchOn = slices.Clone(o.MatchOn)
	if len(o.MatchOn) == 0 {
		o.MatchOn = []cuedesk.MatchField{
			cuedesk.MatchEmail, cuedesk.MatchPhoneNumber, cuedesk.MatchExternalContactID,
		}
	}
	setDefault(&o.MergeType, cuedesk.MergeCreateOrUpdate)
	setDefault(&o.Lanes, defaultLanes)
	setDefault(&o.BatchSize, cuedesk.MaxBulk)
	setDefault(&o.Explain, defaultExplain)
	setDefault(&o.Stall, defaultStall)
	setDefault(&o.Settle, defaultSettle)
	setDefault(&o.IndexLag, defaultIndexLag)
	// A lane must not go on beside an import of which nothing is known.
	patience := []cuedesk.WaitOption{cuedesk.WithStallTimeout(o.Stall), cuedesk.WithNotFoundGrace(o.Stall)}
	o.Wait = append(patience, o.Wait...)
	return o, nil
}

func setDefault[T comparable](option *T, value T) {
	var zero T
	if *option == zero {
		*option = value
	}
}
