package contactfile

import (
	"slices"
	"strings"
)

// notIdentifiers are words by which a column is about an identifier instead of
// holding one: its kind, whether one may write to it, or whose it is.
var notIdentifiers = words(`type label libelle etiqueta etichetta kind status opt optin optout optedout opted
	consent verified valid domain bounced bounce count date time display permission subscribed unsubscribed subscription
	format fax
	template campaign name subject sent opened delivered clicked replied confirmed eligibility frequency
	provider quality source photo phonetic not country accepts allow allows receive by click
	typ tipo nombre nom nome naam namn navn индекс індекс`)

// identifierWords are words by which a column holds an identifier.
var identifierWords = words(`phone phones telephone telefon telefono tel mobile mobil mob mobnr movil
	cell cellphone handy whatsapp msisdn fon festnetz gsm cellular celular tlf tlm telnr telnummer telefoon
	telefone telemovel mobitel telp telepon ponsel simi
	tfno telf тел моб τηλ נייד`)

// valueWords are words by which it holds phone numbers only if its values are some: an SMS column may say yes or no,
// and PH has other meanings, too.
var valueWords = words("sms ph")

// idWords are words by which it holds an ID.
var idWords = words(`id ids uid uuid guid identifier`)

// addressWords are those by which it holds addresses.
var addressWords = words(`email emails mail mails emel emails meil mailaddress netfang surel pec correo correu epost
	eposta mejl почта почты пошта пошти хаяг 信箱`)

// identifierParts are parts of names that say the same as identifierWords.
var identifierParts = parts(`phone|telefon|telephon|mobiltel|mobilfunk|rufnummer|handyn|whatsapp|contact number
	|contact no|puhelin|talrun|телефон|мобильн|мобільн|τηλεφων|κινητο|電話|电话|手机|手機|携帯|전화|휴대|핸드폰|모바일|điện thoại
	|nomor hp|no hp|هاتف|جوال|تلفن|موبایل|טלפון|โทร|มือถือ|फोन|मोबाइल`)

// addressParts are parts of names that say the same as addressWords.
var addressParts = parts(`email|mailadres|courriel|sahkopost|tolvupost|электронн|електронн|имейл|ηλεκτρονικ|メール|メアド
	|邮箱|邮件|郵件|电邮|電郵|이메일|전자우편|لكترون|ایمیل|אלקטרוני|דוא|מייל|อีเมล|메일|ταχυδρομ|ईमेल|thư điện tử|correio eletr
	|endereço eletr|elektronische post|elektronska post|electronic mail|e mail|e post|e past|e mel |e kiri|el past`)

// idOwners come before "id" in names that are written as one word.
var idOwners = words(`account contact user record customer client member lead person owner company external subscriber
	people kunden messenger`)

// words is the set of the words of a text.
func words(text string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(text) {
		set[word] = true
	}
	return set
}

// parts are texts without accents, given with bars between them. One of several words begins where a word does: "home
// postal code" is no "e post". With a space at its end, it ends where a word does: "e melding" is no "e mel".
func parts(text string) []string {
	var all []string
	for part := range strings.SplitSeq(text, "|") {
		normal := normalise(part)
		if strings.Contains(normal, " ") {
			normal = " " + normal
		}
		if strings.HasSuffix(part, " ") {
			normal += " "
		}
		all = append(all, normal)
	}
	return all
}

// looksLikeIdentifier reports whether a column by its name holds addresses,
// phone numbers or IDs.
func looksLikeIdentifier(name string) bool {
	return !hasWord(name, notIdentifiers) && likelyField(name) != ""
}

// hasWord reports whether one of the words of a column's name is among several.
func hasWord(name string, words map[string]bool) bool {
	for word := range strings.FieldsSeq(nameWords(name)) {
		if words[word] {
			return true
		}
	}
	return false
}

// likelyField is the field of which a column by its name may hold values, or
// nothing.
func likelyField(name string) Field {
	switch all := nameWords(name); {
	case names(all, addressWords, addressParts):
		return Email
	case strings.Contains(all, "whatsapp"):
		return WhatsAppID
	case names(strings.ReplaceAll(all, "phonet", ""), identifierWords, identifierParts):
		return PhoneNumber
	case names(all, idWords, nil):
		return ExternalContactID
	}
	return ""
}

// names reports whether the words of a column have one of several words or parts.
func names(all string, words map[string]bool, parts []string) bool {
	return slices.ContainsFunc(parts, func(part string) bool { return strings.Contains(" "+all+" ", part) }) ||
		slices.ContainsFunc(strings.Fields(all), func(word string) bool {
			owner, isID := strings.CutSuffix(word, "id")
			return words[strings.TrimRight(word, "0123456789")] || isID && idOwners[owner] && words["id"]
		})
}

// nameWords are the words of the name of a column, as it is and with those apart that are written as one.
func nameWords(name string) string { return normalise(name + " " + splitCamel(name)) }

// familyName returns the normalised name of the column that has family names, if languages call them "name"
// beside a column for first names, and no other column is for last names.
func familyName(header []string) string {
	found, first := "", map[string]string{"vorname": "name", "prenom": "nom", "voornaam": "naam"}
	for _, name := range header {
		words := normalise(name)
		if field, _, _ := lookUp(aliases, words); field == LastName {
			return ""
		}
		if last := first[words]; last != "" {
			found = last
		}
	}
	return found
}
