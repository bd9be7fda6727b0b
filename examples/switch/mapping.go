package main

// This file says what becomes of a contact. It is the one to change before you
// move your own.

import (
	"net/mail"
	"slices"
	"strings"
	"unicode"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// mapped is what becomes of a contact of the source.
type mapped struct {
	contact cuedesk.ContactCreate
	lists   []string // by name
	note    string   // empty: none
}

// customFields are the custom fields that the mapping sets. They are created
// unless they are there.
var customFields = []cuedesk.CustomFieldCreate{
	{Name: "Company", FieldKey: "company", FieldType: cuedesk.FieldText},
	{Name: "Do not contact", FieldKey: "do_not_contact", FieldType: cuedesk.FieldCheckbox},
}

// everybodyList is the list that everybody who is moved joins.
func everybodyList(source string) string { return "Moved from " + source }

// noteTitle tells a note from others of the contact. A note with this title is not
// added again, so it must differ between any two contacts of the source.
func noteTitle(source, id string) string { return "From " + source + ", contact " + id }

func fromNexadesk(c *nexadesk.Contact) mapped {
	var more leftover
	return mapped{
		contact: cuedesk.ContactCreate{
			ExternalContactID: string(c.ID),
			FirstName:         name(c.FirstName),
			LastName:          name(c.LastName),
			Email:             more.email(c.Email),
			PhoneNumber:       more.phone(c.Phone),
			CustomFields:      custom("company", oneLine(c.CompanyName)),
		},
		lists: lists(c.Tags),
		note:  more.after(c.ProfileNotes, "Interested in", c.InterestSummary),
	}
}

func fromOrgCRM(c *orgcrm.Contact) mapped {
	var more leftover
	first, last, _ := strings.Cut(name(c.Name), " ")
	values := custom("company", oneLine(c.Company))
	if dnc, err := c.DNC.Bool(); err == nil && dnc {
		values["do_not_contact"] = true
	}
	tags, err := c.Tags.Strings()
	if err != nil && !c.Tags.IsNull() {
		more.add("Tags", c.Tags.String()) // of a form that nobody has documented
	}
	return mapped{
		contact: cuedesk.ContactCreate{
			ExternalContactID: string(c.ID),
			FirstName:         first,
			LastName:          last,
			Email:             more.email(c.Email),
			PhoneNumber:       more.phone(c.Phone),
			CustomFields:      values,
		},
		lists: lists(tags),
		note:  more.after(c.Notes, "Source", c.Source),
	}
}

// lists gives each tag a list of its own. Tags that differ in more than white
// space are different.
func lists(tags []string) []string {
	var names []string
	for _, tag := range tags {
		if tag = oneLine(tag); tag != "" && !slices.Contains(names, tag) {
			names = append(names, tag)
		}
	}
	return names
}

// name returns a name, or nothing for a dash or the like: a form may have asked
// for one.
func name(text string) string {
	if !says(text) {
		return ""
	}
	return oneLine(text)
}

// placeholders are what people enter where there is nothing to enter.
var placeholders = []string{"n/a", "none", "null", "unknown"}

// says reports whether text has more than punctuation, and is no placeholder.
func says(text string) bool {
	return !slices.Contains(placeholders, strings.ToLower(oneLine(text))) && strings.ContainsFunc(text, func(r rune) bool {
		return unicode.In(r, unicode.Letter, unicode.Digit, unicode.So) // So has emoji
	})
}

func custom(key, value string) map[string]any {
	if value == "" {
		return map[string]any{}
	}
	return map[string]any{key: value}
}

// oneLine makes one space of any white space.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// leftover is what has no place in a contact. It goes into the note.
type leftover []string

func (l *leftover) add(label, text string) {
	if says(text) {
		*l = append(*l, label+": "+oneLine(text))
	}
}

// after returns the note: the text and, below it, one more and what is left over.
func (l *leftover) after(text, label, more string) string {
	l.add(label, more)
	return strings.TrimSpace(strings.TrimSpace(text) + "\n\n" + strings.Join(*l, "\n"))
}

// email returns an address in lower case, so that it is found again.
func (l *leftover) email(text string) string {
	text = strings.TrimSpace(text)
	if address, err := mail.ParseAddress(text); err != nil || address.Address != text {
		l.add("E-mail", text)
		return ""
	}
	return strings.ToLower(text)
}

// phone returns a number as it was entered, if it looks like one.
func (l *leftover) phone(text string) string {
	digits := 0
	for _, r := range text {
		if unicode.IsDigit(r) {
			digits++
		}
	}
	odd := func(r rune) bool {
		return !unicode.IsDigit(r) && !unicode.IsSpace(r) && !strings.ContainsRune("+-()./x", r)
	}
	if digits < 5 || digits > 20 || strings.ContainsFunc(text, odd) {
		l.add("Phone", text)
		return ""
	}
	return oneLine(text)
}
