package rest

import (
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// ParseRetryAfter reads a Retry-After header, in seconds or as an HTTP date. A
// part of a second counts as a whole one. A date is measured against the Date of
// the same response, and against now where that is missing, so that a wrong clock
// does no harm. The result is 0 where there is none, or none that makes sense;
// huge values saturate.
func ParseRetryAfter(h http.Header, now time.Time) time.Duration {
	value := strings.TrimSpace(h.Get("Retry-After"))
	if value == "" {
		return 0
	}
	if whole, fraction, _ := strings.Cut(value, "."); isDigits(whole) && strings.Trim(fraction, "0123456789") == "" {
		seconds, err := strconv.ParseInt(whole, 10, 64)
		if strings.Trim(fraction, "0") != "" && err == nil {
			seconds++
		}
		if err != nil || seconds > int64(math.MaxInt64/time.Second) {
			return math.MaxInt64
		}
		return time.Duration(seconds) * time.Second
	}
	at, err := http.ParseTime(value)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, at.Sub(now))
}

func isDigits(s string) bool {
	return s != "" && strings.Trim(s, "0123456789") == ""
}
