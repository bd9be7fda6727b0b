package cuedesk_test

import (
	"fmt"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestPrinted: what people print by accident shows nothing personal, in no form.
func TestPrinted(t *testing.T) {
	t.Parallel()
	resttest.Printed(t, resttest.Unprinted{
		"Value", // its String is what one asks for
		"Call", "Attempt.Operation", "Attempt.RequestID", "Error.Operation", "Error.RequestID", "Error.api",
		"Filter.field", "Sort.field", "Field.field",
		"Client", "ContactsService", "ListsService", "CustomFieldsService", "NotesService", "BulkService", // TestClient_hidesToken
		"ID", "RetryPolicy", "Hooks", "PageOptions", // no text
		"TextField", "LongField", "DoubleField", "BoolField", "TimeField", // names of fields
	},
		cuedesk.Contact{}, cuedesk.ContactCreate{}, cuedesk.ContactUpdate{}, cuedesk.CustomValues{},
		cuedesk.List{}, cuedesk.ListCreate{}, cuedesk.ListUpdate{}, cuedesk.AddResult{}, cuedesk.Warning{},
		cuedesk.Note{}, cuedesk.NoteContent{}, cuedesk.NoteCreate{}, cuedesk.NoteReplace{},
		cuedesk.CustomField{}, cuedesk.SelectOption{}, cuedesk.CustomFieldCreate{}, cuedesk.CustomFieldReplace{},
		cuedesk.BulkCreate{}, cuedesk.Job{}, cuedesk.Import{}, cuedesk.ImportSummary{},
		cuedesk.Query{}, cuedesk.Filter{}, cuedesk.Sort{}, cuedesk.Partition{}, cuedesk.Position{},
		cuedesk.Page[cuedesk.Contact]{}, cuedesk.Page[cuedesk.Note]{}, cuedesk.Optional[string]{},
		cuedesk.Optional[map[string]any]{},
		cuedesk.Ensured{}, cuedesk.EnsuredList{}, cuedesk.EnsuredField{},
		cuedesk.Error{}, cuedesk.FieldError{}, cuedesk.Result{}, cuedesk.Attempt{},
		cuedesk.ListContactsOptions{}, cuedesk.ListListsOptions{}, cuedesk.ListMembersOptions{},
		cuedesk.ListsOfContactOptions{},
	)
}

// TestPrinted_text: what is printed says what it is.
func TestPrinted_text(t *testing.T) {
	t.Parallel()
	contact := &cuedesk.Contact{ID: contactID, Email: "batman@example.com", CustomFields: customValues(t, `{"a":1,"b":2}`)}
	summary := cuedesk.ImportSummary{Total: 9, Created: 3, Failed: 1}
	for want, v := range map[string]fmt.Stringer{
		"contact " + contactID.String():                                     contact,
		"2 custom values":                                                   contact.CustomFields,
		"contact " + contactID.String() + ", created":                       cuedesk.Ensured{Contact: contact, Created: true},
		"list " + listID.String() + ", not created":                         cuedesk.EnsuredList{List: &cuedesk.List{ID: listID}},
		"1 items from 50 on, of 51":                                         cuedesk.Page[cuedesk.Contact]{Items: []cuedesk.Contact{*contact}, Offset: 50, Total: 51},
		"import of 1 contacts":                                              cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{{}}},
		"3 created and 1 failed of 9":                                       summary,
		"import " + importID.String() + ": processing, " + summary.String(): cuedesk.Import{ID: importID, Status: cuedesk.ImportProcessing, Summary: summary},
		"import " + importID.String():                                       &cuedesk.Job{ID: importID},
		"email equals":                                                      cuedesk.Email.Is("batman"),
		"contact search":                                                    cuedesk.Where(cuedesk.Email.Is("batman")),
		"contact search for about 7 contacts":                               cuedesk.Partition{Count: 7},
		"0 of 0 items":                                                      &cuedesk.Position{},
		"set":                                                               cuedesk.Set("batman"),
		"cleared":                                                           cuedesk.Clear[string](),
		"left alone":                                                        cuedesk.Optional[string]{},
		"body email missing":                                                cuedesk.FieldError{In: "body", Field: "email", Type: "missing"},
		"attempt 2 of GET /v1/contacts: status 503 in 0s":                   cuedesk.Attempt{Number: 2, Operation: "GET /v1/contacts", StatusCode: 503},
		"status 200 after 1 attempts in 0s":                                 cuedesk.Result{StatusCode: 200, Attempts: make([]cuedesk.Attempt, 1)},
	} {
		if got := v.String(); got != want {
			t.Errorf("%T prints %q, not %q", v, got, want)
		}
	}
}

// TestPrinted_controlCharacters: the status of an import is what a server says.
func TestPrinted_controlCharacters(t *testing.T) {
	t.Parallel()
	status := cuedesk.Import{ID: importID, Status: "\x1b[2J\r\n\u202e"}
	resttest.Printable(t, status, &status, []cuedesk.Import{status})
}
