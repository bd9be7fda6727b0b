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

// Reconfigure sets options of a running server; those that are not given stay as they are. [WithRequestLog] and
// [WithRequestBodies] have no effect here, and [WithImportDuration] only on imports that are created afterwards.
func (s *Server) Reconfigure(opts ...Option) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := time.Now()
	s.store.advance(now)
	s.store.catchUp(now)
	for _, opt := range opts {
		opt(&s.store.settings)
	}
	s.store.startIndex()
}

// WithToken sets the bearer token that the server accepts, in place of [Token].
func WithToken(token string) Option {
	return func(s *settings) { s.token = token }
}

// WithImportDuration sets how long a bulk import takes, 300 milliseconds if not set. For the first third of it the
// import is pending; then its rows are processed at equal intervals, and become visible one by one. With 0 an import
// is complete when one first asks for its status.
func WithImportDuration(d time.Duration) Option {
	return func(s *settings) { s.importDuration = max(d, 0) }
}

// WithRequestLog limits how many requests [Server.Requests] returns: the latest n, where it otherwise returns all.
// Servers that run for long need it to bound their memory.
func WithRequestLog(n int) Option {
	return func(s *settings) { s.requestLog = max(n, 0) }
}

// WithRequestBodies limits how many bytes of bodies [Server.Requests] and [Server.Exchange] return in all: those of the
// latest requests. 0 is no limit.
func WithRequestBodies(bytes int) Option {
	return func(s *settings) { s.requestBodies = max(bytes, 0) }
}

// WithLatency makes each request wait before it is carried out, beside the delays of faults. 0 ends that.
func WithLatency(d time.Duration) Option {
	return func(s *settings) { s.latency = max(d, 0) }
}

// WithSearchDelay makes searches see contacts as they were d ago, as a search index does that lags behind: contacts
// created since are not found, those removed since still are, and changes since are not seen. A contact of
// [Server.AddContact] counts as changed at its UpdatedAt if that is earlier. Listings and single contacts are
// up to date. 0 ends the delay. With [Server.Reconfigure], the index starts with what there is: what was visible stays
// visible.
func WithSearchDelay(d time.Duration) Option {
	return func(s *settings) { s.searchDelay = max(d, 0) }
}

// WithCurrentFields makes searches show contacts as they are now, as an index does that only finds IDs, whose fields a
// database fills in: with [WithSearchDelay], contacts are found, sorted and compared as they were, and show what they
// have become since, updated_at included. Contacts that were removed do not show. It has no effect without a search
// delay.
func WithCurrentFields(current bool) Option {
	return func(s *settings) { s.currentFields = current }
}

// WithShownTimes makes responses show created_at and updated_at of contacts cut to a precision, such as
// [time.Millisecond] or [time.Second], while contacts are sorted and compared by times kept in full. Otherwise, and
// with 0, the times that contacts get are cut to milliseconds, and shown as they are kept.
func WithShownTimes(precision time.Duration) Option {
	return func(s *settings) { s.shownTimes = max(precision, 0) }
}

// WithComparedTimes makes the filters of searches cut created_at and updated_at, and the values that these are compared
// with, to a precision, so that they cannot tell times that are equal in it. Sorting still can. 0 cuts nothing.
func WithComparedTimes(precision time.Duration) Option {
	return func(s *settings) { s.comparedTimes = max(precision, 0) }
}

// WithRandomTies makes all lists and searches return items with equal sort keys in another order at each request. The
// orders follow from the seed and the requests before; 0 restores the order of creation. Members of a list are equal
// if they joined at the same time, notes and custom fields if they were created at the same time, and contacts without
// a value in the field that they are sorted by.
func WithRandomTies(seed uint64) Option {
	return func(s *settings) {
		s.randomTies = nil
		if seed != 0 {
			s.randomTies = rand.New(rand.NewPCG(seed, seed)) //nolint:gosec // tests want the same orders again
		}
	}
}

// WithWindow makes all lists and searches reach only n items far, as search engines do: pages with offset + limit
// beyond n are answered as the mode says. 0 ends it.
func WithWindow(n int, mode WindowMode) Option {
	return func(s *settings) { s.window, s.beyond = max(n, 0), mode }
}

// WithTotalCap makes all lists and searches give n as their total where it is more. A negative n ends it.
func WithTotalCap(n int) Option {
	return func(s *settings) { s.totalCap = n }
}
