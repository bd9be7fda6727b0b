package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"mime"
	"reflect"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// decode reads a successful response into the call's result.
func (c *call) decode(a *attempt) error {
	if c.out == nil {
		return nil
	}
	body := bytes.TrimSpace(a.body)
	if len(body) == 0 {
		return fmt.Errorf("%w: empty body", ErrBadResponse)
	}
	if !jsonType(a.header.Get("Content-Type")) {
		return fmt.Errorf("%w: %.64q instead of JSON", ErrBadResponse, contentType(a.header.Get("Content-Type")))
	}
	if err := json.Unmarshal(body, c.out); err != nil {
		reflect.ValueOf(c.out).Elem().SetZero() // no half of a failed attempt's result
		return fmt.Errorf("%w: %w", ErrBadResponse, &decodeError{err})
	}
	return nil
}

// jsonType reports whether a body of this content type may be JSON; servers
// that name none are given the benefit of the doubt.
func jsonType(header string) bool {
	media := contentType(header)
	return media == "" || media == "application/json" || media == "text/json" || strings.HasSuffix(media, "+json")
}

func contentType(header string) string {
	media, _, err := mime.ParseMediaType(header)
	if err != nil {
		media, _, _ = strings.Cut(header, ";")
	}
	return strings.ToLower(strings.TrimSpace(media))
}

// ShapeError is JSON that decodes but is not what was asked for. Its text must
// not repeat values.
type ShapeError string

func (e ShapeError) Error() string { return string(e) }

// decodeError tells where the JSON went wrong, but not the value found there,
// which may be somebody's phone number.
type decodeError struct{ err error }

func (e *decodeError) Error() string {
	var semantic *json.SemanticError
	var syntactic *jsontext.SyntacticError
	shape, isShape := errors.AsType[ShapeError](e.err)
	switch {
	case isShape:
		return shape.Error()
	case errors.As(e.err, &semantic):
		return fmt.Sprintf("JSON %v at %q does not fit %v", semantic.JSONKind, semantic.JSONPointer, semantic.GoType)
	case errors.As(e.err, &syntactic):
		return fmt.Sprintf("JSON breaks off or is malformed at byte %d", syntactic.ByteOffset)
	}
	return "JSON does not decode"
}

func (e *decodeError) Unwrap() error {
	if errors.Is(e.err, io.ErrUnexpectedEOF) {
		return io.ErrUnexpectedEOF
	}
	return nil
}
