package nexadesk

import "github.com/go-json-experiment/json"

// MarshalJSON writes the contact as the API sends it, with the members in Extra. What
// is empty or was null is left out.
func (c Contact) MarshalJSON() ([]byte, error) {
	type plain Contact // without this method
	return json.Marshal(plain(c), json.Deterministic(true))
}
