package contactfile

import (
	"strings"
	"unicode"

	"github.com/cuedesk/cuedesk-go/internal/email"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// readAddress reads an e-mail address. Doubtful text is left out.
func (b *rowBuilder) readAddress(cell string) string {
	text := b.cleanCode(cell)
	if text == "" {
		return ""
	}
	if isPlaceholder(text) {
		return b.leaveOut("says that there is none")
	}
	addresses, odd := splitAddresses(text)
	if odd > 0 && len(addresses) > 0 {
		b.note(LeftOut, "one of several values is no e-mail address")
	}
	if len(addresses) == 0 && strings.ContainsRune(text, unicode.ReplacementChar) {
		return b.leaveOut(string(CharacterLost))
	}
	if len(addresses) == 0 {
		return b.leaveOut("not an e-mail address")
	}
	address := addresses[0]
	if len(addresses) > 1 {
		b.note(FurtherUnused, "the cell has several addresses")
	}
	switch {
	case address.wrapped:
		b.note(Unwrapped, "")
	case len(addresses) == 1 && odd == 0 && address.text != text:
		b.note(Unwrapped, "a separator beside the address")
	}
	if lower := match.Email(address.text); b.table.opts.LowerCaseEmails && lower != address.text {
		b.note(LowerCased, "")
		return lower
	}
	return address.text
}

type address struct {
	text    string
	wrapped bool // in <…>, or after mailto:
}

// splitAddresses returns the addresses of a cell, or nothing unless all pieces
// of the cell are addresses. Values that a program has joined by ::: stand for
// themselves: it also returns how many of them are no addresses.
func splitAddresses(text string) (addresses []address, odd int) {
	if one, ok := parseAddress(text); ok {
		return []address{one}, 0
	}
	if strings.Contains(text, ":::") {
		for piece := range strings.SplitSeq(text, ":::") {
			more, _ := splitAddresses(strings.TrimSpace(piece))
			if len(more) == 0 && !isPlaceholder(strings.TrimSpace(piece)) {
				odd++
			}
			addresses = append(addresses, more...)
		}
		return addresses, odd
	}
	for _, separator := range []string{";", "\n", ",", "/", "|", "；", "，", "、", " "} {
		if separator == " " && strings.Contains(text, "<") {
			break
		}
		pieces := splitOutsideQuotes(text, separator)
		if addresses = parseAddresses(pieces); len(addresses) > 0 {
			break
		}
	}
	return addresses, 0
}

// parseAddresses parses all pieces that are not blank, or returns nothing.
func parseAddresses(pieces []string) []address {
	var addresses []address
	for _, piece := range pieces {
		piece = strings.TrimFunc(piece, unicode.IsSpace)
		if isPlaceholder(piece) {
			continue
		}
		one, ok := parseAddress(piece)
		if !ok {
			return nil
		}
		addresses = append(addresses, one)
	}
	return addresses
}

// parseAddress reads one address: alone, after mailto:, or in <…> after a name.
func parseAddress(text string) (address, bool) {
	inner := strings.TrimSpace(strings.Trim(text, typographicQuotes))
	if name, rest, ok := strings.Cut(text, "<"); ok && strings.HasSuffix(rest, ">") {
		inner = rest[:len(rest)-1]
		if name = strings.Trim(name, `"' `); strings.Contains(name, "@") && !strings.EqualFold(name, inner) {
			return address{}, false // which of the two is meant cannot be told
		}
	}
	if rest, ok := cutPrefixFold(inner, "mailto:"); ok {
		inner, _, _ = strings.Cut(rest, "?") // what follows is a subject and the like
	}
	if rest, ok := cutPrefixFold(inner, "smtp:"); ok { // as Exchange lists addresses
		inner = rest
	}
	inner = strings.TrimSpace(inner)
	return address{inner, inner != text}, isAddress(inner)
}

// typographicQuotes are those that word processors make of straight ones.
const typographicQuotes = "“”„‟«»‘’‚‹›"

// isAddress reports whether text is an e-mail address, more strictly than the
// client: a cell may hold what a formula or a copied link left there.
func isAddress(text string) bool {
	if !email.Plausible(text) || strings.HasPrefix(text, "=") || strings.HasPrefix(text, "#") {
		return false
	}
	at := strings.LastIndexByte(text, '@')
	return isLocal(text[:at]) && isDomain(text[at+1:]) && len(text) <= 320 &&
		!strings.ContainsAny(text, typographicQuotes+"＠。．｡\uFFFD") // wide and lost characters
}

// isLocal reports whether text may come before the @ of an address: a link, a
// label or a list does not.
func isLocal(text string) bool {
	return strings.HasPrefix(text, `"`) || !strings.ContainsAny(text, `:[]()\"`)
}

// isDomain reports whether text may come after the @ of an address. Letters of
// any script are for the API to judge.
func isDomain(text string) bool {
	if strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]") {
		return strings.Trim(text, "[]") != ""
	}
	return !strings.ContainsFunc(text, isASCIISign)
}

// isASCIISign reports whether a character is of ASCII, and in no domain.
func isASCIISign(r rune) bool {
	return r < unicode.MaxASCII && !unicode.IsLetter(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-_.", r)
}

// splitOutsideQuotes splits at a separator that is not within quotes.
func splitOutsideQuotes(text, separator string) []string {
	var pieces []string
	quoted, start := false, 0
	for i := 0; i < len(text); i++ {
		switch {
		case text[i] == '"':
			quoted = !quoted
		case !quoted && strings.HasPrefix(text[i:], separator):
			pieces = append(pieces, text[start:i])
			i += len(separator) - 1
			start = i + 1
		}
	}
	return append(pieces, text[start:])
}
