package rest

import (
	"bytes"
	"errors"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// maxText bounds each text that an error keeps, in bytes.
const maxText = 4 << 10

var errNotThatKind = errors.New("JSON of another kind")

// validJSON reports whether a body is one JSON value. It accepts repeated names,
// because looking for them would take memory.
func validJSON(body []byte) bool {
	return jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))
}

// Members calls visit with each member of an object in valid JSON. It takes no
// memory for what visit does not keep; name and value are parts of the object.
func Members(object []byte, visit func(name string, value []byte)) error {
	return scan(object, '{', visit)
}

// Elements calls visit with each element of an array in valid JSON, like
// [Members].
func Elements(array []byte, visit func(value []byte)) error {
	return scan(array, '[', func(_ string, value []byte) { visit(value) })
}

// scan is for JSON that is known to be valid. In any other it finds something
// else, but comes to an end.
func scan(raw []byte, open byte, visit func(name string, value []byte)) error {
	rest := bytes.TrimLeft(raw, jsonSpace)
	if len(rest) == 0 || rest[0] != open {
		return errNotThatKind
	}
	rest = rest[1:]
	for {
		rest = bytes.TrimLeft(rest, jsonSpace+",")
		if len(rest) == 0 || rest[0] == '}' || rest[0] == ']' {
			return nil
		}
		name := ""
		if open == '{' {
			n := valueLen(rest)
			name = nameOf(rest[:n])
			rest = bytes.TrimLeft(rest[n:], jsonSpace+":")
		}
		n := valueLen(rest)
		visit(name, rest[:n])
		rest = rest[n:]
	}
}

const jsonSpace = " \t\r\n"

// valueLen returns the length of the value that JSON begins with.
func valueLen(raw []byte) int {
	depth := 0
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i += stringLen(raw[i:]) - 1
		case '{', '[':
			depth++
			continue
		case '}', ']':
			depth--
		default:
			if depth == 0 {
				return i + scalarLen(raw[i:])
			}
			continue
		}
		if depth == 0 {
			return min(i+1, len(raw))
		}
	}
	return len(raw)
}

// stringLen returns the length of a string, with its quotes.
func stringLen(raw []byte) int {
	for i := 1; i < len(raw); i++ {
		switch raw[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(raw)
}

// scalarLen returns the length of a number, a boolean or null, which is at least 1.
func scalarLen(raw []byte) int {
	if n := bytes.IndexAny(raw[1:], jsonSpace+",:]}"); n >= 0 {
		return n + 1
	}
	return len(raw)
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
