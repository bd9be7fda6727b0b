package cuedesktest

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/uuid"
)

// aString reads a string.
func aString(raw jsontext.Value) (string, []flaw) {
	var value string
	if raw.Kind() != '"' || json.Unmarshal(raw, &value) != nil {
		return "", []flaw{{kind: "string_type", msg: "Input should be a valid string"}}
	}
	return value, nil
}

// aBool reads a boolean.
func aBool(raw jsontext.Value) (bool, []flaw) {
	if kind := raw.Kind(); kind != 't' && kind != 'f' {
		return false, []flaw{{kind: "bool_type", msg: "Input should be a valid boolean"}}
	}
	return raw.Kind() == 't', nil
}

// anID reads a UUID.
func anID(raw jsontext.Value) (uuid.UUID, []flaw) {
	text, flaws := aString(raw)
	if flaws != nil {
		return uuid.Nil, flaws
	}
	return parseID(text)
}

// anything reads any value, null too.
func anything(raw jsontext.Value) (jsontext.Value, []flaw) { return raw, nil }

// orNull reads what parse reads, or null.
func orNull[T any](parse parser[T]) parser[*T] {
	return func(raw jsontext.Value) (*T, []flaw) {
		if raw.Kind() == 'n' {
			return nil, nil
		}
		value, flaws := parse(raw)
		return &value, flaws
	}
}

// characters reads a string of so many characters; a negative high is no limit.
func characters(low, high int) parser[string] {
	return func(raw jsontext.Value) (string, []flaw) {
		text, flaws := aString(raw)
		switch n := utf8.RuneCountInString(text); {
		case flaws != nil:
		case n < low:
			flaws = []flaw{{kind: "string_too_short", msg: fmt.Sprintf("String should have at least %d characters", low)}}
		case high >= 0 && n > high:
			flaws = []flaw{{kind: "string_too_long", msg: fmt.Sprintf("String should have at most %d characters", high)}}
		}
		return text, flaws
	}
}

// choice reads one of the documented values.
func choice(allowed ...string) parser[string] {
	return func(raw jsontext.Value) (string, []flaw) {
		text, flaws := aString(raw)
		if flaws == nil && !slices.Contains(allowed, text) {
			flaws = []flaw{oneOf(allowed)}
		}
		return text, flaws
	}
}

// listOf reads an array of so many items; a negative high is no limit.
func listOf[T any](item parser[T], low, high int) parser[[]T] {
	return func(raw jsontext.Value) ([]T, []flaw) {
		var raws []jsontext.Value
		if raw.Kind() != '[' || json.Unmarshal(raw, &raws) != nil {
			return nil, []flaw{{kind: "list_type", msg: "Input should be a valid list"}}
		}
		if len(raws) < low {
			return nil, []flaw{{kind: "too_short", msg: fmt.Sprintf("List should have at least %d items", low)}}
		}
		if high >= 0 && len(raws) > high {
			return nil, []flaw{{kind: "too_long", msg: fmt.Sprintf("List should have at most %d items", high)}}
		}
		return each(raws, item)
	}
}

func each[T any](raws []jsontext.Value, item parser[T]) ([]T, []flaw) {
	var all []flaw
	items := make([]T, 0, len(raws))
	for n, raw := range raws {
		value, flaws := item(raw)
		items = append(items, value)
		for _, f := range flaws {
			f.at = strings.Trim(strconv.Itoa(n)+"."+f.at, ".")
			all = append(all, f)
		}
	}
	return items, all
}

// parseID reads a UUID in its canonical form.
func parseID(text string) (uuid.UUID, []flaw) {
	id, err := uuid.Parse(text)
	if err != nil || len(text) != len(uuid.Nil.String()) {
		return uuid.Nil, []flaw{{kind: "uuid_parsing", msg: "Input should be a valid UUID"}}
	}
	return id, nil
}

func oneOf(allowed []string) flaw {
	return flaw{kind: "enum", msg: "Input should be one of: " + strings.Join(allowed, ", ")}
}
