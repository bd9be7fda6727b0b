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
		"1.5":                              2 * time.Second,
		"2.5":                              3 * time.Second,
		"12.0":                             12 * time.Second,
		"0.001":                            time.Second,
		"3.":                               3 * time.Second,
		".5":                               0,
		"1.2.3":                            0,
		"1.x":                              0,
		"9223372036.5":                     math.MaxInt64,
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

// TestParseRetryAfter_date: the server's own clock counts, if it is told.
func TestParseRetryAfter_date(t *testing.T) {
	t.Parallel()
	for date, want := range map[string]time.Duration{
		"Sun, 10 Mar 2024 12:00:20 GMT": 10 * time.Second,
		"Sun, 10 Mar 2024 11:00:30 GMT": time.Hour,
		"Sun, 10 Mar 2024 13:00:00 GMT": 0,
		"yesterday":                     30 * time.Second,
	} {
		h := http.Header{"Retry-After": {"Sun, 10 Mar 2024 12:00:30 GMT"}, "Date": {date}}
		if got := ParseRetryAfter(h, parseNow); got != want {
			t.Errorf("Date %s: %v, want %v", date, got, want)
		}
	}
}

// TestParseRetryAfter_several: the longest counts, wherever it comes from.
func TestParseRetryAfter_several(t *testing.T) {
	t.Parallel()
	for _, values := range [][]string{{"0", "90"}, {"90", "0"}, {"soon", "90"}, {"90", "Sun, 10 Mar 2024 12:00:30 GMT"}} {
		if got := ParseRetryAfter(http.Header{"Retry-After": values}, parseNow); got != 90*time.Second {
			t.Errorf("%q: %v", values, got)
		}
	}
}
