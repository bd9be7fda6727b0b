// Package fold has the forms in which values are compared that a person writes in
// several ways.
package fold

import "strings"

// ASCII makes the letters A to Z small and leaves all others, such as the Kelvin
// sign, which is no k: in an address they are other mailboxes.
func ASCII(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, text)
}

// Digits returns the digits 0 to 9 of text, by which phone numbers are compared.
func Digits(text string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, text)
}
