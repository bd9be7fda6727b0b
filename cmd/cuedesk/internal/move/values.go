package move

import (
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// lists gives each tag a list of its own. Tags that differ in more than white
// space are different.
func lists(tags, ignored []string) []string {
	var names []string
	isIgnored := func(name string) bool {
		return slices.ContainsFunc(ignored, func(tag string) bool { return oneLine(tag) == name })
	}
	for _, tag := range tags {
		if name := oneLine(tag); name != "" && !slices.Contains(names, name) && !isIgnored(name) {
			names = append(names, name)
		}
	}
	return names
}

// names returns a name, or nothing where no part of it says anything: a form may
// have asked for one. A part may read "Null", which is a family name.
func names(first, last string) (string, string) {
	if meaning(first)+meaning(last) == "" && oneLine(last) != "Null" {
		return "", ""
	}
	return words(first), words(last)
}

// fullName returns both parts of the name.
func fullName(c cuedesk.ContactCreate) string { return oneLine(c.FirstName + " " + c.LastName) }

// placeholders are what people enter where there is nothing to enter.
var placeholders = []string{"n/a", "none", "null", "unknown"}

// meaning returns the text in one line, or nothing if all it has is placeholders.
func meaning(text string) string {
	says := func(word string) bool {
		return words(word) != "" && !slices.Contains(placeholders, strings.ToLower(word))
	}
	if !slices.ContainsFunc(strings.Fields(text), says) {
		return ""
	}
	return oneLine(text)
}

// words returns the text in one line, or nothing if it is mere punctuation.
func words(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Letter, unicode.Digit, unicode.So, unicode.Sc, unicode.Sm) // So has emoji
	}) {
		return ""
	}
	return oneLine(text)
}

// custom returns a custom value for a contact; none if it is empty text.
func custom(key, value string) map[string]any {
	if value == "" {
		return nil
	}
	return map[string]any{key: value}
}

// withValue adds a custom value to others.
func withValue(values map[string]any, key string, value any) map[string]any {
	if values == nil {
		values = map[string]any{}
	}
	values[key] = value
	return values
}

// plain returns a custom value as text.
func plain(value any) string { return fmt.Sprint(value) }

// oneLine makes one space of any white space, and removes what controls a terminal.
func oneLine(text string) string {
	return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text)), " ")
}

// plainAddress reports whether an API can be expected to find text as an e-mail
// address.
func plainAddress(text string) bool {
	address, err := mail.ParseAddress(text)
	return err == nil && address.Address == text && withoutInvisible(text) == text &&
		!strings.ContainsFunc(text, unicode.IsSpace)
}

// withoutInvisible returns text without what is invisible: space around it, and characters that
// have no width or turn the direction of writing.
func withoutInvisible(text string) string {
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Cf, r) {
			return -1
		}
		return r
	}, text))
}

// leftover is what has no place in a contact. It goes into the note.
type leftover []string

func (l *leftover) add(label, text string) {
	if text = meaning(text); text != "" {
		*l = append(*l, label+": "+text)
	}
}

// noteAfter returns the note: the text and, below it, one more and what is left over.
func (l *leftover) noteAfter(text, label, more string) string {
	l.add(label, more)
	if meaning(text) == "" {
		text = ""
	}
	return strings.TrimSpace(strings.TrimSpace(text) + "\n\n" + strings.Join(*l, "\n"))
}

// email returns an address in small letters, so that it is found again.
func (l *leftover) email(text string) string {
	address, err := mail.ParseAddress(withoutInvisible(text))
	if err != nil || !plainAddress(address.Address) {
		l.add("E-mail", text)
		return ""
	}
	if address.Address != withoutInvisible(text) {
		l.add("E-mail", text) // with a name
	}
	return match.Email(address.Address)
}

// phone returns a number as it was entered, if it looks like one.
func (l *leftover) phone(text string) string {
	number, extension, _ := strings.Cut(oneLine(text), "x")
	odd := func(r rune) bool { return !strings.ContainsRune("0123456789 +-()./", r) }
	if n := digits(number); n < 5 || n > 15 || digits(extension) > 6 || hasTwoNumbers(number) ||
		strings.ContainsFunc(number+extension, odd) {
		l.add("Phone", text)
		return ""
	}
	return oneLine(text)
}

// hasTwoNumbers reports whether text has two numbers.
func hasTwoNumbers(text string) bool {
	complete := 0
	for part := range strings.SplitSeq(text, "/") {
		if digits(part) >= 6 {
			complete++
		}
	}
	return complete > 1 || strings.Count(text, "+") > 1
}

func digits(text string) (n int) {
	for _, r := range text {
		if '0' <= r && r <= '9' {
			n++
		}
	}
	return n
}

// refuses reads "do not contact": of an undocumented form, it is
// taken for yes.
func (l *leftover) refuses(dnc cuedesk.Value) bool {
	if dnc.IsNull() {
		return false
	}
	no, err := dnc.Bool()
	if err != nil {
		*l = append(*l, "Do not contact: "+string(dnc.Raw()))
	}
	return no || err != nil
}

// tags reads a list of names; of another form, it goes into the note.
func (l *leftover) tags(tags cuedesk.Value) []string {
	names, err := tags.Strings()
	if err != nil {
		l.add("Tags", tags.String())
	}
	return names
}
