package cuedesktest

import (
	"strings"
	"unicode"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// form is a JSON object of a request's body. Members that are never read are errors.
type form struct {
	call    *call
	at      string
	members map[string]jsontext.Value
	broken  bool
}

// optionalMember is an optional member.
type optionalMember[T any] struct {
	value T
	given bool
	null  bool
}

// valueOr returns the value, or the default where none or null is given.
func (m optionalMember[T]) valueOr(missing T) T {
	if !m.given || m.null {
		return missing
	}
	return m.value
}

// flaw is what is wrong with a value; at leads to the part of it that is meant.
type flaw struct{ kind, msg, at string }

// parser reads a JSON value.
type parser[T any] func(jsontext.Value) (T, []flaw)

// form reads a JSON object that is at a place in the body.
func (c *call) form(at string, raw jsontext.Value) *form {
	f := &form{call: c, at: at}
	members, flaws := anObject(raw)
	for _, flaw := range flaws {
		f.broken = true
		c.fail("body", at, flaw)
	}
	f.members = members
	c.forms = append(c.forms, f)
	return f
}

func (f *form) fail(name string, flaw flaw) {
	f.call.fail("body", strings.Trim(f.at+"."+name, "."), flaw)
}

// take returns a member by its documented name or the camelCase of it, and marks it as read.
func (f *form) take(name string) (jsontext.Value, bool) {
	for _, spelling := range []string{name, camelCase(name)} {
		if raw, ok := f.members[spelling]; ok {
			delete(f.members, spelling)
			return raw, true
		}
	}
	return nil, false
}

// optional reads a member that may be missing or null.
func optional[T any](f *form, name string, parse parser[T]) optionalMember[T] {
	raw, ok := f.take(name)
	if !ok {
		return optionalMember[T]{}
	}
	if raw.Kind() == 'n' {
		return optionalMember[T]{given: true, null: true}
	}
	value, flaws := parse(raw)
	for _, flaw := range flaws {
		f.fail(name, flaw)
	}
	return optionalMember[T]{value: value, given: true}
}

// required reads a member that must be there.
func required[T any](f *form, name string, parse parser[T]) T {
	var none T
	raw, ok := f.take(name)
	if !ok {
		if !f.broken {
			f.fail(name, flaw{kind: "missing", msg: "Field required"})
		}
		return none
	}
	value, flaws := parse(raw)
	for _, flaw := range flaws {
		f.fail(name, flaw)
	}
	return value
}

// nested reads an object that must be there.
func (f *form) nested(name string) *form {
	raw, ok := f.take(name)
	if !ok && !f.broken {
		f.fail(name, flaw{kind: "missing", msg: "Field required"})
	}
	if !ok {
		return &form{call: f.call, broken: true}
	}
	return f.call.form(strings.Trim(f.at+"."+name, "."), raw)
}

// anObject reads an object, its members as they are.
func anObject(raw jsontext.Value) (map[string]jsontext.Value, []flaw) {
	var members map[string]jsontext.Value
	if raw.Kind() != '{' || json.Unmarshal(raw, &members) != nil {
		return nil, []flaw{{kind: "dict_type", msg: "Input should be a valid dictionary"}}
	}
	return members, nil
}

// camelCase returns the camelCase of a snake_case name.
func camelCase(name string) string {
	words := strings.Split(name, "_")
	for n, word := range words {
		if n > 0 && word != "" {
			words[n] = string(unicode.ToUpper(rune(word[0]))) + word[1:]
		}
	}
	return strings.Join(words, "")
}
