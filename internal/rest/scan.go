package rest

import (
	"bytes"
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

// validJSON reports whether a body is one JSON value. It accepts repeated names,
// because looking for them would take memory.
func validJSON(body []byte) bool {
	s := jsonscan.New(body)
	s.Value()
	return s.Valid() || jsontext.Value(body).IsValid(lenient)
}

// lenient has the JSON package look for the end of a value and no more.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// Members calls visit with each member of an object in valid JSON. It takes no
// memory for what visit does not keep; name and value are parts of the object.
func Members(object []byte, visit func(name string, value []byte)) error {
	s := jsonscan.New(object)
	if s.Kind() != '{' {
		return errNotThatKind
	}
	s.Visit(func(name []byte) { visit(nameOf(name), s.Value()) })
	return nil
}

// Elements calls visit with each element of an array in valid JSON, like
// [Members].
func Elements(array []byte, visit func(value []byte)) error {
	s := jsonscan.New(array)
	if s.Kind() != '[' {
		return errNotThatKind
	}
	for s.Open(); s.More(); {
		visit(s.Value())
	}
	return nil
}

// knownNames are those of the error formats, which cost no memory.
var knownNames = []string{
	"error", "message", "details", "errors", "type", "in", "field", "msg", "success", "data", "detail", "loc",
}

func nameOf(quoted []byte) string {
	for _, name := range knownNames {
		if len(quoted) == len(name)+2 && string(quoted[1:len(quoted)-1]) == name {
			return name
		}
	}
	if bytes.IndexByte(quoted, '\\') >= 0 {
		return Text(quoted)
	}
	return ""
}

// knownTexts are those of the error formats, which cost no memory either.
var knownTexts = []string{"body", "query", "path", "missing", "422 UNPROCESSABLE ENTITY"}

// Text returns what a JSON string says, cut if it is very long; nothing for JSON
// of another kind.
func Text(value []byte) string {
	if len(value) < 2 || value[0] != '"' {
		return ""
	}
	text := value[1 : len(value)-1]
	for _, known := range knownTexts {
		if string(text) == known {
			return known
		}
	}
	if bytes.IndexByte(text, '\\') >= 0 {
		text, _ = jsontext.AppendUnquote(nil, value) // half a surrogate pair is replaced
	}
	return strings.ToValidUTF8(string(text[:min(len(text), maxText)]), "\uFFFD")
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
