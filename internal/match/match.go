// Package match has the normal forms in which values are compared that are about the
// same person or not.
package match

import "strings"

// Email returns an address in ASCII lower case. Other letters stay: what folds there
// depends on the language.
func Email(address string) string {
	lower := []byte(address)
	for i, c := range lower {
		if c >= 'A' && c <= 'Z' {
			lower[i] = c + 'a' - 'A'
		}
	}
	return string(lower)
}

// Phone returns the digits of a number that has nothing else but a leading plus sign,
// spaces and separators. Any other text is its own normal form: an extension, a name
// or the digits of another script may tell two people apart.
func Phone(number string) string {
	digits := make([]byte, 0, len(number))
	for i, c := range []byte(number) {
		switch {
		case c >= '0' && c <= '9':
			digits = append(digits, c)
		case c == '+' && len(digits) == 0 && strings.IndexByte(number, '+') == i, strings.IndexByte(separators, c) >= 0:
		default:
			return number
		}
	}
	if len(digits) == 0 {
		return number
	}
	return string(digits)
}

const separators = " -.()/"

// Digits returns the ASCII digits of a text, whatever else it has.
func Digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}
