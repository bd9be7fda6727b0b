// Package cell makes cells of CSV files safe to open.
package cell

import "regexp"

// formula matches text that a spreadsheet calculates; number matches what of it can only be a number, also of a phone.
var (
	formula = regexp.MustCompile(`^(\s*[=+@＝＋＠－-]|[\t\r\n])`)
	number  = regexp.MustCompile(`^[+-][0-9 ().-]+$`)
)

// Safe returns a cell that no spreadsheet takes for a formula: a ' goes before it.
func Safe(text string) string {
	if formula.MatchString(text) && !number.MatchString(text) {
		return "'" + text
	}
	return text
}
