package contactfile

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/emersion/go-vcard"
)

// embeddedProperties hold data that is no text; it is not kept in memory.
var embeddedProperties = words("PHOTO LOGO SOUND KEY X-PHOTO")

// card reads the lines of a card up to its end, and rewrites what vCard 2.1 has
// and the decoder does not know.
func (c *cardReader) card(begin line) (*cardLines, error) {
	p := &cardLines{limit: c.limit, encoding: c.lines.decoded}
	p.out.WriteString("BEGIN:VCARD\r\n")
	for !p.done {
		next, err := c.lines.next()
		switch {
		case err == io.EOF: //nolint:errorlint // it is returned as it is
			return nil, rowError(begin.number, "the vCard does not end")
		case errors.Is(err, errTooLong):
			p.first = next.number
			p.fail(fmt.Sprintf("a line of the vCard is longer than %d bytes", c.limit))
		case err != nil:
			return nil, err
		case isBegin(next.text) && p.isAgent():
			if err := c.skipCard(next); err != nil {
				return nil, err
			}
			p.keepEmbedded("AGENT")
			p.property = property{}
		case isBegin(next.text):
			c.lines.unreadLine(next, nil)
			return nil, rowError(begin.number, "the vCard does not end before the next one begins")
		default:
			p.add(next)
		}
	}
	if p.err != nil {
		return nil, p.err
	}
	return p, nil
}

const beginCard = "BEGIN:VCARD"

func isBegin(text string) bool { return strings.EqualFold(strings.TrimSpace(text), beginCard) }
func isEnd(text string) bool   { return strings.EqualFold(strings.TrimSpace(text), "END:VCARD") }

// skipCard passes over a card within a card, whose first line was read.
func (c *cardReader) skipCard(begin line) error {
	for depth := 1; depth > 0; {
		next, err := c.lines.next()
		switch {
		case err == io.EOF: //nolint:errorlint // it is returned as it is
			return rowError(begin.number, "the vCard does not end")
		case err != nil && !errors.Is(err, ErrRow):
			return err
		case isBegin(next.text):
			depth++
		case isEnd(next.text):
			depth--
		}
	}
	return nil
}

// cardLines puts the lines of one card together to properties.
type cardLines struct {
	limit     int
	encoding  string // that the file was declared to have; empty for UTF-8
	out       strings.Builder
	property  property // that is being put together
	first     int      // its line
	softBreak bool     // its last line ends in a soft line break of quoted-printable
	skipping  bool     // it is embedded data
	embedded  []string // the names of such, each once
	written   int      // properties
	done      bool
	err       error // the first one
}

// decode parses the card. The decoder passes over lines that it does not
// understand: they are an error here.
func (p *cardLines) decode() (vcard.Card, error) {
	card, err := vcard.NewDecoder(strings.NewReader(p.out.String())).Decode()
	if err != nil {
		return nil, err
	}
	for _, fields := range card {
		p.written -= len(fields)
	}
	if p.written != 0 {
		return nil, errors.New("a property has malformed parameters")
	}
	return card, nil
}

// add takes the next line of the card.
func (p *cardLines) add(next line) {
	text := next.text
	folded := text != "" && (text[0] == ' ' || text[0] == '\t')
	switch {
	case p.softBreak:
		p.extend(text)
	case folded && len(p.property.text) > 0:
		p.extend(text[1:])
	case p.skipping && (folded || !strings.ContainsAny(text, ":;")): // base64 of 2.1 is not always folded
	case strings.TrimSpace(text) == "":
	default:
		p.flush()
		p.begin(next)
	}
}

// isAgent reports whether the property is that of vCard 2.1 whose value is a card.
func (p *cardLines) isAgent() bool {
	head, value, ok := p.property.cut()
	return ok && propertyName(head) == "AGENT" && strings.TrimSpace(value) == ""
}

func (p *cardLines) keepEmbedded(name string) {
	if !slices.Contains(p.embedded, name) {
		p.embedded = append(p.embedded, name)
	}
}

// begin begins a property, or ends the card.
func (p *cardLines) begin(next line) {
	p.skipping = false
	if isEnd(next.text) {
		p.out.WriteString("END:VCARD\r\n")
		p.done = true
		return
	}
	if name := nameOf(next.text); embeddedProperties[name] {
		p.keepEmbedded(name)
		p.skipping = true
		return
	}
	p.property, p.first = property{}, next.number
	p.extend(next.text)
}

// extend adds a line to the property, without a soft line break at its end.
func (p *cardLines) extend(text string) {
	p.softBreak = false
	switch {
	case p.err != nil:
		return // the rest is passed over
	case len(p.property.text)+len(text)+p.out.Len() > p.limit:
		p.fail(fmt.Sprintf("the vCard is larger than %d bytes", p.limit))
		return
	}
	p.property.extend(text)
	if p.property.isQuotedPrintable && strings.HasSuffix(text, "=") {
		p.softBreak = true
		p.property.text = p.property.text[:len(p.property.text)-1]
	}
}

func (p *cardLines) fail(problem string) {
	if p.err == nil {
		p.err = rowError(p.first, "%s", problem)
	}
}

// flush writes the property in the form of vCard 3.0.
func (p *cardLines) flush() {
	if len(p.property.text) == 0 {
		return
	}
	head, value, ok := p.property.cut()
	quoted := p.property.isQuotedPrintable
	p.property = property{}
	if !ok {
		p.fail("a line of the vCard has no colon")
		return
	}
	words := strings.Split(head, ";")
	if quoted {
		if value, ok = p.decodeQuoted(value, words); !ok {
			return
		}
	}
	p.written++
	p.out.WriteString(strings.TrimSpace(words[0]) + formatParameters(words[1:]) + ":" + value + "\r\n")
}

// formatParameters writes parameters with names: 2.1 has TEL;CELL where 3.0 has
// TEL;TYPE=CELL.
func formatParameters(words []string) string {
	var out strings.Builder
	for _, word := range words {
		name, value, named := strings.Cut(strings.ToUpper(word), "=")
		switch {
		case name == "BASE64", name == "ENCODING" && (value == "B" || value == "BASE64"):
			out.WriteString(";ENCODING=b")
		case word == "", named && (name == "ENCODING" || name == "CHARSET"), name == "QUOTED-PRINTABLE":
		case named:
			out.WriteString(";" + word)
		default:
			out.WriteString(";TYPE=" + word)
		}
	}
	return out.String()
}

// property is one whose lines are put together, each of which is looked at once: a
// card can have a million of them.
type property struct {
	text              []byte
	colon             int  // the first one that is not in quotes, plus one; 0: there is none yet
	quoted            bool // the text ends in quotes
	isQuotedPrintable bool
}

// extend adds text, and looks for the end of name and parameters.
func (p *property) extend(text string) {
	from := len(p.text)
	p.text = append(p.text, text...)
	for i := from; i < len(p.text) && p.colon == 0; i++ {
		switch {
		case p.text[i] == '"':
			p.quoted = !p.quoted
		case p.text[i] == ':' && !p.quoted:
			p.colon = i + 1
			p.isQuotedPrintable = bytes.Contains(bytes.ToUpper(p.text[:i]), []byte("QUOTED-PRINTABLE"))
		}
	}
}

// cut parts name and parameters from the value.
func (p *property) cut() (head, value string, ok bool) {
	if p.colon == 0 {
		return string(p.text), "", false
	}
	return string(p.text[:p.colon-1]), string(p.text[p.colon:]), true
}

// nameOf returns the name of the property that a line begins.
func nameOf(line string) string {
	var p property
	p.extend(line)
	head, _, _ := p.cut()
	return propertyName(head)
}

// propertyName returns the name of a property without its group.
func propertyName(head string) string {
	name, _, _ := strings.Cut(head, ";")
	if _, after, grouped := strings.Cut(name, "."); grouped {
		name = after
	}
	return strings.ToUpper(strings.TrimSpace(name))
}
