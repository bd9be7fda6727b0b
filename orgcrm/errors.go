package orgcrm

import (
	"cmp"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// decodeError reads an error in one of the common forms, as none is documented:
// {"detail": …}, {"message": …} or {"error": …}, with a text, an object that has one,
// or a list of problems with the input.
func decodeError(body string) *rest.APIError {
	count, members := 0, map[string]string{}
	err := rest.Members(body, func(name, value string) {
		count++
		switch name {
		case "detail", "message", "error":
			members[name] = value
		}
	})
	if err != nil || !rest.ValidJSON(body) {
		return nil
	}
	// With a successful status, only a member "error" says that something failed.
	fails := !slices.Contains([]string{"", "null", "false", `""`}, members["error"])
	for _, name := range []string{"detail", "message", "error"} {
		said := &rest.APIError{Details: members[name], Refusal: fails}
		addFields(said, members[name])
		if said.Message = messageText(members[name], said.Fields); said.Message != "" {
			if count > 1 {
				said.Details = body // which of them matters is not documented
			}
			return said
		}
	}
	return nil
}

// maxWords is how many texts of a list an error joins.
const maxWords = 100

// messageText returns what an error says in words, or nothing.
func messageText(said string, fields []rest.FieldError) string {
	if text := rest.Text(said); text != "" {
		return text
	}
	if len(fields) > 0 {
		return fields[0].Msg
	}
	var texts []string
	odd := rest.Elements(said, func(value string) {
		if len(texts) < maxWords {
			texts = append(texts, rest.Text(value))
		}
	})
	if odd == nil && !slices.Contains(texts, "") {
		return strings.Join(texts, "; ")
	}
	var message, detail string
	_ = rest.Members(said, func(name, value string) { // any other JSON says nothing in words
		switch name {
		case "message":
			message = rest.Text(value)
		case "detail":
			detail = rest.Text(value)
		}
	})
	return cmp.Or(message, detail)
}

// addFields reads a list of problems, each with the place where it is.
func addFields(said *rest.APIError, list string) {
	_ = rest.Elements(list, func(problem string) { // what is no list has no problems
		if problem == "" || problem[0] != '{' {
			return
		}
		if f := said.NextField(); f != nil {
			*f = decodeField(problem)
		}
	})
	said.Fields = slices.DeleteFunc(said.Fields, func(f rest.FieldError) bool { return f.Msg == "" })
}

// decodeField reads one problem; without a message it does not count.
func decodeField(problem string) (f rest.FieldError) {
	_ = rest.Members(problem, func(name, value string) {
		switch name {
		case "type":
			f.Type = rest.Text(value)
		case "msg":
			f.Msg = rest.Text(value)
		case "loc":
			f.In, f.Field = place(value)
		}
	})
	return f
}

// place splits where a problem is into the part of the request and the field.
func place(loc string) (in, field string) {
	var path []string
	_ = rest.Elements(loc, func(name string) { // a place that is no list is not understood
		if len(path) < maxWords {
			path = append(path, cmp.Or(rest.Text(name), name[:min(len(name), 64)]))
		}
	})
	if len(path) > 0 && slices.Contains([]string{"body", "query", "path", "header"}, path[0]) {
		in, path = path[0], path[1:]
	}
	return in, strings.Join(path, ".")
}
