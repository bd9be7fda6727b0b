package contactfile

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/cuedesk/cuedesk-go/internal/match"
)

// readPhone reads a phone number. It becomes a number in E.164, is kept as
// given, or is left out: it never becomes another number.
func (b *rowBuilder) readPhone(cell string) string {
	text := b.cleanCode(cell)
	if rest, ok := strings.CutPrefix(text, "'"); ok { // of a sheet, where programs have written it
		b.note(Unwrapped, "")
		text = rest
	}
	if rest, ok := cutPrefixFold(text, "tel:"); ok {
		b.note(Unwrapped, "")
		text = rest
	}
	if text == "" {
		return ""
	}
	if reason := notPhone(text); reason != "" {
		return b.leaveOut(reason)
	}
	numbers, reason := splitPhones(text)
	if reason != "" {
		return b.leaveOut(reason)
	}
	return b.firstPhone(numbers)
}

// firstPhone returns the first of the numbers in a cell that is one.
func (b *rowBuilder) firstPhone(numbers []string) string {
	for i, text := range numbers {
		value, reason := b.onePhone(text)
		if reason != "" {
			b.note(LeftOut, reason)
			continue
		}
		if i < len(numbers)-1 {
			b.note(FurtherUnused, "the cell has several numbers")
		}
		return value
	}
	return ""
}

// onePhone reads one number, or says why the text is not one.
func (b *rowBuilder) onePhone(text string) (value, reason string) {
	if reason := notPhone(text); reason != "" {
		return "", reason
	}
	if faxLabel.MatchString(text) {
		return "", reasonFax
	}
	plain, extra := cutExtension(normaliseDigits(text))
	if reason := whyNoPhone(plain); reason != "" {
		return "", reason
	}
	if b.isRounded(plain) {
		return "", reasonRounded
	}
	region := b.table.opts.Region
	if isFiller(plain, region) {
		return "", "the same digit throughout, as in a number that stands for none"
	}
	if b.table.opts.KeepPhones {
		return text, ""
	}
	if b.table.format == XLSX && dayNumber.MatchString(plain) {
		return "", "a date, as a sheet stores it: the number of a day"
	}
	if region == "" && !strings.HasPrefix(plain, "+") {
		b.note(KeptAsGiven, "no country code, and no region is given")
		return text, ""
	}
	international, reason := toE164(plain, region)
	if reason == bothPossible {
		b.note(KeptAsGiven, reason)
		return text, ""
	}
	if reason != "" {
		return "", reason
	}
	if extra {
		b.note(ExtensionGone, "")
	}
	if international != text {
		b.note(Reformatted, "E.164")
	}
	return international, ""
}

// bothPossible is why a number is kept: spreadsheets drop the plus sign before a
// country code, and the zero before an area code.
const bothPossible = "it may begin with a country code or with an area code"

// toE164 writes a number in the international form, or says why it has none.
func toE164(text, region string) (international, reason string) {
	number, err := phonenumbers.ParseAndKeepRawInput(text, region)
	if err != nil {
		return "", "not a phone number"
	}
	fromRegion := number.GetCountryCodeSource() == phonenumbers.PhoneNumber_FROM_DEFAULT_COUNTRY
	digits := match.Digits(text)
	if fromRegion && (strings.HasPrefix(digits, "00") || strings.HasPrefix(digits, "011") && len(digits) >= 13) {
		return "", "an international prefix that is not that of the region"
	}
	if fromRegion {
		if international := withCountryCode(digits, number); international != nil {
			if phonenumbers.IsValidNumber(number) {
				return "", bothPossible
			}
			number = international
		}
	}
	switch phonenumbers.IsPossibleNumberWithReason(number) {
	case phonenumbers.IS_POSSIBLE:
	case phonenumbers.IS_POSSIBLE_LOCAL_ONLY:
		return "", "a local number without its area code"
	default:
		return "", "not a possible number of the country"
	}
	if number.GetItalianLeadingZero() && !phonenumbers.IsValidNumber(number) {
		return "", "a zero at the start that numbers of the country do not have"
	}
	international = phonenumbers.Format(number, phonenumbers.E164)
	if fromRegion && len(digits) < 6 || len(digits) > 17 || len(international) > 16 {
		return "", "too short or too long for a phone number"
	}
	return international, ""
}

// withCountryCode reads digits that begin with the country code as what they are with
// it: spreadsheets drop the plus sign. It returns nil if that is no number.
func withCountryCode(digits string, national *phonenumbers.PhoneNumber) *phonenumbers.PhoneNumber {
	if !strings.HasPrefix(digits, strconv.Itoa(int(national.GetCountryCode()))) {
		return nil
	}
	number, err := phonenumbers.Parse("+"+digits, "")
	if err != nil || number.GetCountryCode() != national.GetCountryCode() || !phonenumbers.IsValidNumber(number) {
		return nil
	}
	return number
}

func cutPrefixFold(text, prefix string) (string, bool) {
	if len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix) {
		return strings.TrimSpace(text[len(prefix):]), true
	}
	return text, false
}
