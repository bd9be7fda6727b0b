package console

import (
	"fmt"
	"html/template"
	"net/http"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// shownRunes is how much of a value a table shows.
const shownRunes = 120

// functions are those of the templates.
var functions = template.FuncMap{
	"name": func(c cuedesk.Contact) string { return short(name(c)) }, "short": short, "count": count, "time": formatTime,
	"outcome": newOutcome, "took": took, "clock": clock, "value": value, "tab": newTab,
}

// tab is an item of the navigation.
type tab struct {
	Link, Label string
	Count       int
	Current     bool
}

func newTab(f frame, section, link, label string, count int) tab {
	return tab{link, label, count, f.Section == section}
}

// short cuts a value that is too long for a table.
func short(text string) string {
	if len(text) <= shownRunes || utf8.RuneCountInString(text) <= shownRunes {
		return text
	}
	return string([]rune(text)[:shownRunes]) + "…"
}

// count writes a number with commas.
func count(n int) string {
	digits := strconv.Itoa(n)
	for at := len(digits) - 3; at > 0 && digits[at-1] != '-'; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

// formatTime is a time for people, in UTC; "" if it is zero.
func formatTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format("2006-01-02 15:04:05")
}

// clock is the time of the day in UTC.
func clock(t time.Time) string { return t.UTC().Format("15:04:05.000") }

// took is how long something has taken.
func took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return "<1 ms"
	case d < time.Second:
		return fmt.Sprint(d.Milliseconds(), " ms")
	}
	return fmt.Sprintf("%.1f s", d.Seconds())
}

// value is a custom value as JSON.
func value(v cuedesk.Value) string { return string(v.Raw()) }

// outcome is what became of a request, for people.
type outcome struct{ Class, Text, Note string }

// newOutcome says what the client saw, and what the API did where that is something else.
func newOutcome(e cuedesktest.Exchange) outcome {
	out := outcome{Class: "good", Text: fmt.Sprint(e.Status, " ", http.StatusText(e.Status))}
	switch {
	case !e.Ended:
		return outcome{Class: "waiting", Text: "under way"}
	case e.Status == 0:
		out = outcome{Class: "bad", Text: "no response"}
	case e.Torn:
		out = outcome{Class: "bad", Text: fmt.Sprint(e.Status, ", cut off")}
	case e.Status >= http.StatusInternalServerError:
		out.Class = "bad"
	case e.Status >= http.StatusBadRequest:
		out.Class = "warn"
	}
	switch {
	case e.Applied == 0:
		out.Note = "not carried out"
	case e.Applied >= http.StatusBadRequest && e.Applied != e.Status:
		out.Note = fmt.Sprint("the API refused it: ", e.Applied)
	case e.Applied < http.StatusBadRequest && out.Class != "good":
		out.Note = fmt.Sprint("carried out: ", e.Applied)
	}
	return out
}
