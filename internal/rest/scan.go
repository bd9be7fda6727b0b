package rest

import (
	"errors"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
)

// maxText bounds each text that an error keeps, in bytes.
const maxText = 4 << 10

var errNotThatKind = errors.New("JSON of another kind")

// ValidJSON reports whether a body is one JSON value. It accepts repeated names,
// because looking for them would take memory.
func ValidJSON[T jsonscan.Text](body T) bool {
	s := jsonscan.New(body)
	s.Value()
	return s.Valid() || jsontext.Value(body).IsValid(lenient)
}

// lenient has the JSON package look for the end of a value and no more.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// Members calls visit with each member of an object in valid JSON. It takes no
// memory but for names with escapes; name and value are parts of the object.
func Members(object string, visit func(name, value string)) error {
	s := jsonscan.New(object)
	if s.Kind() != '{' {
		return errNotThatKind
	}
	s.Visit(func(name string) { visit(Text(name), s.Value()) })
	return nil
}

// Elements calls visit with each element of an array in valid JSON, like
// [Members].
func Elements(array string, visit func(value string)) error {
	s := jsonscan.New(array)
	if s.Kind() != '[' {
		return errNotThatKind
	}
	for s.Open(); s.More(); {
		visit(s.Value())
	}
	return nil
}

// Text returns what a JSON string says, cut if it is very long; nothing for JSON
// of another kind. It is a part of the value unless that has escapes.
func Text(value string) string {
	if len(value) < 2 || value[0] != '"' {
		return ""
	}
	text := jsonscan.Unquote(value)                 // half a surrogate pair is replaced
	if len(text) <= maxText && isPlainASCII(text) { // the usual case
		return text
	}
	return strings.ToValidUTF8(text[:min(len(text), maxText)], "\uFFFD")
}

// DecodeArray decodes the items of an array one by one, at most a number of them,
// because each can take many times the memory of its JSON.
func DecodeArray[T any](array []byte, most int, decode func(*T, []byte) error) ([]T, error) {
	if jsonscan.First(array) != '[' {
		return nil, Misfit[[]T](array)
	}
	s := jsonscan.New(array)
	items := []T{}
	for s.Open(); s.More(); {
		if len(items) == most {
			return nil, ErrorAt(strconv.Itoa(most), ErrTooManyItems)
		}
		items = append(items, *new(T))
		if err := decode(&items[len(items)-1], s.Value()); err != nil {
			return nil, ErrorAt(strconv.Itoa(len(items)-1), err)
		}
	}
	return items, nil
}

// ErrTooManyItems is the error for a list that is longer than any page may be.
const ErrTooManyItems = ShapeError("too many items")
