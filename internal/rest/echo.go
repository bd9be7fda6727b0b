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
	if token := []byte(a.token); len(token) >= minHidden {
		for rest := body; ; {
			i := bytes.Index(rest, token)
			if i < 0 {
				break
			}
			copy(rest[i:], bytes.Repeat([]byte("*"), len(token)))
			rest = rest[i+len(token):]
		}
	}
	a.body = string(body)
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
