package contract

import (
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/operations"
)

// fullContact has every field.
func fullContact() cuedesk.ContactCreate {
	return cuedesk.ContactCreate{
		FirstName: "Bruce", LastName: "Wayne", ExternalContactID: "batman", Email: "batman@example.com",
		PhoneNumber: "1234567890", WhatsAppID: "1234567890", FBMessengerID: "fb_12345", CustomFields: allValues(),
	}
}

// leastContacts have one identifier each, and nothing else.
var leastContacts = []cuedesk.ContactCreate{
	{ExternalContactID: "\u0000 \"\\ \u2028 \U0001F987"},
	{Email: "ä@ü"},
	{PhoneNumber: "+44 (0) 20"},
	{WhatsAppID: strings.Repeat("9", 10_000)},
	{FBMessengerID: "null"},
}

func (w *coverRun) runContacts() {
	w.t.Helper()
	for _, in := range leastContacts {
		w.ok(w.Contacts.Create(w.ctx, in))
	}
	created := required(w.Contacts.Create(w.ctx, fullContact()))(w)
	w.ok(w.Contacts.Get(w.ctx, created.ID))
	w.updateContact(w.archived())
	w.updateContact(created.ID)
	w.archived()
	for _, field := range []cuedesk.ContactOrderField{
		cuedesk.OrderByCreatedAt, cuedesk.OrderByFirstName, cuedesk.OrderByLastName, cuedesk.OrderByUpdatedAt,
		cuedesk.OrderByExternalContactID,
	} {
		for _, order := range []cuedesk.Order{cuedesk.Ascending, cuedesk.Descending} {
			w.ok(w.Contacts.List(w.ctx, cuedesk.ListContactsOptions{OrderField: field, Order: order}))
		}
	}
	for _, page := range pages {
		w.ok(w.Contacts.List(w.ctx, cuedesk.ListContactsOptions{PageOptions: page}))
	}
	w.ok(w.Contacts.List(w.ctx, cuedesk.ListContactsOptions{ListID: operations.ListID}))
	for item, err := range w.Contacts.All(w.ctx, cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(2)) {
		w.ok(item, err)
	}
}

// updateContact changes everything, then clears everything, an identifier at a time.
func (w *coverRun) updateContact(id cuedesk.ContactID) {
	w.t.Helper()
	set, none := cuedesk.Set[string], cuedesk.Clear[string]()
	nulls := map[string]any{}
	for key := range allValues() {
		nulls[key] = nil
	}
	for _, in := range []cuedesk.ContactUpdate{
		{},
		{FirstName: set("")},
		{
			FirstName: set("Bruce"), LastName: set("Wayne-Kent"), ExternalContactID: set("🦇"), Email: set("b@example.com"),
			PhoneNumber: set("1"), WhatsAppID: set("2"), FBMessengerID: set("3"), CustomFields: allValues(),
		},
		{
			FirstName: none, LastName: none, ExternalContactID: none, PhoneNumber: none, WhatsAppID: none,
			FBMessengerID: none, CustomFields: nulls,
		},
		{Email: none, PhoneNumber: set("1")},
	} {
		w.ok(w.Contacts.Get(w.ctx, id))
		w.ok(w.Contacts.Update(w.ctx, id, in))
	}
}

func (w *coverRun) runSearch() {
	w.t.Helper()
	for _, filter := range filters() {
		w.ok(w.Contacts.Search(w.ctx, cuedesk.Where(filter), cuedesk.PageOptions{}))
	}
	for _, sort := range sorts() {
		w.ok(w.Contacts.Search(w.ctx, cuedesk.Where().OrderBy(sort), cuedesk.PageOptions{}))
	}
	everything := cuedesk.Where(filters()...).Text("bruce 🦇").OrderBy(cuedesk.CreatedAt.Desc())
	for _, page := range pages {
		w.ok(w.Contacts.Search(w.ctx, everything, page))
		w.ok(w.Contacts.Search(w.ctx, cuedesk.Where(), page))
	}
	for item, err := range w.Contacts.SearchAll(w.ctx, cuedesk.Where(cuedesk.Email.Contains("@")), cuedesk.PageOptions{}) {
		w.ok(item, err)
	}
}

// textFields, timeFields and boolFields are the predefined fields and those custom fields that compare like them.
var (
	textFields = []cuedesk.TextField{
		cuedesk.FirstName, cuedesk.LastName, cuedesk.Email, cuedesk.PhoneNumber, cuedesk.WhatsAppID,
		cuedesk.FBMessengerID, cuedesk.ExternalContactID, cuedesk.ClientReference,
		cuedesk.CustomText(fieldKey(cuedesk.FieldText)), cuedesk.CustomText(fieldKey(cuedesk.FieldMultiselect)),
	}
	timeFields = []cuedesk.TimeField{
		cuedesk.CreatedAt, cuedesk.UpdatedAt, cuedesk.LastEngagedAt,
		cuedesk.CustomDate(fieldKey(cuedesk.FieldDate)), cuedesk.CustomDateTime(fieldKey(cuedesk.FieldDateTime)),
	}
	boolFields = []cuedesk.BoolField{cuedesk.Archived, cuedesk.CustomBool(fieldKey(cuedesk.FieldCheckbox))}
	long       = cuedesk.CustomLong(fieldKey(cuedesk.FieldInteger))
	double     = cuedesk.CustomDouble(fieldKey(cuedesk.FieldDecimal))
)

// filters returns each comparison that each field has.
func filters() []cuedesk.Filter {
	day := time.Date(2025, 12, 10, 10, 31, 34, 353_000_001, time.FixedZone("", -3600))
	all := []cuedesk.Filter{
		long.Exists(), long.Missing(), long.Is(0), long.IsNot(-1), long.GreaterThan(1), long.AtLeast(1), long.LessThan(9),
		long.AtMost(9), long.Between(-9, 9),
		double.Exists(), double.Missing(), double.Is(1e300), double.IsNot(-1e-300), double.GreaterThan(0.1),
		double.AtLeast(1), double.LessThan(9), double.AtMost(9), double.Between(-0.5, 0.5),
	}
	for _, f := range textFields {
		all = append(all, f.Exists(), f.Missing(), f.Is(""), f.IsNot("🦇"), f.Contains("\u0000"), f.NotContains("\""),
			f.StartsWith("b"), f.EndsWith(strings.Repeat("x", 1000)))
	}
	for _, f := range timeFields {
		all = append(all, f.Exists(), f.Missing(), f.Is(day), f.IsNot(day), f.After(day), f.NotBefore(day), f.Before(day),
			f.NotAfter(day), f.Between(day, day.AddDate(1, 0, 0)))
	}
	for _, f := range boolFields {
		all = append(all, f.Exists(), f.Missing(), f.Is(true), f.Is(false))
	}
	return all
}

// sorts returns both orders of each field.
func sorts() []cuedesk.Sort {
	all := []cuedesk.Sort{long.Asc(), long.Desc(), double.Asc(), double.Desc()}
	for _, f := range textFields {
		all = append(all, f.Asc(), f.Desc())
	}
	for _, f := range timeFields {
		all = append(all, f.Asc(), f.Desc())
	}
	for _, f := range boolFields {
		all = append(all, f.Asc(), f.Desc())
	}
	return all
}
