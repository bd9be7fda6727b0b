package contactfile

import (
	"bytes"
	"math"
	"regexp"
	"strconv"
)

// double is a whole number as the Sheets of Google, and others that use Java, write it into a workbook: 5.0 and
// 4.93090182E9, where all digits are there. A spreadsheet that shows fewer digits writes 4.93E+09.
var double = regexp.MustCompile(`^-?([0-9]+\.0|[0-9]\.[0-9]+E[0-9]+)$`)

// hasDouble reports whether a part of a sheet has a cell with such a number.
func hasDouble(part []byte) bool {
	for {
		before, after, found := bytes.Cut(part, []byte("</v>"))
		if !found {
			return false
		}
		value := before[bytes.LastIndexByte(before, '>')+1:]
		if mayBe := bytes.HasSuffix(value, []byte(".0")) || bytes.IndexByte(value, 'E') > 0; mayBe && double.Match(value) {
			return true
		}
		part = after
	}
}

// integerText writes such a number without its point and exponent, unless digits may have been lost.
func integerText(text string) string {
	const exact = 1e15
	if !double.MatchString(text) {
		return text
	}
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || n != math.Trunc(n) || math.Abs(n) >= exact {
		return text
	}
	return strconv.FormatFloat(n, 'f', -1, 64)
}
