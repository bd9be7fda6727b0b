package cuedesk

import (
	"bytes"
	"log/slog"

	"github.com/go-json-experiment/json"
)

// Optional is a field of a partial update: left alone, cleared, or set. Its zero
// value leaves the field alone.
type Optional[T any] struct {
	value T
	state optionalState
}

type optionalState uint8

const (
	absent optionalState = iota
	null
	present
)

// Set gives the field a value; the type's zero value counts as one.
func Set[T any](value T) Optional[T] { return Optional[T]{value, present} }

// Clear empties the field: it is sent as null. The type cannot be inferred:
// Clear[string]().
func Clear[T any]() Optional[T] { return Optional[T]{state: null} }

// Get returns the value and whether there is one.
func (o Optional[T]) Get() (T, bool) { return o.value, o.state == present }

// IsCleared reports whether the field is to be emptied.
func (o Optional[T]) IsCleared() bool { return o.state == null }

// IsZero reports whether the field is left alone; such fields are not sent.
func (o Optional[T]) IsZero() bool { return o.state == absent }

// LogValue logs what becomes of the field, not its value, which may be personal.
func (o Optional[T]) LogValue() slog.Value { return slog.StringValue(o.String()) }

// MarshalJSON writes the value, or null where there is none.
func (o Optional[T]) MarshalJSON() ([]byte, error) {
	if o.state != present {
		return []byte("null"), nil
	}
	return json.Marshal(o.value)
}

// UnmarshalJSON reads null as cleared and anything else as a value.
func (o *Optional[T]) UnmarshalJSON(data []byte) error {
	if bytes.Equal(data, []byte("null")) {
		*o = Clear[T]()
		return nil
	}
	*o = Optional[T]{state: present}
	return json.Unmarshal(data, &o.value)
}
