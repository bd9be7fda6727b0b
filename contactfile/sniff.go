package contactfile

import (
	"cmp"
	"errors"
	"io"
	"slices"
	"strings"
)

// How much is looked at to find the header.
const (
	sampleLines = 40
	sampleBytes = 256 << 10
)

var delimiters = []string{",", ";", "\t", "|"}

// sample returns the first lines and gives them back. An error that ends the
// file is returned.
func (l *lineReader) sample(most int) ([]line, error) {
	var lines []line
	for size := 0; len(lines) < most && size < sampleBytes; {
		next, err := l.next()
		if err != nil {
			l.unread(lines, err)
			if err == io.EOF || errors.Is(err, ErrRow) { //nolint:errorlint // it is returned as it is
				return lines, nil
			}
			return lines, err
		}
		lines = append(lines, next)
		size += len(next.text)
	}
	l.unread(lines, nil)
	return lines, nil
}

// openCSV finds the delimiter and the header.
func (f *File) openCSV(lines *lineReader) error {
	delimiter, err := f.separatorLine(lines)
	if err != nil {
		return err
	}
	if f.opts.Delimiter != 0 {
		delimiter = string(f.opts.Delimiter)
	}
	if delimiter == "" {
		if delimiter, err = f.sniff(lines); err != nil {
			return err
		}
	}
	return f.openTable(&csvReader{lines: lines, delimiter: delimiter, limit: f.opts.MaxRow})
}

// separatorLine reads a first line "sep=;", by which Excel is told the
// delimiter.
func (f *File) separatorLine(lines *lineReader) (string, error) {
	first, err := lines.sample(1)
	if err != nil || len(first) == 0 {
		return "", err
	}
	text := strings.Trim(first[0].text, `"`)
	if len(text) < 5 || !strings.EqualFold(text[:4], "sep=") {
		return "", nil
	}
	delimiter := []rune(text[4:])
	if len(delimiter) != 1 || strings.ContainsRune("\"\ufffd", delimiter[0]) {
		return "", nil
	}
	_, err = lines.next()
	f.note("line 1 names the delimiter, %q", delimiter[0])
	return string(delimiter), err
}

// sniff returns the delimiter by which the header has the most known columns,
// and then the most columns.
func (f *File) sniff(lines *lineReader) (string, error) {
	sample, err := lines.sample(sampleLines)
	if err != nil {
		return "", err
	}
	score := func(delimiter string) int {
		best := 0
		for _, rec := range parseSample(sample, delimiter) {
			best = max(best, f.opts.headerScore(rec.cells)*maxColumns+min(len(rec.cells), maxColumns-1))
		}
		return best
	}
	return slices.MaxFunc(delimiters, func(a, b string) int { return cmp.Compare(score(a), score(b)) }), nil
}

// parseSample reads lines as records, without those that cannot be read. One with too many columns shows its delimiter.
func parseSample(lines []line, delimiter string) []record {
	reader := csvReader{lines: &lineReader{limit: sampleBytes, in: emptyInput()}, delimiter: delimiter, limit: sampleBytes}
	reader.lines.unread(lines, nil)
	var records []record
	for {
		rec, err := reader.next()
		if err == io.EOF { //nolint:errorlint // it is returned as it is
			return records
		}
		if err == nil || errors.Is(err, errTooWide) {
			records = append(records, rec)
		}
	}
}
