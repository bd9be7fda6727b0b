package cassette

import (
	"encoding/hex"
	"regexp"
	"slices"
	"strings"
)

// escaped is a byte as it may stand in a URL or a form.
var escaped = regexp.MustCompile(`%[0-9A-Fa-f]{2}`)

// unescaped returns the text as it is and with its percent escapes undone, as often as
// there are any: a path can be escaped twice. A plus is one in a path and a blank in a
// query, so each comes in both readings. Other text is left alone.
func unescaped(text string) []string {
	readings := []string{text}
	for n := 0; n < len(readings); n++ {
		for _, reading := range []string{readings[n], strings.ReplaceAll(readings[n], "+", " ")} {
			if reading = decoded(reading); !slices.Contains(readings, reading) {
				readings = append(readings, reading)
			}
		}
	}
	return readings
}

func decoded(text string) string {
	return escaped.ReplaceAllStringFunc(text, func(found string) string {
		b, _ := hex.DecodeString(found[1:])
		return string(b)
	})
}
