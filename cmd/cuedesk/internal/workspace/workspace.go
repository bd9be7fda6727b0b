// Package workspace finds and creates what contacts need in a workspace: custom fields and lists.
package workspace

import (
	"context"
	"fmt"
	"slices"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
)

// MissingFields returns those of the wanted custom fields that are not there. One that is there, but takes no values
// of the type, is an error.
func MissingFields(
	ctx context.Context, client *cuedesk.Client, wanted []cuedesk.CustomFieldCreate,
) ([]cuedesk.CustomFieldCreate, error) {
	missing := slices.Clone(wanted)
	if len(missing) == 0 {
		return nil, nil
	}
	for field, err := range client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
		if err != nil {
			return nil, err
		}
		i := slices.IndexFunc(missing, func(f cuedesk.CustomFieldCreate) bool { return f.FieldKey == field.FieldKey })
		if i < 0 {
			continue
		}
		if err := checkType(field, missing[i].FieldType); err != nil {
			return nil, err
		}
		missing = slices.Delete(missing, i, i+1)
	}
	return missing, nil
}

// compatibleTypes are types that take the values of another type.
var compatibleTypes = map[cuedesk.FieldType][]cuedesk.FieldType{
	cuedesk.FieldText:    {cuedesk.FieldSelect, cuedesk.FieldTime},
	cuedesk.FieldDecimal: {cuedesk.FieldPercentage},
	cuedesk.FieldDate:    {cuedesk.FieldDateTime},
}

// TypeError says that a custom field is there, and takes no values of the type.
type TypeError struct {
	Key    string
	Is     cuedesk.FieldType
	Wanted cuedesk.FieldType
}

// Error says which types they are.
func (e *TypeError) Error() string {
	return fmt.Sprintf("the custom field %q is there, but as %s and not as %s", e.Key, e.Is, e.Wanted)
}

// checkType returns an error unless a custom field takes values of the type.
func checkType(field *cuedesk.CustomField, want cuedesk.FieldType) error {
	switch {
	case isArchived(field):
		return fmt.Errorf("the custom field %q is there, but archived; restore it", field.FieldKey)
	case !field.Editable:
		return fmt.Errorf("the custom field %q is there, but its values cannot be edited", field.FieldKey)
	case field.FieldType != want && !slices.Contains(compatibleTypes[want], field.FieldType):
		return &TypeError{field.FieldKey, field.FieldType, want}
	}
	return nil
}

func isArchived(field *cuedesk.CustomField) bool {
	return field.Status != "" && field.Status != "active" || !field.ArchivedAt.IsZero()
}

// FieldTypes returns the types of the custom fields whose values can be set, by their keys.
func FieldTypes(ctx context.Context, client *cuedesk.Client) (map[string]cuedesk.FieldType, error) {
	known := map[string]cuedesk.FieldType{}
	for field, err := range client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
		if err != nil {
			return nil, fmt.Errorf("reading the custom fields of the workspace failed: %w", err)
		}
		if field.Editable && !isArchived(field) {
			known[field.FieldKey] = field.FieldType
		}
	}
	return known, nil
}

// FindList returns the oldest active list with the name, or nil if there is none, whatever the API makes of the filter.
func FindList(ctx context.Context, client *cuedesk.Client, name string) (*cuedesk.List, error) {
	var found *cuedesk.List
	for list, err := range client.Lists.All(ctx, cuedesk.ListListsOptions{Status: cuedesk.ListActive, Search: name}) {
		switch {
		case err != nil:
			return nil, err
		case list.Name == name && list.Status != cuedesk.ListArchived &&
			(found == nil || list.CreatedAt.Before(found.CreatedAt)):
			found = list
		}
	}
	return found, nil
}

// CreateField creates a custom field that is not there.
func CreateField(ctx context.Context, client *cuedesk.Client, field cuedesk.CustomFieldCreate) error {
	if _, err := client.CustomFields.Ensure(ctx, field); err != nil {
		return fmt.Errorf("creating the custom field %q failed: %w", field.FieldKey, err)
	}
	return nil
}

// ReportTwin says that a list was created beside the one that is used.
func ReportTwin(out *screen.Printer, ensured *cuedesk.EnsuredList) {
	if ensured.Twin.IsZero() {
		return
	}
	out.Line("another program has created the list %q at the same time, and that one is used: an empty list of the name "+
		"is left over, %s, which can be deleted", ensured.List.Name, ensured.Twin)
}
