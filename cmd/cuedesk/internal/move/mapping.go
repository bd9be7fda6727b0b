package move

// This file says what becomes of a contact. It is the one to change before you
// move your own; values.go has the functions that clean text.

import (
	"maps"
	"reflect"
	"slices"
	"strings"

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

// doNotContact is the key of the custom field for people who are not to be
// contacted.
const doNotContact = "do_not_contact"

// customFields are the custom fields that the mapping sets. They are created
// unless they are there.
var customFields = []cuedesk.CustomFieldCreate{
	{Name: "Company", FieldKey: "company", FieldType: cuedesk.FieldText},
	{Name: "Do not contact", FieldKey: doNotContact, FieldType: cuedesk.FieldCheckbox},
}

// ignoredTags are tags that become no list, as the source spells them.
var ignoredTags []string

// movedListName is the list that everybody who is moved joins.
func movedListName(source string) string { return "Moved from " + source }

// externalID identifies a contact of the source in Cuedesk. It names the source,
// so that no ID of another system can identify anybody.
func externalID(source, id string) string { return source + ":" + id }

// noteTitle tells a note from others of the contact. A note with this title is not
// added again, so it must differ between any two contacts of the source.
func noteTitle(source, id string) string { return "From " + source + ", contact " + id }

func fromNexadesk(c *nexadesk.Contact) mapped {
	var more leftover
	first, last := names(c.FirstName, c.LastName)
	return mapped{
		contact: cuedesk.ContactCreate{
			FirstName:    first,
			LastName:     last,
			Email:        more.email(c.Email),
			PhoneNumber:  more.phone(c.Phone),
			CustomFields: custom("company", meaning(c.CompanyName)),
		},
		lists: lists(c.Tags, ignoredTags),
		note:  more.noteAfter(c.ProfileNotes, "Interested in", c.InterestSummary),
	}
}

func fromOrgCRM(c *orgcrm.Contact) mapped {
	var more leftover
	given, family, _ := strings.Cut(oneLine(c.Name), " ")
	first, last := names(given, family)
	values := custom("company", meaning(c.Company))
	if more.refuses(c.DNC) {
		values = withValue(values, doNotContact, true)
	}
	tags := more.tags(c.Tags)
	for _, column := range []string{"name", "email", "phone", "company", "source", "notes"} {
		more.add("orgcrm "+column, c.Extra[column].String()) // of a form that is no text
	}
	return mapped{
		contact: cuedesk.ContactCreate{
			FirstName:    first,
			LastName:     last,
			Email:        more.email(c.Email),
			PhoneNumber:  more.phone(c.Phone),
			CustomFields: values,
		},
		lists: lists(tags, ignoredTags),
		note:  more.noteAfter(c.Notes, "Source", c.Source),
	}
}

// merge says what becomes of another contact with the same e-mail address: it fills what is empty in this one, and
// makes it one not to be contacted if either is. It returns the differences, for a note.
func (m *mapped) merge(other mapped) (differs []string) {
	mine, theirs := &m.contact, other.contact
	switch name := fullName(theirs); {
	case fullName(*mine) == "":
		mine.FirstName, mine.LastName = theirs.FirstName, theirs.LastName
	case name != "" && name != fullName(*mine):
		differs = append(differs, "Name: "+name)
	}
	differs = append(differs, mergeText("Phone", &mine.PhoneNumber, theirs.PhoneNumber)...)
	differs = append(differs, mergeText("WhatsApp", &mine.WhatsAppID, theirs.WhatsAppID)...)
	differs = append(differs, mergeText("Messenger", &mine.FBMessengerID, theirs.FBMessengerID)...)
	for _, key := range slices.Sorted(maps.Keys(theirs.CustomFields)) {
		differs = append(differs, m.mergeValue(key, theirs.CustomFields[key])...)
	}
	m.lists = lists(append(m.lists, other.lists...), nil)
	return differs
}

// mergeText is merge for one text.
func mergeText(label string, mine *string, theirs string) (differs []string) {
	switch {
	case *mine == "":
		*mine = theirs
	case theirs != "" && theirs != *mine:
		return []string{label + ": " + theirs}
	}
	return nil
}

// mergeValue is merge for one custom value.
func (m *mapped) mergeValue(key string, theirs any) (differs []string) {
	mine, ok := m.contact.CustomFields[key]
	switch {
	case !ok || key == doNotContact && theirs == true:
		m.contact.CustomFields = withValue(m.contact.CustomFields, key, theirs)
	case key != doNotContact && !reflect.DeepEqual(mine, theirs):
		return []string{key + ": " + plain(theirs)}
	}
	return nil
}

// duplicateNote is what a note says of another contact with the same address.
func duplicateNote(source, id string, differs []string) string {
	text := "Also in " + source + " as contact " + id
	if len(differs) > 0 {
		text += ": " + strings.Join(differs, "; ")
	}
	return text
}
