package orgcrm

import (
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// decodeError reads an error response. The documentation does not show one: this
// understands the forms that are common, {"detail": …}, {"error": …} and
// {"message": …}, where the first may hold a list of what is wrong with the input.
func decodeError(body []byte) *rest.APIError {
	var envelope struct {
		Detail  cuedesk.Value `json:"detail"`
		Error   cuedesk.Value `json:"error"`
		Message cuedesk.Value `json:"message"`
	}
	if json.Unmarshal(body, &envelope) != nil {
		return nil
	}
	for _, said := range []cuedesk.Value{envelope.Detail, envelope.Error, envelope.Message} {
		fields := fieldErrors(said)
		if message := sentence(said, fields); message != "" {
			return &rest.APIError{Message: message, Details: said.Raw(), Fields: fields}
		}
	}
	return nil
}

// sentence returns what an error says in words, or nothing.
func sentence(said cuedesk.Value, fields []rest.FieldError) string {
	var text string
	if json.Unmarshal(said.Raw(), &text) == nil {
		return text
	}
	var inner struct {
		Message string `json:"message"`
		Detail  string `json:"detail"`
	}
	switch {
	case len(fields) > 0:
		return fields[0].Msg
	case json.Unmarshal(said.Raw(), &inner) != nil:
		return ""
	case inner.Message != "":
		return inner.Message
	}
	return inner.Detail
}

// fieldErrors reads a list of problems, each with the place where it is.
func fieldErrors(list cuedesk.Value) []rest.FieldError {
	var problems []struct {
		Loc  []cuedesk.Value `json:"loc"`
		Msg  string          `json:"msg"`
		Type string          `json:"type"`
	}
	if json.Unmarshal(list.Raw(), &problems) != nil {
		return nil
	}
	var fields []rest.FieldError
	for _, p := range problems {
		if p.Msg == "" {
			continue
		}
		f := rest.FieldError{Type: p.Type, Msg: p.Msg}
		var path []string
		for _, name := range p.Loc {
			path = append(path, name.String())
		}
		if len(path) > 0 {
			f.In, f.Field = path[0], strings.Join(path[1:], ".")
		}
		fields = append(fields, f)
	}
	return fields
}
