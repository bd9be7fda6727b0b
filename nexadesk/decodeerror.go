package nexadesk

import (
	"cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// decodeError reads the error format of the API (API: "Create Contact", the 409).
// The data are kept whatever the error is: they name the contact of a conflict.
func decodeError(body []byte) *rest.APIError {
	var said struct {
		Success cuedesk.Value `json:"success"`
		Error   cuedesk.Value `json:"error"`
		Message cuedesk.Value `json:"message"`
		Data    cuedesk.Value `json:"data"`
	}
	if rest.Unmarshal(body, &said) != nil || string(said.Success.Raw()) == "true" {
		return nil
	}
	words := cmp.Or(text(said.Error), text(said.Message), said.Error.String())
	if said.Data.IsNull() && words == "" {
		return nil
	}
	return &rest.APIError{Message: words, Details: said.Data.Raw()}
}

// text returns the text of a JSON string, and nothing for anything else.
func text(v cuedesk.Value) string {
	if raw := v.Raw(); len(raw) == 0 || raw[0] != '"' {
		return ""
	}
	return v.String()
}
