package cuedesk

import (
	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// careful is a result that bounds what it takes in and judges repeated members.
type careful interface {
	json.Unmarshaler
	careful()
}

func (*Contact) careful()     {}
func (*Page[T]) careful()     {}
func (*fieldValues) careful() {}

// decodeResult reads the body of a successful response.
func decodeResult(body []byte, out any) error {
	if one, ok := out.(careful); ok {
		return rest.UnmarshalCareful(body, one)
	}
	return rest.Unmarshal(body, out)
}

// The types without the methods that decode them.
type (
	plainList        List
	plainNote        Note
	plainCustomField CustomField
	plainNoteContent NoteContent
)

// UnmarshalJSON reads a list as the API sends it, its times as [Contact] has them.
func (l *List) UnmarshalJSON(data []byte) error {
	return decodeRecord[List](data, (*plainList)(l), &l.Extra, "created_at", "updated_at")
}

// UnmarshalJSON reads a note as the API sends it, its times as [Contact] has them.
func (n *Note) UnmarshalJSON(data []byte) error {
	return decodeRecord[Note](data, (*plainNote)(n), &n.Extra, "created_at", "updated_at", "archived_at")
}

// UnmarshalJSON reads a definition as the API sends it, its times as [Contact] has
// them.
func (f *CustomField) UnmarshalJSON(data []byte) error {
	return decodeRecord[CustomField](data, (*plainCustomField)(f), &f.Extra, "created_at", "updated_at", "archived_at")
}

// UnmarshalJSON reads what a note says. An empty array is how PHP encodes an empty
// object.
func (n *NoteContent) UnmarshalJSON(data []byte) error {
	if jsonscan.IsEmptyArray(data) {
		*n = NoteContent{}
		return nil
	}
	return decodeRecord[NoteContent](data, (*plainNoteContent)(n), &n.Extra)
}

// decodeRecord decodes a T by its tags into out. What stands for a time but is none
// goes to the extra members.
func decodeRecord[T any](data []byte, out any, extra *map[string]Value, times ...string) error {
	if kind := jsonscan.First(data); kind != '{' && kind != 'n' {
		return rest.Misfit[T](data)
	}
	data, odd := jsonscan.SplitTimes(data, times...)
	if err := rest.Unmarshal(data, out); err != nil {
		return err
	}
	for _, m := range odd {
		raw, err := validJSON(m.Value)
		if err != nil {
			return err
		}
		if *extra == nil {
			*extra = map[string]Value{}
		}
		(*extra)[m.Name] = Value{string(raw)}
	}
	return nil
}
