package cuedesktest

import "time"

// Option is an option of [NewServer].
type Option func(*settings)

// settings are what options set.
type settings struct {
	token          string
	importDuration time.Duration
	requestLog     int
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
