package move

import (
	"fmt"
	"maps"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// differences returns the names of the fields in which Cuedesk does not have what
// was sent. An external ID that the contact had before is left alone on purpose.
func (p *person) differences(c *knownContact) []string {
	sent := p.contact
	var names []string
	compare := func(name, want, got string) {
		if want != "" && want != got {
			names = append(names, name)
		}
	}
	compare("first name", oneLine(sent.FirstName), oneLine(c.first))
	compare("last name", oneLine(sent.LastName), oneLine(c.last))
	compare("e-mail address", emailKey(sent.Email), emailKey(c.email))
	compare("phone number", match.Digits(sent.PhoneNumber), match.Digits(c.phone))
	compare("WhatsApp ID", sent.WhatsAppID, c.whatsApp)
	compare("Messenger ID", sent.FBMessengerID, c.messenger)
	if !p.keepsID(c) {
		compare("external ID", sent.ExternalContactID, c.externalID)
	}
	for _, key := range slices.Sorted(maps.Keys(sent.CustomFields)) {
		compare(key, asText(sent.CustomFields[key]), c.custom[key])
	}
	return names
}

// keepsID reports whether the contact had an external ID before it was sent.
func (p *person) keepsID(c *knownContact) bool {
	return c.externalID != "" && p.before != nil && p.before.externalID != ""
}

// asText returns a custom value as the text that it is in Cuedesk.
func asText(value any) string {
	document, err := json.Marshal(value)
	if err != nil {
		return plain(value)
	}
	var v cuedesk.Value
	if json.Unmarshal(document, &v) != nil {
		return plain(value)
	}
	return oneLine(v.String())
}

// current returns the person in Cuedesk as it was when that was last read, or nil.
func (m *mover) current(p *person) *knownContact {
	switch {
	case m.after != nil && p.before != nil:
		return m.after.byUUID[p.before.id]
	case len(p.createdHere) == 1:
		return p.createdHere[0]
	}
	return nil
}

// importIsFinal reports whether no more is to be expected of the person's import.
func (m *mover) importIsFinal(p *person) bool {
	return !p.isImported() || p.before != nil || len(p.createdHere) > 0
}

// singleIsFinal reports whether no more is to be expected of what was sent singly.
func (m *mover) singleIsFinal(p *person) bool {
	if !p.sentAlone || p.err != nil {
		return true
	}
	c := m.current(p)
	return c != nil && len(p.differences(c)) == 0
}

// compare says of a person who is in Cuedesk what is not as it was sent.
func (m *mover) compare(p *person) {
	if m.readErr != nil && p.sentAlone {
		p.incomplete = append(p.incomplete, fmt.Sprintf("not known whether Cuedesk has what was sent, because it could not "+
			"be read afterwards (%s)", describeError(m.readErr)))
		return
	}
	for _, name := range p.differences(p.after) {
		reason := "Cuedesk has another " + name + " than was sent"
		if p.err != nil {
			reason += " (" + describeError(p.err) + ")"
		}
		p.incomplete = append(p.incomplete, reason)
	}
}
