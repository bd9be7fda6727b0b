package contactfile

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Column is a column of a file.
type Column struct {
	Name  string // as in the file, without characters that cannot be printed
	Field Field  // what it is for; empty: nothing, see File.Unmapped
}

// cleanName makes the name of a column fit for messages and for Options.Map.
func cleanName(name string) string { return printable(strings.TrimSpace(stripInvisible(name, false))) }

// normalise reduces the name of a column to its words: small letters and
// digits, with one space between them.
func normalise(name string) string {
	words := strings.FieldsFunc(strings.ToLower(stripInvisible(name, false)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	return strings.Join(words, " ")
}

var numberWord = regexp.MustCompile(`\b[0-9]{1,3}\b`)

// replaceNumbers replaces the numbers of a normalised name, as in "e mail 1
// value".
func replaceNumbers(name string) string { return numberWord.ReplaceAllString(name, "#") }

// lookUp finds the field of a normalised name in a list of columns, and its
// place.
func lookUp(columns []presetColumn, name string) (Field, int, bool) {
	for _, want := range []string{name, replaceNumbers(name)} {
		for i, column := range columns {
			if normaliseKnown(column.name) == want {
				return column.field, i, true
			}
		}
	}
	return "", 0, false
}

// notIdentifiers are words by which a column is about an identifier instead of
// holding one: its kind, or whether one may write to it.
var notIdentifiers = words(`type label kind status opt optin optout optedout opted consent verified valid domain bounced
	bounce count date time display permission subscribed unsubscribed subscription format fax
	template campaign name subject sent opened delivered clicked replied confirmed eligibility frequency
	provider quality source photo phonetic not country`)

// identifierWords are words by which a column holds an identifier.
var identifierWords = words(`email emails mail mails courriel phone phones telephone telefon telefono tel mobile mobil
	cell cellphone handy whatsapp id ids uid uuid guid identifier msisdn fon festnetz gsm cellular celular tél tlf móvil
	eposta mejl mob ph tfno telf cep τηλ`)

// identifierParts are parts of words that say the same.
var identifierParts = append([]string{
	"phone", "telefon", "telephon", "téléphon", "teléfon", "mobiltel", "mobilfunk", "rufnummer", "handyn", "whatsapp",
	"puhelin", "телефон", "電話", "电话", "手机", "携帯", "전화", "τηλέφων", "κινητό", "טלפון", "נייד", "هاتف", "جوال", "โทร",
}, addressParts...)

// addressParts are those by which it holds addresses.
var addressParts = []string{
	"email", "mailadres", "courriel", "correo", "sähköposti", "почт", "メール", "邮箱", "邮件", "郵件", "이메일", "메일",
	"ταχυδρομ", "דוא", "מייל", "بريد", "อีเมล",
}

// idOwners come before "id" in names that are written as one word.
var idOwners = words(`account contact user record customer client member lead person owner company external subscriber
	people kunden messenger`)

func words(text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

// looksLikeIdentifier reports whether a column by its name holds addresses,
// phone numbers or IDs.
func looksLikeIdentifier(name string) bool {
	found := false
	for word := range strings.FieldsSeq(normalise(name + " " + splitCamel(name))) {
		if notIdentifiers[word] {
			return false
		}
		found = found || isIdentifierWord(word)
	}
	return found || strings.Contains(normalise(name), "e mail") || strings.Contains(normalise(name), "e posta")
}

func isIdentifierWord(word string) bool {
	owner, isID := strings.CutSuffix(word, "id")
	if identifierWords[word] || isID && idOwners[owner] {
		return true
	}
	return containsAny(word, identifierParts) && !strings.Contains(word, "phonet")
}

// containsAny reports whether a text contains one of several.
func containsAny(text string, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(text, part) })
}

// likelyField is the field of which a column by its name may hold values.
func likelyField(name string) Field {
	words := normalise(name + " " + splitCamel(name))
	switch {
	case strings.Contains(words, "mail") || strings.Contains(words, "e posta") || containsAny(words, addressParts):
		return Email
	case strings.Contains(words, "whatsapp"):
		return WhatsAppID
	case strings.HasSuffix(words, "id") || strings.Contains(words, "identifier"):
		return ExternalContactID
	}
	return PhoneNumber
}

// splitCamel parts the words of a name such as AccountId.
func splitCamel(name string) string {
	var out strings.Builder
	before := ' '
	for _, r := range name {
		if unicode.IsUpper(r) && unicode.IsLower(before) {
			out.WriteRune(' ')
		}
		out.WriteRune(r)
		before = r
	}
	return out.String()
}
