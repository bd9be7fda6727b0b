package nexadesk

import (
	"cmp"
	"strings"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// decodeError reads the error format of the API (API: "Create Contact", the 409): a
// success that is false, or words beside data. A list of errors is not the API's.
// The data are kept whatever the error is: they name the contact of a conflict.
func decodeError(body string) *rest.APIError {
	said := map[string]string{}
	err := rest.Members(body, func(name, value string) {
		switch name {
		case "success", "error", "errors", "message", "data":
			said[name] = value
		}
	})
	success := said["success"]
	if err != nil || success == "true" || said["errors"] != "" || !rest.ValidJSON(body) {
		return nil
	}
	words := cmp.Or(rest.Text(said["error"]), rest.Text(said["message"]), textOfJSON(said["error"]))
	if success != "false" && (said["data"] == "" || isNull(said["data"]) && words == "") {
		return nil
	}
	return &rest.APIError{Message: words, Details: said["data"], Refusal: success == "false"}
}

// textOfJSON returns JSON that is not a text as it is, unless it is too long for words.
func textOfJSON(raw string) string {
	if isNull(raw) || raw[0] == '"' || len(raw) > 4<<10 {
		return ""
	}
	return strings.ToValidUTF8(raw, "\uFFFD")
}

func isNull(raw string) bool { return raw == "" || raw == "null" }
