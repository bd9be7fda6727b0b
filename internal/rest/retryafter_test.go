package rest

import (
	"math"
	"net/http"
	"testing"
	"time"
)

var parseNow = time.Date(2024, 3, 10, 12, 0, 0, 0, time.UTC)

func TestParseRetryAfter(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]time.Duration{
		"":                                 0,
		"0":                                0,
		"1":                                time.Second,
		" 120 ":                            2 * time.Minute,
		"007":                              7 * time.Second,
		"-5":                               0,
		"+5":                               0,
		"1.5":                              0,
		"1e3":                              0,
		"٣":                                0,
		"soon":                             0,
		"9223372036":                       9223372036 * time.Second,
		"9223372037":                       math.MaxInt64,
		"9223372036854775807":              math.MaxInt64,
		"99999999999999999999999":          math.MaxInt64,
		"Sun, 10 Mar 2024 12:00:30 GMT":    30 * time.Second,
		"Sunday, 10-Mar-24 12:00:30 GMT":   30 * time.Second,
		"Sun Mar 10 12:00:30 2024":         30 * time.Second,
		"Sun, 10 Mar 2024 11:59:30 GMT":    0,
		"Fri, 31 Dec 9999 23:59:59 GMT":    math.MaxInt64,
		"Sun, 10 Mar 2024 12:00:30 +0100":  0,
		"Sun, 10 Mar 2024 12:00:30 GMT, 5": 0,
	} {
		if got := ParseRetryAfter(http.Header{"Retry-After": {value}}, parseNow); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
	if got := ParseRetryAfter(nil, parseNow); got != 0 {
		t.Errorf("no header: %v", got)
	}
}

func FuzzParseRetryAfter(f *testing.F) {
	for _, seed := range []string{"", "0", "120", "-1", "99999999999999999999", "Sun, 10 Mar 2024 12:00:30 GMT", "x"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, value string) {
		got := ParseRetryAfter(http.Header{"Retry-After": {value}}, parseNow)
		if got < 0 {
			t.Errorf("%q: %v", value, got)
		}
		if value != "" && value[0] == '-' && got != 0 {
			t.Errorf("%q: %v", value, got)
		}
	})
}
