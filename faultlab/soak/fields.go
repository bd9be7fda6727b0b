package main

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

func (w *worker) createField(ctx context.Context) bool {
	f := &field{key: w.key("field")}
	f.name = f.key + " new"
	build := func(ctx context.Context) (*cuedesk.CustomField, error) {
		return w.client.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{Name: f.name, FieldType: cuedesk.FieldText})
	}
	if made := create(ctx, w, f.key, build, func(ctx context.Context) ([]cuedesk.CustomField, error) {
		return w.findField(ctx, f.key)
	}); made != nil {
		f.id, f.value = made.ID, made.FieldKey
		w.model.fields = append(w.model.fields, f)
	}
	return true
}

// findField looks for a custom field by its key. Other workers create and delete fields at the same time.
func (w *worker) findField(ctx context.Context, key string) ([]cuedesk.CustomField, error) {
	var found []cuedesk.CustomField
	for f, err := range w.client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
		if err != nil {
			return nil, err
		}
		if first, _, _ := strings.Cut(f.Name, " "); first == key {
			found = append(found, *f)
		}
	}
	return found, nil
}

func (w *worker) updateField(ctx context.Context) bool {
	f := pick(w, w.model.fields)
	if f == nil {
		return false
	}
	name := f.key + " " + w.uniqueText()
	do := func(ctx context.Context) error {
		in := cuedesk.CustomFieldReplace{Name: name, FieldType: cuedesk.FieldText, Editable: true}
		_, err := w.client.CustomFields.Replace(ctx, f.id, in)
		return err
	}
	f.name = w.change(ctx, f.key, f.name, name, do, func(ctx context.Context) (string, error) {
		got, err := w.client.CustomFields.Get(ctx, f.id)
		if err != nil {
			return "", err
		}
		return got.Name, nil
	})
	return true
}

// deleteField deletes a custom field, and with it all of its values.
func (w *worker) deleteField(ctx context.Context) bool {
	f := pick(w, w.model.fields)
	if f == nil {
		return false
	}
	gone := w.remove(ctx, f.key,
		func(ctx context.Context) error { return w.client.CustomFields.Delete(ctx, f.id) },
		func(ctx context.Context) error { _, err := w.client.CustomFields.Get(ctx, f.id); return err })
	if !gone {
		return true
	}
	w.model.fields = slices.DeleteFunc(w.model.fields, func(other *field) bool { return other == f })
	for _, c := range w.model.contacts {
		delete(c.values, f.value)
	}
	return true
}

// changeValues changes custom values of a contact: do those on the server, change those of the model.
func (w *worker) changeValues(ctx context.Context, do func(context.Context, *contact, *field, string) error,
	change func(values map[string]string, key, value string),
) bool {
	c, f := pick(w, w.model.contacts), pick(w, w.model.fields)
	if c == nil || f == nil {
		return false
	}
	value := w.uniqueText()
	after := maps.Clone(c.values)
	change(after, f.value, value)
	call := func(ctx context.Context) error { return do(ctx, c, f, value) }
	now := w.change(ctx, c.key, w.valueState(c.values), w.valueState(after), call,
		func(ctx context.Context) (string, error) {
			got, err := w.client.Contacts.CustomFields(ctx, c.id)
			return w.valueState(texts(got)), err
		})
	if now == w.valueState(after) {
		c.values = after
	}
	return true
}

func (w *worker) setValue(ctx context.Context) bool {
	return w.changeValues(ctx, func(ctx context.Context, c *contact, f *field, value string) error {
		_, err := w.client.Contacts.SetCustomField(ctx, c.id, f.id, value)
		return err
	}, func(values map[string]string, key, value string) { values[key] = value })
}

func (w *worker) updateValues(ctx context.Context) bool {
	return w.changeValues(ctx, func(ctx context.Context, c *contact, f *field, value string) error {
		got, err := w.client.Contacts.UpdateCustomFields(ctx, c.id, map[string]any{f.value: value})
		if err == nil && got.Get(f.value).String() != value {
			w.wrong(ctx, lost, "%s: a custom value set to %q came back as %q", c.key, value, got.Get(f.value))
		}
		return err
	}, func(values map[string]string, key, value string) { values[key] = value })
}

func (w *worker) deleteValue(ctx context.Context) bool {
	return w.changeValues(ctx, func(ctx context.Context, c *contact, f *field, _ string) error {
		return w.client.Contacts.DeleteCustomField(ctx, c.id, f.id)
	}, func(values map[string]string, key, _ string) { delete(values, key) })
}
