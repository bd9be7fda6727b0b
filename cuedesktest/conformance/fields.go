package conformance

import (
	"context"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// checkFields checks that definitions are created with each type, read, replaced and deleted. How they are listed is
// a matter of pages.
func (s *suite) checkFields(ctx context.Context) {
	labels := []string{"Low", "Medium", "High"}
	for _, kind := range fieldTypes {
		in := cuedesk.CustomFieldCreate{Name: s.name("of type " + kind), FieldType: cuedesk.FieldType(kind)}
		if selects(kind) {
			in.SelectOptions = labels
		}
		created := s.newField(ctx, in)
		s.sameField("Create a Custom Field", created, cuedesk.CustomFieldReplace{
			Name: in.Name, FieldType: in.FieldType, Editable: true, SelectOptions: in.SelectOptions,
		})
		same(s, "Create a Custom Field", "whether there is a generated field_key", created.FieldKey != "", true)
	}
	created := s.newField(ctx, cuedesk.CustomFieldCreate{
		Name: s.name("field"), FieldType: cuedesk.FieldSelect, FieldKey: s.key("field"),
		Editable: cuedesk.Set(false), Sensitive: true, Icon: "star", SelectOptions: labels,
	})
	want := cuedesk.CustomFieldReplace{
		Name: s.name("field"), FieldType: cuedesk.FieldSelect, Sensitive: true, Icon: "star", SelectOptions: labels,
	}
	s.sameField("Create a Custom Field", created, want)
	same(s, "Create a Custom Field", "field_key", created.FieldKey, s.key("field"))
	if got, err := s.client.CustomFields.Get(ctx, created.ID); s.ok("Get a Custom Field", err) {
		same(s, "Get a Custom Field", "uuid", got.ID, created.ID)
		s.sameField("Get a Custom Field", got, want)
	}
	s.checkFieldMembers(ctx, created)
	s.checkFieldUpdate(ctx, created)
	s.checkFieldErrors(ctx, created)
	s.checkNameLengths(ctx)
	s.ok("Delete a Custom Field", s.client.CustomFields.Delete(ctx, created.ID))
	_, err := s.client.CustomFields.Get(ctx, created.ID)
	s.missing("Delete a Custom Field", "getting a deleted custom field", err)
}

// sameField compares a definition with what it should be.
func (s *suite) sameField(section string, got *cuedesk.CustomField, want cuedesk.CustomFieldReplace) {
	of := " of a custom field of type " + string(want.FieldType)
	same(s, section, "name"+of, got.Name, want.Name)
	same(s, section, "field_type"+of, got.FieldType, want.FieldType)
	same(s, section, "editable"+of, got.Editable, want.Editable)
	same(s, section, "sensitive"+of, got.Sensitive, want.Sensitive)
	same(s, section, "icon"+of, got.Icon, want.Icon)
	same(s, section, "status"+of, got.Status, "active")
	s.checkTimes(section, got.CreatedAt, got.UpdatedAt)
	var labels []string
	for _, option := range got.SelectOptions {
		if !option.Archived {
			labels = append(labels, option.DisplayLabel)
		}
		same(s, section, "whether an option has uuid and field_key", option.ID != "" && option.FieldKey != "", true)
	}
	if !slices.Equal(labels, want.SelectOptions) {
		s.reportDifference(section, "select_options%s: got %q, want %q", of, labels, want.SelectOptions)
	}
}

// checkFieldMembers checks which members definitions have: select_options only where there are some.
func (s *suite) checkFieldMembers(ctx context.Context, choice *cuedesk.CustomField) {
	const section = "Get a Custom Field"
	members := slices.Concat(fieldShape.always, fieldShape.other)
	s.answer(ctx, section, fieldShape.get, nil, members, choice.ID)
	_, has := s.answer(ctx, section, fieldShape.get, nil, fieldShape.always,
		s.setUp(ctx).fields["text"].ID)["select_options"]
	same(s, "List Custom Fields", "whether a custom field of type text has select_options", has, false)
	body := map[string]any{
		"name": s.name("raw"), "field_type": "select", "editable": true, "sensitive": false, "icon": "star",
		"select_options": []string{"Low"},
	}
	created := s.answer(ctx, "Create a Custom Field", "POST /v1/custom-fields", body, members)
	if id := idOf(created); id != "" {
		s.answer(ctx, "Update a Custom Field", "PATCH /v1/custom-fields/{custom_field_uuid}", body, members, id)
	}
}

// checkFieldUpdate replaces a definition.
func (s *suite) checkFieldUpdate(ctx context.Context, was *cuedesk.CustomField) {
	const section = "Update a Custom Field"
	want := cuedesk.CustomFieldReplace{
		Name: s.name("field renamed"), FieldType: was.FieldType, Editable: true,
		SelectOptions: []string{"Low", "Medium", "High", "Critical"},
	}
	s.waitForNextTime(ctx)
	got, err := s.client.CustomFields.Replace(ctx, was.ID, want)
	if s.ok(section, err) {
		s.sameField(section, got, want)
		same(s, section, "field_key", got.FieldKey, was.FieldKey)
		s.updated(section, was.CreatedAt, was.UpdatedAt, got.CreatedAt, got.UpdatedAt)
	}
	if got, err = s.client.CustomFields.Get(ctx, was.ID); s.ok("Get a Custom Field", err) {
		s.sameField(section, got, want)
	}
}

// checkFieldErrors sends definitions that the documentation does not allow, past the checks of the client.
func (s *suite) checkFieldErrors(ctx context.Context, field *cuedesk.CustomField) {
	const section, create = "Create a Custom Field", "POST /v1/custom-fields"
	name, long := s.name("wrong"), s.name(strings.Repeat("x", 251))
	for _, one := range []struct {
		what, field string
		body        map[string]any
	}{
		{"a custom field without a name", "name", map[string]any{"field_type": "text"}},
		{"a name of 2 characters", "name", map[string]any{"name": "xy", "field_type": "text"}},
		{"a name of more than 250 characters", "name", map[string]any{"name": long, "field_type": "text"}},
		{"a custom field without a type", "field_type", map[string]any{"name": name}},
		{"a type that is not documented", "field_type", map[string]any{"name": name, "field_type": "colour"}},
		{"a select without select_options", "", map[string]any{"name": name, "field_type": "select"}},
		{"a multiselect with no select_options", "", map[string]any{
			"name": name, "field_type": "multiselect", "select_options": []string{},
		}},
	} {
		s.invalid(section, one.what, s.post(ctx, create, one.body), "body", one.field)
	}
	for _, missing := range []string{"name", "field_type", "editable", "sensitive", "icon"} {
		body := map[string]any{
			"name": field.Name, "field_type": "select", "editable": true, "sensitive": false, "icon": "star",
			"select_options": []string{"Low"},
		}
		delete(body, missing)
		err := s.client.Do(ctx, "PATCH /v1/custom-fields/{custom_field_uuid}", body, nil, field.ID)
		s.invalid("Update a Custom Field", "an update without "+missing, err, "body", missing)
	}
}
