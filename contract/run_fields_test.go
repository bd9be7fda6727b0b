package contract

import (
	"math"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// pages are pages of the default, the smallest and the largest size, with and without an offset.
var pages = []cuedesk.PageOptions{{}, {Limit: 1}, {Limit: 100, Offset: 1}, {Offset: math.MaxInt32}}

// fieldValues has values for each type of custom field.
var fieldValues = map[cuedesk.FieldType][]any{
	cuedesk.FieldText:         {"Größe 🦇", strings.Repeat("x", 10_000), ""},
	cuedesk.FieldInteger:      {450, int64(math.MaxInt64), -1},
	cuedesk.FieldDecimal:      {0.1, -1e-7, math.MaxFloat64},
	cuedesk.FieldPercentage:   {99.5, 0},
	cuedesk.FieldCheckbox:     {true, false},
	cuedesk.FieldDate:         {"1985-02-19"},
	cuedesk.FieldDateTime:     {"2025-12-10T10:31:34.353Z", "2025-12-10T10:31:34+02:00"},
	cuedesk.FieldTime:         {"10:31:34", "10:31"},
	cuedesk.FieldRelativeDate: {"tomorrow", map[string]any{"unit": "day", "amount": 1}},
	cuedesk.FieldSelect:       {"Low", "high"},
	cuedesk.FieldMultiselect:  {[]string{"Low", "High"}, []string{}},
	cuedesk.FieldUser:         {"ff027904-fdbc-4c30-a533-105d1c96e1cb", map[string]any{"uuid": "x"}},
}

// fieldKey is the key of the custom field of a type.
func fieldKey(of cuedesk.FieldType) string { return "my_" + strings.ReplaceAll(string(of), ":", "_") }

// labels returns what a custom field of the type needs.
func labels(of cuedesk.FieldType, options ...string) []string {
	if of == cuedesk.FieldSelect || of == cuedesk.FieldMultiselect {
		return options
	}
	return nil
}

func (w *coverRun) runCustomFields() {
	w.t.Helper()
	for kind := range fieldValues {
		w.createFields(kind)
	}
	for _, page := range pages {
		w.ok(w.CustomFields.List(w.ctx, page))
	}
	for item, err := range w.CustomFields.All(w.ctx, cuedesk.PageOptions{}) {
		w.ok(item, err)
	}
}

// createFields creates two custom fields of a type, of which one stays.
func (w *coverRun) createFields(kind cuedesk.FieldType) {
	w.t.Helper()
	least := required(w.CustomFields.Create(w.ctx, cuedesk.CustomFieldCreate{
		Name: "Żó🦇", FieldType: kind, SelectOptions: labels(kind, "."),
	}))(w)
	most := required(w.CustomFields.Create(w.ctx, cuedesk.CustomFieldCreate{
		Name: strings.Repeat("🦇", 250), FieldType: kind, FieldKey: fieldKey(kind),
		Editable: cuedesk.Set(false), Sensitive: true, Icon: "star", SelectOptions: labels(kind, "Low", "Medium", "High"),
	}))(w)
	w.fields[kind] = most.ID
	w.ok(w.CustomFields.Replace(w.ctx, least.ID, cuedesk.CustomFieldReplace{
		Name: strings.Repeat("x", 250), FieldType: kind, Editable: true, Sensitive: true, Icon: "heart",
		SelectOptions: labels(kind, "Low", ".", "Other"),
	}))
	w.ok(w.CustomFields.Replace(w.ctx, least.ID, cuedesk.CustomFieldReplace{
		Name: "min", FieldType: kind, SelectOptions: labels(kind, "."),
	}))
	w.ok(w.CustomFields.Get(w.ctx, least.ID))
	w.ok(w.CustomFields.Get(w.ctx, most.ID))
	w.mustSucceed(w.CustomFields.Delete(w.ctx, least.ID))
}

// allValues returns a value for each custom field.
func allValues() map[string]any {
	values := map[string]any{}
	for kind, some := range fieldValues {
		values[fieldKey(kind)] = some[0]
	}
	return values
}

func (w *coverRun) runValues() {
	w.t.Helper()
	id := required(w.Contacts.Create(w.ctx, cuedesk.ContactCreate{Email: "values@example.com"}))(w).ID
	for kind, values := range fieldValues {
		for _, value := range append(values, nil) {
			w.ok(w.Contacts.SetCustomField(w.ctx, id, w.fields[kind], value))
			w.ok(w.Contacts.UpdateCustomFields(w.ctx, id, map[string]any{fieldKey(kind): value}))
		}
	}
	w.ok(w.Contacts.UpdateCustomFields(w.ctx, id, allValues()))
	w.ok(w.Contacts.CustomFields(w.ctx, id))
	w.mustSucceed(w.Contacts.DeleteCustomField(w.ctx, id, w.fields[cuedesk.FieldText]))
}
