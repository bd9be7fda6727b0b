package contactfile

import (
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go/internal/match"
)

// otherNumbers are words by which a column has numbers or addresses that are not the person's: of things, of contracts,
// or of other people.
var otherNumbers = words(`barcode ean gtin upc isbn sku serial customer kunde kunden kundennummer kundennr steuer
	steuernummer tax vat ustid loyalty membership card karte emergency notfall note notes notiz notizen comment comments
	remark remarks account konto kontonummer iban order invoice rep sales owner assigned assignee creator manager
	referrer author agent editor vendor supplier`)

// checkContent refuses a file in which no column for an identifier holds one, and a column that is for no field holds
// nothing but addresses or phone numbers. It also refuses addresses where no column is for them, and numbers in columns
// that may be for these by their names.
func (t *table) checkContent(sample []sampleRecord) error {
	found := t.preset != nil || t.hasIdentifier(sample)
	for i, column := range t.columns {
		if column.Field != "" || hasWord(column.Name, notIdentifiers) || t.preset.isHarmless(column.Name) {
			continue
		}
		if hasWord(column.Name, valueWords) && t.holds(sample, i, looksDialled) {
			return errUnmapped(PhoneNumber, []string{column.Name})
		}
		if hasWord(column.Name, otherNumbers) {
			continue
		}
		if t.preset == nil && t.byField[Email] == nil && t.holdsOnly(sample, i, 1, looksLikeAddress) {
			return errUnmapped(Email, []string{column.Name})
		}
		if found {
			continue
		}
		if t.holdsOnly(sample, i, several, looksLikeAddress) {
			return errUnmapped(Email, []string{column.Name})
		}
		if t.holdsOnly(sample, i, several, looksLikePhone) {
			return errUnmapped(PhoneNumber, []string{column.Name})
		}
	}
	return nil
}

// hasIdentifier reports whether a column for an identifier holds one.
func (t *table) hasIdentifier(sample []sampleRecord) bool {
	return slices.ContainsFunc(identifiers, func(field Field) bool {
		isSuch := func(cell string) bool { return !isPlaceholder(strings.TrimSpace(cell)) }
		switch field {
		case Email:
			isSuch = looksLikeAddress
		case PhoneNumber:
			isSuch = looksDialled
		}
		return slices.ContainsFunc(t.byField[field], func(p place) bool { return t.holds(sample, p.column, isSuch) })
	})
}

// holds reports whether one of the values of a column is such.
func (t *table) holds(sample []sampleRecord, column int, isSuch func(string) bool) bool {
	return slices.ContainsFunc(t.values(sample, column), isSuch)
}

// several values show what a column is for, or one in each row of a file that has two.
const several = 3

// holdsOnly reports whether a column has nothing but such values, and at least so many: of several, two if the file has
// no more rows.
func (t *table) holdsOnly(sample []sampleRecord, column, least int, isSuch func(string) bool) bool {
	rows := 0
	for _, rec := range sample {
		if rec.err == nil && !isBlank(rec.cells) {
			rows++
		}
	}
	values := t.values(sample, column)
	return len(values) >= min(least, max(2, rows)) &&
		!slices.ContainsFunc(values, func(value string) bool { return !isSuch(value) })
}

// values are the cells of a column that are not blank, of rows that have as many cells as the header.
func (t *table) values(sample []sampleRecord, column int) []string {
	var values []string
	for _, rec := range sample {
		ragged := len(rec.cells) != len(t.columns) && !rec.typed
		if !ragged && column < len(rec.cells) && strings.TrimSpace(rec.cells[column]) != "" {
			values = append(values, rec.cells[column])
		}
	}
	return values
}

// looksDialled reports whether a cell has digits and signs only, as many as a phone number.
func looksDialled(cell string) bool {
	plain, _ := cutExtension(normaliseDigits(strings.TrimSpace(cell)))
	return len(match.Digits(plain)) >= 7 && whyNoPhone(plain) == ""
}
