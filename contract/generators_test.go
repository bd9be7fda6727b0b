package contract

import (
	"math"
	"slices"
	"time"

	"pgregory.net/rapid"

	"github.com/cuedesk/cuedesk-go"
)

// fieldTypes are all types of custom fields.
var fieldTypes = slices.Sorted(func(yield func(cuedesk.FieldType) bool) {
	for kind := range fieldValues {
		if !yield(kind) {
			return
		}
	}
})

var (
	anyText    = rapid.String()
	someText   = rapid.StringN(1, -1, -1)
	anyEmail   = rapid.StringMatching(`[a-zA-Z0-9.!#$%&'*+/=?^_{|}~äé🦇-]{1,64}@[a-z0-9ü-]{1,63}(\.[a-z]{2,10}){0,2}`)
	anyTime    = rapid.Map(rapid.Int64Range(-1e10, 2e11), func(s int64) time.Time { return time.Unix(s, s%1e9).UTC() })
	anyLabels  = rapid.SliceOfNDistinct(someText, 1, 20, rapid.ID)
	anyOptions = rapid.Custom(func(t *rapid.T) cuedesk.PageOptions {
		return cuedesk.PageOptions{
			Limit:  rapid.IntRange(0, 100).Draw(t, "limit"),
			Offset: rapid.OneOf(rapid.IntRange(0, 50), rapid.IntRange(0, math.MaxInt)).Draw(t, "offset"),
		}
	})
)

// Rapid names the generators of slices and maps when it first draws one, which races with draws of them in other tests.
var _ = []string{anyText.String(), someText.String(), anyRow.String(), anyFilter.String()}

// optionally gives the zero value often.
func optionally[T any](of *rapid.Generator[T]) *rapid.Generator[T] {
	return rapid.OneOf(rapid.Just(*new(T)), of)
}

// oneOf gives one of the values, or the zero value.
func oneOf[T any](values ...T) *rapid.Generator[T] { return optionally(rapid.SampledFrom(values)) }

// anyContact gives contacts with at least one identifier.
var anyContact = rapid.Custom(func(t *rapid.T) cuedesk.ContactCreate {
	in := anyRow.Draw(t, "row")
	if !personIn(in).identified() {
		in.Email = anyEmail.Draw(t, "identifier")
	}
	return in
})

// anyRow gives contacts as an import takes them.
var anyRow = rapid.Custom(func(t *rapid.T) cuedesk.ContactCreate {
	return cuedesk.ContactCreate{
		FirstName:         optionally(anyText).Draw(t, "first name"),
		LastName:          optionally(anyText).Draw(t, "last name"),
		ExternalContactID: optionally(anyText).Draw(t, "external contact ID"),
		Email:             optionally(anyEmail).Draw(t, "e-mail address"),
		PhoneNumber:       optionally(anyText).Draw(t, "phone number"),
		WhatsAppID:        optionally(anyText).Draw(t, "WhatsApp ID"),
		FBMessengerID:     optionally(anyText).Draw(t, "Messenger ID"),
		CustomFields:      optionally(anyValues).Draw(t, "custom fields"),
	}
})

// anyUpdate gives updates after which the contact still has an identifier.
var anyUpdate = rapid.Custom(func(t *rapid.T) cuedesk.ContactUpdate {
	return cuedesk.ContactUpdate{
		FirstName:         optional(anyText).Draw(t, "first name"),
		LastName:          optional(anyText).Draw(t, "last name"),
		ExternalContactID: optional(anyText).Draw(t, "external contact ID"),
		Email:             rapid.Map(anyEmail, cuedesk.Set[string]).Draw(t, "e-mail address"),
		PhoneNumber:       optional(anyText).Draw(t, "phone number"),
		WhatsAppID:        optional(anyText).Draw(t, "WhatsApp ID"),
		FBMessengerID:     optional(anyText).Draw(t, "Messenger ID"),
		CustomFields:      optionally(anyValues).Draw(t, "custom fields"),
	}
})

// optional leaves alone, clears or sets.
func optional[T any](of *rapid.Generator[T]) *rapid.Generator[cuedesk.Optional[T]] {
	return rapid.OneOf(
		rapid.Just(cuedesk.Optional[T]{}), rapid.Just(cuedesk.Clear[T]()), rapid.Map(of, cuedesk.Set[T]),
	)
}

// anyValues gives values of custom fields by key, null among them.
var anyValues = rapid.Custom(func(t *rapid.T) map[string]any {
	values := map[string]any{}
	for _, kind := range rapid.SliceOfDistinct(rapid.SampledFrom(fieldTypes), rapid.ID).Draw(t, "types") {
		values[fieldKey(kind)] = optionally(anyValue(kind)).Draw(t, string(kind))
	}
	return values
})

// anyValue gives values that a custom field of the type may have, whose options are Low, Medium and High.
func anyValue(of cuedesk.FieldType) *rapid.Generator[any] {
	label := rapid.SampledFrom([]string{"Low", "Medium", "High"})
	switch of {
	case cuedesk.FieldText:
		return anyText.AsAny()
	case cuedesk.FieldInteger:
		return rapid.Int64().AsAny()
	case cuedesk.FieldDecimal, cuedesk.FieldPercentage:
		return rapid.Float64().AsAny()
	case cuedesk.FieldCheckbox:
		return rapid.Bool().AsAny()
	case cuedesk.FieldDate:
		return formatted(time.DateOnly)
	case cuedesk.FieldDateTime:
		return formatted(time.RFC3339Nano)
	case cuedesk.FieldTime:
		return formatted(time.TimeOnly)
	case cuedesk.FieldSelect:
		return label.AsAny()
	case cuedesk.FieldMultiselect:
		return rapid.SliceOfDistinct(label, rapid.ID).AsAny()
	}
	return rapid.OneOf(anyText.AsAny(), rapid.MapOf(anyText, anyText).AsAny())
}

func formatted(layout string) *rapid.Generator[any] {
	return rapid.Map(anyTime, func(moment time.Time) string { return moment.Format(layout) }).AsAny()
}

// anyField gives definitions of custom fields.
var anyField = rapid.Custom(func(t *rapid.T) cuedesk.CustomFieldCreate {
	in := cuedesk.CustomFieldCreate{
		Name:      rapid.StringN(3, 250, -1).Draw(t, "name"),
		FieldType: rapid.SampledFrom(fieldTypes).Draw(t, "type"),
		FieldKey:  optionally(rapid.Map(someText, func(s string) string { return "my_" + s })).Draw(t, "key"),
		Sensitive: rapid.Bool().Draw(t, "sensitive"),
		Icon:      optionally(anyText).Draw(t, "icon"),
	}
	if rapid.Bool().Draw(t, "with editable") {
		in.Editable = cuedesk.Set(rapid.Bool().Draw(t, "editable"))
	}
	in.SelectOptions = labels(in.FieldType, anyLabels.Draw(t, "options")...)
	return in
})

var anyNote = rapid.Custom(func(t *rapid.T) cuedesk.NoteCreate {
	return note(anyText.Draw(t, "title"), someText.Draw(t, "text"))
})

// anyFilter gives comparisons.
var anyFilter = rapid.OneOf(
	compared(textFields, anyText, cuedesk.TextField.Is, cuedesk.TextField.IsNot, cuedesk.TextField.Contains,
		cuedesk.TextField.NotContains, cuedesk.TextField.StartsWith, cuedesk.TextField.EndsWith),
	compared([]cuedesk.LongField{long}, rapid.Int64(), cuedesk.LongField.Is, cuedesk.LongField.IsNot,
		cuedesk.LongField.GreaterThan, cuedesk.LongField.AtLeast, cuedesk.LongField.LessThan, cuedesk.LongField.AtMost),
	compared([]cuedesk.DoubleField{double}, rapid.Float64(), cuedesk.DoubleField.Is, cuedesk.DoubleField.IsNot,
		cuedesk.DoubleField.GreaterThan, cuedesk.DoubleField.AtLeast, cuedesk.DoubleField.LessThan,
		cuedesk.DoubleField.AtMost),
	compared(timeFields, anyTime, cuedesk.TimeField.Is, cuedesk.TimeField.IsNot, cuedesk.TimeField.After,
		cuedesk.TimeField.NotBefore, cuedesk.TimeField.Before, cuedesk.TimeField.NotAfter),
	compared(boolFields, rapid.Bool(), cuedesk.BoolField.Is),
	rapid.Custom(func(t *rapid.T) cuedesk.Filter {
		low := rapid.Int64().Draw(t, "low")
		return long.Between(low, rapid.Int64Min(low).Draw(t, "high"))
	}),
	rapid.Custom(func(t *rapid.T) cuedesk.Filter {
		low := rapid.Float64().Draw(t, "low")
		return double.Between(low, rapid.Float64Min(low).Draw(t, "high"))
	}),
	rapid.Custom(func(t *rapid.T) cuedesk.Filter {
		bounds := []time.Time{anyTime.Draw(t, "one"), anyTime.Draw(t, "other")}
		slices.SortFunc(bounds, time.Time.Compare)
		return cuedesk.CreatedAt.Between(bounds[0], bounds[1])
	}),
)

func compared[F, V any](fields []F, value *rapid.Generator[V],
	operators ...func(F, V) cuedesk.Filter,
) *rapid.Generator[cuedesk.Filter] {
	return rapid.Custom(func(t *rapid.T) cuedesk.Filter {
		operator := rapid.SampledFrom(operators).Draw(t, "operator")
		return operator(rapid.SampledFrom(fields).Draw(t, "field"), value.Draw(t, "value"))
	})
}

// anyQuery gives searches.
var anyQuery = rapid.Custom(func(t *rapid.T) cuedesk.Query {
	q := cuedesk.Where(rapid.SliceOfN(anyFilter, 0, 5).Draw(t, "filters")...).Text(optionally(anyText).Draw(t, "text"))
	if rapid.Bool().Draw(t, "sorted") {
		q = q.OrderBy(rapid.SampledFrom(sorts()).Draw(t, "order"))
	}
	return q
})
