package cuedesktest

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// Import is a bulk import with what the server knows of it and the API does not return.
type Import struct {
	// ID is the ID of the import.
	ID cuedesk.ImportID
	// List is the list that its contacts join; zero: none.
	List cuedesk.ListID
	// MatchOn is the field that its rows are matched on; empty: none.
	MatchOn string
	// Merge is its merge type.
	Merge string
	// Accepted is when the request was accepted.
	Accepted time.Time
	// Status is its status.
	Status cuedesk.ImportStatus
	// Total is the number of its rows.
	Total int
	// Done is the number of rows that were processed: created, skipped or failed.
	Done int
	// Created is the number of rows that have created or updated a contact.
	Created int
	// Skipped is the number of rows that the merge type has skipped.
	Skipped int
	// Failed is the number of rows that have failed.
	Failed int
	// FailedRows are the rows that have failed, in their order; none after a FailImport, which
	// fails as a whole.
	FailedRows []FailedRow
}

// FailedRow is a row of an import that has failed.
type FailedRow struct {
	// Index is its index among the contacts of the request, from 0.
	Index int
	// Reasons say what is wrong with it. They may contain values of the row.
	Reasons []string
	// Fields are its text fields by their names.
	Fields map[string]string
}

// Imports returns all bulk imports, the latest first. FailedRows are left out: see [Server.Import].
func (s *Server) Imports() []Import {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.store.advance(now)
	stored := slices.SortedFunc(maps.Values(s.store.importByID), func(a, b *contactImport) int { return b.seq - a.seq })
	imports := make([]Import, len(stored))
	for n, im := range stored {
		imports[n] = im.view(now)
	}
	return imports
}

// Import returns the bulk import with an ID, and whether it exists.
func (s *Server) Import(id cuedesk.ImportID) (Import, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.store.advance(now)
	im, ok := s.store.importByID[id.UUID]
	if !ok {
		return Import{}, false
	}
	view := im.view(now)
	for _, row := range im.failures {
		row.Reasons, row.Fields = slices.Clone(row.Reasons), maps.Clone(row.Fields)
		view.FailedRows = append(view.FailedRows, row)
	}
	return view, true
}

// view returns the import without its failed rows.
func (im *contactImport) view(now time.Time) Import {
	wire := im.wire(now)
	view := Import{
		ID: cuedesk.ImportID{UUID: im.id}, MatchOn: im.match, Merge: im.merge, Accepted: im.accepted,
		Status: cuedesk.ImportStatus(wire.Status), Total: im.total, Done: im.done, Created: im.created,
		Skipped: im.done - im.created - im.failed, Failed: wire.Summary.Failed,
	}
	if im.into != nil {
		view.List = cuedesk.ListID{UUID: im.into.id}
	}
	return view
}

// ended reports whether the import goes no further.
func (im *contactImport) ended(now time.Time) bool {
	status := im.status(now)
	return status == "completed" || status == "failed"
}

// fail counts the next row as failed, and says why.
func (s *store) fail(im *contactImport, row contactInput, reasons ...string) {
	fields := map[string]string{}
	for name, text := range row.text {
		fields[name] = text.valueOr("")
	}
	im.failed++
	im.failures = append(im.failures, FailedRow{im.done - 1, reasons, fields})
	s.revision++
}

// texts says what the flaws are.
func texts(flaws []flaw) []string {
	reasons := make([]string, len(flaws))
	for n, f := range flaws {
		reasons[n] = strings.TrimPrefix(f.at+": "+f.msg, ": ")
	}
	return reasons
}
