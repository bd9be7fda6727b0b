package orgcrm

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// decodeError reads an error response. The documentation does not show one: this
// understands the forms that are common, {"detail": …}, {"message": …} and
// {"error": …}, with a text, an object that has one, or a list of what is wrong with
// the input.
func decodeError(body []byte) *rest.APIError {
	var members map[string]cuedesk.Value
	if rest.Unmarshal(body, &members) != nil {
		return nil
	}
	for _, name := range []string{"detail", "message", "error"} {
		said := members[name]
		fields := fieldErrors(said)
		if message := sentence(said, fields); message != "" {
			details := said.Raw()
			if len(members) > 1 {
				details = body // which of them matters is not documented
			}
			return &rest.APIError{Message: message, Details: details, Fields: fields}
		}
	}
	return nil
}

// sentence returns what an error says in words, or nothing.
func sentence(said cuedesk.Value, fields []rest.FieldError) string {
	var text string
	var inner struct {
		Message string `json:"message"`
		Detail  string `json:"detail"`
	}
	texts, err := said.Strings()
	switch raw := said.Raw(); {
	case rest.Unmarshal(raw, &text) == nil:
		return text
	case err == nil:
		return strings.Join(texts, "; ")
	case len(fields) > 0:
		return fields[0].Msg
	case rest.Unmarshal(raw, &inner) != nil:
		return ""
	}
	return cmp.Or(inner.Message, inner.Detail)
}

// fieldErrors reads a list of problems, each with the place where it is.
func fieldErrors(list cuedesk.Value) []rest.FieldError {
	var problems []struct {
		Loc  []cuedesk.Value `json:"loc"`
		Msg  string          `json:"msg"`
		Type string          `json:"type"`
	}
	if rest.Unmarshal(list.Raw(), &problems) != nil {
		return nil
	}
	var fields []rest.FieldError
	for _, p := range problems {
		if p.Msg == "" {
			continue
		}
		in, field := place(p.Loc)
		fields = append(fields, rest.FieldError{Type: p.Type, In: in, Field: field, Msg: p.Msg})
	}
	return fields
}

// place splits where a problem is into the part of the request and the field.
func place(loc []cuedesk.Value) (in, field string) {
	var path []string
	for _, name := range loc {
		path = append(path, name.String())
	}
	if len(path) > 0 && slices.Contains([]string{"body", "query", "path", "header"}, path[0]) {
		in, path = path[0], path[1:]
	}
	return in, strings.Join(path, ".")
}
