package cuedesktest

import (
	"fmt"
	"log/slog"
	"time"
)

// Summary is the state of a server in numbers. If two are equal, nothing has changed between them.
type Summary struct {
	// Contacts is the number of contacts, archived ones included.
	Contacts int
	// Lists is the number of contact lists, archived ones included.
	Lists int
	// CustomFields is the number of custom field definitions.
	CustomFields int
	// Imports is the number of bulk imports.
	Imports int
	// ImportsRunning is the number of imports that are pending or processing.
	ImportsRunning int
	// Requests is the number of requests that have arrived.
	Requests int
	// UnderWay is the number of requests that have no response yet.
	UnderWay int
	// Revision grows with each change without a request: by Server.AddContact and the like,
	// and by imports.
	Revision int
	// Faults is the number of faults that no request has met yet.
	Faults int
	// Latency is what WithLatency has set.
	Latency time.Duration
	// SearchDelay is what WithSearchDelay has set.
	SearchDelay time.Duration
	// ImportDuration is what WithImportDuration has set.
	ImportDuration time.Duration
}

// Summary returns the state of the server in numbers.
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

// String returns what the server is, with the numbers of contacts and requests.
func (s *Server) String() string {
	summary := s.Summary()
	return fmt.Sprintf("fake of the Cuedesk API: %d contacts, %d requests", summary.Contacts, summary.Requests)
}

// LogValue logs what String returns.
func (s *Server) LogValue() slog.Value { return slog.StringValue(s.String()) }

// Reset empties the workspace, and removes all requests and faults. The options stay as they are. IDs begin anew;
// [Outcome.Number] and Summary.Revision do not. A request that is running at the same time may be carried out before or
// after the reset.
func (s *Server) Reset() {
	s.mu.Lock()
	defer s.mu.Unlock()
	revision := s.store.revision + 1
	s.store = newStore(s.store.settings)
	s.store.revision = revision
	s.http.ClearFaults()
	s.http.ForgetRequests()
}
