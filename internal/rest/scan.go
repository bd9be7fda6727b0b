package rest

import (
	"bytes"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// maxText bounds each text that an error keeps, in bytes.
const maxText = 4 << 10

var errNotThatKind = errors.New("JSON of another kind")

// Members calls visit with each member of a JSON object. It takes no memory for
// what visit does not keep; the values are parts of the object given.
func Members(object []byte, visit func(name string, value []byte)) error {
	return scan(object, jsontext.KindBeginObject, visit)
}

// Elements calls visit with each element of a JSON array, like [Members].
func Elements(array []byte, visit func(value []byte)) error {
	return scan(array, jsontext.KindBeginArray, func(_ string, value []byte) { visit(value) })
}

func scan(raw []byte, kind jsontext.Kind, visit func(name string, value []byte)) error {
	// A name that comes twice is of no concern, and looking for one takes memory.
	dec := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
	if dec.PeekKind() != kind {
		return errNotThatKind
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() != kind+2 { // '}' and ']' come two after '{' and '['
		name := ""
		if kind == jsontext.KindBeginObject {
			token, err := dec.ReadToken()
			if err != nil {
				return err
			}
			name = token.String()
		}
		value, err := dec.ReadValue()
		if err != nil {
			return err
		}
		end := dec.InputOffset()
		visit(name, raw[end-int64(len(value)):end])
	}
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	if _, err := dec.ReadToken(); !errors.Is(err, io.EOF) {
		return errNotThatKind
	}
	return nil
}

// Text returns what a JSON string says, cut if it is very long; nothing for JSON
// of another kind.
func Text(value []byte) string {
	if len(value) == 0 || value[0] != '"' {
		return ""
	}
	text, err := jsontext.AppendUnquote(nil, value)
	if err != nil && len(text) == 0 {
		return ""
	}
	return strings.ToValidUTF8(string(text[:min(len(text), maxText)]), "\uFFFD")
}
