package contactfile

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/cell"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// rowBuilder makes a row of a record and notes what it changes.
type rowBuilder struct {
	table  *table
	rec    record
	row    *Row
	column string // that is being read
}

// row reads the values of a record.
func (t *table) row(rec record) *Row {
	b := &rowBuilder{table: t, rec: rec, row: &Row{Line: rec.line, Original: rec.cells, Changes: rec.changes}}
	b.addWarnings()
	if t.looksLikeHeader(rec.cells) {
		b.column = t.columns[0].Name
		b.warn(LooksLikeHeader)
	}
	for _, field := range t.fields {
		if field != FullName {
			b.readField(field)
		}
	}
	b.cutFirstName()
	b.readFullName()
	b.row.Key = findKey(&b.row.Contact)
	return b.row
}

// note adds a change of the value that is being read.
func (b *rowBuilder) note(kind Kind, detail string) {
	b.row.Changes = append(b.row.Changes, Change{b.rec.line, b.column, kind, detail})
}

// readField takes the first value of the field's columns that is one.
func (b *rowBuilder) readField(field Field) {
	taken := false
	for _, place := range b.table.byField[field] {
		cell := b.rec.cells[place.column]
		if strings.TrimSpace(cell) == "" {
			continue
		}
		b.column = b.table.columns[place.column].Name
		if taken {
			b.note(FurtherUnused, "another column has the value")
			continue
		}
		taken = b.readCell(field, cell)
	}
}

// readCell puts the value of a cell into the contact, if it is one.
func (b *rowBuilder) readCell(field Field, cell string) bool {
	if key, t, ok := field.Custom(); ok {
		return b.readCustom(key, t, cell)
	}
	var value string
	switch field {
	case Email:
		value = b.readAddress(cell)
	case PhoneNumber:
		value = b.readPhone(cell)
	case ExternalContactID, WhatsAppID, FBMessengerID:
		value = b.readID(cell)
	default:
		value = b.readText(cell)
	}
	if value == "" {
		return false
	}
	*fieldOf(&b.row.Contact, field) = value
	return true
}

// fieldOf returns the place of a field that is no custom field.
func fieldOf(c *cuedesk.ContactCreate, field Field) *string {
	switch field {
	case FirstName, FullName:
		return &c.FirstName
	case LastName:
		return &c.LastName
	case Email:
		return &c.Email
	case PhoneNumber:
		return &c.PhoneNumber
	case ExternalContactID:
		return &c.ExternalContactID
	case WhatsAppID:
		return &c.WhatsAppID
	default:
		return &c.FBMessengerID
	}
}

// cutFirstName takes the first name out of a last name that is of a column "name" and is the whole one.
func (b *rowBuilder) cutFirstName() {
	places := b.table.byField[LastName]
	if b.table.family == "" || len(places) != 1 || places[0].rank != rankAlias {
		return
	}
	c := &b.row.Contact
	before, after, found := strings.Cut(" "+strings.ReplaceAll(c.LastName, ",", " ")+" ", " "+c.FirstName+" ")
	rest := strings.Join(strings.Fields(before+" "+after), " ")
	if !found || rest == "" || c.FirstName == "" {
		return
	}
	c.LastName, b.column = rest, b.table.columns[places[0].column].Name
	b.note(FurtherUnused, "a first or last name has a column of its own")
}

// readFullName uses a whole name for a contact that has no other.
func (b *rowBuilder) readFullName() {
	first, last := b.row.Contact.FirstName, b.row.Contact.LastName
	switch {
	case b.table.byField[FullName] == nil, first != "" && last != "":
	case first+last != "":
		b.noteFullNames(first + last)
	default:
		b.readField(FullName)
		if b.row.Contact.FirstName != "" {
			b.note(NameUnsplit, "")
		}
	}
}

// noteFullNames notes whole names that say more than the one part that the row has.
func (b *rowBuilder) noteFullNames(used string) {
	for _, place := range b.table.byField[FullName] {
		if whole := strings.TrimSpace(b.rec.cells[place.column]); whole != "" && whole != used {
			b.column = b.table.columns[place.column].Name
			b.note(FurtherUnused, "a first or last name has a column of its own")
		}
	}
}

// findKey returns the first identifier of a contact with its field.
func findKey(c *cuedesk.ContactCreate) string {
	for _, field := range identifiers {
		value := *fieldOf(c, field)
		if field == Email {
			value = match.Email(value)
		}
		if value != "" {
			return string(field) + ":" + value
		}
	}
	return ""
}

// clean removes what cannot be seen and the space around a value.
func (b *rowBuilder) clean(cell string, isName bool) string {
	cell = b.removeApostrophe(cell)
	text := stripInvisible(strings.ReplaceAll(cell, "\r\n", "\n"), isName)
	if text != strings.ReplaceAll(cell, "\r\n", "\n") {
		b.note(InvisibleGone, "")
	}
	trimmed := strings.TrimFunc(text, unicode.IsSpace)
	if trimmed != text {
		b.note(Trimmed, "")
	}
	return trimmed
}

// removeApostrophe removes the apostrophe before what a spreadsheet would calculate.
func (b *rowBuilder) removeApostrophe(text string) string {
	inner, guarded := strings.CutPrefix(text, "'")
	if !guarded || b.rec.typed || !b.table.hasApostrophes() || cell.Safe(inner) != text {
		return text
	}
	b.note(Unwrapped, "")
	return inner
}

// cleanCode cleans a value that is no prose: an address, a number or an ID.
// Excel is made to keep those as text by ="…" or an apostrophe.
func (b *rowBuilder) cleanCode(cell string) string {
	text := b.clean(cell, false)
	inner := strings.TrimPrefix(text, "'")
	if inner != text {
		inner = strings.TrimSuffix(inner, "'")
	}
	if rest, ok := strings.CutPrefix(text, `="`); ok {
		if formula, ok := strings.CutSuffix(rest, `"`); ok {
			inner = formula
		}
	}
	if inner != text && !b.rec.typed {
		b.note(Unwrapped, "")
		return strings.TrimSpace(inner)
	}
	return text
}

// leaveOut notes that a value is not used.
func (b *rowBuilder) leaveOut(reason string) string {
	b.note(LeftOut, reason)
	return ""
}

func (b *rowBuilder) warn(kind Kind) {
	b.row.Warnings = append(b.row.Warnings, Change{b.rec.line, b.column, kind, ""})
}

// misdecoded is what letters and quotes of UTF-8 become that are taken for windows-1252 or ISO-8859-1.
var misdecoded = regexp.MustCompile(`[ÂÃ]([^\x00-\x7F\p{L}\p{M}]|[ªµºŒœŠšŸŽžƒ])|â€|[Â-ô][\x{80}-\x{9F}]`)

// readText reads a name or other text.
func (b *rowBuilder) readText(cell string) string {
	text := b.clean(cell, true)
	if isSheetError(text) {
		return b.leaveOut("an error of a formula")
	}
	if text == dumpNull {
		return b.leaveOut("says that there is none")
	}
	switch {
	case strings.ContainsRune(text, unicode.ReplacementChar):
		b.warn(CharacterLost)
	case misdecoded.MatchString(cell): // with what cannot be seen
		b.warn(Garbled)
	}
	return text
}

// readID reads an ID of another system. A placeholder would make one contact of several people.
func (b *rowBuilder) readID(cell string) string {
	text := b.cleanCode(cell)
	switch {
	case text == "":
		return ""
	case isPlaceholder(text):
		return b.leaveOut("says that there is none")
	case onlyZeros(text) && strings.Trim(text, "0 .-") == "":
		return b.leaveOut("all zeros")
	case scientific.MatchString(text):
		return b.leaveOut(reasonScientific)
	case strings.ContainsRune(text, unicode.ReplacementChar):
		return b.leaveOut(string(CharacterLost))
	}
	return text
}

// addWarnings names cells that have probably swallowed rows.
func (b *rowBuilder) addWarnings() {
	for _, s := range b.rec.spans {
		if b.holdsRow(b.rec.cells[s.cell]) {
			b.row.Warnings = append(b.row.Warnings, Change{
				b.rec.line, b.table.columns[s.cell].Name, LooksLikeRow, spanText(s),
			})
		}
	}
}
