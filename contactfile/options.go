package contactfile

import (
	"fmt"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Options say how a file is read. All fields are optional: the zero value reads
// files in UTF-8 with a header. In brackets is the flag of the command cuedesk that
// sets the option.
type Options struct {
	// Format of the file. Empty: recognised by the first bytes.
	Format Format

	// Encoding of the text, by its name on the web or at IANA, such as
	// "windows-1252" or "IBM850" (--encoding). Empty: UTF-8, or what a byte order
	// mark says; any other text matches ErrEncoding.
	Encoding string

	// Delimiter of CSV (--delimiter). Zero: the one that a first line such as
	// "sep=;" names, or the one of comma, semicolon, tab and pipe that fits the
	// header.
	Delimiter rune

	// Header names the columns of a CSV file or a sheet without a header. nil: the
	// header is the first line that has the name of a known column.
	Header []string

	// Sheet is the name of the sheet of a workbook. Empty: the first one.
	Sheet string

	// Map has the fields of columns, by the columns' names; Ignore leaves a
	// column out (--map). It wins over presets and usual names.
	Map map[string]Field

	// TypeOf returns the type of the custom field with a key; empty if there is no
	// such field, or none that can be set. With it, a column that is called
	// custom_fields.KEY, as in a file of package exporter, needs no entry in Map.
	// An error that it returns ends the reading. nil: not called.
	TypeOf func(key string) (Type, error)

	// Preset is the program that wrote the file, one of Presets. Empty: recognised
	// by the header.
	Preset string

	// Region of phone numbers without a country code, as two letters of ISO 3166,
	// such as "DE" (--region). Empty: such numbers are kept as given.
	Region string

	// KeepPhones keeps phone numbers as given instead of writing them in the
	// international form (E.164). A value that is not a phone number is still left
	// out.
	KeepPhones bool

	// LowerCaseEmails changes the letters A to Z of addresses to lower case. Other
	// letters stay: changing them can turn one address into another.
	LowerCaseEmails bool

	// Dates is the form of dates, made of YYYY, MM or M, DD or D, and anything
	// between them, such as "DD.MM.YYYY". Empty: ISO 8601 only.
	Dates string

	// Decimal is the decimal separator of numbers, '.' or ','; the other one may
	// then group thousands. Zero: a point, and no groups.
	Decimal rune

	// SkipBadRows continues after a row that cannot be read. Its error, which
	// matches ErrRow, is yielded in either case.
	SkipBadRows bool

	// MaxRow is the largest size of a row in bytes, at least 1 KiB. A cell of an xlsx
	// file may be as large, or 64 KiB if that is more. 0: 1 MiB.
	MaxRow int

	// MaxWorkbook is the largest size of an xlsx file in bytes. Unpacked, its sheets
	// and texts together may be eight times as large, and all else together as large
	// as this size. It may have one distinct text for each 32 bytes of this size,
	// which take up to four times this size of memory. 0: 64 MiB.
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
