package contactfile

import (
	"fmt"
	"slices"
	"strings"
)

// Field is the field of a contact that a column is for: one of the constants, or a
// custom field made by [Custom].
type Field string

// The fields of a contact, by their names in the API (API: "Create a Contact"),
// and two that only this package has.
const (
	FirstName         Field = "first_name"
	LastName          Field = "last_name"
	Email             Field = "email"               // identifier
	PhoneNumber       Field = "phone_number"        // identifier
	ExternalContactID Field = "external_contact_id" // identifier: the contact's ID in another system
	WhatsAppID        Field = "whatsapp_id"         // identifier
	FBMessengerID     Field = "fb_messenger_id"     // identifier

	// FullName is a whole name. It becomes the first name of a contact without a
	// first and a last name: a program cannot tell where to split it.
	FullName Field = "full_name"

	// Ignore leaves a column out.
	Ignore Field = "-"
)

var plainFields = []Field{
	FirstName, LastName, Email, PhoneNumber, ExternalContactID, WhatsAppID, FBMessengerID, FullName, Ignore,
}

// identifiers are the fields by which a contact is found, the most usual one
// first.
var identifiers = []Field{Email, PhoneNumber, ExternalContactID, WhatsAppID, FBMessengerID}

// Type is the type of a custom field's values, by its name in the API's filters
// (API: "Search Contacts", data_type).
type Type string

// The types of custom fields.
const (
	Text    Type = "text"    // any text
	Long    Type = "long"    // an integer of 64 bits
	Double  Type = "double"  // a number
	Boolean Type = "boolean" // true, yes or 1; false, no or 0
	Date    Type = "date"    // a date, or a date and time, in the form of Options.Dates or ISO 8601
	List    Type = "list"    // several texts, as a JSON array or with ::: between them; not for filters
)

var types = []Type{Text, Long, Double, Boolean, Date, List}

const customPrefix = "custom_fields."

// Custom returns the field for the custom field with a key and a type.
func Custom(key string, t Type) Field { return Field(customPrefix + key + ":" + string(t)) }

// ParseField parses a field as it is written on a command line: "email",
// "custom_fields.seats:long", or "-" for [Ignore]. A custom field without a type is
// [Text]. Anything else is an error that matches [ErrOptions].
func ParseField(text string) (Field, error) {
	if slices.Contains(plainFields, Field(text)) {
		return Field(text), nil
	}
	rest, isCustom := strings.CutPrefix(text, customPrefix)
	key, typeName, typed := strings.Cut(rest, ":")
	if !typed {
		typeName = string(Text)
	}
	if !isCustom || key == "" || !slices.Contains(types, Type(typeName)) {
		return "", &Error{
			Problem: fmt.Sprintf("%q is no field", printable(text)), Err: ErrOptions,
			Fix: "a field is one of " + joinFields(plainFields) + ", or custom_fields.KEY:TYPE with " + joinTypes(),
		}
	}
	return Custom(key, Type(typeName)), nil
}

// Custom returns the key and the type of a custom field; ok is false for any
// other field.
func (f Field) Custom() (key string, t Type, ok bool) {
	rest, ok := strings.CutPrefix(string(f), customPrefix)
	key, typeName, _ := strings.Cut(rest, ":")
	return key, Type(typeName), ok
}

func joinFields(fields []Field) string {
	names := make([]string, len(fields))
	for i, field := range fields {
		names[i] = string(field)
	}
	return strings.Join(names, ", ")
}

func joinTypes() string {
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	return strings.Join(names, ", ")
}
