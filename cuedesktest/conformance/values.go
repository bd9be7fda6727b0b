package conformance

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
)

// fieldValues are two values for each custom field of the suite.
var fieldValues = map[string][2]any{
	"text":        {"first", "second ✓"},
	"integer":     {450, -7},
	"decimal":     {2.5, -0.125},
	"percentage":  {12.5, 99.0},
	"checkbox":    {true, false},
	"date":        {"1985-02-19", "2024-02-29"},
	"date_time":   {"2025-03-01T12:00:00Z", "2025-03-01T13:30:00+01:00"},
	"select":      {"low", "high"},
	"multiselect": {[]string{"low", "high"}, []string{"medium"}},
}

// checkValues checks the values of custom fields on a contact, of each type whose values the documentation shows.
func (s *suite) checkValues(ctx context.Context) {
	p := s.setUp(ctx)
	id := p.subject.contact.ID
	got, err := s.client.Contacts.CustomFields(ctx, id)
	s.mustSucceed("List Contact Custom Fields", err)
	want := map[string]any{}
	for _, name := range sortedKeys(fieldValues) {
		s.sameValue("List Contact Custom Fields", "value of "+name+" that was never set", got.Get(s.key(name)), nil)
		want[s.key(name)] = fieldValues[name][0]
		set, err := s.client.Contacts.SetCustomField(ctx, id, p.fields[name].ID, fieldValues[name][0])
		if s.ok("Add a Custom Field to a Contact", err) {
			s.sameValues("Add a Custom Field to a Contact", set, want)
		}
	}
	s.checkValuesSeen(ctx, id, want)
	s.checkValueUpdate(ctx, id, want)
	if s.Strict {
		s.checkValuesOfDeletedField(ctx, id)
	}
	s.checkValueRemoval(ctx, p, want)
	s.checkContactUpdate(ctx, id)
	s.checkValueErrors(ctx, p)
}

// sameValue compares a value with what was sent; nil is no value. Numbers and times may be written in another way.
func (s *suite) sameValue(section, what string, got cuedesk.Value, want any) {
	var ok bool
	switch want := want.(type) {
	case nil:
		ok = got.IsNull()
	case bool:
		given, err := got.Bool()
		ok = err == nil && given == want
	case int:
		given, err := got.Float64()
		ok = err == nil && given == float64(want)
	case float64:
		given, err := got.Float64()
		ok = err == nil && given == want
	case []string:
		given, err := got.Strings()
		ok = err == nil && (slices.Equal(given, want) || !s.Strict &&
			slices.Equal(slices.Sorted(slices.Values(given)), slices.Sorted(slices.Values(want))))
	case string:
		ok = sameText(got, want)
	}
	if !ok {
		s.reportDifference(section, "%s: got %s, want %s", what, orNothing(string(got.Raw())), orNothing(jsonText(want)))
	}
}

// jsonText is a value as JSON.
func jsonText(v any) string {
	raw, _ := json.Marshal(v) // what the suite sends has a JSON form
	return string(raw)
}

// orNothing is text that shows in a difference also where there is none.
func orNothing(text string) string { return cmp.Or(text, "nothing") }

// sameText compares text, and times by the moment that they mean.
func sameText(got cuedesk.Value, want string) bool {
	if moment, err := time.Parse(time.RFC3339, want); err == nil {
		given, err := got.Time()
		return err == nil && given.Equal(moment)
	}
	return string(got.Raw()) != "" && got.Raw()[0] == '"' && got.String() == want
}

// sameValues compares the suite's values among those of a contact.
func (s *suite) sameValues(section string, got cuedesk.CustomValues, want map[string]any) {
	for _, name := range sortedKeys(fieldValues) {
		s.sameValue(section, "value of "+name, got.Get(s.key(name)), want[s.key(name)])
	}
}

// checkValuesSeen checks that all operations show the same values.
func (s *suite) checkValuesSeen(ctx context.Context, id cuedesk.ContactID, want map[string]any) {
	listed, err := s.client.Contacts.CustomFields(ctx, id)
	if s.ok("List Contact Custom Fields", err) {
		s.sameValues("List Contact Custom Fields", listed, want)
	}
	contact, err := s.client.Contacts.Get(ctx, id)
	if s.ok("Get a Contact", err) {
		s.sameValues("Get a Contact", contact.CustomFields, want)
	}
}

// checkValueUpdate sets several values at once. The documentation does not say whether the others stay as they are.
func (s *suite) checkValueUpdate(ctx context.Context, id cuedesk.ContactID, want map[string]any) {
	some := map[string]any{}
	for _, name := range []string{"text", "integer", "checkbox", "date_time", "select", "multiselect"} {
		some[s.key(name)] = fieldValues[name][1]
		want[s.key(name)] = fieldValues[name][1]
	}
	got, err := s.client.Contacts.UpdateCustomFields(ctx, id, some)
	if !s.ok("Update Contact Custom Fields", err) {
		return
	}
	if !s.Strict {
		s.forgetOthers(some, want, got)
	}
	s.sameValues("Update Contact Custom Fields", got, want)
	s.checkValuesSeen(ctx, id, want)
}

// forgetOthers takes values that the request did not name, and that are gone, out of those that are wanted.
func (s *suite) forgetOthers(named, want map[string]any, got cuedesk.CustomValues) {
	for key := range want {
		if _, kept := named[key]; !kept && got.Get(key).IsNull() {
			want[key] = nil
		}
	}
}

// checkContactUpdate sets a value by updating the contact. The documentation does not say whether the other values
// stay.
func (s *suite) checkContactUpdate(ctx context.Context, id cuedesk.ContactID) {
	const section = "Update a Contact"
	key, value := s.key("decimal"), fieldValues["decimal"][1]
	contact, err := s.client.Contacts.Update(ctx, id, cuedesk.ContactUpdate{CustomFields: map[string]any{key: value}})
	if !s.ok(section, err) {
		return
	}
	s.sameValue(section, "value of decimal", contact.CustomFields.Get(key), value)
	if s.Strict {
		s.sameValue(section, "value of select", contact.CustomFields.Get(s.key("select")), fieldValues["select"][1])
	}
}

// checkValueRemoval clears values with null, and deletes them.
func (s *suite) checkValueRemoval(ctx context.Context, p *fixtures, want map[string]any) {
	id := p.subject.contact.ID
	text, integer := s.key("text"), s.key("integer")
	got, err := s.client.Contacts.SetCustomField(ctx, id, p.fields["text"].ID, nil)
	if s.ok("Add a Custom Field to a Contact", err) {
		s.sameValue("Add a Custom Field to a Contact", "value of text after it was set to null", got.Get(text), nil)
	}
	if s.Strict { // that null clears here too is not documented
		got, err = s.client.Contacts.UpdateCustomFields(ctx, id, map[string]any{s.key("date"): nil})
		if s.ok("Update Contact Custom Fields", err) {
			s.sameValue("Update Contact Custom Fields", "value of date after it was set to null", got.Get(s.key("date")), nil)
		}
	}
	s.ok("Delete a Custom Field from a Contact", s.client.Contacts.DeleteCustomField(ctx, id, p.fields["integer"].ID))
	if got, err = s.client.Contacts.CustomFields(ctx, id); s.ok("List Contact Custom Fields", err) {
		s.sameValue("Add a Custom Field to a Contact", "value of text after it was set to null", got.Get(text), nil)
		s.sameValue("Delete a Custom Field from a Contact", "value of integer after it was deleted", got.Get(integer), nil)
		s.sameValue("Delete a Custom Field from a Contact", "value of select after another was deleted",
			got.Get(s.key("select")), want[s.key("select")])
	}
}

// checkValueErrors leaves out what is required.
func (s *suite) checkValueErrors(ctx context.Context, p *fixtures) {
	const pattern = "/v1/contacts/{contact_uuid}/custom-fields"
	id := p.subject.contact.ID
	for _, one := range []struct {
		section, method, field string
		body                   map[string]any
	}{
		{"Add a Custom Field to a Contact", "POST ", "value", map[string]any{"custom_field_uuid": p.fields["text"].ID}},
		{"Add a Custom Field to a Contact", "POST ", "custom_field_uuid", map[string]any{"value": "x"}},
		{"Update Contact Custom Fields", "PATCH ", "custom_fields", map[string]any{}},
	} {
		err := s.client.Do(ctx, one.method+pattern, one.body, nil, id)
		s.invalid(one.section, "a request without "+one.field, err, "body", one.field)
	}
}
