package jsonscan

import "strings"

// Repaired returns a copy of JSON in which U+FFFD stands for half of a surrogate pair,
// which stands for no character.
func Repaired(value []byte) string {
	var out strings.Builder
	out.Grow(len(value))
	from := 0
	for i := 0; i < len(value); {
		n, lone := surrogates(value[i:])
		if lone {
			out.Write(value[from:i])
			out.WriteString("\uFFFD")
			from = i + n
		}
		i += n
	}
	out.Write(value[from:])
	return out.String()
}

// surrogates returns how many bytes to go on by: those of an escape, of two if they
// are a pair, or one. It reports whether they are half of a pair.
func surrogates(text []byte) (n int, lone bool) {
	if text[0] != '\\' {
		return 1, false
	}
	n = max(1, escapeLen(text))
	switch half := halfOf(text); {
	case half == 0:
		return n, false
	case half == 'h' && halfOf(text[n:]) == 'l':
		return 2 * n, false
	}
	return n, true
}

// halfOf tells which half of a surrogate pair a text begins with: 'h' for the high
// one, 'l' for the low one, 0 for none.
func halfOf(text []byte) byte {
	if len(text) == 0 || text[0] != '\\' || escapeLen(text) != 6 || text[2] != 'd' && text[2] != 'D' {
		return 0
	}
	switch digit := hexDigits[text[3]]; {
	case digit >= 12:
		return 'l'
	case digit >= 8:
		return 'h'
	}
	return 0
}
