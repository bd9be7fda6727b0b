package contactfile

import (
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Options say how a file is read. The zero value reads what says by itself how
// it is to be read. In brackets: the flag of the program cuedesk with the same
// meaning.
type Options struct {
	// Format of the file. Optional: it is recognised by the first bytes.
	Format Format

	// Encoding of the text, by its name on the web or at IANA, such as
	// "windows-1252" or "IBM850" (--encoding). Optional: UTF-8, or what a byte
	// order mark says. Anything else is refused and never guessed.
	Encoding string

	// Delimiter of CSV (--delimiter). Optional: the one of comma, semicolon,
	// tab and pipe that makes sense of the header, or the one of a line
	// "sep=;".
	Delimiter rune

	// Header names the columns of a CSV file or a sheet that has no header.
	// Optional: the first line in which a known column is named.
	Header []string

	// Sheet of a workbook. Optional: the first one.
	Sheet string

	// Map says which field a column is for, by the column's name; [Ignore]
	// leaves it out on purpose (--map). Optional, and before presets and
	// aliases.
	Map map[string]Field

	// TypeOf returns the type of the custom field with a key, or nothing if there
	// is none that can be set. Optional: with it, a column that is called
	// custom_fields.KEY, as in an export of package exporter, is for that field
	// without Map. An error ends the reading.
	TypeOf func(key string) (Type, error)

	// Preset names the program that wrote the file; see [Presets]. Optional: it
	// is recognised by the header.
	Preset string

	// Region of phone numbers without a country code, as two letters of ISO
	// 3166, such as "DE" (--region). Optional: without, such numbers are kept
	// as given.
	Region string

	// KeepPhones leaves phone numbers as they are instead of writing them in
	// the international form (E.164). What is no phone number is still left
	// out.
	KeepPhones bool

	// LowerCaseEmails makes the letters A to Z of addresses small. Letters
	// outside ASCII stay: folding them can turn one address into another.
	LowerCaseEmails bool

	// Dates is the form of dates, made of YYYY, MM or M, DD or D, and anything
	// between, such as "DD.MM.YYYY". Optional: ISO 8601 only.
	Dates string

	// Decimal is the decimal separator of numbers, '.' or ','; once it is
	// given, the other one may group thousands. Optional: a point, and no
	// groups.
	Decimal rune

	// SkipBadRows goes on after a row that cannot be read. Its error is yielded
	// either way, and matches [ErrRow].
	SkipBadRows bool

	// MaxRow limits the size of a row, in bytes, and that of a cell of an xlsx
	// file before the file is parsed. Optional: 1 MiB.
	MaxRow int

	// MaxWorkbook limits the size of an xlsx file, in bytes, which is held in
	// memory. The sheets in it may be eight times as large, the other parts as
	// large, and it may have a different text for each 32 bytes of the limit,
	// which takes up to four times the limit of memory. Optional: 64 MiB.
	MaxWorkbook int64
}

const (
	defaultMaxRow      = 1 << 20
	minMaxRow          = 1 << 10
	defaultMaxWorkbook = 64 << 20
	maxColumns         = 4096
)

// prepare checks the options and fills in what is optional.
func (o *Options) prepare() error {
	if o.MaxRow == 0 {
		o.MaxRow = defaultMaxRow
	}
	if o.MaxWorkbook == 0 {
		o.MaxWorkbook = defaultMaxWorkbook
	}
	o.Region = strings.ToUpper(o.Region)
	for _, validate := range []func() *Error{
		o.checkFormat, o.checkValues, o.checkLimits, o.checkFields,
	} {
		if err := validate(); err != nil {
			err.Err = ErrOptions
			return err
		}
	}
	return nil
}

// optionError is the error of an option, by the name of its field.
func optionError(option, format string, args ...any) *Error {
	return &Error{Option: option, Problem: fmt.Sprintf(format, args...)}
}

func (o *Options) checkFormat() *Error {
	switch o.Format {
	case "", CSV, NDJSON, VCard, XLSX:
	default:
		return optionError("Format", "there is no format %q: it is one of csv, ndjson, vcard and xlsx", o.Format)
	}
	if o.Delimiter != 0 && strings.ContainsRune("\"\r\n\ufeff\ufffd", o.Delimiter) {
		return optionError("Delimiter", "%q cannot be a delimiter", o.Delimiter)
	}
	if o.Preset != "" && presetNamed(o.Preset) == nil {
		return optionError("Preset", "there is no preset %q: it is one of %s", o.Preset, strings.Join(Presets(), ", "))
	}
	return nil
}

func (o *Options) checkValues() *Error {
	if o.Region != "" && phonenumbers.GetCountryCodeForRegion(o.Region) == 0 {
		return optionError("Region", "there is no region %q: it is two letters, such as DE or US", o.Region)
	}
	if o.Decimal != 0 && o.Decimal != '.' && o.Decimal != ',' {
		return optionError("Decimal", "a decimal separator is a point or a comma, not %q", o.Decimal)
	}
	if _, ok := dateLayout(o.Dates); !ok {
		return optionError("Dates", "%q is no form of a date: it needs YYYY, MM and DD, as in DD.MM.YYYY", o.Dates)
	}
	return nil
}

func (o *Options) checkLimits() *Error {
	if o.MaxRow < minMaxRow || o.MaxWorkbook < 0 {
		return optionError("MaxRow", "it must be at least %d, and MaxWorkbook not negative", minMaxRow)
	}
	if len(o.Header) > maxColumns {
		return optionError("Header", "the header has more than %d columns", maxColumns)
	}
	return nil
}

func (o *Options) checkFields() *Error {
	typeOf := map[string]Type{}
	for name, field := range o.Map {
		key, t, isCustom := field.Custom()
		if before, ok := typeOf[key]; isCustom && ok && before != t {
			return optionError("Map", "custom field %q is mapped with two types", printable(key))
		}
		typeOf[key] = t
		if parsed, err := ParseField(string(field)); err != nil || parsed != field {
			return optionError("Map", "column %q is mapped to %q, which is no field", printable(name), field)
		}
	}
	return nil
}
