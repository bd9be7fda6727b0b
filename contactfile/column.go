package contactfile

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Column is a column of a file.
type Column struct {
	Name  string // as in the file, without characters that cannot be printed
	Field Field  // the field that it is for; empty: none, see File.Unmapped
}

// cleanName makes the name of a column fit for messages and for Options.Map.
func cleanName(name string) string { return printable(strings.TrimSpace(stripInvisible(name, false))) }

// normalise reduces the name of a column to its words: small letters without
// accents, and digits, with one space between them.
func normalise(name string) string {
	words := strings.FieldsFunc(withoutAccents(strings.ToLower(stripInvisible(name, false))), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return strings.Join(words, " ")
}

// withoutAccents removes marks from letters, and makes wide letters plain: a
// file may have an accented letter as one character, or as two.
func withoutAccents(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r > unicode.MaxASCII }) < 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
}

var (
	numberWord = regexp.MustCompile(`\b[0-9]{1,3}\b`)
	lastNumber = regexp.MustCompile(`([a-z])([0-9]{1,2})$`)
)

// replaceNumbers replaces the numbers of a normalised name, as in "e mail 1
// value" and "email1".
func replaceNumbers(name string) string {
	return numberWord.ReplaceAllString(lastNumber.ReplaceAllString(name, "$1 $2"), "#")
}

// lookUp finds the field of a normalised name in a list of columns, and its
// place.
func lookUp(columns []presetColumn, name string) (Field, int, bool) {
	for _, want := range []string{name, replaceNumbers(name)} {
		for i, column := range columns {
			if normaliseKnown(column.name) == want {
				return column.field, i, true
			}
		}
	}
	return "", 0, false
}

// splitCamel parts the words of a name such as AccountId.
func splitCamel(name string) string {
	var out strings.Builder
	before := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			out.WriteRune(' ')
		}
		out.WriteRune(r)
		before = r
	}
	return out.String()
}
