package cuedesk

import (
	"fmt"
	"iter"
	"log/slog"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
)

// CustomValues are the values of a contact's custom fields by field key, kept as
// the API sent them: nothing is rounded, and nothing is decoded before it is
// asked for. The zero value has no values. Where the API sends a key twice, the
// last one counts, and only that is kept.
type CustomValues struct{ raw string }

// Get returns the value with the given field key; where there is none, one that
// is null and whose Exists is false.
func (v CustomValues) Get(key string) Value {
	s, more := v.scan()
	for ; more; more = s.More() {
		found := s.Is(s.Name(), key)
		if value := s.Value(); found {
			return Value{value}
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
func (v CustomValues) Len() int {
	n := 0
	s, more := v.scan()
	for ; more; more = s.More() {
		s.Name()
		s.Value()
		n++
	}
	return n
}

// All iterates over field keys and values in the order of the response.
func (v CustomValues) All() iter.Seq2[string, Value] {
	return func(yield func(string, Value) bool) {
		s, more := v.scan()
		for ; more; more = s.More() {
			name := jsonscan.Unquote(s.Name())
			if !yield(name, Value{s.Value()}) {
				return
			}
		}
	}
}

// scan returns a scanner before the first member, if there is one.
func (v CustomValues) scan() (s jsonscan.Scanner[string], more bool) {
	s = jsonscan.New(v.raw)
	s.Open()
	return s, s.More()
}

// Decode reads the values into a struct or map of yours, by its json tags.
func (v CustomValues) Decode(into any) error {
	if v.raw == "" {
		return nil
	}
	if err := json.Unmarshal([]byte(v.raw), into); err != nil {
		return fmt.Errorf("cuedesk: custom values: %w", err)
	}
	return nil
}

// String returns the values as JSON.
func (v CustomValues) String() string {
	if v.raw == "" {
		return "{}"
	}
	return v.raw
}

// MarshalJSON writes the values as they were received.
func (v CustomValues) MarshalJSON() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalJSON keeps a JSON object. Null and an empty array, as PHP encodes an
// empty object, are no values.
func (v *CustomValues) UnmarshalJSON(data []byte) error {
	raw, err := validJSON(data)
	if err != nil {
		return err
	}
	d := newContactDecoder(raw)
	defer d.free()
	if err := d.readCustomValues(); err != nil {
		return err
	}
	*v = CustomValues{d.custom.in(string(d.text))}
	return nil
}

// LogValue logs how many values there are, not what they are.
func (v CustomValues) LogValue() slog.Value { return slog.IntValue(v.Len()) }
