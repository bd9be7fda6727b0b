package contactfile

import (
	"errors"
	"io"
	"strings"
)

// csvReader reads records of text in columns: RFC 4180, with any delimiter and
// any end of line. It refuses what the format does not allow instead of
// guessing.
type csvReader struct {
	lines     *lineReader
	delimiter string
	limit     int // of a record, in bytes
}

// next returns the next record, or io.EOF. After an error of a record, the next
// one begins on the line after that on which this one began.
func (c *csvReader) next() (record, error) {
	first, err := c.lines.next()
	if err != nil {
		return record{}, err
	}
	p := csvParser{csvReader: c, rec: record{line: first.number}, current: first}
	if err := p.parse(); err != nil {
		c.lines.unread(p.further, p.ended)
		return record{line: first.number, cells: p.rec.cells}, withOriginal(err, first.text)
	}
	p.rec.text = p.text(first)
	return p.rec, nil
}

// csvParser reads one record.
type csvParser struct {
	*csvReader
	rec     record
	current line
	at      int    // in the text of the current line
	size    int    // of the record so far
	further []line // lines of the record after its first
	ended   error  // why no further line came
}

// text is the record as it is in the file.
func (p *csvParser) text(first line) string {
	if len(p.further) == 0 {
		return first.text
	}
	text := []byte(first.text)
	for _, further := range p.further {
		text = append(append(text, '\n'), further.text...)
	}
	return string(text)
}

func (p *csvParser) parse() error {
	for {
		cell, err := p.cell()
		if err != nil {
			return err
		}
		if len(p.rec.cells) == maxColumns {
			err := rowError(p.rec.line, "the row has more than %d columns", maxColumns)
			err.Fix, err.Err = "leave out columns that are not needed", errTooWide
			return err
		}
		p.rec.cells = append(p.rec.cells, cell)
		if p.at == len(p.current.text) {
			return nil
		}
		p.at += len(p.delimiter)
	}
}

// rest is what of the current line is not read yet.
func (p *csvParser) rest() string { return p.current.text[p.at:] }

// cell reads up to the next delimiter or the end of the line.
func (p *csvParser) cell() (string, error) {
	if strings.HasPrefix(p.rest(), `"`) {
		return p.quoted()
	}
	cell, _, _ := strings.Cut(p.rest(), p.delimiter)
	if strings.Contains(cell, `"`) && !isTextFormula(cell) {
		return "", p.quoteInCell(cell)
	}
	p.at += len(cell)
	return cell, nil
}

// isTextFormula reports whether a cell is ="…", by which programs make Excel
// keep digits as text; not all of them put it in quotes.
func isTextFormula(cell string) bool {
	return strings.Count(cell, `"`) == 2 && strings.HasPrefix(cell, `="`) && strings.HasSuffix(cell, `"`)
}

// quoted reads a cell in quotes, which may span lines.
func (p *csvParser) quoted() (string, error) {
	start := p.current
	p.at++
	var text strings.Builder
	for {
		part, rest, closed := strings.Cut(p.rest(), `"`)
		text.WriteString(part)
		switch {
		case !closed:
			if err := p.continueLine(start); err != nil {
				return "", err
			}
			text.WriteByte('\n')
		case strings.HasPrefix(rest, `"`):
			p.at += len(part) + 2
			text.WriteByte('"')
		case rest == "" || strings.HasPrefix(rest, p.delimiter):
			p.at += len(part) + 1
			p.noteSpan(start.number)
			return text.String(), nil
		default:
			return "", p.strayQuoteError("text after the closing quote of a cell")
		}
	}
}

// continueLine goes on to the next line of a cell in quotes.
func (p *csvParser) continueLine(start line) error {
	p.size += len(p.current.text) + 1
	if p.size > p.limit {
		return p.unclosedQuoteError(start.number, "")
	}
	next, err := p.lines.next()
	if err != nil {
		if !errors.Is(err, ErrRow) && err != io.EOF { //nolint:errorlint // it is returned as it is
			return err
		}
		p.ended = err
		return p.unclosedQuoteError(start.number, " before the end of the file")
	}
	p.further = append(p.further, next)
	p.current, p.at = next, 0
	return nil
}

func (p *csvParser) noteSpan(first int) {
	if p.current.number > first {
		p.rec.spans = append(p.rec.spans, span{len(p.rec.cells), first, p.current.number})
	}
}

func (p *csvParser) unclosedQuoteError(number int, where string) error {
	err := rowError(number, "the quote that opens cell %d is not closed%s", len(p.rec.cells)+1, where)
	err.Fix = "close it, or double a quote that belongs to the text"
	return err
}

// quoteInCell is the error of a quote that a cell does not begin with.
func (p *csvParser) quoteInCell(cell string) error {
	if !strings.HasPrefix(strings.TrimLeft(cell, " "), `"`) {
		return p.strayQuoteError("a quote in a cell that does not begin with one")
	}
	err := rowError(p.current.number, "cell %d of the row in line %d has a space before its quote",
		len(p.rec.cells)+1, p.rec.line)
	err.Fix = "take away the spaces between delimiter and quote"
	return err
}

func (p *csvParser) strayQuoteError(problem string) error {
	err := rowError(p.current.number, "cell %d of the row in line %d has %s", len(p.rec.cells)+1, p.rec.line, problem)
	err.Fix, err.Option = "put the cell in quotes and double those inside, or name another delimiter", "Delimiter"
	return err
}
