package rest

import (
	"errors"
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

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
