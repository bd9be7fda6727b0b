package cuedesktest

import (
	"math/rand/v2"
	"time"
)

// Option is an option of [NewServer] and of [Server.Reconfigure].
type Option func(*settings)

// settings are what options set.
type settings struct {
	token          string
	importDuration time.Duration
	requestLog     int
	requestBodies  int // 0: no limit
	latency        time.Duration

	searchDelay   time.Duration
	currentFields bool
	shownTimes    time.Duration // 0: times are kept in milliseconds, and shown as they are kept
	comparedTimes time.Duration
	randomTies    *rand.Rand // nil: ties are broken by age
	window        int        // 0: none
	beyond        WindowMode
	totalCap      int // negative: none
}

func newSettings(opts []Option) settings {
	s := settings{token: Token, importDuration: 300 * time.Millisecond, requestLog: -1, totalCap: -1}
	for _, opt := range opts {
		opt(&s)
	}
	return s
}

// Reconfigure changes options of a running server; other options stay as they are. [WithRequestLog] and
// [WithRequestBodies] have no effect here; [WithImportDuration] affects imports that are created afterwards.
func (s *Server) Reconfigure(opts ...Option) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.store.advance(now)
	s.store.updateIndex(now)
	for _, opt := range opts {
		opt(&s.store.settings)
	}
	s.store.startIndex()
}

// WithToken sets the bearer token that the server accepts. Default: [Token].
func WithToken(token string) Option {
	return func(s *settings) { s.token = token }
}

// WithImportDuration sets how long a bulk import takes. Default: 300 milliseconds. For the first third of this time the
// import is pending; then its rows are processed one by one, at equal intervals. 0: an import is complete when its
// status is requested for the first time.
func WithImportDuration(d time.Duration) Option {
	return func(s *settings) { s.importDuration = max(d, 0) }
}

// WithRequestLog keeps only the latest n requests for [Server.Requests] and [Server.Exchanges]. Default: all. A server
// that runs for long needs this to limit its memory.
func WithRequestLog(n int) Option {
	return func(s *settings) { s.requestLog = max(n, 0) }
}

// WithRequestBodies limits the total size of the bodies that are kept for [Server.Requests] and [Server.Exchange], in
// bytes: those of the oldest requests are dropped. 0: no limit, which is the default.
func WithRequestBodies(bytes int) Option {
	return func(s *settings) { s.requestBodies = max(bytes, 0) }
}

// WithLatency delays each request before it is carried out, in addition to the delays of faults. 0: no delay, which is
// the default.
func WithLatency(d time.Duration) Option {
	return func(s *settings) { s.latency = max(d, 0) }
}

// WithSearchDelay makes searches show contacts as they were d ago, as a search index that lags behind does: contacts
// that were created since are not found, contacts that were removed since are found, and later changes are not seen. A
// contact of [Server.AddContact] counts as changed at its UpdatedAt, if that is earlier. Lists and single contacts are
// up to date. 0: no delay, which is the default. When [Server.Reconfigure] sets a delay, searches go on showing what is
// there at that moment.
func WithSearchDelay(d time.Duration) Option {
	return func(s *settings) { s.searchDelay = max(d, 0) }
}

// WithCurrentFields makes searches return contacts as they are now, as an index that finds only IDs does, whose fields
// come from a database. With [WithSearchDelay], contacts are found, sorted and compared as they were, but returned with
// their current fields, also updated_at. Contacts that were removed are left out. Without a search delay it has no
// effect.
func WithCurrentFields(current bool) Option {
	return func(s *settings) { s.currentFields = current }
}

// WithShownTimes makes responses show created_at and updated_at of contacts cut to a precision, such as
// [time.Millisecond] or [time.Second]. Contacts are sorted and compared by the full times. 0, which is the default:
// times are stored, compared and shown in milliseconds.
func WithShownTimes(precision time.Duration) Option {
	return func(s *settings) { s.shownTimes = max(precision, 0) }
}

// WithComparedTimes makes the filters of searches cut created_at and updated_at, and the values of the filters, to a
// precision before they compare them. Sorting still uses the full times. 0: they are not cut, which is the default.
func WithComparedTimes(precision time.Duration) Option {
	return func(s *settings) { s.comparedTimes = max(precision, 0) }
}

// WithRandomTies makes all lists and searches return items with equal sort keys in a different order at each request.
// The orders depend only on the seed and the requests before. 0: the order of creation, which is the default.
// Members of a list are equal if they joined at the same time; notes and custom fields, if they were created at the
// same time; contacts, if their values are equal or missing.
func WithRandomTies(seed uint64) Option {
	return func(s *settings) {
		s.randomTies = nil
		if seed != 0 {
			s.randomTies = rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // tests want the same orders again
		}
	}
}

// WithWindow limits all lists and searches to the first n items, as search engines do: the mode says how a page with
// offset + limit above n is answered. 0: no limit, which is the default.
func WithWindow(n int, mode WindowMode) Option {
	return func(s *settings) { s.window, s.beyond = max(n, 0), mode }
}

// WithTotalCap makes all lists and searches return n as their total if it is more. Negative: no limit, which is the
// default.
func WithTotalCap(n int) Option {
	return func(s *settings) { s.totalCap = n }
}
