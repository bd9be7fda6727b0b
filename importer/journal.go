package importer

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Journal keeps what [Run] needs to continue after it was stopped, even by kill -9.
// [OpenFile] returns one in a file; others may be made of a database table or a
// bucket. A journal is for one import, and must refuse to be used by two calls of
// Run at the same time. Records are JSON without personal data or tokens: of the
// rows they have digests.
type Journal interface {
	// Records yields the records that were appended, in their order. Run calls it
	// once, before it appends anything.
	Records(ctx context.Context) iter.Seq2[[]byte, error]
	// Append adds one or more records, and returns once they would survive a crash.
	// If it returns an error, or the process crashes before it returns, all of them,
	// the first few, or none may have been added. Run does not call it concurrently.
	// The context does not end when that of Run does.
	Append(ctx context.Context, records ...[]byte) error
}

// The errors of journals. Those of [Run] and [OpenFile] match them.
var (
	// ErrJournal: the journal is damaged, belongs to an import with other options or
	// into another workspace, or could not be opened, read or written.
	ErrJournal = errors.New("journal cannot be used")
	// ErrLocked: the journal is open, in another process or by another OpenFile of this one.
	ErrLocked = errors.New("journal is in use: close the one that is open, or end the process that has it")
	// ErrSourceChanged: the rows are not those of the earlier call. The error names the
	// line at which that shows, if there is one; nothing is sent once it is found. Call
	// Run with the same rows, or with another journal, which begins anew.
	ErrSourceChanged = errors.New("source has changed")
)

// journalVersion changes with what records say. Version 1 had other digests, and did not
// know its workspace.
const journalVersion = 2

// record is one line of the journal.
type record struct {
	Type string `json:"type"` // run, workspace, batch, withdrawn, accepted, rows, done

	Version int          `json:"version,omitzero"`  // run
	Options *fixedOption `json:"options,omitzero"`  // run
	Salt    []byte       `json:"salt,omitzero"`     // run: what makes digests of two journals differ
	BaseURL string       `json:"base_url,omitzero"` // run: where the API is

	Workspace cuedesk.WorkspaceID `json:"workspace,omitzero"` // run, workspace: where the rows go; zero: not known

	Key      batchKey          `json:"key,omitzero"`       // all others
	First    int               `json:"first,omitzero"`     // batch: number of its first row in the stream
	Digests  []byte            `json:"digests,omitzero"`   // batch: of its rows
	Begun    time.Time         `json:"begun,omitzero"`     // batch
	Newest   time.Time         `json:"newest,omitzero"`    // batch
	NewestID cuedesk.ContactID `json:"newest_id,omitzero"` // batch
	Undated  bool              `json:"undated,omitzero"`   // batch: Newest could not be read
	Import   cuedesk.ImportID  `json:"import,omitzero"`    // accepted; rows: theirs; done: the one that is lost
	Part     bool              `json:"part,omitzero"`      // accepted: it has a part of the rows
	Rows     []int             `json:"rows,omitzero"`      // rows: those of the batch that are settled before it is done
	States   string            `json:"states,omitzero"`    // rows, done: a letter for each; done: or one for all
	Reasons  []rowReason       `json:"reasons,omitzero"`   // rows, done: for rows that have one
	Counts   []int             `json:"counts,omitzero"`    // done: total, created, failed, as the API said
	Lost     bool              `json:"lost,omitzero"`      // done: the end of an import was not seen
	Imports  []lostImport      `json:"imports,omitzero"`   // done: those that are lost, if they are several
}

// lostImport is an import of a part of a batch.
type lostImport struct {
	Import   cuedesk.ImportID `json:"import,omitzero"` // zero: not known
	Contacts []int            `json:"contacts"`        // their numbers among what is sent of the batch
}

// rowReason is why a row is not simply in.
type rowReason struct {
	Row    int         `json:"row"` // in the batch
	Reason Reason      `json:"reason"`
	Fields [][2]string `json:"fields,omitzero"` // type and name of fields
}

// fixedOption are the options that a resume must not change.
type fixedOption struct {
	MatchOn   []cuedesk.MatchField `json:"match_on"`
	MergeType cuedesk.MergeType    `json:"merge_type"`
	ListID    cuedesk.ListID       `json:"list_id,omitzero"`
	Repeats   RepeatMode           `json:"repeats"`
	Lanes     int                  `json:"lanes"`
	Reading   string               `json:"reading,omitzero"`
}

func (o *Options) fixed() fixedOption {
	return fixedOption{o.MatchOn, o.MergeType, o.ListID, o.Repeats, o.Lanes, o.Reading}
}

// OptionError says that an option is not what it was when the journal was begun. The
// error that wraps it matches [ErrJournal]; errors.As finds it.
type OptionError struct {
	Option  string // the field of Options, such as "MatchOn"
	Was, Is string // its values, in the journal and now
}

// Error says which option it is.
func (e *OptionError) Error() string {
	return fmt.Sprintf("it is of an import with other options: %s was %s, and is %s", e.Option, e.Was, e.Is)
}

// differs returns an error for the first option that is another one now.
func (f fixedOption) differs(now fixedOption) error {
	for _, option := range []struct {
		name     string
		was, now any
	}{
		{"MatchOn", f.MatchOn, now.MatchOn},
		{"MergeType", f.MergeType, now.MergeType},
		{"ListID", f.ListID, now.ListID},
		{"Repeats", f.Repeats, now.Repeats},
		{"Lanes", f.Lanes, now.Lanes},
		{"Reading", f.Reading, now.Reading},
	} {
		if was, now := fmt.Sprint(option.was), fmt.Sprint(option.now); was != now {
			return &OptionError{option.name, rest.Printable(was), now}
		}
	}
	return nil
}

// journaledBatch is what the journal knows of a batch.
type journaledBatch struct {
	batch, done record
	settled     []record // of rows
	importID    cuedesk.ImportID
	inPart      bool // importID is that of a part of the batch
	taken       bool // the rows of this call have come to it
}

func (p *journaledBatch) rows() int { return len(p.batch.Digests) / digestSize }

// digest returns that of the i-th row.
func (p *journaledBatch) digest(i int) []byte {
	return p.batch.Digests[i*digestSize : (i+1)*digestSize]
}

// history is what a journal says, and the journal.
type history struct {
	journal   Journal // nil: none
	commits   *commits
	resumed   bool // the journal had records
	salt      []byte
	workspace cuedesk.WorkspaceID // zero: not known
	batches   map[batchKey]*journaledBatch
	digester  digester
}

// load reads the journal.
func (h *history) load(ctx context.Context, o Options, baseURL string) error {
	if h.journal == nil {
		return nil
	}
	h.batches, h.commits = map[batchKey]*journaledBatch{}, newCommits(h.journal)
	n := 0
	for data, err := range h.journal.Records(ctx) {
		if err != nil {
			return journalError("reading it", err)
		}
		var r record
		if err := json.Unmarshal(data, &r); err != nil {
			return journalError(fmt.Sprintf("record %d", n+1), err)
		}
		if err := h.take(r, n, o, baseURL); err != nil && n == 0 { // of another import
			return fmt.Errorf("%w: %w", ErrJournal, err)
		} else if err != nil {
			return journalError(fmt.Sprintf("record %d", n+1), err)
		}
		n++
	}
	h.resumed = n > 0
	return nil
}

// start writes the first record of a journal.
func (h *history) start(ctx context.Context, o Options, baseURL string) error {
	h.salt = make([]byte, 16)
	_, _ = rand.Read(h.salt)
	fixed := o.fixed()
	return h.append(ctx, record{
		Type: "run", Version: journalVersion, Options: &fixed, Salt: h.salt, BaseURL: baseURL, Workspace: h.workspace,
	})
}

func journalError(where string, cause error) error {
	return fmt.Errorf("%w: %s: %w", ErrJournal, where, cause)
}

// take takes in a record.
func (h *history) take(r record, n int, o Options, baseURL string) error {
	if (r.Type == "run") != (n == 0) {
		return errors.New("the first record, and no other, must be that of the run")
	}
	switch r.Type {
	case "run":
		return h.begin(r, o, baseURL)
	case "workspace":
		h.workspace = r.Workspace
		return nil
	}
	p := h.batches[r.Key]
	if r.Type == "withdrawn" && (p == nil || p.importID.IsZero()) { // nil: that it would be sent could not be noted
		delete(h.batches, r.Key)
		return nil
	}
	if r.Type == "batch" && p == nil {
		p = &journaledBatch{batch: r}
		h.batches[r.Key] = p
		return p.fits(r)
	}
	switch {
	case p == nil:
		return errors.New("of a batch that was not begun")
	case r.Type == "batch":
		p.importID, p.inPart = cuedesk.ImportID{}, false // sent again
	case r.Type == "accepted":
		p.importID, p.inPart = r.Import, r.Part
	case r.Type == "rows":
		p.settled = append(p.settled, r)
	case r.Type == "done":
		p.done = r
	default:
		return fmt.Errorf("type %q is not known", r.Type)
	}
	return p.fits(r)
}

// fits refuses records that no run has written.
func (p *journaledBatch) fits(r record) error {
	rows := p.rows()
	letters := strings.Trim(r.States, stateLetters)
	bad := rows == 0 || len(p.batch.Digests)%digestSize != 0 ||
		r.Type == "done" && (letters != "" || len(r.States) != 1 && len(r.States) != rows) ||
		r.Type == "accepted" && r.Import.IsZero() ||
		r.Type == "rows" && (letters != "" || len(r.States) != len(r.Rows))
	for _, row := range r.Rows {
		bad = bad || row < 0 || row >= rows
	}
	for _, reason := range r.Reasons {
		bad = bad || reason.Row < 0 || reason.Row >= rows
	}
	if bad {
		return errors.New("is damaged")
	}
	return nil
}

// begin checks that the journal is one of this import.
func (h *history) begin(r record, o Options, baseURL string) error {
	switch {
	case r.Version != journalVersion:
		return fmt.Errorf("it has version %d, and this release of the package goes on with version %d only: "+
			"end the import with the release that began it, or begin anew with another journal", r.Version, journalVersion)
	case r.Options == nil:
		return errors.New("is damaged")
	case r.BaseURL != baseURL:
		return fmt.Errorf("it is of an import into %s, and the client's base URL is %s", rest.Printable(r.BaseURL), baseURL)
	}
	h.salt, h.workspace = r.Salt, r.Workspace
	return r.Options.differs(o.fixed())
}

// appendDigest appends what a row is known by.
func (h *history) appendDigest(dst []byte, in *cuedesk.ContactCreate) []byte {
	if h.journal == nil {
		return dst
	}
	return h.digester.append(dst, h.salt, in)
}
