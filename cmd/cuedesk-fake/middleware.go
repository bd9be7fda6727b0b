package main

import (
	"log/slog"
	"math"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/localhost"
)

// handler is the fake with all that the flags put before it.
func handler(srv *cuedesktest.Server, cfg config, log *slog.Logger) http.Handler {
	var h http.Handler = srv
	if cfg.faultRate > 0 {
		h = withFaults(h, cfg.faultRate, cfg.faultSeed)
	}
	if cfg.rateLimit > 0 {
		h = withRateLimit(h, cfg.rateLimit)
	}
	if !cfg.public && !cfg.anyHost {
		h = localhost.Only(h, "Start cuedesk-fake with -any-host if that is meant.")
	}
	return withLog(h, srv.Operation, log)
}

// withFaults has a share of the requests fail before they are carried out. The same seed chooses the same ones of a
// sequence. These are faults of the fake, so that its record has them.
func withFaults(next http.Handler, share float64, seed uint64) http.Handler {
	var mu sync.Mutex
	random := rand.New(rand.NewPCG(seed, 0)) //nolint:gosec // which requests fail is no secret
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		fails := random.Float64() < share
		mu.Unlock()
		if fails {
			r = cuedesktest.Status(http.StatusServiceUnavailable).On(r)
		}
		next.ServeHTTP(w, r)
	})
}

// withRateLimit has requests fail above a rate, of which a second's worth may come at once.
func withRateLimit(next http.Handler, perSecond float64) http.Handler {
	limiter := rate.NewLimiter(rate.Limit(perSecond), int(math.Ceil(perSecond)))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		reserved := limiter.Reserve()
		if wait := reserved.Delay(); wait > 0 {
			reserved.Cancel()
			after := strconv.Itoa(int(math.Ceil(wait.Seconds())))
			r = cuedesktest.Status(http.StatusTooManyRequests).RetryAfter(after).On(r)
		}
		next.ServeHTTP(w, r)
	})
}

// withLog logs each request, without anything of what is in it.
func withLog(next http.Handler, operation func(*http.Request) string, log *slog.Logger) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		name := operation(r)
		seen := &statusWriter{ResponseWriter: w}
		next.ServeHTTP(seen, r)
		log.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("operation", name),
			slog.Int("status", seen.status), slog.Duration("duration", time.Since(start)))
	})
}

// statusWriter remembers the status of a response.
type statusWriter struct {
	http.ResponseWriter

	status int
}

// WriteHeader is part of [http.ResponseWriter].
func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

// Unwrap gives [http.ResponseController] what it needs to end a connection.
func (w *statusWriter) Unwrap() http.ResponseWriter { return w.ResponseWriter }
