package cuedesk

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"log/slog"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// CustomValues are the values of a contact's custom fields by field key, kept as
// the API sent them: nothing is rounded, and nothing is decoded before it is
// asked for. The zero value has no values.
type CustomValues struct{ raw jsontext.Value }

// Get returns the value with the given field key; where there is none, one that
// is null and whose Exists is false.
func (v CustomValues) Get(key string) Value {
	for k, value := range v.All() {
		if k == key {
			return value
		}
	}
	return Value{}
}

// Keys returns the field keys in the order of the response.
func (v CustomValues) Keys() []string {
	var keys []string
	for key := range v.All() {
		keys = append(keys, key)
	}
	return keys
}

// Len returns the number of values.
func (v CustomValues) Len() int { return len(v.Keys()) }

// All iterates over field keys and values in the order of the response.
func (v CustomValues) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		if len(v.raw) == 0 {
			return
		}
		dec := jsontext.NewDecoder(bytes.NewReader(v.raw))
		if _, err := dec.ReadToken(); err != nil {
			return
		}
		for dec.PeekKind() == jsontext.KindString {
			key, err := dec.ReadToken()
			if err != nil {
				return
			}
			name := key.String()
			raw, err := dec.ReadValue()
			if err != nil || !yield(name, Value{raw.Clone()}) {
				return
			}
		}
	}
}

// Decode reads the values into a struct or map of yours, by its json tags.
func (v CustomValues) Decode(into any) error {
	if len(v.raw) == 0 {
		return nil
	}
	if err := json.Unmarshal(v.raw, into); err != nil {
		return fmt.Errorf("cuedesk: custom values: %w", err)
	}
	return nil
}

// String returns the values as JSON.
func (v CustomValues) String() string {
	if len(v.raw) == 0 {
		return "{}"
	}
	return string(v.raw)
}

// MarshalJSON writes the values as they were received.
func (v CustomValues) MarshalJSON() ([]byte, error) {
	if len(v.raw) == 0 {
		return []byte("{}"), nil
	}
	return v.raw, nil
}

// UnmarshalJSON keeps a JSON object, or nothing for null.
func (v *CustomValues) UnmarshalJSON(data []byte) error {
	raw := jsontext.Value(data)
	switch raw.Kind() {
	case jsontext.KindNull:
		*v = CustomValues{}
	case jsontext.KindBeginObject:
		*v = CustomValues{keep(raw)}
	default:
		return errors.New("custom values are not an object")
	}
	return nil
}

// LogValue logs how many values there are, not what they say about somebody.
func (v CustomValues) LogValue() slog.Value { return slog.IntValue(v.Len()) }

// Value is any JSON value, kept as it was received. The zero value stands for a
// member that is not there.
type Value struct{ raw jsontext.Value }

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
	switch kind := v.raw.Kind(); kind {
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

// Exists reports whether there is a value at all; null is one.
func (v Value) Exists() bool { return len(v.raw) > 0 }

// IsNull reports whether the value is null or not there.
func (v Value) IsNull() bool { return !v.Exists() || v.raw.Kind() == jsontext.KindNull }

// Raw returns a copy of the JSON.
func (v Value) Raw() []byte { return v.raw.Clone() }

// String returns the text of a JSON string, nothing for null, and otherwise the
// JSON itself: numbers with every digit.
func (v Value) String() string {
	switch {
	case v.IsNull():
		return ""
	case v.raw.Kind() == jsontext.KindString:
		text, err := jsontext.AppendUnquote(nil, v.raw)
		if err == nil {
			return string(text)
		}
	}
	return string(v.raw)
}

// Int64 returns a whole number, exactly.
func (v Value) Int64() (int64, error) {
	if v.raw.Kind() != jsontext.KindNumber {
		return 0, v.errKind("a number")
	}
	n, err := strconv.ParseInt(string(v.raw), 10, 64)
	if err != nil {
		return 0, v.errKind("a whole number of 64 bits")
	}
	return n, nil
}

// Float64 returns a number, rounded to the nearest float64.
func (v Value) Float64() (float64, error) {
	if v.raw.Kind() != jsontext.KindNumber {
		return 0, v.errKind("a number")
	}
	f, err := strconv.ParseFloat(string(v.raw), 64)
	if err != nil {
		return 0, v.errKind("a number that fits float64")
	}
	return f, nil
}

// Bool returns a boolean.
func (v Value) Bool() (bool, error) {
	switch v.raw.Kind() {
	case jsontext.KindTrue:
		return true, nil
	case jsontext.KindFalse:
		return false, nil
	}
	return false, v.errKind("a boolean")
}

// Time returns a date and time (RFC 3339), or a date at midnight UTC.
func (v Value) Time() (time.Time, error) {
	if v.raw.Kind() == jsontext.KindString {
		for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
			if t, err := time.Parse(layout, v.String()); err == nil {
				return t, nil
			}
		}
	}
	return time.Time{}, v.errKind("a date or time")
}

// Strings returns an array of strings, as of a multiselect field.
func (v Value) Strings() ([]string, error) {
	var list []string
	if v.raw.Kind() != jsontext.KindBeginArray || json.Unmarshal(v.raw, &list) != nil {
		return nil, v.errKind("an array of strings")
	}
	return list, nil
}

// Decode reads the value into a variable of yours, such as a struct with json tags.
func (v Value) Decode(into any) error {
	if !v.Exists() {
		return v.errKind("")
	}
	if err := json.Unmarshal(v.raw, into); err != nil {
		return fmt.Errorf("cuedesk: value: %w", err)
	}
	return nil
}

// MarshalJSON writes the value as it was received.
func (v Value) MarshalJSON() ([]byte, error) {
	if !v.Exists() {
		return []byte("null"), nil
	}
	return v.raw, nil
}

// UnmarshalJSON keeps the JSON.
func (v *Value) UnmarshalJSON(data []byte) error {
	*v = Value{keep(data)}
	return nil
}

// keep returns a copy of the JSON. Half of a surrogate pair, which stands for no
// character, becomes U+FFFD, as it does elsewhere in a response.
func keep(raw jsontext.Value) jsontext.Value {
	raw = raw.Clone()
	if bytes.Contains(raw, []byte(`\u`)) && !raw.IsValid() {
		_ = raw.Format(jsontext.AllowInvalidUTF8(true)) // what is no JSON either stays as it is
	}
	return raw
}

// LogValue logs the kind of value only: it may be personal.
func (v Value) LogValue() slog.Value { return slog.StringValue("JSON " + v.kind()) }
