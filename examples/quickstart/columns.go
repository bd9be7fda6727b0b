package main

import (
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// column says how the values of a column become part of a contact.
type column struct {
	name     string
	trim     func(string) string        // takes off what surely means nothing
	read     func(string) (any, bool)   // the value, unless the text is none
	put      func(*row, any)            // where the value goes
	spelling bool                       // reading changes the spelling, never the meaning
	refusal  string                     // what a text that is no value is not
	field    *cuedesk.CustomFieldCreate // the custom field that holds it, if any
}

// columns are the columns that this program knows, in any order in the file.
var columns = []*column{
	{name: "first_name", trim: oneLine, read: anyText, put: text(func(r *row) *string { return &r.contact.FirstName })},
	{name: "last_name", trim: oneLine, read: anyText, put: text(func(r *row) *string { return &r.contact.LastName })},
	{
		name: "email", trim: oneLine, read: readEmail, spelling: true, refusal: "an e-mail address",
		put: text(func(r *row) *string { return &r.contact.Email }),
	},
	{
		name: "phone", trim: oneLine, read: readPhone, spelling: true, refusal: "a phone number",
		put: text(func(r *row) *string { return &r.contact.PhoneNumber }),
	},
	{name: "notes", trim: strings.TrimSpace, read: anyText, put: text(func(r *row) *string { return &r.note })},
	custom("company", anyText, "", cuedesk.CustomFieldCreate{Name: "Company", FieldType: cuedesk.FieldText}),
	custom("seats", readSeats, "clearly a whole number, 0 or more", cuedesk.CustomFieldCreate{
		Name: "Seats", FieldType: cuedesk.FieldInteger,
	}),
	custom("signup_date", readDate, "clearly a date", cuedesk.CustomFieldCreate{
		Name: "Signup date", FieldType: cuedesk.FieldDate,
	}),
	custom("subscription", readSubscription, "one of "+strings.Join(subscriptions, ", "), cuedesk.CustomFieldCreate{
		Name: "Subscription", FieldType: cuedesk.FieldSelect, SelectOptions: subscriptions,
	}),
}

// text puts a value into a field of the contact.
func text(dest func(*row) *string) func(*row, any) {
	return func(r *row, value any) { *dest(r), _ = value.(string) }
}

// custom is a column that goes into a custom field with the column's name as key.
func custom(key string, read func(string) (any, bool), refusal string, field cuedesk.CustomFieldCreate) *column {
	field.FieldKey = key
	return &column{
		name: key, trim: oneLine, read: read, refusal: refusal, field: &field,
		put: func(r *row, value any) { r.contact.CustomFields[key] = value },
	}
}

// otherNames are further headers of the columns.
var otherNames = map[string]string{"e_mail": "email", "phone_number": "phone", "note": "notes"}

// columnNamed returns the column with this header, or nil.
func columnNamed(header string) *column {
	name := strings.Join(strings.FieldsFunc(strings.ToLower(header), func(r rune) bool {
		return strings.ContainsRune(" _-", r)
	}), "_")
	if other, ok := otherNames[name]; ok {
		name = other
	}
	i := slices.IndexFunc(columns, func(c *column) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return columns[i]
}
