package cuedesk

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
)

// Value is any JSON value, kept as it was received. The zero value stands for a
// member that is not there.
type Value struct{ raw string }

// errKind is returned by the accessors of [Value] where the JSON is of another
// kind. It does not repeat the value.
func (v Value) errKind(want string) error {
	if !v.Exists() {
		return errors.New("cuedesk: there is no value")
	}
	return fmt.Errorf("cuedesk: JSON %s is not %s", v.kind(), want)
}

// kind names the kind of JSON, which does not tell true from false.
func (v Value) kind() string {
	switch kind := v.jsonKind(); kind {
	case jsontext.KindTrue, jsontext.KindFalse:
		return "boolean"
	case jsontext.KindBeginObject:
		return "object"
	case jsontext.KindBeginArray:
		return "array"
	default:
		return kind.String()
	}
}

// jsonKind returns the kind that the first byte tells: the JSON is valid.
func (v Value) jsonKind() jsontext.Kind {
	switch {
	case v.raw == "":
		return jsontext.KindInvalid
	case v.raw[0] == '-' || '0' <= v.raw[0] && v.raw[0] <= '9':
		return jsontext.KindNumber
	}
	return jsontext.Kind(v.raw[0])
}

// Exists reports whether there is a value at all; null is one.
func (v Value) Exists() bool { return v.raw != "" }

// IsNull reports whether the value is null or not there.
func (v Value) IsNull() bool { return !v.Exists() || v.jsonKind() == jsontext.KindNull }

// Raw returns a copy of the JSON.
func (v Value) Raw() []byte {
	if v.raw == "" {
		return nil
	}
	return []byte(v.raw)
}

// String returns the text of a JSON string, nothing for null, and otherwise the
// JSON itself: numbers with every digit.
func (v Value) String() string {
	switch {
	case v.IsNull():
		return ""
	case v.jsonKind() == jsontext.KindString:
		return jsonscan.Unquote(v.raw)
	}
	return v.raw
}

// Int64 returns a whole number, exactly. Anything else is an error, also 1.0 and a
// number of more than 64 bits.
func (v Value) Int64() (int64, error) {
	if v.jsonKind() != jsontext.KindNumber {
		return 0, v.errKind("a number")
	}
	n, err := strconv.ParseInt(v.raw, 10, 64)
	if err != nil {
		return 0, v.errKind("a whole number of 64 bits")
	}
	return n, nil
}

// Float64 returns a number, rounded to the nearest float64. A number out of its range,
// and anything else, is an error.
func (v Value) Float64() (float64, error) {
	if v.jsonKind() != jsontext.KindNumber {
		return 0, v.errKind("a number")
	}
	f, err := strconv.ParseFloat(v.raw, 64)
	if err != nil {
		return 0, v.errKind("a number that fits float64")
	}
	return f, nil
}

// Bool returns true or false. Anything else is an error, also null.
func (v Value) Bool() (bool, error) {
	switch v.jsonKind() {
	case jsontext.KindTrue:
		return true, nil
	case jsontext.KindFalse:
		return false, nil
	}
	return false, v.errKind("a boolean")
}

// Time returns the time of a date and time (RFC 3339), or of a date at midnight UTC.
// Anything else is an error.
func (v Value) Time() (time.Time, error) {
	if v.jsonKind() == jsontext.KindString {
		if t, ok := jsonscan.Time(v.raw); ok {
			return t, nil
		}
		for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
			if t, err := time.Parse(layout, v.String()); err == nil {
				return t, nil
			}
		}
	}
	return time.Time{}, v.errKind("a date or time")
}

// Strings returns an array of strings, such as the value of a multiselect field; null
// in it is an empty string. Anything else is an error.
func (v Value) Strings() ([]string, error) {
	if v.jsonKind() != jsontext.KindBeginArray {
		return nil, v.errKind("an array of strings")
	}
	list := []string{}
	s := jsonscan.New(v.raw)
	for s.Open(); s.More(); {
		item := Value{s.Value()}
		if kind := item.jsonKind(); kind != jsontext.KindString && kind != jsontext.KindNull {
			return nil, v.errKind("an array of strings")
		}
		list = append(list, item.String())
	}
	return list, nil
}

// Decode reads the value into a variable of yours, such as a struct with json tags. A
// value that is not there is an error.
func (v Value) Decode(into any) error {
	if !v.Exists() {
		return v.errKind("")
	}
	if err := json.Unmarshal([]byte(v.raw), into); err != nil {
		return fmt.Errorf("cuedesk: value: %w", err)
	}
	return nil
}

// MarshalJSON writes the value as it was received.
func (v Value) MarshalJSON() ([]byte, error) {
	if !v.Exists() {
		return []byte("null"), nil
	}
	return []byte(v.raw), nil
}

// UnmarshalJSON keeps the JSON.
func (v *Value) UnmarshalJSON(data []byte) error {
	raw, err := validJSON(data)
	*v = Value{raw}
	return err
}

// validJSON returns a copy of JSON that is valid as a whole. Half of a surrogate pair,
// which stands for no character, becomes U+FFFD, as it does elsewhere in a response.
func validJSON(data []byte) (string, error) {
	raw := jsontext.Value(bytes.TrimSpace(data))
	lenient := []jsontext.Options{jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)}
	switch {
	case raw.IsValid(lenient[0]):
		return string(raw), nil
	case utf8.Valid(raw) && raw.IsValid(lenient...):
		return jsonscan.Repaired(raw), nil // without a second copy of a large one
	}
	raw = raw.Clone()
	err := raw.Format(lenient...)
	return string(raw), err
}

// LogValue logs the kind of value only: it may be personal.
func (v Value) LogValue() slog.Value { return slog.StringValue("JSON " + v.kind()) }
