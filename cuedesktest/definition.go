package cuedesktest

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
)

// fieldTypes are the documented types of custom fields.
var fieldTypes = []string{
	"text", "number:integer", "number:decimal", "number:percentage", "checkbox",
	"date", "date:date_time", "date:time", "date:relative", "select", "multiselect", "user",
}

// definition is the definition of a custom field as stored.
type definition struct {
	id        uuid.UUID
	name      string
	icon      *string
	fieldType string
	key       string
	editable  bool
	sensitive bool
	options   []*option
	created   time.Time
	updated   time.Time
}

// option is one that a select or multiselect offers. An archived one is offered no more, but values may still be it.
type option struct {
	UUID         string `json:"uuid"`
	DisplayLabel string `json:"display_label"`
	FieldKey     string `json:"field_key"`
	Archived     bool   `json:"archived"`
}

// definitionWire is the definition of a custom field in a response.
type definitionWire struct {
	UUID          uuid.UUID `json:"uuid"`
	WorkspaceUUID uuid.UUID `json:"workspace_uuid"`
	Name          string    `json:"name"`
	Icon          *string   `json:"icon"`
	FieldType     string    `json:"field_type"`
	FieldKey      string    `json:"field_key"`
	Status        string    `json:"status"`
	CreatedAt     string    `json:"created_at"`
	UpdatedAt     string    `json:"updated_at"`
	ArchivedAt    *string   `json:"archived_at"`
	Editable      bool      `json:"editable"`
	Sensitive     bool      `json:"sensitive"`
	SelectOptions []*option `json:"select_options,omitzero"`
}

func (d *definition) wire() definitionWire {
	out := definitionWire{
		UUID:          d.id,
		WorkspaceUUID: workspace,
		Name:          d.name,
		Icon:          d.icon,
		FieldType:     d.fieldType,
		FieldKey:      d.key,
		Status:        statusActive,
		CreatedAt:     d.created.Format(milliLayout),
		UpdatedAt:     d.updated.Format(milliLayout),
		Editable:      d.editable,
		Sensitive:     d.sensitive,
	}
	if selects(d.fieldType) {
		out.SelectOptions = d.options
	}
	return out
}

func selects(fieldType string) bool { return fieldType == "select" || fieldType == "multiselect" }

// offers reports whether a value names an option, by label or key.
func (d *definition) offers(value string) bool {
	return slices.ContainsFunc(d.options, func(o *option) bool {
		return !o.Archived && (o.DisplayLabel == value || o.FieldKey == value)
	})
}

// setOptions makes the labels the options, in this order. Options that were there before keep their UUID and key;
// those that are not among the labels any more are archived.
func (s *store) setOptions(d *definition, labels []string) {
	before := d.options
	d.options = nil
	for _, label := range labels {
		n := slices.IndexFunc(before, func(o *option) bool { return o.DisplayLabel == label })
		if n >= 0 {
			before[n].Archived = false
			d.options = append(d.options, before[n])
			before = slices.Delete(before, n, n+1)
			continue
		}
		s.options++
		d.options = append(d.options, &option{
			UUID:         fmt.Sprintf("opt-uuid-%d", s.options),
			DisplayLabel: label,
		})
	}
	for _, old := range before {
		old.Archived = true
		d.options = append(d.options, old)
	}
	d.nameOptions()
}

// nameOptions gives the options that have none a key.
func (d *definition) nameOptions() {
	for _, o := range d.options {
		if o.FieldKey == "" {
			o.FieldKey = key(o.DisplayLabel, func(taken string) bool {
				return slices.ContainsFunc(d.options, func(other *option) bool { return other.FieldKey == taken })
			})
		}
	}
}

// key makes a key of a name, one that is not taken.
func key(name string, taken func(string) bool) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	base := strings.Join(words, "_")
	if base == "" {
		base = "field"
	}
	unique := base
	for n := 2; taken(unique); n++ {
		unique = fmt.Sprintf("%s_%d", base, n)
	}
	return unique
}
