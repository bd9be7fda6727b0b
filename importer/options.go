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

// Row is a row of the source. Do not change what it refers to until its Result has
// come: Run keeps it until its batch is finished.
type Row struct {
	Line    int                   // optional: its place in the source, for reports; 0: its number, from 1
	Contact cuedesk.ContactCreate // required; a row without any field of Options.MatchOn is Invalid
	Source  any                   // optional: returned in the Result, such as the record of a file
}

// String returns the line only: the rest is personal.
func (r Row) String() string { return "line " + strconv.Itoa(r.Line) }

// LogValue logs the line only: the rest is personal.
func (r Row) LogValue() slog.Value { return slog.StringValue(r.String()) }

// Rows yields contacts as rows, which Run numbers from 1. For a slice, call
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

// RepeatMode says how rows of one batch are sent that have the same value of the
// field that they are matched on.
type RepeatMode uint8

// The ways to treat repeats.
const (
	// MergeRepeats sends one contact with the values of all of them; a later row
	// overrides an earlier one. With cuedesk.MergeCreate it sends the first row
	// only. If the contact fails, its rows are sent in parts, and then one by one.
	MergeRepeats RepeatMode = iota
	// ReportRepeats sends the first row only, and the next one if that fails.
	ReportRepeats
)

// Options say how rows are imported. The zero value has the defaults: no field is
// required.
type Options struct {
	// MatchOn are the fields by which the API finds existing contacts, in order of
	// preference: a row is matched on the first one for which it has a value.
	// Empty: e-mail address, phone number, external ID.
	MatchOn   []cuedesk.MatchField
	MergeType cuedesk.MergeType // empty: cuedesk.MergeCreateOrUpdate
	ListID    cuedesk.ListID    // a list to which all contacts are added; zero: none
	Repeats   RepeatMode        // rows of a batch with the same match value; zero: MergeRepeats

	Lanes     int // imports that run at the same time, 1 to 64; 0: 4
	BatchSize int // rows per import, 1 to cuedesk.MaxBulk; 0: cuedesk.MaxBulk

	// Distinguish reports rows as Created or Updated instead of Imported, with
	// cuedesk.MergeCreateOrUpdate: a contact is created if it is newer than the
	// newest one that was listed before the batch. It costs a request before each
	// batch, and reading it back afterwards: see the package comment.
	Distinguish bool
	// Explain limits how many rows a call of Run asks about, and parts of batches it
	// sends, to learn what an import did not say: up to 3 requests each. It asks about
	// 20 rows that have failed for one reason, and about 1 in each further batch.
	// 0: 1,000; negative: none.
	Explain int

	// Journal keeps what a later call needs to continue where this one ended.
	// nil: a later call begins anew.
	Journal Journal
	// Reading describes the settings by which the source is read, such as the
	// delimiter of a file, if other settings make other rows. With a journal of
	// another Reading, Run returns an OptionError in place of the first row that
	// differs. It stays in the journal: put no personal data in it.
	Reading string
	// Workspace is the workspace of the client's token, as Workspace returns it.
	// Zero: with a Journal, Run asks for it.
	Workspace cuedesk.WorkspaceID
	// Each is called with each row when its state is known, in no particular order,
	// and Progress after each batch. nil: not called. The two are never called at the
	// same time, but may be called while the source is running.
	Each     func(Result)
	Progress func(Progress)
	Total    int // the number of rows, for Progress.Remaining; 0: not known

	// Wait changes how Run waits for imports. It comes after Stall, and wins over it.
	Wait []cuedesk.WaitOption
	// Stall is how long an import may make no progress, and how long Run repeats a
	// request while the API cannot be reached. 0: 15 minutes; it must not be negative.
	Stall time.Duration
	// Settle is how long Run waits before it sends a batch again whose request may
	// have been applied. 0: 5 seconds; it must not be negative.
	Settle time.Duration
	// IndexLag is how long a write may take to show in searches. Run searches again
	// for that long while searches show fewer rows than the API counts, and in any
	// case where the merge type skips some rows of a batch. 0: 30 seconds; it must
	// not be negative.
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
