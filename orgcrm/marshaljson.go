package orgcrm

import "github.com/go-json-experiment/json"

// The types without the methods that encode them: encoding/json would write Extra as
// a member, not its members.
type (
	plainContact     Contact
	plainCustomField CustomField
	plainTag         Tag
)

func marshalPlain(plain any) ([]byte, error) { return json.Marshal(plain, json.Deterministic(true)) }

// MarshalJSON writes the contact as the API sends it, with the members in Extra. What
// is empty or was null is left out.
func (c Contact) MarshalJSON() ([]byte, error) { return marshalPlain(plainContact(c)) }

// MarshalJSON writes the definition as the API sends it, with the members in Extra.
func (f CustomField) MarshalJSON() ([]byte, error) { return marshalPlain(plainCustomField(f)) }

// MarshalJSON writes the tag as the API sends it, with the members in Extra.
func (t Tag) MarshalJSON() ([]byte, error) { return marshalPlain(plainTag(t)) }
