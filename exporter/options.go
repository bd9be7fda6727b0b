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

// Format is what a file is made of. As text it is csv or ndjson.
type Format string

// The formats.
const (
	CSV    Format = "csv"    // a header, and a line for each contact
	NDJSON Format = "ndjson" // a line of JSON for each contact
)

// UnmarshalText takes the format from a flag or a configuration.
func (f *Format) UnmarshalText(text []byte) error {
	if *f = Format(text); !slices.Contains([]Format{CSV, NDJSON}, *f) {
		return fmt.Errorf("exporter: %w: the format must be csv or ndjson", cuedesk.ErrInvalid)
	}
	return nil
}

// MarshalText returns the format as text.
func (f Format) MarshalText() ([]byte, error) { return []byte(f), nil }

// Options say what is exported, and how.
type Options struct {
	// Query chooses the contacts; optional. Its order is not heeded. The query of a
	// [cuedesk.Partition] makes one file of each part.
	Query cuedesk.Query
	// ListID chooses the contacts of a list instead, archived ones included; optional,
	// not with a Query. An API that gives all contacts in its place is
	// [cuedesk.ErrBadResponse].
	ListID cuedesk.ListID

	// Parts is how many parts of the Query are read side by side, 1 to 64; optional, not
	// with a ListID, and not for [Write]. They are joined in the end, so that the disk needs
	// room for two copies. 0: 1.
	Parts int

	Format Format // optional; empty: [CSV]
	// Columns are those of CSV, in order; optional. They are members of a contact by their
	// JSON names, such as "email", and "custom_fields." with the key of a custom field. Not
	// set: all members, and all custom fields.
	Columns []string
	// RawCells leaves cells of CSV as they are. Otherwise, a ' goes before those that a
	// spreadsheet takes for a formula; optional.
	RawCells bool
	// Printable replaces characters that control a terminal by U+FFFD; optional. It is
	// meant for [Write] to one.
	Printable bool

	// Every is how much time goes by between checkpoints, and between calls of Progress;
	// optional, above 0; 0: 2 seconds.
	Every time.Duration
	// Progress is called after each checkpoint, and at the end; optional.
	Progress func(Progress)
	// Save is called between contacts, and after an error, when all that it names was written to the
	// writer of [Write]; optional, not for [Run]. With the state in Options.From, a later call goes on
	// behind it: whatever was written after that must have been dropped. An error of it ends the export.
	Save func(WriteState) error
	// From is where an earlier call of [Write] with the same options was; optional, not for [Run].
	From *WriteState
	// Restart begins anew, and drops what an earlier call has left unfinished; optional.
	Restart bool
	// Read are options of the iterator that reads the contacts, such as
	// [cuedesk.WithPrefetch]; optional. WithPosition and ResumeFrom have no effect.
	Read []cuedesk.IterOption

	headless bool // without the header of CSV
	counted  int  // contacts that were counted before they are read
	bare     bool // no custom field was there when the columns were chosen
}

// String returns nothing of what is searched for.
func (Options) String() string { return "export options" }

// LogValue logs nothing of what is searched for.
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
