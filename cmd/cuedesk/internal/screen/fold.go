package screen

import (
	"slices"
	"strings"

	"github.com/mattn/go-runewidth"
)

// fold breaks lines that are wider than a terminal between words. Continuations are indented to the last column of the
// line.
func fold(text string, width int) string {
	lines := strings.Split(text, "\n")
	for i, line := range lines {
		if runewidth.StringWidth(line) > width {
			lines[i] = foldLine(line, width)
		}
	}
	return strings.Join(lines, "\n")
}

func foldLine(line string, width int) string {
	head, words := cutColumns(line)
	indent := runewidth.StringWidth(head)
	tooLong := func(word string) bool { return indent+runewidth.StringWidth(word) > width }
	if indent > width/2 || slices.ContainsFunc(words, tooLong) { // no columns
		head, words = indentation(line), strings.Fields(line)
		indent = len(head) + 2
	}
	var out strings.Builder
	out.WriteString(head)
	at := runewidth.StringWidth(head)
	for i, word := range words {
		size := runewidth.StringWidth(word)
		switch {
		case i == 0:
		case at+1+size > width:
			out.WriteString("\n" + strings.Repeat(" ", indent))
			at = indent
		default:
			out.WriteByte(' ')
			at++
		}
		out.WriteString(word)
		at += size
	}
	return out.String()
}

// cutColumns cuts a line where its last column begins: behind two spaces.
func cutColumns(line string) (head string, words []string) {
	at := strings.LastIndex(strings.TrimRight(line, " "), "  ")
	if at < 0 {
		return "", strings.Fields(line)
	}
	return line[:at+2], strings.Fields(line[at+2:])
}

// indentation is the space before a line, as much of it as a narrow terminal has room for.
func indentation(line string) string {
	const most = 8
	return line[:min(len(line)-len(strings.TrimLeft(line, " ")), most)]
}
