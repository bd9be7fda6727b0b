package contactfile

import (
	"fmt"
	"strings"
)

func spanText(s span) string { return fmt.Sprintf("lines %d to %d", s.first, s.last) }

// holdsRow reports whether a line of a cell after its first looks like a row:
// it has as many cells as the header, or an address among several cells.
func (b *rowBuilder) holdsRow(cell string) bool {
	for i, text := range strings.Split(cell, "\n") {
		if i > 0 && b.looksLikeRow(text) {
			return true
		}
	}
	return false
}

// looksLikeHeader reports whether a row has nothing but names of columns, and several.
func (t *table) looksLikeHeader(cells []string) bool {
	names := 0
	for _, cell := range cells {
		if strings.TrimSpace(cell) == "" {
			continue
		}
		if names++; !isKnownHeader(normalise(cell)) {
			return false
		}
	}
	return names > 1
}

func (b *rowBuilder) looksLikeRow(text string) bool {
	for _, delimiter := range delimiters {
		cells := strings.Split(text, delimiter)
		if len(cells) > 1 && (holdsAddress(cells) || len(cells) == len(b.table.columns) && len(cells) > 2) {
			return true
		}
	}
	return false
}
