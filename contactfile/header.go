package contactfile

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go/internal/email"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// openTable finds the header among the first records of a source that has one.
func (f *File) openTable(src source) error {
	sample, err := sampleRecords(src)
	if err != nil {
		return err
	}
	header := f.opts.Header
	if header == nil {
		at := f.opts.headerAt(sample)
		if at < 0 {
			return noHeader(sample)
		}
		header = sample[at].cells
		if inSingleQuotes(header) {
			return &Error{
				Line: sample[at].line, Problem: "cells are in single quotes", Fix: "put them in double quotes", Err: ErrColumns,
			}
		}
		f.notePreamble(sample[0].line, sample[at].line)
		sample = sample[at+1:]
		switch last := len(header) - 1; {
		case endsInDelimiter(sample, len(header)):
			header = append(slices.Clone(header), "")
			f.note("rows end in a delimiter, the header does not: they have a column more without values")
		case last > 0 && header[last] == "" && haveCells(sample, last):
			header = header[:last]
			f.note("the header ends in a delimiter, and rows do not: its last column, which has no name, is not there")
		}
	}
	f.src = &replay{queue: sample, src: src}
	f.table, err = newTable(f.opts, f.format, header)
	if err != nil {
		return err
	}
	return f.table.checkContent(sample)
}

// endsInDelimiter reports whether each of several rows has one cell more than the
// header, a blank one at its end. A single row might have a delimiter within a cell.
func endsInDelimiter(sample []sampleRecord, columns int) bool {
	rows := 0
	for _, rec := range sample {
		if rec.err != nil || isBlank(rec.cells) {
			continue
		}
		if rows++; rec.typed || len(rec.cells) != columns+1 || rec.cells[columns] != "" {
			return false
		}
	}
	return rows > 1
}

// haveCells reports whether all of several rows have so many cells.
func haveCells(sample []sampleRecord, cells int) bool {
	rows := 0
	for _, rec := range sample {
		if rec.err != nil || isBlank(rec.cells) {
			continue
		}
		if rows++; rec.typed || len(rec.cells) != cells {
			return false
		}
	}
	return rows > 0
}

// sampleRecord is one of the first records, or why it cannot be read.
type sampleRecord struct {
	record
	err error
}

// sampleRecords reads the first records. An error that ends the file is
// returned.
func sampleRecords(src source) ([]sampleRecord, error) {
	var sample []sampleRecord
	for range sampleLines {
		rec, err := src.next()
		if err == io.EOF { //nolint:errorlint // it is returned as it is
			break
		}
		if err != nil && !errors.Is(err, ErrRow) {
			return nil, err
		}
		sample = append(sample, sampleRecord{rec, err})
	}
	return sample, nil
}

// replay yields what was read to find the header, and then the rest.
type replay struct {
	queue []sampleRecord
	src   source
}

func (r *replay) next() (record, error) {
	if len(r.queue) == 0 {
		return r.src.next()
	}
	first := r.queue[0]
	r.queue = r.queue[1:]
	return first.record, first.err
}

// headerAt returns the first record that names the most known columns and is
// not a person, or -1.
func (o *Options) headerAt(sample []sampleRecord) int {
	at, best := -1, 0
	for i, rec := range sample {
		if score := o.headerScore(rec.cells); rec.err == nil && score > best && !holdsAddress(rec.cells) {
			at, best = i, score
		}
	}
	return at
}

func (f *File) notePreamble(number, header int) {
	switch {
	case number == header-1:
		f.note("line %d comes before the header in line %d and is not read", number, header)
	case number < header:
		f.note("lines %d to %d come before the header in line %d and are not read", number, header-1, header)
	}
}

// inSingleQuotes reports whether the names of a header are quoted in a way that CSV does not know.
func inSingleQuotes(header []string) bool {
	return !slices.ContainsFunc(header, func(name string) bool {
		name = strings.TrimSpace(name)
		return len(name) < 2 || name[0] != '\'' || name[len(name)-1] != '\''
	})
}

// noHeader is the error of a file in which no known column is named.
func noHeader(sample []sampleRecord) error {
	filled := slices.IndexFunc(sample, func(s sampleRecord) bool { return s.err != nil || !isBlank(s.cells) })
	if filled < 0 {
		return &Error{Problem: "the file is empty", Err: ErrColumns}
	}
	sample = sample[filled:]
	first, last := sample[0], sample[len(sample)-1]
	if known, ok := errors.AsType[*Error](first.err); ok { // to skip it would not help
		return &Error{
			Line: known.Line, Problem: "no header is found, and this line cannot be one: " + known.Problem,
			Fix: known.Fix, Option: known.Option, Example: known.Example, Err: ErrColumns,
		}
	}
	if problem, fix := whyOneCell(first.record); problem != "" {
		return &Error{Line: first.line, Problem: problem, Fix: fix, Err: ErrColumns}
	}
	if holdsAddress(first.cells) {
		return &Error{
			Line: first.line, Problem: "there is no header: the first line has an address",
			Fix: "begin the file with a line that names the columns", Err: ErrColumns,
		}
	}
	problem := fmt.Sprintf("lines %d to %d have no header with a column that is known", first.line, last.line)
	if first.line == last.line {
		problem = "no column of the header is known"
	}
	if !slices.ContainsFunc(first.cells, looksLikeData) {
		problem += ": the first one is " + quoteNames(first.cells)
	}
	err := &Error{
		Line: first.line, Problem: problem, Err: ErrColumns,
		Fix: "say what a column is for", Option: "Map", Example: "COLUMN=email",
	}
	if i := slices.IndexFunc(first.cells, looksLikeIdentifier); i >= 0 {
		err.Example = mapExample(first.cells[i], likelyField(first.cells[i]))
	}
	if delimiter := otherDelimiter(sample); delimiter != "" {
		err.Fix, err.Option, err.Example = "name the delimiter", "Delimiter", delimiter
	}
	return err
}

// mapExample says by Options.Map what a column is for.
func mapExample(name string, field Field) string { return cleanName(name) + "=" + string(field) }

// whyOneCell says why a first line with delimiters is one cell, or nothing.
func whyOneCell(first record) (problem, fix string) {
	for _, delimiter := range delimiters {
		if len(first.cells) == 1 && strings.Contains(first.cells[0], delimiter) && strings.HasPrefix(first.text, `"`) &&
			!strings.Contains(first.text, "@") {
			return "the line as a whole is in quotes, which makes it one cell", "take away the quotes around each line"
		}
	}
	return "", ""
}

// otherDelimiter returns what parts the first line, if that is one column: a mark that the next line has as often.
func otherDelimiter(sample []sampleRecord) string {
	if len(sample) < 2 || len(sample[0].cells) != 1 || len(sample[1].cells) != 1 {
		return ""
	}
	const marks = ",;\t|^~:!#*=\x1f\u00a6\u00a7"
	first, second := sample[0].cells[0], sample[1].cells[0]
	for _, r := range first {
		mark := string(r)
		if strings.Contains(marks, mark) && strings.Count(first, mark) == strings.Count(second, mark) {
			return mark
		}
	}
	return ""
}

// headerScore is how many of the cells name a known column.
func (o *Options) headerScore(cells []string) int {
	score := 0
	for _, cell := range cells {
		if _, mapped := o.mapped(cell); mapped || isKnownHeader(normalise(cell)) {
			score++
		}
	}
	return score
}

// mapped returns the field to which the options map a column: by its very name,
// or by one that differs in case, spaces or punctuation.
func (o *Options) mapped(name string) (Field, bool) {
	name = cleanName(name)
	if field, ok := o.Map[name]; ok {
		return field, true
	}
	for known, field := range o.Map {
		if normalise(known) == normalise(name) && normalise(name) != "" {
			return field, true
		}
	}
	return "", false
}

func holdsAddress(cells []string) bool {
	return slices.ContainsFunc(cells, looksLikeAddress)
}

func looksLikeAddress(cell string) bool {
	cell = strings.TrimSpace(cell)
	return strings.Contains(cell, "@") && email.Plausible(cell)
}

// looksLikeData reports whether a cell is an address or a number: a person's, and
// no name of a column.
func looksLikeData(cell string) bool {
	return strings.Contains(cell, "@") || len(match.Digits(cell)) > 4
}

func quoteNames(names []string) string {
	const most = 12
	var quoted []string
	for i, name := range names {
		if i == most {
			quoted = append(quoted, fmt.Sprintf("and %d more", len(names)-most))
			break
		}
		quoted = append(quoted, fmt.Sprintf("%q", cleanName(name)))
	}
	return strings.Join(quoted, ", ")
}

func emptyInput() *bufio.Reader { return bufio.NewReader(strings.NewReader("")) }
