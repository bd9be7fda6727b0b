package cuedesk

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"log/slog"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// CustomValues are the values of a contact's custom fields by field key, kept as
// the API sent them: nothing is rounded, and nothing is decoded before it is
// asked for. The zero value has no values. Where the API sends a key twice, the
// last one counts, and only that is kept.
type CustomValues struct{ raw string }

// Get returns the value with a field key. If there is none, it returns one that is
// null and does not exist: see [Value.Exists].
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

// Raw returns a copy of the values as a JSON object.
func (v CustomValues) Raw() []byte { return []byte(cmp.Or(v.raw, "{}")) }

// MarshalJSON writes the values as they were received.
func (v CustomValues) MarshalJSON() ([]byte, error) { return v.Raw(), nil }

// UnmarshalJSON keeps a JSON object. Null and an empty array, as PHP encodes an
// empty object, are no values.
func (v *CustomValues) UnmarshalJSON(data []byte) error {
	raw, err := validJSON(data)
	if err != nil {
		return err
	}
	d := newContactDecoder([]byte(raw))
	defer d.free()
	if err := d.readCustomValues(); err != nil {
		return err
	}
	*v = CustomValues{d.custom.textIn(string(d.text))}
	return nil
}

// LogValue logs how many values there are, not what they are.
func (v CustomValues) LogValue() slog.Value { return slog.IntValue(v.Len()) }

// fieldValues is a contact's custom field values, as the API gives them.
type fieldValues struct {
	values  CustomValues
	present bool // whether the response has the member
}

func (f fieldValues) complete() bool { return f.present }

// UnmarshalJSON reads the one member of a contact that the response has.
func (f *fieldValues) UnmarshalJSON(data []byte) error { return decodeByHand(data, f) }

func (f *fieldValues) readFrom(d *contactDecoder) (err error) {
	var c Contact
	f.present, err = d.contact(&c)
	f.values = c.CustomFields
	return err
}

// fieldUpdate sets several values.
type fieldUpdate struct {
	CustomFields map[string]any `json:"custom_fields"`
}

func (in fieldUpdate) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	if in.CustomFields == nil {
		c.Fail("custom_fields", "missing", "is required")
	}
	return c.Problems
}

// fieldValue sets one value.
type fieldValue struct {
	ID    CustomFieldID `json:"custom_field_uuid"`
	Value any           `json:"value"`
}

func (in fieldValue) problems() []rest.FieldError {
	c := rest.Checks{In: "body"}
	if in.ID.IsZero() {
		c.Fail("custom_field_uuid", "missing", "is required")
	}
	return c.Problems
}

// fetchFields sends an operation that answers with a contact's values.
func (s *ContactsService) fetchFields(ctx context.Context, op rest.Operation) (CustomValues, error) {
	fields, err := rest.Fetch[fieldValues](ctx, s.core, op)
	if err != nil {
		return CustomValues{}, err
	}
	return fields.values, nil
}

// CustomFields returns the values of a contact's custom fields (API: "List
// Contact Custom Fields").
func (s *ContactsService) CustomFields(ctx context.Context, id ContactID) (CustomValues, error) {
	return s.fetchFields(ctx, rest.Read("GET /v1/contacts/{contact_uuid}/custom-fields", id))
}

// SetCustomField sets one value, which may be nil to clear it, and returns all
// values of the contact (API: "Add a Custom Field to a Contact"). The value must
// encode as JSON and fit the type of the field.
func (s *ContactsService) SetCustomField(ctx context.Context, id ContactID, field CustomFieldID,
	value any,
) (CustomValues, error) {
	in := fieldValue{field, value}
	op := rest.Idempotent("POST /v1/contacts/{contact_uuid}/custom-fields", id)
	return s.fetchFields(ctx, op.Body(in, in.problems()))
}

// UpdateCustomFields sets several values by field key and returns all values of the
// contact (API: "Update Contact Custom Fields"). That nil clears a value, and that
// the values which are not named stay as they are, is assumed: the documentation does
// not say so. An empty map is not sent: the result is that of
// [ContactsService.CustomFields]. A nil map is refused: the error matches [ErrInvalid].
func (s *ContactsService) UpdateCustomFields(ctx context.Context, id ContactID,
	values map[string]any,
) (CustomValues, error) {
	if values != nil && len(values) == 0 && !id.IsZero() {
		return s.CustomFields(ctx, id)
	}
	in := fieldUpdate{values}
	op := rest.Idempotent("PATCH /v1/contacts/{contact_uuid}/custom-fields", id)
	return s.fetchFields(ctx, op.Body(in, in.problems()))
}

// DeleteCustomField removes the value of one custom field from a contact (API:
// "Delete a Custom Field from a Contact").
func (s *ContactsService) DeleteCustomField(ctx context.Context, id ContactID, field CustomFieldID) error {
	op := rest.Idempotent("DELETE /v1/contacts/{contact_uuid}/custom-fields/{custom_field_uuid}", id, field)
	return rest.Do(ctx, s.core, op)
}
