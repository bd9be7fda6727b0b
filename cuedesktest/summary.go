package cuedesktest

import (
	"fmt"
	"log/slog"
	"time"
)

// Summary is the state of a server at a glance. Two that are equal tell that nothing has changed between them.
type Summary struct {
	// Contacts is the number of contacts, archived ones included.
	Contacts int
	// Lists is the number of contact lists, archived ones included.
	Lists int
	// CustomFields is the number of custom field definitions.
	CustomFields int
	// Imports is the number of bulk imports.
	Imports int
	// ImportsRunning is how many of them are pending or processing.
	ImportsRunning int
	// Requests is how many requests have arrived.
	Requests int
	// UnderWay is how many of them have no response yet.
	UnderWay int
	// Revision rises with each change that is no request: to contacts past the API, and by imports.
	Revision int
	// Faults is the number of faults that wait for requests.
	Faults int
	// Latency is what [WithLatency] has set.
	Latency time.Duration
	// SearchDelay is what [WithSearchDelay] has set.
	SearchDelay time.Duration
	// ImportDuration is what [WithImportDuration] has set.
	ImportDuration time.Duration
}

// Summary returns the state of the server at a glance.
func (s *Server) Summary() Summary {
	var out Summary
	out.Requests, out.UnderWay = s.http.CountRequests()
	out.Faults = len(s.http.Waiting())
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.store.advance(now)
	out.Contacts, out.Lists, out.CustomFields = len(s.store.contacts), len(s.store.lists), len(s.store.definitions)
	out.Imports = len(s.store.importByID)
	for _, im := range s.store.importByID {
		if !im.ended(now) {
			out.ImportsRunning++
		}
	}
	out.Revision = s.store.revision
	out.Latency, out.SearchDelay, out.ImportDuration = s.store.latency, s.store.searchDelay, s.store.importDuration
	return out
}

// String says what the server is, and how much is there.
func (s *Server) String() string {
	summary := s.Summary()
	return fmt.Sprintf("fake of the Cuedesk API: %d contacts, %d requests", summary.Contacts, summary.Requests)
}

// LogValue is what String says.
func (s *Server) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Reset empties the workspace, and forgets all requests and the faults that wait. The options stay as they are, and the
// IDs of what is created begin anew; [Outcome.Number] and Revision go on. A request that is under way may come before
// it or after it.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	revision := s.store.revision + 1
	s.store = newStore(s.store.settings)
	s.store.revision = revision
	s.http.ClearFaults()
	s.http.ForgetRequests()
}
