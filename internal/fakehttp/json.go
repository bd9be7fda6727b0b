package fakehttp

import (
	"net/http"
	"strings"
)

// Authorized reports whether the request has the bearer token.
func Authorized(r *http.Request, token string) bool {
	scheme, given, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.EqualFold(scheme, "Bearer") && given == token
}

// WriteJSON answers with the body, or without one if it is nil.
func WriteJSON(w http.ResponseWriter, status int, body []byte) {
	if body != nil {
		w.Header().Set("Content-Type", "application/json")
	}
	w.WriteHeader(status)
	// The writer is a buffer in memory, which takes everything.
	_, _ = w.Write(body) //nolint:gosec // it has a Content-Type, and no browser is meant to run it
}
