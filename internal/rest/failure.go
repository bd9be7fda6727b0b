package rest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Sentinel is an error that is the same wherever its text is: the package that
// users see declares them with the text that they have here.
type Sentinel string

func (s Sentinel) Error() string { return string(s) }

// What an error of a client may match with errors.Is, whichever the API.
const (
	ErrInvalid        = Sentinel("invalid input")
	ErrBadResponse    = Sentinel("unreadable response")
	ErrOutcomeUnknown = Sentinel("outcome unknown")
	ErrMayApplyLater  = Sentinel("may be applied later")
	ErrAttemptTimeout = Sentinel("attempt timed out")
	ErrRetryBudget    = Sentinel("retry budget used up")
	ErrTokenSource    = Sentinel("token source")
	ErrGate           = Sentinel("refused by a gate")
)

// FieldError says what is wrong with one input.
type FieldError struct {
	Type  string
	In    string
	Field string
	Msg   string
}

// Attempt is one request of a call, as logged, observed and kept in errors.
type Attempt struct {
	Operation  string
	Number     int
	StatusCode int
	Queued     time.Duration
	Duration   time.Duration
	Wait       time.Duration
	Repeated   bool
	RequestID  string
	Err        error
}

// Failure is everything known about a call that did not succeed. [Config.NewError]
// turns it into the error type of the API's client.
type Failure struct {
	Operation  string
	StatusCode int           // 0 when no response came
	Header     http.Header   // of the last response, if any
	Body       string        // of the last response, as far as it was read
	Problems   []FieldError  // the checks before sending that failed
	RetryAfter time.Duration // what the last response asked for
	Attempts   []Attempt

	Said          *APIError // what the body says in the API's error format; nil: it is not in it
	Intermediary  bool      // the last answer came from something on the way
	Transient     bool      // the last fault goes away by itself
	MayApplyLater bool      // some attempt may still be under way
	Err           error     // causes and sentinels, joined; nil for a plain status
}

// failure gathers what is known after the last attempt.
func (c *call) failure() Failure {
	last := &c.last
	err := errors.Join(c.next.giveUp, c.prepareErr, last.err)
	if ended := ContextError(c); ended != nil && (!errors.Is(err, c.Err()) || !errors.Is(err, context.Cause(c))) {
		err = errors.Join(err, ended)
	}
	if (c.op.Class == ClassCreate || c.op.Class == ClassMatched) && c.applied {
		err = errors.Join(err, ErrOutcomeUnknown)
	}
	return Failure{
		Operation:  c.op.Pattern,
		StatusCode: last.status,
		Header:     last.header,
		Body:       last.body,
		RetryAfter: last.retryAfter,
		Attempts:   c.made,
		Said:       last.said,

		Intermediary:  last.verdict.from == fromIntermediary,
		Transient:     c.prepareErr == nil && last.verdict.transient,
		MayApplyLater: c.later && c.op.Class != ClassRead,
		Err:           err,
	}
}

// Fail returns the error of an operation that is not the failure of one request: a
// response that is valid by itself but contradicts an earlier one, for example.
func (c *Core) Fail(op Operation, err error) error {
	return c.cfg.NewError(Failure{Operation: op.Pattern, Problems: op.problems, Err: err})
}

// Validate returns the error of an operation whose input is wrong, or whose body cannot
// be encoded; nil: it may be sent. It is for calls that send another operation first.
func (c *Core) Validate(op Operation) error {
	err := checkInput(op)
	if err == nil && op.hasBody {
		_, err = encode(op.body)
	}
	if err == nil {
		return nil
	}
	return (&call{core: c, op: op}).refuse(err)
}

const redacted = "[redacted]"

// Format keeps the token out of every verb of package fmt.
func (c *Credentials) Format(f fmt.State, _ rune) { write(f, redacted) }

// MarshalText keeps the token out of JSON and logs.
func (c *Credentials) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format keeps header values out of every verb of package fmt.
func (cfg Config) Format(f fmt.State, _ rune) { write(f, "rest.Config{"+redacted+"}") }

// Format keeps header values out of every verb of package fmt.
func (c *Core) Format(f fmt.State, _ rune) { write(f, "rest.Core{"+redacted+"}") }

// Format shows the pattern, and keeps IDs, query and body out of every verb of
// package fmt.
func (o Operation) Format(f fmt.State, _ rune) { write(f, o.Pattern) }

// Format shows operation and status, and keeps headers and body out of every
// verb of package fmt.
func (f Failure) Format(s fmt.State, _ rune) {
	write(s, fmt.Sprintf("%s: %d", f.Operation, f.StatusCode))
}

// Format shows the pattern only: a call is a context, which programs print, and holds
// the token and the response.
func (c *call) Format(f fmt.State, _ rune) { write(f, "rest.call{"+c.op.Pattern+"}") }

func write(w io.Writer, text string) { _, _ = io.WriteString(w, text) }

// ShapeError is JSON that decodes but is not what was asked for. Its text must
// not repeat values.
type ShapeError string

func (e ShapeError) Error() string { return string(e) }

// RefusedError is a response that says, in spite of its status, that the operation
// was not carried out. Its text must not repeat values.
type RefusedError string

func (e RefusedError) Error() string { return string(e) }

// decodeError tells where the JSON went wrong, but not the value found there,
// which may be a phone number.
type decodeError struct{ err error }

func (e *decodeError) Error() string {
	var where jsontext.Pointer
	semantic, isSemantic := errors.AsType[*json.SemanticError](e.err)
	if isSemantic {
		where = semantic.JSONPointer
	}
	syntactic, isSyntactic := errors.AsType[*jsontext.SyntacticError](e.err)
	if isSyntactic {
		where += syntactic.JSONPointer
	}
	shape, isShape := errors.AsType[ShapeError](e.err)
	refused, isRefused := errors.AsType[RefusedError](e.err)
	switch {
	case isShape && where != "":
		return fmt.Sprintf("%s at %q", shape, names(where))
	case isShape:
		return shape.Error()
	case isRefused:
		return refused.Error()
	case errors.Is(e.err, jsontext.ErrDuplicateName):
		return fmt.Sprintf("a member comes twice at %q", names(where))
	case isSyntactic:
		return fmt.Sprintf("JSON breaks off or is malformed at byte %d", syntactic.ByteOffset)
	case isSemantic:
		return fmt.Sprintf("JSON %s at %q does not fit %v", kindName(semantic.JSONKind), names(where), semantic.GoType)
	}
	return "JSON does not decode"
}

func kindName(k jsontext.Kind) string {
	switch k {
	case jsontext.KindBeginObject:
		return "object"
	case jsontext.KindBeginArray:
		return "array"
	case jsontext.KindTrue, jsontext.KindFalse:
		return "boolean"
	}
	return k.String()
}

// Unwrap exposes only io.ErrUnexpectedEOF: other causes may quote the value.
func (e *decodeError) Unwrap() error {
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](e.err); ok && errors.Is(syntactic, io.ErrUnexpectedEOF) {
		return io.ErrUnexpectedEOF
	}
	return nil
}

// encodeError tells where a request's body cannot be JSON, but not the value.
type encodeError struct{ err error }

func (e *encodeError) Error() string {
	if semantic, ok := errors.AsType[*json.SemanticError](e.err); ok {
		return fmt.Sprintf("request body: %v at %q cannot be JSON", semantic.GoType, names(semantic.JSONPointer))
	}
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](e.err); ok {
		return fmt.Sprintf("request body: not valid JSON at %q", names(syntactic.JSONPointer))
	}
	return "request body: cannot be JSON"
}

// Is and As find the cause, whose text may hold the value.
func (e *encodeError) Is(target error) bool { return errors.Is(e.err, target) }
func (e *encodeError) As(target any) bool   { return errors.As(e.err, target) }

// names is the pointer as far as its tokens look like names or positions: the
// key of a map can be an address or a phone number.
func names(p jsontext.Pointer) string {
	var b strings.Builder
	for token := range p.Tokens() {
		if !namePattern.MatchString(token) {
			token = "…"
		}
		b.WriteString("/" + token)
	}
	return b.String()
}

var namePattern = regexp.MustCompile(`^([A-Za-z_][A-Za-z0-9_-]{0,63}|[0-9]{1,6})$`)

// ErrorAt adds the name of a member, or the position of an item, to where an error
// in a response is.
func ErrorAt(name string, err error) error {
	semantic, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		semantic = &json.SemanticError{Err: err}
	}
	semantic.JSONPointer = jsontext.Pointer("").AppendToken(name) + semantic.JSONPointer
	return semantic
}

// Misfit is the error for a value in a response that is no T.
func Misfit[T any](value []byte) error {
	return &json.SemanticError{JSONKind: jsontext.Value(value).Kind(), GoType: reflect.TypeFor[T]()}
}
