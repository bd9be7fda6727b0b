package cuedesk

import "github.com/go-json-experiment/json"

// The types without the methods that encode them. Those of them that are decoded
// by methods are in recordjson.go.
type (
	plainContact       Contact
	plainSelectOption  SelectOption
	plainImport        Import
	plainImportSummary ImportSummary
	plainAddResult     AddResult
	plainWarning       Warning
)

// marshalPlain encodes a value with the members of its Extra among its own, which
// encoding/json would not do.
func marshalPlain(plain any) ([]byte, error) { return json.Marshal(plain, json.Deterministic(true)) }

// MarshalJSON writes the contact as the API sends it, with the members in Extra. What
// is empty or was null is left out.
func (c Contact) MarshalJSON() ([]byte, error) { return marshalPlain(plainContact(c)) }

// MarshalJSON writes the list as the API sends it, with the members in Extra.
func (l List) MarshalJSON() ([]byte, error) { return marshalPlain(plainList(l)) }

// MarshalJSON writes the note as the API sends it, with the members in Extra.
func (n Note) MarshalJSON() ([]byte, error) { return marshalPlain(plainNote(n)) }

// MarshalJSON writes what a note says as the API sends it, with the members in Extra.
func (n NoteContent) MarshalJSON() ([]byte, error) { return marshalPlain(plainNoteContent(n)) }

// MarshalJSON writes the definition as the API sends it, with the members in Extra.
func (f CustomField) MarshalJSON() ([]byte, error) { return marshalPlain(plainCustomField(f)) }

// MarshalJSON writes the choice as the API sends it, with the members in Extra.
func (o SelectOption) MarshalJSON() ([]byte, error) { return marshalPlain(plainSelectOption(o)) }

// MarshalJSON writes the status as the API sends it, with the members in Extra.
func (i Import) MarshalJSON() ([]byte, error) { return marshalPlain(plainImport(i)) }

// MarshalJSON writes the counts as the API sends them, with the members in Extra.
func (s ImportSummary) MarshalJSON() ([]byte, error) { return marshalPlain(plainImportSummary(s)) }

// MarshalJSON writes the result as the API sends it, with the members in Extra.
func (a AddResult) MarshalJSON() ([]byte, error) { return marshalPlain(plainAddResult(a)) }

// MarshalJSON writes the warning as the API sends it, with the members in Extra.
func (w Warning) MarshalJSON() ([]byte, error) { return marshalPlain(plainWarning(w)) }
