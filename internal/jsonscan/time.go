package jsonscan

import (
	"time"

	"github.com/go-json-experiment/json"
)

// Time reads a JSON string that holds a time as RFC 3339 has it. The form that the
// API documents is read here, any other by the JSON package.
func Time[T Text](quoted T) (time.Time, bool) {
	if t, ok := utc(quoted); ok {
		return t, true
	}
	var t time.Time
	err := json.Unmarshal([]byte(quoted), &t)
	return t, err == nil
}

// timePattern has the digits of a time as 0. A fraction may come before the Z.
const timePattern = `"0000-00-00T00:00:00`

// utc reads "2006-01-02T15:04:05Z", with or without a fraction of a second.
func utc[T Text](quoted T) (t time.Time, ok bool) {
	if len(quoted) < len(timePattern)+len(`Z"`) || string(quoted[len(quoted)-2:]) != `Z"` {
		return t, false
	}
	for i := range len(timePattern) {
		if !fits(quoted[i], timePattern[i]) {
			return t, false
		}
	}
	nanos, ok := fraction(quoted[len(timePattern) : len(quoted)-2])
	at := func(i int) int { return int(quoted[i]-'0')*10 + int(quoted[i+1]-'0') }
	year, month, day, hour, minute, second := at(1)*100+at(3), at(6), at(9), at(12), at(15), at(18)
	if !ok || month < 1 || month > 12 || day < 1 || hour > 23 || minute > 59 || second > 59 {
		return t, false
	}
	if day > 28 && day > daysIn(year, month) {
		return t, false
	}
	return time.Date(year, time.Month(month), day, hour, minute, second, nanos, time.UTC), true
}

// fraction reads nothing, or a dot and up to nine digits, as nanoseconds.
func fraction[T Text](text T) (nanos int, ok bool) {
	if len(text) == 0 {
		return 0, true
	}
	if text[0] != '.' || len(text) < 2 || len(text) > 10 {
		return 0, false
	}
	for i := 1; i < 10; i++ {
		nanos *= 10
		if i >= len(text) {
			continue
		}
		if !isDigit(text[i]) {
			return 0, false
		}
		nanos += int(text[i] - '0')
	}
	return nanos, true
}

func daysIn(year, month int) int {
	return time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// fits reports whether a byte is what the pattern has, or a digit where that has 0.
func fits(c, pattern byte) bool {
	if pattern == '0' {
		return isDigit(c)
	}
	return c == pattern
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }
