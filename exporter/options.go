package exporter

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
)

// Format is the format of a file. As text, in a flag for example, it is csv or ndjson.
type Format string

// The formats.
const (
	CSV    Format = "csv"    // a header, and a row for each contact
	NDJSON Format = "ndjson" // a line of JSON for each contact
)

// UnmarshalText reads the format from a flag or a configuration. Any other text is an
// error that matches [cuedesk.ErrInvalid].
func (f *Format) UnmarshalText(text []byte) error {
	if *f = Format(text); !slices.Contains([]Format{CSV, NDJSON}, *f) {
		return fmt.Errorf("exporter: %w: the format must be csv or ndjson", cuedesk.ErrInvalid)
	}
	return nil
}

// MarshalText returns the format as text.
func (f Format) MarshalText() ([]byte, error) { return []byte(f), nil }

// Options say what is exported, and how. All fields are optional; the zero value
// exports all contacts, as CSV unless the name of the file says NDJSON.
type Options struct {
	// Query chooses the contacts. Zero: all. Its order has no effect. To write parts of
	// a query to files of their own, export the query of each cuedesk.Partition.
	Query cuedesk.Query
	// ListID chooses the contacts of a list, also archived ones; not together with a
	// Query. If the API answers with all contacts in place of those of the list, the
	// error matches cuedesk.ErrBadResponse.
	ListID cuedesk.ListID

	// Parts is how many parts of the Query are read in parallel, 1 to 64; not together
	// with a ListID, and not for Write. The parts are joined in the end: the disk
	// needs space for two copies. 0: 1.
	Parts int

	// Format is the format of the file. Empty: for Run NDJSON if the name ends in .ndjson
	// or .jsonl, otherwise CSV; what an earlier call has begun keeps its format. Names
	// of other files, such as .xlsx, .json or .gz, are an error then. For Write: CSV.
	Format Format
	// Columns are the columns of CSV, in order: members of a contact by their JSON
	// names, such as "email", and "custom_fields." followed by the key of a custom
	// field. nil: all members, and all custom fields. They are an error for NDJSON.
	Columns []string
	// RawCells writes the cells of CSV as they are. Otherwise a ' is put before a text
	// that a spreadsheet would take for a formula. It is an error for NDJSON.
	RawCells bool
	// Printable replaces characters that control a terminal by U+FFFD, for Write to
	// a terminal.
	Printable bool

	// Every is the time between checkpoints, and between calls of Progress. 0: 2
	// seconds; it must not be negative.
	Every time.Duration
	// Progress is called after each checkpoint, and at the end. nil: not called.
	Progress func(Progress)
	// Save, for Write only, is called as often as Every says, and after an error,
	// once the contacts that the state counts have been written to the writer. An error
	// that it returns ends the export. nil: not called.
	Save func(WriteState) error
	// From, for Write only, is the last state that Save of an earlier call with the
	// same options has received: Write continues after it. Cut what was written to
	// WriteState.Bytes before. nil: from the beginning.
	From *WriteState
	// Restart drops what an earlier call of Run has left unfinished, and begins anew.
	Restart bool
	// Read are options of the iterator that reads the contacts, such as
	// cuedesk.WithPrefetch. WithPosition and ResumeFrom have no effect.
	Read []cuedesk.IterOption

	noHeader       bool // without the header of CSV
	counted        int  // contacts that were counted before they are read
	noCustomFields bool // no custom field was there when the columns were chosen
}

// String returns nothing of the query, which may be personal.
func (Options) String() string { return "export options" }

// LogValue logs nothing of the query, which may be personal.
func (o Options) LogValue() slog.Value { return slog.StringValue(o.String()) }

const (
	defaultEvery = 2 * time.Second
	maxParts     = 64
	customPrefix = "custom_fields." // of columns
)

// members are the columns of a contact without its custom fields.
var members = strings.Fields(`uuid external_contact_id email phone_number whatsapp_id fb_messenger_id first_name
	last_name archived created_at updated_at last_engaged_at`)

// complete checks the options and fills in defaults.
func (o Options) complete() (Options, error) {
	var errs []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	if o.Format == "" {
		o.Format = CSV
	}
	query, err := json.Marshal(o.Query)
	refuse(err != nil, "Query: %w", err)
	refuse(string(query) != "{}" && !o.ListID.IsZero(), "Query and ListID must not both be set")
	refuse(o.Format != CSV && o.Format != NDJSON, "Format: there is no %q", o.Format)
	refuse(o.Format == NDJSON && (o.Columns != nil || o.RawCells), "Columns and RawCells are for CSV")
	refuse(o.Columns != nil && len(o.Columns) == 0, "Columns: there is none")
	for i, column := range o.Columns {
		key, custom := strings.CutPrefix(column, customPrefix)
		refuse(custom && key == "" || !custom && !slices.Contains(members, column), "Columns: there is no %q", column)
		refuse(slices.Contains(o.Columns[:i], column), "Columns: %q is there twice", column)
	}
	refuse(o.Parts < 0 || o.Parts > maxParts, "Parts must be 0 to %d, not %d", maxParts, o.Parts)
	refuse(o.Parts > 1 && !o.ListID.IsZero(), "Parts are of a Query, and not of a list")
	refuse(o.Every < 0, "Every must not be negative")
	if len(errs) > 0 {
		return o, fmt.Errorf("exporter: %w: %w", cuedesk.ErrInvalid, errors.Join(errs...))
	}
	if o.Every == 0 {
		o.Every = defaultEvery
	}
	o.Columns, o.Parts = slices.Clone(o.Columns), max(o.Parts, 1)
	return o, nil
}

// digest tells exports apart: what a query looks for may be personal.
func (o Options) digest() (string, error) {
	query, err := json.Marshal(o.Query, json.Deterministic(true))
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(fmt.Appendf(query, " %s %v %v", o.ListID, o.RawCells, o.Printable))
	return hex.EncodeToString(sum[:8]), nil
}
