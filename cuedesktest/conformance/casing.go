package conformance

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
)

// checkCasing creates a contact with each documented member in camelCase.
func (s *suite) checkCasing(ctx context.Context) {
	const section = "JSON Field Casing"
	in := s.identified(300)
	in.FirstName, in.LastName = "willow", "larch"
	in.CustomFields = s.keyed(map[string]any{"text": "willow"})
	body := map[string]any{
		"firstName": in.FirstName, "lastName": in.LastName, "externalContactId": in.ExternalContactID, "email": in.Email,
		"phoneNumber": in.PhoneNumber, "whatsappId": in.WhatsAppID, "fbMessengerId": in.FBMessengerID,
		"customFields": in.CustomFields,
	}
	created := s.answer(ctx, "Create a Contact", "POST /v1/contacts", body, contactShape.always)
	id, err := cuedesk.ParseID[cuedesk.Contact](idOf(created))
	if err != nil {
		return // which is reported
	}
	if got, err := s.client.Contacts.Get(ctx, id); s.ok("Get a Contact", err) {
		s.sameContact(section, got, in)
	}
}
