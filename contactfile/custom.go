package contactfile

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/match"
)

// readCustom puts a value of a custom field into the contact, if it is of the
// type.
func (b *rowBuilder) readCustom(key string, t Type, cell string) bool {
	value, reason := b.customValue(t, b.clean(cell, t == Text))
	if reason != "" {
		b.note(LeftOut, reason)
	}
	if value == nil {
		return false
	}
	if b.row.Contact.CustomFields == nil {
		b.row.Contact.CustomFields = map[string]any{}
	}
	b.row.Contact.CustomFields[key] = value
	return true
}

// customValue returns a value that the API takes, or why there is none.
func (b *rowBuilder) customValue(t Type, text string) (value any, reason string) {
	switch {
	case text == "":
		return nil, ""
	case isSheetError(text):
		return nil, "an error of a formula"
	case t == Text && text != dumpNull:
		return text, ""
	case isPlaceholder(text):
		return nil, "says that there is none"
	}
	switch t {
	case Long:
		return b.parseLong(text)
	case Double:
		return b.parseDouble(text)
	case Boolean:
		return parseBoolean(text)
	case List:
		return parseList(text)
	default:
		return b.parseDate(text)
	}
}

func (b *rowBuilder) parseLong(text string) (any, string) {
	digits, ok := b.plainNumber(text)
	n, err := strconv.ParseInt(digits, 10, 64)
	if !ok || err != nil {
		return nil, "not a whole number"
	}
	return n, ""
}

func (b *rowBuilder) parseDouble(text string) (any, string) {
	digits, ok := b.plainNumber(text)
	n, err := strconv.ParseFloat(digits, 64)
	if !ok || err != nil || math.IsInf(n, 0) {
		return nil, "not a number in the declared form"
	}
	return n, ""
}

var (
	plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?$`)
	withPoint   = regexp.MustCompile(`^[+-]?[0-9]{1,3}(,[0-9]{3})*(\.[0-9]+)?$`)
	withComma   = regexp.MustCompile(`^[+-]?[0-9]{1,3}(\.[0-9]{3})*(,[0-9]+)?$`)
	grouped     = regexp.MustCompile(`^[+-]?[0-9]{1,3}(\.[0-9]{3})+$`)
	commaOnly   = regexp.MustCompile(`^[+-]?[0-9]+(,[0-9]+)?$`)
)

// plainNumber rewrites a number of the declared form as Go reads it.
func (b *rowBuilder) plainNumber(text string) (string, bool) {
	separator := b.table.opts.Decimal
	switch {
	case separator == ',' && b.rec.typed:
		// "1.234" is a number of a sheet or a text that groups thousands: it
		// cannot be told.
		return text, plainNumber.MatchString(text) && !grouped.MatchString(text)
	case separator == ',' && (withComma.MatchString(text) || commaOnly.MatchString(text)):
		return strings.ReplaceAll(strings.ReplaceAll(text, ".", ""), ",", "."), true
	case separator == ',':
		return text, false
	case separator == '.' && withPoint.MatchString(text):
		return strings.ReplaceAll(text, ",", ""), true
	}
	return text, plainNumber.MatchString(text)
}

func parseBoolean(text string) (any, string) {
	switch match.Email(text) {
	case "true", "yes", "1":
		return true, ""
	case "false", "no", "0":
		return false, ""
	}
	return nil, "not true or false, yes or no, 1 or 0"
}

// parseList reads an array of JSON, or texts with ::: between them. An empty one is no value, as an empty cell is.
func parseList(text string) (any, string) {
	var items []any
	if strings.HasPrefix(text, "[") && json.Unmarshal([]byte(text), &items) == nil {
		return listOf(items)
	}
	if list := nonBlank(strings.Split(text, strings.TrimSpace(valueSeparator))); len(list) > 0 {
		return list, ""
	}
	return nil, ""
}

// listOf returns the items of an array that are texts, as all but nulls must be.
func listOf(items []any) (any, string) {
	var list []string
	for _, item := range items {
		text, ok := item.(string)
		switch {
		case ok && text != "":
			list = append(list, text)
		case !ok && item != nil:
			return nil, "not a list of texts"
		}
	}
	if list == nil {
		return nil, ""
	}
	return list, ""
}

// parseDate reads a date in the declared form or ISO 8601.
func (b *rowBuilder) parseDate(text string) (any, string) {
	if layout, _ := dateLayout(b.table.opts.Dates); layout != "" {
		if t, err := time.Parse(layout, text); err == nil {
			return b.noteDate(text, t.Format(time.DateOnly))
		}
	}
	if t, ok := b.parseSerialDate(text); ok {
		return b.noteDate(text, t)
	}
	if _, err := time.Parse(time.DateOnly, text); err == nil {
		return text, ""
	}
	if t, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return b.noteDate(text, t.Format(time.RFC3339Nano))
	}
	if layout := localLayouts[b.table.format]; layout != "" {
		if t, err := time.Parse(layout, text); err == nil {
			return b.noteDate(text, dateOf(t))
		}
	}
	return nil, "not a date in the declared form"
}

// localLayouts are forms of dates that a format has beside those of RFC 3339: a birthday of a vCard, and a cell of
// strict OOXML, which has no time zone.
var localLayouts = map[Format]string{VCard: "20060102", XLSX: "2006-01-02T15:04:05"}

// dateOf writes a time without a time zone, which is taken for UTC: as a date, if it is a whole day.
func dateOf(t time.Time) string {
	if t.Equal(t.Truncate(24 * time.Hour)) {
		return t.Format(time.DateOnly)
	}
	return t.Format(time.RFC3339)
}

func (b *rowBuilder) noteDate(text, iso string) (any, string) {
	if iso != text {
		b.note(Reformatted, "ISO 8601")
	}
	return iso, ""
}

// dateLayout turns a form such as DD.MM.YYYY into a layout of package time, and
// reports whether it has a year, a month and a day.
func dateLayout(form string) (string, bool) {
	if form == "" {
		return "", true
	}
	layout, years, months, days := form, 0, 0, 0
	for _, part := range []struct {
		name, layout string
		count        *int
	}{
		{"YYYY", "2006", &years}, {"MM", "01", &months}, {"DD", "02", &days}, {"M", "1", &months}, {"D", "2", &days},
	} {
		*part.count += strings.Count(layout, part.name)
		layout = strings.ReplaceAll(layout, part.name, part.layout)
	}
	onlyPunctuation := strings.Trim(layout, "0123456789./- ") == "" && !strings.ContainsAny(form, "0123456789")
	return layout, years == 1 && months == 1 && days == 1 && onlyPunctuation
}
