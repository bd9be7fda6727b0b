package contactfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// valueSeparator joins the values of an array or a vCard in one cell.
const valueSeparator = " ::: "

// openObjects makes columns of the members of the first objects.
func (f *File) openObjects(lines *lineReader) error {
	src := &objectReader{lines: lines, at: map[string]int{}}
	sample, err := sampleRecords(src)
	if err != nil {
		return err
	}
	if len(sample) == 0 {
		return &Error{Problem: "the file is empty", Err: ErrColumns}
	}
	if first := sample[0].err; first != nil && len(src.names) == 0 {
		return first // the file is something else
	}
	if f.table, err = newTable(f.opts, f.format, src.names); err != nil {
		return nameArray(err, sample[0])
	}
	f.src = &replay{queue: sample, src: src}
	src.addColumn = f.addMember
	return f.table.checkContent(sample)
}

// nameArray adds to the error of an object without a known member that it has an array of objects.
func nameArray(err error, first sampleRecord) error {
	known, ok := errors.AsType[*Error](err)
	if ok && slices.ContainsFunc(first.cells, func(cell string) bool { return strings.HasPrefix(cell, "[{") }) {
		known.Problem += "; the first line has an array of objects"
		known.Fix, known.Option = "write one object a line (NDJSON), if these are the contacts", ""
	}
	return err
}

// addMember adds a column for a member that first appears later.
func (f *File) addMember(name string) error {
	if err := f.table.findCustom(name); err != nil {
		return err
	}
	if f.table.add(name) {
		return errUnmapped(f.table.suggestField(name), []string{name})
	}
	return nil
}

// objectReader reads one JSON object a line.
type objectReader struct {
	lines     *lineReader
	names     []string
	at        map[string]int     // the column of each member
	addColumn func(string) error // once the first objects are read
}

func (o *objectReader) next() (record, error) {
	for {
		text, err := o.lines.next()
		if err != nil {
			return record{}, err
		}
		if strings.TrimSpace(text.text) == "" {
			continue
		}
		rec := record{line: text.number, typed: true, cells: make([]string, len(o.names))}
		if err := o.read(&rec, text.text); err != nil {
			return record{line: text.number}, withOriginal(objectError(err, text.number), text.text)
		}
		return rec, nil
	}
}

// objectError names the line; an error of a column ends the file.
func objectError(err error, number int) error {
	if known, ok := errors.AsType[*Error](err); ok {
		known.Line = number
		return known
	}
	return &Error{
		Line: number, Problem: "the line is not one JSON object: " + describeJSON(err),
		Fix: "write one whole object a line, without arrays around them", Err: errors.Join(ErrRow, err),
	}
}

// describeJSON says what is wrong without the value, which is personal.
func describeJSON(err error) string {
	if syntactic, ok := errors.AsType[*jsontext.SyntacticError](err); ok {
		if errors.Is(err, jsontext.ErrDuplicateName) {
			return "a member is there twice"
		}
		return fmt.Sprintf("it is malformed at byte %d", syntactic.ByteOffset+1)
	}
	return printable(err.Error())
}

// read puts the members of an object into cells.
func (o *objectReader) read(rec *record, text string) error {
	dec := jsontext.NewDecoder(strings.NewReader(text))
	if dec.PeekKind() != jsontext.KindBeginObject {
		if _, err := dec.ReadValue(); err != nil {
			return noEOF(err)
		}
		return errors.New("it is another value")
	}
	if err := o.readMembers(rec, dec, ""); err != nil {
		return noEOF(err)
	}
	if _, err := dec.ReadToken(); err != io.EOF { //nolint:errorlint // the decoder returns it as it is
		return errors.New("there is more than one value")
	}
	return nil
}

// noEOF keeps the end of a line from being taken for the end of the file.
func noEOF(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readMembers reads an object; members of an object in it become columns like
// custom_fields.seats.
func (o *objectReader) readMembers(rec *record, dec *jsontext.Decoder, prefix string) error {
	if _, err := dec.ReadToken(); err != nil {
		return err
	}
	for dec.PeekKind() == jsontext.KindString {
		token, err := dec.ReadToken()
		if err != nil {
			return err
		}
		name := prefix + token.String()
		if prefix == "" && dec.PeekKind() == jsontext.KindBeginObject {
			err = o.readMembers(rec, dec, name+".")
		} else {
			err = o.readMember(rec, dec, name)
		}
		if err != nil {
			return err
		}
	}
	_, err := dec.ReadToken()
	return err
}

func (o *objectReader) readMember(rec *record, dec *jsontext.Decoder, name string) error {
	raw, err := dec.ReadValue()
	if err != nil {
		return err
	}
	text := cellOf(raw)
	column, ok := o.at[name]
	if !ok {
		if column, err = o.newColumn(name); err != nil {
			return err
		}
	}
	rec.cells = append(rec.cells, make([]string, max(0, column+1-len(rec.cells)))...)
	rec.cells[column] = text
	return nil
}

func (o *objectReader) newColumn(name string) (int, error) {
	if len(o.names) == maxColumns {
		return 0, rowError(0, "the objects have more than %d different members", maxColumns)
	}
	if o.addColumn != nil {
		if err := o.addColumn(name); err != nil {
			return 0, err
		}
	}
	o.at[name] = len(o.names)
	o.names = append(o.names, name)
	return o.at[name], nil
}

// cellOf writes a value as a cell: strings without quotes, null as nothing,
// arrays of values joined, and anything else as it is.
func cellOf(raw jsontext.Value) string {
	switch raw.Kind() {
	case jsontext.KindNull:
		return ""
	case jsontext.KindString:
		text, _ := jsontext.AppendUnquote(nil, raw) // it is valid: the decoder has read it
		return string(text)
	case jsontext.KindBeginArray:
		return joinArray(raw)
	}
	return string(raw)
}

func joinArray(raw jsontext.Value) string {
	dec := jsontext.NewDecoder(bytes.NewReader(raw))
	_, _ = dec.ReadToken()
	var cells []string
	for dec.PeekKind() != jsontext.KindEndArray {
		value, err := dec.ReadValue()
		if err != nil || value.Kind() == jsontext.KindBeginArray || value.Kind() == jsontext.KindBeginObject {
			return string(raw)
		}
		cells = append(cells, cellOf(value))
	}
	return strings.Join(slices.DeleteFunc(cells, func(s string) bool { return s == "" }), valueSeparator)
}
