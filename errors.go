package cuedesk

import (
	"cmp"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// What an error may match with [errors.Is]. Every error of a call is an [*Error];
// it may match several, and a context's error beside them.
var (
	// ErrInvalid: the input was refused, by the checks before sending
	// (Error.StatusCode is 0) or by the API (400, 422). Error.Fields says which
	// field, where it is one.
	ErrInvalid = rest.ErrInvalid
	// ErrUnauthorized: the token is missing or invalid (401).
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: the token does not allow this (403).
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: there is no such resource (404).
	ErrNotFound = errors.New("not found")
	// ErrConflict: the resource exists already or has changed (409).
	ErrConflict = errors.New("conflict")
	// ErrRateLimited: the API asked to slow down (429); see Error.RetryAfter.
	ErrRateLimited = errors.New("rate limited")
	// ErrServer: the API or something before it failed (any 5xx).
	ErrServer = errors.New("server error")
	// ErrBadResponse: a successful status with a body that is not what the
	// documentation says: broken off, HTML, empty, or of another shape.
	ErrBadResponse = rest.ErrBadResponse
	// ErrOutcomeUnknown: a call that creates something failed in a way that
	// leaves open whether it was carried out. It was not repeated; look for what
	// it would have created before you call it again.
	ErrOutcomeUnknown = rest.ErrOutcomeUnknown
	// ErrRetryBudget: the call was not repeated because this client's retries
	// used up [RetryPolicy].Budget. The budget is local; the cause is beside it.
	ErrRetryBudget = rest.ErrRetryBudget
	// ErrImportFailed: the bulk import ended with status failed.
	ErrImportFailed = errors.New("import failed")
	// ErrImportStalled: the bulk import makes no progress; see [WithStallTimeout].
	ErrImportStalled = errors.New("import makes no progress")
)

// Error is the error of every call (API: "Error Responses"). Its text names the
// operation, never an ID or a value, so that it can be logged and grouped;
// [Error.Explain] has the API's own words too.
type Error struct {
	Operation  string        // the route, such as "GET /v1/contacts/{contact_uuid}"
	StatusCode int           // of the last response; 0 where none came, nothing was sent, or it is not about one response
	Message    string        // what the response says: error.message in Cuedesk, such as "404 NOT FOUND"
	Details    Value         // what it says more: error.details in Cuedesk, text, an object, or anything else
	Fields     []FieldError  // what is wrong with the input, by the API or the checks before sending
	RequestID  string        // X-Request-Id of the last response, if it had one
	RetryAfter time.Duration // how long the last response asked to wait; 0: it did not
	Header     http.Header   // of the last response; nil where none came
	Snippet    string        // the beginning of a body that is not the API's error format; may hold personal data
	Attempts   []Attempt     // every request that was made, in order

	api     string
	passing bool // of a kind that goes away by itself
	err     error
}

// FieldError says what is wrong with one field of the input (API: "Error
// Responses", the errors array of a 422).
type FieldError struct {
	Type  string `json:"type"`  // kind of problem, such as "missing"
	In    string `json:"in"`    // "body", "query" or "path"
	Field string `json:"field"` // name of the field
	Msg   string `json:"msg"`   // a sentence for people
}

// LogValue logs names only: Msg holds the words of the API.
func (f FieldError) LogValue() slog.Value {
	return slog.StringValue(identifier(f.In) + " " + identifier(f.Field) + " " + identifier(f.Type))
}

// maxSnippet is how much of an unreadable body is kept in an [Error], in bytes.
const maxSnippet = 512

// errorMaker returns the function that makes the errors of an API's calls.
func errorMaker(api rest.API) func(*rest.Failure) error {
	return func(f *rest.Failure) error {
		e := &Error{
			Operation:  f.Operation,
			StatusCode: f.StatusCode,
			Fields:     fieldErrors(f.Problems),
			RequestID:  f.Header.Get("X-Request-Id"),
			RetryAfter: f.RetryAfter,
			Header:     f.Header,
			api:        api.Name,
			passing:    f.Passing,
			err:        f.Err,
		}
		for _, a := range f.Attempts {
			e.Attempts = append(e.Attempts, Attempt(a))
		}
		if said := api.DecodeError(f.Body); said != nil {
			e.Message, e.Details = said.Message, Value{string(said.Details)}
			if f.StatusCode < 300 && len(said.Details) > maxSnippet {
				e.Details = Value{} // perhaps a page of contacts
			}
			e.Fields = append(e.Fields, fieldErrors(said.Fields)...)
		} else {
			e.Snippet = snippet(f.Body)
		}
		return e
	}
}

// snippet returns the beginning of a body as text that is safe to print.
func snippet(body []byte) string {
	text := strings.ToValidUTF8(string(body[:min(len(body), maxSnippet)]), "\uFFFD")
	return strings.TrimSpace(text)
}

func fieldErrors(problems []rest.FieldError) []FieldError {
	var fields []FieldError
	for _, p := range problems {
		fields = append(fields, FieldError(p))
	}
	return fields
}

// Error says which operation failed and how, without IDs, values or the words
// of the server.
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
	text := strings.Join(parts, ": ")
	if n := len(e.Attempts); n > 1 {
		text += fmt.Sprintf(" (%d attempts)", n)
	}
	return text
}

// fieldTexts says our own words about the fields, and of the server's only names.
func (e *Error) fieldTexts() string {
	var texts []string
	for _, f := range e.Fields {
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
	if e.says() {
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
	return strings.Join(lines, "\n")
}

// says reports whether the message is more than the status in words, and stands in
// nothing else that Explain returns.
func (e *Error) says() bool {
	repeats := func(f FieldError) bool { return f.Msg == e.Message }
	return e.Message != "" && !strings.HasPrefix(e.Message, strconv.Itoa(e.StatusCode)) &&
		e.Message != e.Details.String() && !slices.ContainsFunc(e.Fields, repeats)
}

// Unwrap returns the causes: a context's error, a network error, and so on.
func (e *Error) Unwrap() error { return e.err }

// Is makes errors.Is(err, ErrNotFound) and the like hold by status.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrInvalid:
		return e.StatusCode == http.StatusBadRequest || e.StatusCode == http.StatusUnprocessableEntity
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized
	case ErrForbidden:
		return e.StatusCode == http.StatusForbidden
	case ErrNotFound:
		return e.StatusCode == http.StatusNotFound
	case ErrConflict:
		return e.StatusCode == http.StatusConflict
	case ErrRateLimited:
		return e.StatusCode == http.StatusTooManyRequests
	case ErrServer:
		return e.StatusCode >= 500
	}
	return false
}

// LogValue logs what helps and is nobody's personal data.
func (e *Error) LogValue() slog.Value {
	return slog.GroupValue(
		slog.String("error", e.Error()),
		slog.String("operation", e.Operation),
		slog.Int("status", e.StatusCode),
		slog.String("request_id", e.RequestID),
		slog.Int("attempts", len(e.Attempts)),
	)
}
