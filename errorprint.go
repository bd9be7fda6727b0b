package cuedesk

import (
	"cmp"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Error says which operation failed and how, without IDs or values. The words of the
// server are left out, but for names of fields and kinds of problems, and for the host
// that a redirect points to.
func (e *Error) Error() string {
	parts := []string{cmp.Or(e.api, api.Name) + ": " + e.Operation}
	if e.StatusCode != 0 {
		parts = append(parts, strings.TrimSpace(fmt.Sprint(e.StatusCode, " ", http.StatusText(e.StatusCode))))
	}
	if e.StatusCode >= 400 && e.Message == "" {
		parts = append(parts, "not in the API's error format")
	}
	if e.err != nil {
		parts = append(parts, strings.ReplaceAll(e.err.Error(), "\n", "; "))
	}
	if fields := e.fieldTexts(); fields != "" {
		parts = append(parts, fields)
	}
	text := rest.Printable(strings.Join(parts, ": "))
	if n := len(e.Attempts); n > 1 {
		text += fmt.Sprintf(" (%d attempts)", n)
	}
	return text
}

// fieldTexts says our own words about the fields, and of the server's only names.
func (e *Error) fieldTexts() string {
	var texts []string
	for i, f := range e.Fields {
		if i == maxNamed {
			return fmt.Sprintf("%s; and %d more", strings.Join(texts, "; "), len(e.Fields)-i+e.MoreFields)
		}
		if e.StatusCode == 0 {
			texts = append(texts, f.Field+" "+f.Msg)
		} else {
			texts = append(texts, strings.TrimSpace(identifier(f.Field)+" "+identifier(f.Type)))
		}
	}
	return strings.Join(texts, "; ")
}

// identifier returns s if it looks like a name, which personal data does not.
func identifier(s string) string {
	odd := func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.:[]", r)
	}
	if utf8.RuneCountInString(s) > 64 || strings.ContainsFunc(s, odd) {
		return "(?)"
	}
	return s
}

// Explain returns what the API said beyond the text of the error, a line each,
// for a person who may see it: it can hold personal data, so do not log it. It is
// empty where the API said nothing more.
func (e *Error) Explain() string {
	var lines []string
	if e.messageAddsInformation() {
		lines = append(lines, e.Message)
	}
	switch {
	case e.Snippet != "":
		lines = append(lines, e.Snippet)
	case len(e.Fields) == 0 && !e.Details.IsNull():
		lines = append(lines, e.Details.String())
	}
	for _, f := range e.Fields {
		lines = append(lines, strings.TrimSpace(f.In+" "+f.Field)+": "+f.Msg)
	}
	if e.MoreFields > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", e.MoreFields))
	}
	for i, line := range lines {
		lines[i] = rest.Printable(line)
	}
	return strings.Join(lines, "\n")
}

// messageAddsInformation reports whether the message is more than the status in
// words, and is not part of anything else that Explain returns.
func (e *Error) messageAddsInformation() bool {
	repeats := func(f FieldError) bool { return f.Msg == e.Message }
	return e.Message != "" && !strings.HasPrefix(e.Message, strconv.Itoa(e.StatusCode)) &&
		e.Message != e.Details.String() && !slices.ContainsFunc(e.Fields, repeats)
}

// LogValue logs the text of the error, the operation, the status, the request ID and
// the number of attempts, and nothing personal.
func (e Error) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("error", e.Error()),
		slog.String("operation", e.Operation),
		slog.Int("status", e.StatusCode),
		slog.String("request_id", e.RequestID),
		slog.Int("attempts", len(e.Attempts)),
	)
}

// MarshalJSON writes what [Error.LogValue] logs, and nothing personal.
func (e *Error) MarshalJSON() ([]byte, error) {
	return json.Marshal(struct {
		Error         string `json:"error"`
		Operation     string `json:"operation"`
		Status        int    `json:"status"`
		RequestID     string `json:"request_id,omitzero"`
		Attempts      int    `json:"attempts"`
		Transient     bool   `json:"transient,omitzero"`
		MayApplyLater bool   `json:"may_apply_later,omitzero"`
	}{e.Error(), e.Operation, e.StatusCode, e.RequestID, len(e.Attempts), e.Transient, e.MayApplyLater})
}

// GoString keeps header, snippet and details out of %#v.
func (e *Error) GoString() string { return fmt.Sprintf("&cuedesk.Error{%q}", e.Error()) }
