package cuedesk

import (
	"cmp"
	"fmt"
	"strconv"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// What people print says what it is, with its ID or its counts, and nothing personal.

// String returns the ID only: the rest is personal.
func (c Contact) String() string { return "contact " + c.ID.String() }

// String returns nothing personal.
func (ContactCreate) String() string { return "new contact" }

// String returns nothing personal.
func (ContactUpdate) String() string { return "contact update" }

// String returns the ID only.
func (l List) String() string { return "list " + l.ID.String() }

// String returns nothing that was written.
func (ListCreate) String() string { return "new list" }

// String returns nothing that was written.
func (ListUpdate) String() string { return "list update" }

// String returns nothing of what is searched for.
func (ListListsOptions) String() string { return "list options" }

// String returns the ID only: the rest is personal.
func (n Note) String() string { return "note " + n.ID.String() }

// String returns nothing personal.
func (NoteContent) String() string { return "note content" }

// String returns nothing personal.
func (NoteCreate) String() string { return "new note" }

// String returns nothing personal.
func (NoteReplace) String() string { return "note replacement" }

// String returns the ID only.
func (f CustomField) String() string { return "custom field " + f.ID.String() }

// String returns nothing that was written.
func (SelectOption) String() string { return "select option" }

// String returns nothing that was written.
func (CustomFieldCreate) String() string { return "new custom field" }

// String returns nothing that was written.
func (CustomFieldReplace) String() string { return "custom field replacement" }

// String returns how many values there are, not what they are: [CustomValues.Get]
// returns one, and [CustomValues.Raw] all.
func (v CustomValues) String() string { return strconv.Itoa(v.Len()) + " custom values" }

// String returns which page it is, and nothing of its items.
func (p Page[T]) String() string {
	return fmt.Sprintf("%d items from %d on, of %d", len(p.Items), p.Offset, p.Total)
}

// String returns nothing of what is searched for.
func (Query) String() string { return "contact search" }

// String returns the field and the operator: the value is people's.
func (f Filter) String() string { return f.field + " " + string(f.operator) }

// String returns about how many contacts the part has.
func (p Partition) String() string { return fmt.Sprintf("%s for about %d contacts", p.Query, p.Count) }

// String returns how far the iterator is.
func (p Position) String() string { return fmt.Sprintf("%d of %d items", p.Items(), p.Total()) }

// String returns what becomes of the field, not its value, which may be personal.
func (o Optional[T]) String() string { return [...]string{"left alone", "cleared", "set"}[o.state] }

// String returns how many contacts there are, and nothing about any.
func (in BulkCreate) String() string { return fmt.Sprintf("import of %d contacts", len(in.Contacts)) }

// String returns the ID of the import.
func (j Job) String() string { return "import " + j.ID.String() }

// String returns how the import stands.
func (i Import) String() string {
	return fmt.Sprintf("import %s: %s, %s", i.ID, rest.Printable(string(i.Status)), i.Summary)
}

// String returns the counts.
func (s ImportSummary) String() string {
	return fmt.Sprintf("%d created and %d failed of %d", s.Created, s.Failed, s.Total)
}

// String returns how many contacts were added, and how many were not.
func (a AddResult) String() string {
	return fmt.Sprintf("%d contacts added, %d warnings", len(a.Added), len(a.Warnings))
}

// String returns the ID only: the message can be personal.
func (w Warning) String() string { return "warning about contact " + w.ContactID.String() }

// String returns the ID, and whether this call created the contact.
func (e Ensured) String() string { return ensuredText(e.Contact, e.Created) }

// String returns the ID, and whether this call created the list.
func (e EnsuredList) String() string { return ensuredText(e.List, e.Created) }

// String returns the ID, and whether this call created the definition.
func (e EnsuredField) String() string { return ensuredText(e.Field, e.Created) }

func ensuredText(what fmt.Stringer, created bool) string {
	if created {
		return fmt.Sprint(what, ", created")
	}
	return fmt.Sprint(what, ", not created")
}

// String returns how the call ended, without headers.
func (r Result) String() string {
	text := fmt.Sprintf("status %d after %d attempts in %s", r.StatusCode, len(r.Attempts),
		r.Duration.Round(time.Millisecond))
	if r.Err != nil {
		text += ": " + r.Err.Error()
	}
	return text
}

// String returns the operation and what became of the attempt.
func (a Attempt) String() string {
	text := fmt.Sprintf("attempt %d of %s: status %d in %s", a.Number, a.Operation, a.StatusCode,
		a.Duration.Round(time.Millisecond))
	if a.Err != nil {
		text += ": " + a.Err.Error()
	}
	return text
}

// String returns names only: Msg holds the words of the API.
func (f FieldError) String() string {
	return cmp.Or(identifier(f.In), "input") + " " + identifier(f.Field) + " " + identifier(f.Type)
}

// String returns the text of the error, also for one that is printed by value.
func (e Error) String() string { return e.Error() }
