package cuedesk

import (
	"context"
	"iter"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// CustomFieldsService has the operations on the workspace's definitions of
// custom fields (API: "Custom Fields"). The values on a contact are with
// [ContactsService].
type CustomFieldsService struct{ core *rest.Core }

// CustomField is the definition of a custom field (API: "List Custom Fields").
type CustomField struct {
	ID            CustomFieldID    `json:"uuid"`                    // always set
	WorkspaceID   WorkspaceID      `json:"workspace_uuid"`          // the workspace it belongs to
	Name          string           `json:"name"`                    // 3 to 250 characters
	Icon          string           `json:"icon"`                    // empty if it has none (null)
	FieldType     FieldType        `json:"field_type"`              // the type of its values
	FieldKey      string           `json:"field_key"`               // its key in values and searches; fixed
	Status        string           `json:"status"`                  // "active" is the documented one
	CreatedAt     time.Time        `json:"created_at,omitzero"`     // UTC
	UpdatedAt     time.Time        `json:"updated_at,omitzero"`     // UTC
	ArchivedAt    time.Time        `json:"archived_at,omitzero"`    // zero if it is not archived (null)
	Editable      bool             `json:"editable"`                // whether its values can be edited
	Sensitive     bool             `json:"sensitive"`               // whether it holds sensitive data
	SelectOptions []SelectOption   `json:"select_options,omitzero"` // of select and multiselect only
	Extra         map[string]Value `json:",embed"`                  // other members of the response
}

func (CustomField) collection() string { return "custom_fields" }
func (f CustomField) key() uuid.UUID   { return f.ID.UUID }
func (f CustomField) complete() bool   { return !f.ID.IsZero() }

// LogValue logs the ID only: names and options can be personal.
func (f CustomField) LogValue() slog.Value { return slog.StringValue(f.String()) }

// SelectOption is one choice of a select or multiselect field (API: "List Custom
// Fields").
type SelectOption struct {
	ID           string           `json:"uuid"`          // not always a UUID, as in "opt-uuid-1"
	DisplayLabel string           `json:"display_label"` // what people see
	FieldKey     string           `json:"field_key"`     // its key; values seem to hold the label
	Archived     bool             `json:"archived"`      // no longer offered
	Extra        map[string]Value `json:",embed"`        // other members of the response
}

// LogValue logs nothing personal.
func (o SelectOption) LogValue() slog.Value { return slog.StringValue(o.String()) }

// FieldType is the type of a custom field. There may be others than the
// constants.
type FieldType string

// The types of custom fields (API: "Field Types"), and what to set their values
// to.
const (
	FieldText         FieldType = "text"              // single-line text: a string
	FieldInteger      FieldType = "number:integer"    // whole number: an int or int64
	FieldDecimal      FieldType = "number:decimal"    // decimal number: a float64
	FieldPercentage   FieldType = "number:percentage" // percentage: a float64
	FieldCheckbox     FieldType = "checkbox"          // a bool
	FieldDate         FieldType = "date"              // date only: t.Format(time.DateOnly)
	FieldDateTime     FieldType = "date:date_time"    // date and time: a time.Time
	FieldTime         FieldType = "date:time"         // time only: t.Format(time.TimeOnly)
	FieldRelativeDate FieldType = "date:relative"     // relative date: the documentation gives no form
	FieldSelect       FieldType = "select"            // the label of one of SelectOptions: a string
	FieldMultiselect  FieldType = "multiselect"       // labels of SelectOptions: a []string
	FieldUser         FieldType = "user"              // reference to a user: the documentation gives no form
)

// The name of a custom field, in characters.
const (
	minFieldName = 3
	maxFieldName = 250
)

// CustomFieldCreate is a new definition (API: "Create a Custom Field"). SelectOptions are
// the labels of the options.
type CustomFieldCreate struct {
	Name          string         `json:"name"`                    // required, 3 to 250 characters
	FieldType     FieldType      `json:"field_type"`              // required
	FieldKey      string         `json:"field_key,omitzero"`      // optional, unique; empty: from Name
	Editable      Optional[bool] `json:"editable,omitzero"`       // optional; not set: true
	Sensitive     bool           `json:"sensitive,omitzero"`      // optional
	Icon          string         `json:"icon,omitzero"`           // optional
	SelectOptions []string       `json:"select_options,omitzero"` // required for select, multiselect
}

// LogValue logs nothing personal.
func (in CustomFieldCreate) LogValue() slog.Value { return slog.StringValue(in.String()) }

func (in CustomFieldCreate) problems() []rest.FieldError {
	return checkField(in.Name, in.FieldType, in.SelectOptions)
}

// CustomFieldReplace is the whole definition as it is to be (API: "Update a
// Custom Field"): every field is sent, and what you leave empty is emptied. Start
// from [CustomField.AsReplace].
type CustomFieldReplace struct {
	Name          string    `json:"name"`                    // required, 3 to 250 characters
	FieldType     FieldType `json:"field_type"`              // required
	Editable      bool      `json:"editable"`                // always sent
	Sensitive     bool      `json:"sensitive"`               // always sent
	Icon          string    `json:"-"`                       // sent as null when empty, which clears it
	SelectOptions []string  `json:"select_options,omitzero"` // labels; required for select and multiselect
}

// LogValue logs nothing personal.
func (in CustomFieldReplace) LogValue() slog.Value { return slog.StringValue(in.String()) }

func (in CustomFieldReplace) problems() []rest.FieldError {
	return checkField(in.Name, in.FieldType, in.SelectOptions)
}

// body adds the icon as the API wants it.
func (in CustomFieldReplace) body() any {
	type fields CustomFieldReplace
	body := struct {
		fields
		Icon Optional[string] `json:"icon"`
	}{fields(in), Clear[string]()}
	if in.Icon != "" {
		body.Icon = Set(in.Icon)
	}
	return body
}

// AsReplace returns the replacement that changes nothing, to be changed.
func (f CustomField) AsReplace() CustomFieldReplace {
	in := CustomFieldReplace{
		Name: f.Name, FieldType: f.FieldType, Editable: f.Editable, Sensitive: f.Sensitive, Icon: f.Icon,
	}
	for _, option := range f.SelectOptions {
		if !option.Archived {
			in.SelectOptions = append(in.SelectOptions, option.DisplayLabel)
		}
	}
	return in
}

func checkField(name string, kind FieldType, options []string) []rest.FieldError {
	c := rest.Checks{In: "body"}
	c.Characters("name", name, minFieldName, maxFieldName)
	c.Required("field_type", string(kind))
	if (kind == FieldSelect || kind == FieldMultiselect) && len(options) == 0 {
		c.Fail("select_options", "missing", "is required for %s: at least one label", kind)
	}
	return c.Problems
}

func customFieldPage(at PageOptions) rest.Operation {
	return rest.Read("GET /v1/custom-fields").Query(pageQuery(at).Done())
}

// List returns one page of the workspace's definitions (API: "List Custom
// Fields").
func (s *CustomFieldsService) List(ctx context.Context, page PageOptions) (*Page[CustomField], error) {
	return fetchPage[CustomField](ctx, s.core, customFieldPage(page), page)
}

// All iterates over the workspace's definitions, whose order is not documented (API:
// "List Custom Fields"). A definition that exists during the whole walk comes exactly
// once, as long as the others keep their order, and never twice. If they do not, or
// if fewer came than the API counts, the error matches [ErrListChanged].
func (s *CustomFieldsService) All(ctx context.Context, start PageOptions,
	pages ...IterOption,
) iter.Seq2[*CustomField, error] {
	return byOffset[CustomField]{start: start, page: customFieldPage}.source(s.core).all(ctx, pages)
}

// Get returns a definition (API: "Get a Custom Field"), or an error that matches
// [ErrNotFound].
func (s *CustomFieldsService) Get(ctx context.Context, id CustomFieldID) (*CustomField, error) {
	op := rest.Read("GET /v1/custom-fields/{custom_field_uuid}", id)
	return rest.Fetch(ctx, s.core, op, hasKey[CustomField](id.UUID))
}

const createFieldPattern = "POST /v1/custom-fields"

// Create adds a definition (API: "Create a Custom Field"). If it may have been
// created in spite of the error, that matches [ErrOutcomeUnknown].
func (s *CustomFieldsService) Create(ctx context.Context, in CustomFieldCreate) (*CustomField, error) {
	return rest.Fetch[CustomField](ctx, s.core, rest.Create(createFieldPattern).Body(in, in.problems()))
}

// Replace replaces a definition and returns it as it is then (API: "Update a
// Custom Field"). The field key stays.
func (s *CustomFieldsService) Replace(ctx context.Context, id CustomFieldID,
	in CustomFieldReplace,
) (*CustomField, error) {
	op := rest.Idempotent("PATCH /v1/custom-fields/{custom_field_uuid}", id)
	return rest.Fetch(ctx, s.core, op.Body(in.body(), in.problems()), hasKey[CustomField](id.UUID))
}

// Delete deletes a definition (API: "Delete a Custom Field"). As with
// [ListsService.Delete], a repeated attempt may find nothing.
func (s *CustomFieldsService) Delete(ctx context.Context, id CustomFieldID) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /v1/custom-fields/{custom_field_uuid}", id))
}
