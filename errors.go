package cuedesk

import (
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Errors to match with [errors.Is]. Every error of a call is an [*Error]; it may match
// several, and a context's error beside them.
var (
	// ErrInvalid: the input was refused, by the checks before sending
	// (Error.StatusCode is 0) or by the API (400, 422). Error.Fields says which
	// field, if it is about one.
	ErrInvalid = sentinel("invalid input")
	// ErrUnauthorized: the token is missing or invalid (401, whoever says so).
	ErrUnauthorized = errors.New("unauthorized")
	// ErrForbidden: the token does not allow this (403).
	ErrForbidden = errors.New("forbidden")
	// ErrNotFound: there is no such resource (404 in the API's error format). A 404 of
	// a proxy or balancer matches ErrIntermediary instead, as do the statuses of
	// ErrInvalid, ErrForbidden and ErrConflict.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the resource exists already or has changed (409).
	ErrConflict = errors.New("conflict")
	// ErrIntermediary: the last answer is not the API's, but that of a proxy, a
	// balancer or a portal on the way: an error that is not in the API's format, an
	// HTML page, a redirect. It says nothing about the resource. Error.Transient says
	// whether it goes away by itself: a redirect or a request too large does not.
	ErrIntermediary = errors.New("answered by an intermediary")
	// ErrRateLimited: the API asked to slow down (429); see Error.RetryAfter.
	ErrRateLimited = errors.New("rate limited")
	// ErrServer: the API or something before it failed (any 5xx).
	ErrServer = errors.New("server error")
	// ErrBadResponse: a successful status with a body that is not what the
	// documentation says: broken off, HTML, empty, or of another shape.
	ErrBadResponse = sentinel("unreadable response")
	// ErrOutcomeUnknown: a call that creates something failed in a way that
	// leaves open whether it was carried out. It was not repeated; look for what
	// it would have created before you call it again. Without a look, only what is
	// matched may be called again: ContactsService.Upsert, which repeats itself
	// with WithRepeatImports, a bulk import with BulkCreate.RepeatImports, and
	// a Run of package importer with its journal.
	ErrOutcomeUnknown = sentinel("outcome unknown")
	// ErrMayApplyLater: a write may be carried out after this error was returned; see
	// Error.MayApplyLater. Looking right away proves nothing then.
	ErrMayApplyLater = sentinel("may be applied later")
	// ErrAttemptTimeout: an attempt took longer than WithTimeout allows.
	ErrAttemptTimeout = sentinel("attempt timed out")
	// ErrRetryBudget: the call was not repeated because this client's retries
	// used up RetryPolicy.Budget. The budget is local; the cause is beside it.
	ErrRetryBudget = sentinel("retry budget used up")
	// ErrListChanged: an iterator cannot give all items of a list, because the list
	// changes too fast, or the API's pages do not fit together. The items that came
	// are right, but others may be missing. Go on from Error.Checkpoint after a pause;
	// if that brings no new item, read contacts with ContactsService.Scan, in order
	// of creation. If the list shows nothing because all of it was removed, begin anew,
	// without the checkpoint: it cannot be told from one that shows nothing for a while.
	ErrListChanged = errors.New("list cannot be read to its end")
	// ErrNotUnique: ContactsService.One found more than one contact.
	ErrNotUnique = errors.New("not unique")
	// ErrImportFailed: the bulk import ended with status failed.
	ErrImportFailed = errors.New("import failed")
	// ErrImportStalled: the bulk import makes no progress; see WithStallTimeout.
	ErrImportStalled = errors.New("import makes no progress")
)

// sentinel is an error that the internal packages know by its text.
func sentinel(text string) error { return rest.Sentinel(text) }

// Error is the error of every call (API: "Error Responses"). Its text names the
// operation, and has no ID or value, so that it can be logged and grouped;
// [Error.Explain] has the words of the API. Message, Fields, RequestID and Snippet
// are safe to print: U+FFFD stands for a character that controls or reorders the
// output, and a space for a line break. Details and Header are as they came.
type Error struct {
	// Operation is the route, such as "GET /v1/contacts/{contact_uuid}".
	Operation string
	// StatusCode is the status of the last response. 0: none came, nothing was sent, or
	// the error is not about one response.
	StatusCode int
	// Message is what the response says: in Cuedesk, error.message, such as
	// "404 NOT FOUND".
	Message string `json:"-"`
	// Details are further details in any JSON form, as they came: in Cuedesk,
	// error.details.
	Details Value `json:"-"`
	// Fields say what is wrong with the input, by the API (the first 100) or by the
	// checks before sending.
	Fields []FieldError `json:"-"`
	// MoreFields is how many fields the API named beyond those in Fields.
	MoreFields int
	// RequestID is the X-Request-Id of the last response, if it had one.
	RequestID string
	// RetryAfter is how long the last response asked to wait. 0: it did not.
	RetryAfter time.Duration
	// Header is the header of the last response. nil: none came.
	Header http.Header `json:"-"`
	// Snippet is the beginning, up to 512 bytes, of a body that is not in the API's
	// error format. It may hold personal data.
	Snippet string `json:"-"`
	// Attempts are all requests of the call, in order.
	Attempts []Attempt
	// Checkpoint is where an iterator that ended with this error can go on. It is empty
	// for other calls.
	Checkpoint Checkpoint

	// Transient says that the last fault goes away by itself: an outage, a limit, or
	// something on the way that answered in place of the API. The call itself was
	// repeated as far as its class allows.
	Transient bool
	// MayApplyLater says that a write may be carried out after this error was
	// returned: a request timed out, was cancelled, broke off after it was sent, or
	// was answered only by something that stopped waiting (408, 499, 502, 504 and
	// their like). It matches ErrMayApplyLater.
	MayApplyLater bool

	api          string
	intermediary bool // the last response came from something on the way
	safeToRepeat bool // the call may be made again whatever became of it
	err          error
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
func (f FieldError) LogValue() slog.Value { return slog.StringValue(f.String()) }

// Limits of an [Error]: bytes kept of an unreadable body and of the details, and fields
// that its text names.
const (
	maxSnippet = 512
	maxDetails = 64 << 10
	maxNamed   = 10
)

// keptError is an error with room for what most have.
type keptError struct {
	Error
	attempts [1]Attempt
	fields   [2]FieldError
}

// errorMaker returns the function that makes the errors of an API's calls.
func errorMaker(api rest.API) func(rest.Failure) error {
	return func(f rest.Failure) error {
		kept := new(keptError)
		kept.Error = Error{
			Operation:  f.Operation,
			StatusCode: f.StatusCode,
			Fields:     fieldErrors(kept.fields[:0], f.Problems),
			RequestID:  rest.RequestID(f.Header),
			RetryAfter: f.RetryAfter,
			Header:     f.Header,
			api:        api.Name,
			Transient:  f.Transient,

			MayApplyLater: f.MayApplyLater,
			intermediary:  f.Intermediary,
			err:           f.Err,
		}
		e, said := &kept.Error, f.Said
		e.Attempts = newAttempts(kept.attempts[:0], f.Attempts)
		if said != nil {
			e.Message, e.Details = rest.Printable(said.Message), keptDetails(&f, said.Details)
			e.Fields, e.MoreFields = fieldErrors(kept.fields[:0], said.Fields), said.More
		}
		if said == nil || said.Message == "" && len(said.Details) == 0 {
			e.Snippet = snippet(f.Body)
		}
		return e
	}
}

// keptDetails returns the details of an error unless they are too large to keep:
// in a successful answer they may be a page of contacts.
func keptDetails(f *rest.Failure, details string) Value {
	limit := maxDetails
	if f.StatusCode < 300 {
		limit = maxSnippet
	}
	if len(details) > limit {
		return Value{}
	}
	if strings.Contains(details, `\u`) {
		var kept Value
		if rest.Unmarshal([]byte(details), &kept) == nil {
			return kept
		}
	}
	return Value{details}
}

// snippet returns the beginning of a body as text that is safe to print.
func snippet(body string) string {
	text := strings.ToValidUTF8(body[:min(len(body), maxSnippet)], "\uFFFD")
	return rest.Printable(strings.TrimSpace(text))
}

// fieldErrors appends the problems to fields that are empty; nil stands for none.
func fieldErrors(fields []FieldError, problems []rest.FieldError) []FieldError {
	if len(problems) == 0 {
		return nil
	}
	fields = slices.Grow(fields, len(problems))
	for _, p := range problems {
		fields = append(fields, FieldError{
			Type: rest.Printable(p.Type), In: rest.Printable(p.In), Field: rest.Printable(p.Field), Msg: rest.Printable(p.Msg),
		})
	}
	return fields
}

// Unwrap returns the causes: a context's error, a network error, and so on. Their
// texts are as safe to log as that of the error.
func (e *Error) Unwrap() error { return e.err }

// Is makes errors.Is(err, ErrNotFound) and the like hold by status. The response of a
// proxy or balancer matches none that only the API can know.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrInvalid:
		return e.isFromAPI(http.StatusBadRequest) || e.isFromAPI(http.StatusUnprocessableEntity)
	case ErrForbidden:
		return e.isFromAPI(http.StatusForbidden)
	case ErrNotFound:
		return e.isFromAPI(http.StatusNotFound)
	case ErrConflict:
		return e.isFromAPI(http.StatusConflict)
	case ErrIntermediary:
		return e.intermediary
	case ErrMayApplyLater:
		return e.MayApplyLater
	case ErrUnauthorized:
		return e.StatusCode == http.StatusUnauthorized
	case ErrRateLimited:
		return e.StatusCode == http.StatusTooManyRequests
	case ErrServer:
		return e.StatusCode >= 500
	}
	return false
}

func (e *Error) isFromAPI(status int) bool { return e.StatusCode == status && !e.intermediary }

// withCause returns the error with a further cause.
func (e *Error) withCause(cause error) *Error {
	both := *e
	both.err = errors.Join(e.err, cause)
	return &both
}
