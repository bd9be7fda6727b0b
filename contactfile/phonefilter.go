package contactfile

import (
	"regexp"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"

	"github.com/cuedesk/cuedesk-go/internal/match"
)

const (
	reasonScientific = "a number in scientific notation, of which digits are lost"
	reasonDecimal    = "a decimal number, as spreadsheets make of a phone number"
	reasonRounded    = "it ends in six zeros, as a number of which a spreadsheet has lost digits"
	reasonFax        = "a number of a fax or pager"
	reasonMinus      = "a minus sign, as of a sum or of a number that is cut off"
)

var (
	scientific = regexp.MustCompile(`^[+-]?[0-9]+([.,][0-9]+)?[eE]\+[0-9]+$|^[+-]?[0-9]+[.,][0-9]+[eE][0-9]+$`)
	decimal    = regexp.MustCompile(`^[+-]?[0-9]+[.,]0+$|^[+-]?[0-9]{6,}[.,][0-9]{1,2}$`)
	rounded    = regexp.MustCompile(`^[1-9][0-9]{5,}0{6}$`) // 1.2E+11, once a spreadsheet has read it
	dayNumber  = regexp.MustCompile(`^[2-5][0-9]{4}$`)      // 1954 to 2064
	isoDate    = regexp.MustCompile(`^[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}([ T].*)?$`)
	localDate  = regexp.MustCompile(`^[0-9]{1,2}([-/.])[0-9]{1,2}[-/.]([0-9]{4}|[0-9]{2})( [0-9]{1,2}:.*)?$`)
	ipAddress  = regexp.MustCompile(`^[0-2]?[0-9]?[0-9](\.[0-2]?[0-9]?[0-9]){3}$`)
	clock      = regexp.MustCompile(`[0-9]:[0-9]`)

	extension = regexp.MustCompile(`(?i)[,; ]*(ext(ension|n)?\.?|x|durchwahl|dw|poste)[ .:=]*[0-9]{1,7}$|#[0-9]{1,7}$`)
	faxLabel  = regexp.MustCompile(`(?i)\((tele)?fax\)$`)
	label     = regexp.MustCompile(`\([^()0-9]*\)$`)
)

// notPhone says why text is no phone number at all, or nothing. A number that a spreadsheet has changed is refused,
// because the original is lost.
func notPhone(text string) string {
	for _, filter := range []struct {
		matches bool
		reason  string
	}{
		{isPlaceholder(text), "says that there is none"},
		{strings.Trim(text, "#") == "", "a column that was too narrow"},
		{strings.ContainsAny(text, "eE") && scientific.MatchString(text), reasonScientific},
		{strings.ContainsAny(text, ".,") && decimal.MatchString(text), reasonDecimal},
		{strings.ContainsAny(text, "-/.") && (isoDate.MatchString(text) || localDate.MatchString(text)), "a date"},
		{strings.Count(text, ".") == 3 && ipAddress.MatchString(text), "an IP address"},
		{strings.HasPrefix(text, "-") || strings.HasSuffix(text, "-"), reasonMinus},
		{onlyZeros(text), "all zeros"},
	} {
		if filter.matches {
			return filter.reason
		}
	}
	return ""
}

// isRounded reports whether a spreadsheet has lost digits of a number: it ends in six zeros, and it is of a sheet or,
// as it is, no valid international number.
func (b *rowBuilder) isRounded(text string) bool {
	if !strings.HasSuffix(text, "000000") || !rounded.MatchString(text) {
		return false
	}
	number, err := phonenumbers.Parse("+"+text, "")
	return b.table.format == XLSX || err != nil || !phonenumbers.IsValidNumber(number)
}

// isFiller reports whether a number has one digit only, such as 999-999-9999, and is none that its country gives out:
// people would become one contact that have nothing else.
func isFiller(text, region string) bool {
	digits := match.Digits(text)
	if last := digits[max(0, len(digits)-6):]; strings.Trim(last, last[:1]) != "" {
		return false
	}
	number, err := phonenumbers.Parse(text, region)
	if err == nil {
		digits = phonenumbers.GetNationalSignificantNumber(number)
	}
	return strings.Trim(digits, digits[:1]) == "" && (err != nil || !phonenumbers.IsValidNumber(number))
}

var likelyPhone = regexp.MustCompile(`^(\+|00)[1-9][0-9 ()./-]{7,18}$`)

// looksLikePhone reports whether a cell is a phone number, and no amount, date or
// number of another kind: it begins with a plus sign or two zeros, and is long.
func looksLikePhone(cell string) bool {
	cell = strings.TrimSpace(cell)
	return likelyPhone.MatchString(cell) && len(match.Digits(cell)) >= 9 && notPhone(cell) == ""
}

// normaliseDigits writes digits of any script, plus signs and spaces as ASCII.
func normaliseDigits(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r < unicode.MaxASCII && r > ' ':
			return r
		case unicode.IsDigit(r):
			return asciiDigit(r)
		case r == '＋':
			return '+'
		case unicode.IsSpace(r):
			return ' '
		case unicode.Is(unicode.Pd, r):
			return '-'
		}
		return r
	}, text)
}

// asciiDigit returns the digit, or itself where it is of a script that is not
// known.
func asciiDigit(r rune) rune {
	if digit := phonenumbers.NormalizeDigitsOnly(string(r)); digit != "" {
		return rune(digit[0])
	}
	return r
}

// cutExtension removes an extension and a label such as "(mobile)".
func cutExtension(text string) (string, bool) {
	plain := text
	if strings.Contains(plain, "#") || strings.ContainsFunc(plain, unicode.IsLetter) {
		plain = label.ReplaceAllString(plain, "")
		plain = extension.ReplaceAllString(strings.TrimSpace(plain), "")
	}
	if rest, ok := strings.CutPrefix(plain, "++"); ok {
		plain = "+" + strings.TrimLeft(rest, "+")
	}
	return strings.TrimSpace(plain), strings.TrimSpace(plain) != text && !strings.HasPrefix(text, "++")
}

// whyNoPhone says why text, without extension, is not a number, or nothing.
func whyNoPhone(text string) string {
	digits := match.Digits(text)
	switch {
	case strings.ContainsFunc(text, unicode.IsLetter):
		return "letters"
	case strings.Trim(text, "0123456789+-./() ~*#\u00b7") != "" || strings.LastIndexByte(text, '+') > 0:
		return "characters that no phone number has"
	case len(digits) < 5 || len(digits) > 17:
		return "too short or too long for a phone number"
	case strings.Contains(text, ":") && clock.MatchString(text):
		return "a time"
	}
	return notPhone(text)
}

// splitPhones parts the numbers in a cell, or says why they cannot be told
// apart.
func splitPhones(text string) (numbers []string, reason string) {
	for _, separator := range []string{":::", "\n", ";", ",", "|", " / ", "/", "  ", " "} {
		if !strings.Contains(text, separator) {
			continue
		}
		pieces := nonBlank(strings.Split(text, separator))
		if len(pieces) < 2 || isExtensionOnly(pieces[1:]) {
			continue
		}
		switch whole := countNumbers(pieces); {
		case whole == len(pieces):
			return pieces, ""
		case separator == ":::" || separator == "\n" || separator == ";":
			return pieces, ""
		case strings.TrimSpace(separator) == "", strings.TrimSpace(separator) == "/" && isAreaCode(pieces):
			continue
		default:
			return nil, "perhaps several numbers"
		}
	}
	return []string{text}, ""
}

func nonBlank(pieces []string) []string {
	var kept []string
	for _, piece := range pieces {
		if piece = strings.TrimSpace(piece); piece != "" {
			kept = append(kept, piece)
		}
	}
	return kept
}

// countNumbers counts the pieces that are long enough for a number of their
// own.
func countNumbers(pieces []string) int {
	const shortest = 7
	n := 0
	for _, piece := range pieces {
		if len(match.Digits(normaliseDigits(piece))) >= shortest {
			n++
		}
	}
	return n
}

// isExtensionOnly reports whether what follows a separator is an extension.
func isExtensionOnly(pieces []string) bool {
	return len(pieces) == 1 && extension.FindString(" "+pieces[0]) == " "+pieces[0]
}

// isAreaCode reports whether a slash parts an area code from its number, as in
// 030/901820.
func isAreaCode(pieces []string) bool {
	return len(pieces) == 2 && len(match.Digits(pieces[0])) <= 6 && len(match.Digits(pieces[1])) >= 4 &&
		(strings.HasPrefix(pieces[0], "0") || strings.HasPrefix(pieces[0], "+") || strings.HasPrefix(pieces[0], "("))
}
