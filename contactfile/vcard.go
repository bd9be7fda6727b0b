package contactfile

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/emersion/go-vcard"
)

// cardColumns are the columns of a vCard file. Given and family name are parts
// of the property N.
var cardColumns = []presetColumn{
	{"GIVEN", FirstName},
	{"FAMILY", LastName},
	{"FN", FullName},
	{"EMAIL", Email},
	{"TEL", PhoneNumber},
	{"UID", ""},
	{"ORG", ""},
	{"TITLE", ""},
	{"BDAY", ""},
	{"NOTE", ""},
}

// technical are properties that say nothing about the person.
var technical = words(`VERSION PRODID REV N KIND CLASS SOURCE XML PROFILE MAILER X-ABLABEL X-ABSHOWAS X-ABUID
	CLIENTPIDMAP`)

// openCards makes ready the reading of vCards.
func (f *File) openCards(lines *lineReader) error {
	f.table = &table{opts: f.opts, format: f.format, byField: map[Field][]place{}}
	names := make([]string, len(cardColumns))
	for i, column := range cardColumns {
		names[i] = column.name
		f.table.addCardColumn(column)
	}
	f.src = &cardReader{lines: lines, limit: f.opts.MaxRow}
	return f.table.checkMap(names)
}

// addCardColumn maps a column as the options say, or as vCard has it.
func (t *table) addCardColumn(column presetColumn) {
	field, mapped := t.opts.mapped(column.name)
	if !mapped {
		field = column.field
	}
	t.columns = append(t.columns, Column{column.name, field})
	if field != "" && field != Ignore {
		t.addPlace(field, rankMapped)
	}
}

// cardReader reads one vCard after the other.
type cardReader struct {
	lines *lineReader
	limit int // of a card without what it embeds, in bytes
}

func (c *cardReader) next() (record, error) {
	begin, err := c.begin()
	if err != nil {
		return record{}, err
	}
	rec := record{line: begin.number, typed: true}
	lines, err := c.card(begin)
	if err != nil {
		return rec, err
	}
	card, err := lines.decode()
	if err != nil {
		problem := "not a vCard that can be read: " + printable(err.Error())
		return rec, &Error{Line: begin.number, Problem: problem, Err: errors.Join(ErrRow, err)}
	}
	lines.embedded = append(lines.embedded, removeEncoded(card)...)
	if removeFaxes(card) {
		rec.changes = append(rec.changes, Change{begin.number, vcard.FieldTelephone, LeftOut, reasonFax})
	}
	rec.cells = cardCells(card)
	for _, name := range lines.embedded {
		rec.changes = append(rec.changes, Change{begin.number, name, LeftOut, "embedded data"})
	}
	rec.changes = append(rec.changes, listUnread(card, begin.number)...)
	return rec, nil
}

// begin finds the first line of the next card. Lines between cards are one
// error.
func (c *cardReader) begin() (line, error) {
	var outside error
	for {
		next, err := c.lines.next()
		text := strings.TrimSpace(next.text)
		begins := err == nil && isBegin(text)
		switch {
		case outside != nil && (err != nil || begins):
			c.lines.unreadLine(next, err)
			return next, outside
		case err != nil || begins:
			return next, err
		case text != "" && outside == nil:
			outside = rowError(next.number, "lines outside of any vCard")
		}
	}
}

// removeEncoded removes what is in base64, which is no text, and returns the names of these properties.
func removeEncoded(card vcard.Card) (names []string) {
	for name, fields := range card {
		text := slices.DeleteFunc(slices.Clone(fields), func(field *vcard.Field) bool {
			return field.Params.Get("ENCODING") == "b" // as formatParameters writes it
		})
		if len(text) < len(fields) {
			card[name], names = text, append(names, printable(name))
		}
	}
	slices.Sort(names)
	return names
}

// removeFaxes removes the numbers of a card that are for faxes or pagers alone, and reports whether there were any.
func removeFaxes(card vcard.Card) bool {
	before := len(card[vcard.FieldTelephone])
	card[vcard.FieldTelephone] = slices.DeleteFunc(card[vcard.FieldTelephone], func(field *vcard.Field) bool {
		return (hasType(field, "fax") || hasType(field, "pager")) && !hasType(field, "voice") && !hasType(field, "cell")
	})
	return len(card[vcard.FieldTelephone]) < before
}

// hasType reports whether a property is of a type, such as fax.
func hasType(field *vcard.Field, name string) bool {
	return slices.ContainsFunc(field.Params[vcard.ParamType], func(types string) bool {
		return slices.ContainsFunc(strings.Split(types, ","), func(t string) bool { return strings.EqualFold(t, name) })
	})
}

// cardCells puts the properties of a card into the columns.
func cardCells(card vcard.Card) []string {
	family, given := splitName(card.Value(vcard.FieldName))
	cells := []string{given, family}
	for _, column := range cardColumns[2:] {
		fields := slices.Clone(card[column.name])
		slices.SortStableFunc(fields, func(a, b *vcard.Field) int { return preference(a) - preference(b) })
		var values []string
		for _, field := range fields {
			if value := unescape(textOf(column.name, field)); value != "" {
				values = append(values, value)
			}
		}
		cells = append(cells, strings.Join(values, valueSeparator))
	}
	return cells
}

// textOf is the value of a property without parts that are blank, and without a date that stands for one of no year.
func textOf(name string, field *vcard.Field) string {
	switch omitted := field.Params.Get("X-APPLE-OMIT-YEAR"); {
	case name == vcard.FieldOrganization:
		return strings.TrimRight(field.Value, ";")
	case omitted != "" && strings.HasPrefix(field.Value, omitted+"-"):
		return strings.Replace(field.Value, omitted, "-", 1)
	}
	return field.Value
}

// preference orders properties: 1 is the most preferred.
func preference(field *vcard.Field) int {
	if hasType(field, "pref") {
		return 1
	}
	number := 101
	if text := field.Params.Get(vcard.ParamPreferred); text != "" {
		_, _ = fmt.Sscan(text, &number)
	}
	return min(max(number, 1), 101)
}

// splitName takes apart the property N at semicolons that are not escaped.
func splitName(text string) (family, given string) {
	var parts []string
	start, escaped := 0, false
	for i := range len(text) {
		switch {
		case escaped:
			escaped = false
		case text[i] == '\\':
			escaped = true
		case text[i] == ';':
			parts = append(parts, text[start:i])
			start = i + 1
		}
	}
	parts = append(parts, text[start:], "")
	return unescape(parts[0]), unescape(parts[1])
}

// unescape undoes what the decoder leaves: escaped semicolons and capital \N.
func unescape(text string) string { return strings.TrimSpace(unescaper.Replace(text)) }

var unescaper = strings.NewReplacer(`\;`, ";", `\N`, "\n", `\:`, ":")

// listUnread names the properties of a card that have no column.
func listUnread(card vcard.Card, number int) []Change {
	var changes []Change
	for name := range card {
		isColumn := slices.ContainsFunc(cardColumns, func(c presetColumn) bool { return c.name == name })
		if !isColumn && !technical[name] && card.Value(name) != "" {
			changes = append(changes, Change{number, printable(name), LeftOut, "a property that is not read"})
		}
	}
	slices.SortFunc(changes, func(a, b Change) int { return strings.Compare(a.Column, b.Column) })
	return changes
}
