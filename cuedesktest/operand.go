package cuedesktest

import (
	"cmp"
	"math/big"
	"regexp"
)

// decimalNumber is a number as filters write it. Hexadecimals and infinities do not match.
var decimalNumber = regexp.MustCompile(`^[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?$`)

// precision is the number of bits in which numbers are compared: integers of 70 digits differ as they should.
const precision = 256

// maxDigits is the length above which text is not read as a number: that would take too long.
const maxDigits = 1000

// operand is a value to compare by. Only the part of its data type is set.
type operand struct {
	text   string
	number *big.Float
	date   *span
}

// parseOperand reads a value of a data type, and reports whether it is one.
func parseOperand(dataType, text string) (operand, bool) {
	switch dataType {
	case "long":
		return parseNumber(wholeNumber, text)
	case "double":
		return parseNumber(decimalNumber, text)
	case "date":
		date, ok := aSpan(text)
		return operand{date: &date}, ok
	case "boolean":
		return operand{text: text}, text == "true" || text == "false"
	}
	return operand{text: text}, true
}

// parseStored reads a stored value. A decimal may well be stored where the request says long.
func parseStored(dataType, text string) (operand, bool) {
	if dataType == "long" {
		dataType = "double"
	}
	return parseOperand(dataType, text)
}

func parseNumber(form *regexp.Regexp, text string) (operand, bool) {
	if len(text) > maxDigits || !form.MatchString(text) {
		return operand{}, false
	}
	number, _, err := big.ParseFloat(text, 10, precision, big.ToNearestEven)
	return operand{number: number}, err == nil
}

// compareLow compares a stored value with the least that the other stands for; compareHigh with the greatest.
func (o operand) compareLow(other operand) int  { return o.compare(other, false) }
func (o operand) compareHigh(other operand) int { return o.compare(other, true) }

func (o operand) compare(other operand, high bool) int {
	switch {
	case o.number != nil:
		return o.number.Cmp(other.number)
	case o.date == nil:
		return cmp.Compare(o.text, other.text)
	case high:
		return o.date.first.Compare(other.date.last)
	}
	return o.date.first.Compare(other.date.first)
}
