package cuedesk

import (
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// byHand is a result that is decoded without the JSON package. It bounds what it
// takes in, and judges repeated members.
type byHand interface {
	json.Unmarshaler
	readFrom(d *contactDecoder) error
}

// decodeByHand decodes JSON that has been validated.
func decodeByHand(data []byte, out byHand) error {
	d := newContactDecoder(data)
	defer d.free()
	return out.readFrom(d)
}

// maxOnce is the largest body that is decoded before it is known to be JSON, some times
// that of the largest page. If that fails, the body is decoded a second time.
const maxOnce = 1 << 20

// decodeResult is the [rest.Decoder] of the API. One walk validates and decodes; where
// it fails, the JSON package looks first, and says what is wrong.
func decodeResult(body []byte, out any) (known bool, err error) {
	one, ok := out.(byHand)
	if !ok {
		return false, rest.Unmarshal(body, out)
	}
	if len(body) <= maxOnce && utf8.Valid(body) {
		if ok, known := decodeOnce(body, one); ok {
			return known, nil
		}
	}
	return false, rest.UnmarshalCareful(body, one)
}

// decodeOnce reports whether a body is JSON, decodes it, and reports whether all of its
// members are known.
func decodeOnce(body []byte, out byHand) (ok, known bool) {
	d := newContactDecoder(body)
	defer d.free()
	ok = out.readFrom(d) == nil && d.scan.Valid()
	return ok, d.unknown == 0
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
	switch _, n := countMembers(data); {
	case n > maxOptions:
		return rest.ShapeError("too many options")
	case n > 0: // growing would cost several times as much
		f.SelectOptions = make([]SelectOption, 0, n)
	}
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

// largeRecord is what a record has to exceed before anything in it is counted.
const largeRecord = 64 << 10

// A large record has at most so many members and options: each can take many times the
// memory of its JSON.
const (
	maxRecord  = 10_000
	maxOptions = 50_000
)

// countMembers returns how many members a large record has, and how many options.
func countMembers(data []byte) (members, options int) {
	if len(data) <= largeRecord || jsonscan.First(data) != '{' {
		return 0, 0
	}
	s := jsonscan.New(data)
	for s.Open(); s.More(); members++ {
		name, value := s.Name(), s.Value()
		if !s.Is(name, "select_options") || jsonscan.First(value) != '[' {
			continue
		}
		list := jsonscan.New(value)
		for list.Open(); list.More(); options++ {
			list.Value()
		}
	}
	return members, options
}

// decodeRecord decodes a T by its tags into out. A value in
// place of a time that is not a time goes to the extra members.
func decodeRecord[T any](data []byte, out any, extra *map[string]Value, times ...string) error {
	if kind := jsonscan.First(data); kind != '{' && kind != 'n' {
		return rest.Misfit[T](data)
	}
	if members, _ := countMembers(data); members > maxRecord {
		return rest.ShapeError("too many members")
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
		(*extra)[m.Name] = Value{raw}
	}
	return nil
}
