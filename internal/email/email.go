// Package email has the one rule of this module for e-mail addresses: the clients
// and the fakes of the APIs share it.
package email

import (
	"slices"
	"strings"
	"unicode"
)

// Plausible reports whether text may be an e-mail address. It looks for slips, such
// as a name beside the address or two addresses in one; what else an address must be
// is for the API to say.
func Plausible(text string) bool {
	at := strings.LastIndexByte(text, '@')
	if at < 1 {
		return false
	}
	local, domain := text[:at], text[at+1:]
	if slices.Contains(strings.Split(domain, "."), "") || strings.ContainsFunc(domain, odd) {
		return false
	}
	if quoted(local) {
		return !strings.ContainsFunc(local, unicode.IsControl)
	}
	return !strings.Contains(local, "@") && !strings.ContainsFunc(local, odd)
}

// odd reports whether a character has no place outside quotes.
func odd(r rune) bool {
	return unicode.IsSpace(r) || unicode.IsControl(r) || strings.ContainsRune("<>,;", r)
}

func quoted(local string) bool {
	return len(local) > 2 && strings.HasPrefix(local, `"`) && strings.HasSuffix(local, `"`)
}
