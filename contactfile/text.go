package contactfile

import (
	"strings"
	"unicode"

	"github.com/cuedesk/cuedesk-go/internal/match"
)

// isInvisible reports whether a character is not to be seen and has no meaning
// in an address or a number: zero-width characters and direction marks.
func isInvisible(r rune) bool {
	switch {
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	}
	return r == 0xFEFF || r == 0x00AD || r == 0x061C || r == 0x180E || r == 0x034F
}

// joinsLetters reports whether an invisible character is part of the spelling
// of names: it joins or parts letters in Persian and Indic scripts.
func joinsLetters(r rune) bool { return r == 0x200C || r == 0x200D }

// stripInvisible removes invisible and control characters, except ends of lines
// and tabs.
func stripInvisible(text string, isName bool) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n', r == '\t':
			return r
		case isName && joinsLetters(r):
			return r
		case isInvisible(r), unicode.IsControl(r):
			return -1
		}
		return r
	}, text)
}

// printable makes text from a file or a library fit for a terminal, in one line
// of bounded length.
func printable(text string) string {
	const most = 200
	var out strings.Builder
	for i, r := range text {
		if i >= most {
			return out.String() + "…"
		}
		switch {
		case unicode.IsPrint(r):
			out.WriteRune(r)
		case unicode.IsSpace(r): // an end of line, or a space that does not break
			out.WriteByte(' ')
		default:
			out.WriteRune('\ufffd')
		}
	}
	return out.String()
}

// endOfDOS ends text files of DOS.
const endOfDOS = "\x1a"

// isBlank reports whether no cell has anything in it.
func isBlank(cells []string) bool {
	for _, cell := range cells {
		if strings.Trim(cell, endOfDOS+" \t\n") != "" && strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

// dumpNull is what dumps of databases have where there is no value.
const dumpNull = `\N`

// isPlaceholder reports whether text only says that there is no value.
func isPlaceholder(text string) bool {
	if text == dumpNull {
		return true
	}
	switch strings.Trim(match.Email(text), " .-_/#?*()") {
	case "", "n/a", "na", "n.a", "none", "null", "nil", "nan", "unknown", "undefined", "not available", "keine", "k.a":
		return true
	}
	return isSheetError(text)
}

// isSheetError reports whether text is what a formula gives that has no result.
func isSheetError(text string) bool {
	for _, name := range []string{"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"} {
		if strings.HasPrefix(text, name) {
			return true
		}
	}
	return false
}

// onlyZeros reports whether the digits of text are all zeros.
func onlyZeros(text string) bool {
	digits := match.Digits(text)
	return digits != "" && strings.Trim(digits, "0") == ""
}
