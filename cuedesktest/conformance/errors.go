package conformance

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// wantError wants an error of the API with one of the statuses, and reports whether there is one.
func (s *suite) wantError(section, what string, err error, statuses ...int) bool {
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	switch {
	case err == nil:
		s.reportDifference(section, "%s: got a success, want status %d", what, statuses[0])
	case !ok || apiErr.StatusCode == 0:
		s.reportDifference(section, "%s: %s", what, explained(err))
	case !slices.Contains(statuses, apiErr.StatusCode):
		s.reportDifference(section, "%s: got status %d, want %d", what, apiErr.StatusCode, statuses[0])
	case apiErr.Message == "":
		s.reportDifference(section, "%s: the response is not in the documented format of errors", what)
	default:
		return true
	}
	return false
}

// invalid wants a validation error of one field; "" is any. The documentation does not say that the status is 422 and
// not 400, nor what the parts of a request other than the body are called.
func (s *suite) invalid(section, what string, err error, in, field string) {
	apiErr, _ := errors.AsType[*cuedesk.Error](err)
	if !s.refused(section, what, err) || apiErr.StatusCode != http.StatusUnprocessableEntity {
		return
	}
	same(s, section, what+": message", apiErr.Message, "422 UNPROCESSABLE ENTITY")
	if len(apiErr.Fields) == 0 {
		s.reportDifference(section, "%s: details.errors is missing or empty", what)
	}
	named := field == ""
	for _, f := range apiErr.Fields {
		if f.Type == "" || f.In == "" || f.Msg == "" {
			s.reportDifference(section, "%s: an entry of details.errors has no type, in or msg", what)
		}
		named = named || f.Field == field && (f.In == in || in != "body" && !s.Strict)
	}
	if !named {
		s.reportDifference(section, "%s: details.errors has no entry for %q", what, field)
	}
}

// refused wants an error for input that is wrong in a way for which the documentation names no status: 400 is
// "invalid or missing data", 422 "validation error".
func (s *suite) refused(section, what string, err error) bool {
	if s.Strict {
		return s.wantError(section, what, err, http.StatusUnprocessableEntity)
	}
	return s.wantError(section, what, err, http.StatusUnprocessableEntity, http.StatusBadRequest)
}

// missing wants a 404. The documentation shows the message of other statuses only.
func (s *suite) missing(section, what string, err error) {
	if s.wantError(section, what, err, http.StatusNotFound) && s.Strict {
		apiErr, _ := errors.AsType[*cuedesk.Error](err)
		same(s, section, what+": message", apiErr.Message, "404 NOT FOUND")
	}
}

// checkErrors checks what the page of errors says, on operations of all resources.
func (s *suite) checkErrors(ctx context.Context) {
	s.checkToken(ctx)
	s.checkMissing(ctx, s.setUp(ctx))
	s.checkExample(ctx)
}

// checkMissing asks for what is not there.
func (s *suite) checkMissing(ctx context.Context, p *fixtures) {
	c, none, contact := s.client, uuid.New(), p.subject.contact.ID
	noContact, noList := cuedesk.ContactID{UUID: none}, cuedesk.ListID{UUID: none}
	noField, noNote := cuedesk.CustomFieldID{UUID: none}, cuedesk.NoteID{UUID: none}
	name := s.name("missing")
	field := cuedesk.CustomFieldReplace{Name: name, FieldType: cuedesk.FieldText}
	note := cuedesk.NoteReplace{Title: name, Content: cuedesk.NoteContent{Text: name}}
	calls := map[string]error{
		"Delete a Contact List":                c.Lists.Delete(ctx, noList),
		"Delete a Custom Field":                c.CustomFields.Delete(ctx, noField),
		"Delete a Contact Note":                c.Notes.Delete(ctx, contact, noNote),
		"Delete a Custom Field from a Contact": c.Contacts.DeleteCustomField(ctx, noContact, p.fields["text"].ID),
	}
	_, calls["Get a Contact"] = c.Contacts.Get(ctx, noContact)
	_, calls["Update a Contact"] = c.Contacts.Update(ctx, noContact, cuedesk.ContactUpdate{FirstName: cuedesk.Set("x")})
	_, calls["List Contact Custom Fields"] = c.Contacts.CustomFields(ctx, noContact)
	_, calls["Add a Custom Field to a Contact"] = c.Contacts.SetCustomField(ctx, noContact, p.fields["text"].ID, "x")
	_, calls["Update Contact Custom Fields"] = c.Contacts.UpdateCustomFields(ctx, noContact,
		map[string]any{s.key("text"): "x"})
	_, calls["Get Contact Lists for a Contact"] = c.Contacts.Lists(ctx, noContact, cuedesk.ListsOfContactOptions{})
	_, calls["Get a Contact List"] = c.Lists.Get(ctx, noList)
	_, calls["Update a Contact List"] = c.Lists.Update(ctx, noList, cuedesk.ListUpdate{Name: cuedesk.Set(name)})
	_, calls["List Contacts in a Contact List"] = c.Lists.Contacts(ctx, noList, cuedesk.ListMembersOptions{})
	_, calls["Add Contacts to a Contact List"] = c.Lists.AddContacts(ctx, noList, contact)
	_, calls["Remove Contacts from a Contact List"] = c.Lists.RemoveContacts(ctx, noList, contact)
	_, calls["Get a Custom Field"] = c.CustomFields.Get(ctx, noField)
	_, calls["Update a Custom Field"] = c.CustomFields.Replace(ctx, noField, field)
	_, calls["List Contact Notes"] = c.Notes.List(ctx, noContact, cuedesk.PageOptions{})
	_, calls["Get a Contact Note"] = c.Notes.Get(ctx, contact, noNote)
	_, calls["Update a Contact Note"] = c.Notes.Replace(ctx, contact, noNote, note)
	_, calls["Get Contact Import Status"] = c.Bulk.Job(cuedesk.ImportID{UUID: none}).Status(ctx)
	for _, section := range sortedKeys(calls) {
		s.missing(section, "an ID that nothing has", calls[section])
	}
}

// checkExample checks the documented example of a validation error, and its like for a wrong type.
func (s *suite) checkExample(ctx context.Context) {
	const createList = "POST /v1/contact-lists"
	err := s.post(ctx, createList, map[string]any{})
	s.wantError("Error Responses", "a list without a name", err, http.StatusUnprocessableEntity)
	s.invalid("Error Responses", "a list without a name", err, "body", "name")
	if apiErr, ok := errors.AsType[*cuedesk.Error](err); ok && len(apiErr.Fields) == 1 {
		same(s, "Error Responses", "type of a missing field", apiErr.Fields[0].Type, "missing")
		if s.Strict { // the words of an example are no promise
			same(s, "Error Responses", "msg of a missing field", apiErr.Fields[0].Msg, "Field required")
		}
	}
	err = s.post(ctx, createList, map[string]any{"name": []int{1}})
	s.invalid("Error Responses", "a list whose name is an array", err, "body", "name")
	text := map[string]any{"contacts": strings.Repeat("x", 3)}
	s.invalid("Error Responses", "an import whose contacts are text", s.client.Do(ctx, bulkOperation, text, nil), "body",
		"contacts")
}

// post sends what should be refused, past the checks of the client. If it is not, what came of it is deleted in the
// end.
func (s *suite) post(ctx context.Context, operation string, body map[string]any, args ...any) error {
	_, err := s.create(ctx, operation, body, args...)
	return err
}
