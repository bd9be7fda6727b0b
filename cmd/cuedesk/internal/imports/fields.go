package imports

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/sheet"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/workspace"
	"github.com/cuedesk/cuedesk-go/contactfile"
)

// fieldTypes are the types of custom fields for those of columns.
var fieldTypes = map[contactfile.Type]cuedesk.FieldType{
	contactfile.Text:    cuedesk.FieldText,
	contactfile.Long:    cuedesk.FieldInteger,
	contactfile.Double:  cuedesk.FieldDecimal,
	contactfile.Boolean: cuedesk.FieldCheckbox,
	contactfile.Date:    cuedesk.FieldDate,
	contactfile.List:    cuedesk.FieldMultiselect,
}

// columnTypes are the types of columns for those of custom fields. The documentation shows no value of the others.
var columnTypes = map[cuedesk.FieldType]contactfile.Type{
	cuedesk.FieldText:        contactfile.Text,
	cuedesk.FieldInteger:     contactfile.Long,
	cuedesk.FieldDecimal:     contactfile.Double,
	cuedesk.FieldPercentage:  contactfile.Double,
	cuedesk.FieldCheckbox:    contactfile.Boolean,
	cuedesk.FieldDate:        contactfile.Date,
	cuedesk.FieldDateTime:    contactfile.Date,
	cuedesk.FieldTime:        contactfile.Text,
	cuedesk.FieldSelect:      contactfile.Text,
	cuedesk.FieldMultiselect: contactfile.List,
}

// findTypes makes columns that are called as custom fields of the workspace, as those of an export are, be for these.
func (l *load) findTypes(ctx context.Context) {
	var known map[string]cuedesk.FieldType
	l.reading.TypeOf = func(key string) (t contactfile.Type, err error) {
		if known == nil {
			known, err = workspace.FieldTypes(ctx, l.client)
		}
		return columnTypes[known[key]], err
	}
}

// completeMap gives custom fields that --map names without a type that of the workspace. They are text if it has none.
func (l *load) completeMap() error {
	for _, column := range l.untyped {
		key, _, _ := l.reading.Map[column].Custom()
		t, err := l.reading.TypeOf(key)
		if err != nil {
			return err
		}
		if t != "" {
			l.reading.Map[column] = contactfile.Custom(key, t)
		}
	}
	return nil
}

// missingFields returns the custom fields of --map that are not there.
func (l *load) missingFields(ctx context.Context) ([]cuedesk.CustomFieldCreate, error) {
	missing, err := workspace.MissingFields(ctx, l.client, l.customFields())
	if other, ok := errors.AsType[*workspace.TypeError](err); ok {
		field := contactfile.Ignore
		if t := columnTypes[other.Is]; t != "" {
			field = contactfile.Custom(other.Key, t)
		}
		err = fmt.Errorf("%w; map its column as %s", err, field)
	}
	return missing, err
}

// customFields returns the custom fields that columns are mapped to.
func (l *load) customFields() []cuedesk.CustomFieldCreate {
	var fields []cuedesk.CustomFieldCreate
	for _, column := range slices.Sorted(maps.Keys(l.reading.Map)) {
		key, kind, ok := l.reading.Map[column].Custom()
		isKey := func(f cuedesk.CustomFieldCreate) bool { return f.FieldKey == key }
		if ok && !slices.ContainsFunc(fields, isKey) {
			fields = append(fields, cuedesk.CustomFieldCreate{Name: column, FieldKey: key, FieldType: fieldTypes[kind]})
		}
	}
	return fields
}

func (l *load) errMissing(field cuedesk.CustomFieldCreate) error {
	if l.ledger.resumed {
		return fmt.Errorf("--map: the workspace has no custom field %q, and %s is of an import that goes on",
			field.FieldKey, l.ledger.path)
	}
	return fmt.Errorf("the workspace has no custom field %q; create it with --create-fields, or map its column to -",
		field.FieldKey)
}

// refuseFieldsOfNoColumn refuses to create custom fields if no column is for one: that would leave out without a word
// what was meant to be imported.
func (l *load) refuseFieldsOfNoColumn() error {
	if !l.createFields || len(l.customFields()) > 0 {
		return nil
	}
	text := "--create-fields creates the custom fields of --map, which names none"
	var words []string
	for _, column := range l.file.Unmapped() {
		if column.Name != "" {
			words = append(words, "--map", column.Name+"=custom_fields."+fieldKey(column.Name)+":text")
		}
	}
	if n := 2 * 5; len(words) > n {
		words = words[:n]
	}
	if len(words) > 0 {
		text += "; say which columns are for one, as in " + program.ShellCommand(words...)
	}
	return program.UsageError("%s", text)
}

// fieldKey makes a key of a column's name.
func fieldKey(name string) string {
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool {
		return (r < 'a' || r > 'z') && (r < '0' || r > '9')
	})
	return cmp.Or(strings.Join(words, "_"), "key")
}

// refuseFiles refuses to write over what is no file of its own: the file that is read, one of two flags, a device.
func (l *load) refuseFiles() error {
	var input os.FileInfo // nil: standard input
	if l.options.file != "-" {
		var err error
		if input, err = os.Stat(l.options.file); err != nil {
			return err
		}
	}
	seen := map[string]string{}
	for _, file := range []struct{ flag, path string }{
		{"--failed-out", l.failedOut},
		{"--failed-out", sheet.Part(l.failedOut)},
		{"--changes-out", l.changesOut},
		{"--changes-out", sheet.Part(l.changesOut)},
		{"--journal", l.journalPath()},
	} {
		if file.path == "" {
			continue
		}
		if other := seen[filepath.Clean(file.path)]; other != "" {
			return program.UsageError("%s and %s are the same file", min(file.flag, other), max(file.flag, other))
		}
		seen[filepath.Clean(file.path)] = file.flag
		if info, err := os.Stat(file.path); err == nil && os.SameFile(info, input) {
			return program.UsageError("%s is the file that is read", file.flag)
		}
		if err := program.RefuseOutput(file.path); err != nil {
			return program.UsageError("%s: %w", file.flag, err)
		}
	}
	return nil
}
