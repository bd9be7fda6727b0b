package main

import (
	"context"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// checkValues finds values of a kind that their custom field does not take, before
// the API does.
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
			case !takes(kind, value):
				return fmt.Errorf("mapping.go sets the custom field %q to a %T, but customFields declares it as %s", key, value,
					kind)
			}
		}
	}
	return nil
}

// takes reports whether a field takes the value. Some types have no documented
// form.
func takes(kind cuedesk.FieldType, value any) bool {
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

// missingFields returns the custom fields of the mapping that are not there.
func missingFields(ctx context.Context, client *cuedesk.Client) ([]cuedesk.CustomFieldCreate, error) {
	missing := slices.Clone(customFields)
	for field, err := range client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(missing, func(f cuedesk.CustomFieldCreate) bool { return f.FieldKey == field.FieldKey })
		if i < 0 {
			continue
		}
		if err := checkField(field, missing[i].FieldType); err != nil {
			return nil, err
		}
		missing = slices.Delete(missing, i, i+1)
	}
	return missing, nil
}

// checkField returns an error unless a custom field takes values of the type.
func checkField(field *cuedesk.CustomField, want cuedesk.FieldType) error {
	switch {
	case field.FieldType != want:
		return fmt.Errorf("the custom field %q is there, but as %s and not as %s; change mapping.go",
			field.FieldKey, field.FieldType, want)
	case field.Status != "" && field.Status != "active" || !field.ArchivedAt.IsZero():
		return fmt.Errorf("the custom field %q is there, but archived; restore it, or change mapping.go", field.FieldKey)
	case !field.Editable:
		return fmt.Errorf("the custom field %q is there, but its values cannot be edited; change that, or mapping.go",
			field.FieldKey)
	}
	return nil
}

// createFields creates custom fields.
func createFields(ctx context.Context, client *cuedesk.Client, fields []cuedesk.CustomFieldCreate) error {
	for _, want := range fields {
		create := func() (*cuedesk.CustomField, error) { return client.CustomFields.Create(ctx, want) }
		find := func() (*cuedesk.CustomField, error) {
			for field, err := range client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
				if err != nil || field.FieldKey == want.FieldKey {
					return field, err
				}
			}
			return nil, nil
		}
		if _, err := createOnce(ctx, create, find); err != nil {
			return err
		}
	}
	return nil
}
