package cuedesk

import (
	"bytes"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// AsUpdate returns the update that sets what the input has: a field that is empty
// in it is left alone. Together with [Contact.Diff] it brings a contact that exists
// to what it would have been created as:
//
//	_, err := client.Contacts.Update(ctx, contact.ID, contact.Diff(in.AsUpdate()))
func (in ContactCreate) AsUpdate() ContactUpdate {
	return ContactUpdate{
		FirstName:         setUnlessEmpty(in.FirstName),
		LastName:          setUnlessEmpty(in.LastName),
		ExternalContactID: setUnlessEmpty(in.ExternalContactID),
		Email:             setUnlessEmpty(in.Email),
		PhoneNumber:       setUnlessEmpty(in.PhoneNumber),
		WhatsAppID:        setUnlessEmpty(in.WhatsAppID),
		FBMessengerID:     setUnlessEmpty(in.FBMessengerID),
		CustomFields:      in.CustomFields,
	}
}

func setUnlessEmpty(text string) Optional[string] {
	if text == "" {
		return Optional[string]{}
	}
	return Set(text)
}

// Diff returns the part of an update that would change the contact, without the
// fields that have the wanted value already. [ContactUpdate.IsZero] tells whether
// anything is left; if not, [ContactsService.Update] sends no update. Text is
// compared exactly, and custom values as JSON: if the API writes a value in another
// way than it is sent, such as 1.0 for 1, that counts as a change.
func (c Contact) Diff(want ContactUpdate) ContactUpdate {
	return ContactUpdate{
		FirstName:         changed(c.FirstName, want.FirstName),
		LastName:          changed(c.LastName, want.LastName),
		ExternalContactID: changed(c.ExternalContactID, want.ExternalContactID),
		Email:             changed(c.Email, want.Email),
		PhoneNumber:       changed(c.PhoneNumber, want.PhoneNumber),
		WhatsAppID:        changed(c.WhatsAppID, want.WhatsAppID),
		FBMessengerID:     changed(c.FBMessengerID, want.FBMessengerID),
		CustomFields:      changedValues(c.CustomFields, want.CustomFields),
	}
}

// changed returns what is wanted, unless the text is that already.
func changed(now string, want Optional[string]) Optional[string] {
	if text, _ := want.Get(); text == now {
		return Optional[string]{}
	}
	return want
}

// changedValues returns those of the wanted values that are others now.
func changedValues(now CustomValues, want map[string]any) map[string]any {
	var changes map[string]any
	for key, value := range want {
		if sameJSON(now.Get(key), value) {
			continue
		}
		if changes == nil {
			changes = map[string]any{}
		}
		changes[key] = value
	}
	return changes
}

// sameJSON compares a value with one to be sent. Numbers are compared as they are
// written: two large ones must not be equal because a float64 cannot tell them apart.
func sameJSON(now Value, want any) bool {
	raw, err := json.Marshal(want)
	if err != nil {
		return false // Update says what is wrong with it
	}
	wanted, is := jsontext.Value(raw), jsontext.Value(now.Raw())
	if now.IsNull() {
		return wanted.Kind() == jsontext.KindNull
	}
	for _, value := range []*jsontext.Value{&wanted, &is} {
		if value.Format(jsontext.ReorderRawObjects(true)) != nil {
			return false
		}
	}
	return bytes.Equal(wanted, is)
}
