package contactfile

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
)

// table says what the columns of a file are for.
type table struct {
	opts     Options
	format   Format
	date1904 bool // the dates of a sheet begin in 1904
	preset   *preset
	custom   map[string]Field // columns that are called as custom fields whose types are known
	family   string           // the column "name" beside one for first names, as in Name;Vorname
	columns  []Column
	byField  map[Field][]place // the columns of each field, the most wanted first
	fields   []Field           // those that have columns, in the order in which they are read
}

// place is a column of a field and how much it is wanted.
type place struct{ column, rank int }

// rank of a column by where its field comes from; a preset's columns are
// between.
const (
	rankMapped = 0
	rankPreset = 1
	rankAlias  = 1000
)

// newTable maps the columns of a header.
func newTable(opts Options, format Format, header []string) (*table, error) {
	t := &table{opts: opts, format: format, preset: presetNamed(opts.Preset)}
	t.byField, t.custom = map[Field][]place{}, map[string]Field{}
	if t.preset == nil {
		t.preset = recognise(header)
	}
	t.family = familyName(header)
	var unmapped []string
	for _, name := range header {
		if err := t.findCustom(name); err != nil {
			return nil, err
		}
		if t.add(name) {
			unmapped = append(unmapped, name)
		}
	}
	if len(unmapped) > 0 {
		return nil, errUnmapped(t.suggestField(unmapped[0]), unmapped)
	}
	if err := t.checkMap(header); err != nil {
		return nil, err
	}
	return t, t.checkIdentifier(header)
}

// add adds a column, and reports whether it looks like an identifier that is
// for no field.
func (t *table) add(name string) (unmapped bool) {
	field, rank := t.fieldOf(name)
	t.columns = append(t.columns, Column{cleanName(name), field})
	if field == "" {
		return looksLikeIdentifier(name) && !t.preset.isHarmless(name)
	}
	if field == Ignore {
		return false
	}
	t.addPlace(field, rank)
	return false
}

// addPlace makes the last column one of the field's.
func (t *table) addPlace(field Field, rank int) {
	if t.byField[field] == nil {
		t.fields = append(t.fields, field)
	}
	t.byField[field] = append(t.byField[field], place{len(t.columns) - 1, rank})
	slices.SortStableFunc(t.byField[field], func(a, b place) int { return cmp.Compare(a.rank, b.rank) })
}

func (t *table) fieldOf(name string) (Field, int) {
	if field, ok := t.opts.mapped(name); ok {
		return field, rankMapped
	}
	if field, ok := t.custom[cleanName(name)]; ok {
		return field, rankMapped
	}
	words := normalise(name)
	if t.preset != nil {
		if field, i, ok := lookUp(t.preset.columns, words); ok {
			return field, rankPreset + i
		}
		if t.preset.isHarmless(name) {
			return "", 0
		}
	}
	if words == t.family && words != "" {
		return LastName, rankAlias
	}
	field, i, _ := lookUp(aliases, words)
	return field, rankAlias + i
}

// findCustom finds out whether a column is called as a custom field whose type the caller knows.
func (t *table) findCustom(name string) error {
	name = cleanName(name)
	key, isCustom := strings.CutPrefix(name, customPrefix)
	if _, mapped := t.opts.mapped(name); mapped || !isCustom || t.opts.TypeOf == nil {
		return nil
	}
	fieldType, err := t.opts.TypeOf(key)
	if fieldType != "" {
		t.custom[name] = Custom(key, fieldType)
	}
	return err
}

// suggestField is what a column by its name may be for: to be left out if another column is for its field.
func (t *table) suggestField(name string) Field {
	if field := likelyField(name); t.byField[field] == nil {
		return field
	}
	return Ignore
}

func errUnmapped(likely Field, names []string) error {
	err := &Error{
		Column:  cleanName(names[0]),
		Problem: "columns that look like identifiers are for no field: " + quoteNames(names),
		Fix:     "say what each is for, or that it is left out, by -",
		Option:  "Map", Example: mapExample(names[0], likely), Err: ErrColumns,
	}
	if err.Column == "" { // Map has no key for it
		err.Problem = "a column without a name holds nothing but what looks like identifiers"
		err.Fix, err.Option = "give it a name in the header, such as "+string(likely), ""
	}
	return err
}

// checkMap refuses a map that names a column that is not there.
func (t *table) checkMap(header []string) error {
	if t.format == NDJSON {
		return nil // members of objects may appear later
	}
	for name := range t.opts.Map {
		if !slices.ContainsFunc(header, func(have string) bool {
			return cleanName(have) == name || normalise(have) == normalise(name)
		}) {
			return &Error{
				Column: name, Problem: "there is no such column to map; the columns are " + quoteNames(header),
				Err: errors.Join(ErrColumns, ErrOptions),
			}
		}
	}
	return nil
}

// checkIdentifier refuses a file by which no contact could be found or created.
func (t *table) checkIdentifier(header []string) error {
	if slices.ContainsFunc(identifiers, func(f Field) bool { return t.byField[f] != nil }) {
		return nil
	}
	return &Error{
		Problem: "no column holds an identifier: e-mail address, phone number, or ID; the columns are " + quoteNames(header),
		Fix:     "say which one does", Option: "Map", Example: "COLUMN=email", Err: ErrColumns,
	}
}

// hasApostrophes reports whether a program of this module has written the file, with an apostrophe before what a
// spreadsheet would calculate: an export, or the rows that an import has not taken.
func (t *table) hasApostrophes() bool {
	last := t.columns[max(0, len(t.columns)-3):]
	return t.preset != nil && t.preset.name == exportPreset ||
		len(last) == 3 && last[0].Name == "row" && last[1].Name == "line" && last[2].Name == "reason"
}

func cellCount(n int) string {
	if n == 1 {
		return "1 cell"
	}
	return strconv.Itoa(n) + " cells"
}

// fit checks that a record has as many cells as there are columns.
func (t *table) fit(rec *record) error {
	have, want := len(rec.cells), len(t.columns)
	if rec.typed && have < want {
		rec.cells = append(rec.cells, make([]string, want-have)...)
		return nil
	}
	if have == want || have > want && rec.typed && isBlank(rec.cells[want:]) {
		rec.cells = rec.cells[:want]
		return nil
	}
	err := rowError(rec.line, "the row has %s, and the header has %d", cellCount(have), want)
	err.Fix = "put cells that hold the delimiter in quotes"
	switch {
	case rec.typed: // a row of a sheet
		err.Fix = "name the columns of the further cells in the header, or clear these"
	case have < want:
		err.Fix = "add the cells that are missing, or leave out a line that is no row"
	}
	err.Original = cmp.Or(rec.text, strings.Join(rec.cells, "\t"))
	return err
}
