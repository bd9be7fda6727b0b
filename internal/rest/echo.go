package rest

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
)

// minHidden is the shortest token that is looked for in responses, in bytes: a shorter
// one may be a word like any other.
const minHidden = 8

// keepBody keeps what a server said, for an error. Some repeat the request, as pages for
// diagnosis do: the token is overwritten, so that the body needs no more memory.
func (a *attemptState) keepBody(body []byte) {
	if len(a.token) >= minHidden && mayHold(body, a.token) {
		for at, char := range body {
			if char != a.token[0] && char != '\\' {
				continue
			}
			for i := range tokenLen(body[at:], a.token) {
				body[at+i] = '*'
			}
		}
	}
	a.body = string(body)
}

// mayHold reports whether a text has a token's first bytes, or an escape. They are as many
// as are converted without memory of their own.
func mayHold(text []byte, token string) bool {
	return bytes.IndexByte(text, '\\') >= 0 || bytes.Contains(text, []byte(token[:min(len(token), 32)]))
}

// tokenLen returns how many bytes of a text that begins with the token are it; 0: it does
// not. A string of JSON may escape each of its characters.
func tokenLen(text []byte, token string) int {
	at := 0
	for i := range len(token) {
		switch rest := text[at:]; {
		case len(rest) > 0 && rest[0] == token[i]:
			at++
		case len(rest) > 1 && rest[0] == '\\' && rest[1] == token[i]:
			at += 2
		case len(rest) > 5 && isEscape(rest[:6], token[i]):
			at += 6
		default:
			return 0
		}
	}
	return at
}

// isEscape reports whether six bytes are the escape of an ASCII character.
func isEscape(text []byte, char byte) bool {
	const hex = "0123456789abcdef"
	return bytes.EqualFold(text, []byte{'\\', 'u', '0', '0', hex[char>>4], hex[char&15]})
}

// hideInHeader does for the header what [attemptState.keepBody] does for the body.
func (a *attemptState) hideInHeader() {
	hasToken := func(value string) bool { return strings.Contains(value, a.token) }
	if len(a.token) < minHidden {
		return
	}
	var clean http.Header
	for name, values := range a.header {
		if !slices.ContainsFunc(values, hasToken) {
			continue
		}
		if clean == nil {
			clean = a.header.Clone() // a transport may keep its own
		}
		for i, value := range clean[name] {
			clean[name][i] = strings.ReplaceAll(value, a.token, strings.Repeat("*", len(a.token)))
		}
	}
	if clean != nil {
		a.header = clean
	}
}
