package fakehttp

import "strings"

// PlausibleEmail reports whether text may be an e-mail address: it has an @ between other characters, and no white
// space.
func PlausibleEmail(text string) bool {
	at := strings.LastIndexByte(text, '@')
	return at > 0 && at < len(text)-1 && !strings.ContainsAny(text, " \t\r\n")
}
