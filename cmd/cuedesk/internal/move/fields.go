package move

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// checkValues finds values of a kind that their custom field does not take, before the API does.
func checkValues(everybody []*person, fields []cuedesk.CustomFieldCreate) error {
	types := map[string]cuedesk.FieldType{}
	for _, field := range fields {
		types[field.FieldKey] = field.FieldType
	}
	for _, p := range everybody {
		for _, key := range slices.Sorted(maps.Keys(p.contact.CustomFields)) {
			value := p.contact.CustomFields[key]
			switch kind, ok := types[key]; {
			case !ok:
				return fmt.Errorf("mapping.go sets the custom field %q, but customFields does not declare it", key)
			case !accepts(kind, value):
				return fmt.Errorf("mapping.go sets the custom field %q to a %T, but customFields declares it as %s", key, value,
					kind)
			}
		}
	}
	return nil
}

// accepts reports whether a field takes the value. Some types have no documented form.
func accepts(kind cuedesk.FieldType, value any) bool {
	v := reflect.ValueOf(value)
	whole := v.CanInt() || v.CanUint()
	switch kind {
	case cuedesk.FieldText, cuedesk.FieldSelect, cuedesk.FieldDate, cuedesk.FieldTime:
		return v.Kind() == reflect.String
	case cuedesk.FieldCheckbox:
		return v.Kind() == reflect.Bool
	case cuedesk.FieldInteger:
		return whole
	case cuedesk.FieldDecimal, cuedesk.FieldPercentage:
		return whole || v.CanFloat()
	case cuedesk.FieldDateTime:
		return v.Kind() == reflect.String || reflect.TypeOf(value) == reflect.TypeFor[time.Time]()
	case cuedesk.FieldMultiselect:
		return reflect.TypeOf(value) == reflect.TypeFor[[]string]()
	}
	return true
}
