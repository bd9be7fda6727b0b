package jsonscan

import "iter"

// Member is a member of an object.
type Member struct {
	Name   string // without its quotes
	Value  []byte // as it stands
	quoted []byte
}

// Members iterates over the members of an object and their positions.
func Members(object []byte) iter.Seq2[int, Member] {
	return func(yield func(int, Member) bool) {
		s := New(object)
		if s.Kind() != '{' {
			return
		}
		s.Open()
		for i := 0; s.More(); i++ {
			name := s.Name()
			if !yield(i, Member{string(AppendString(nil, name)), s.Value(), name}) {
				return
			}
		}
	}
}

// AppendTo appends the member to an object that is being written, from its brace on.
func (m Member) AppendTo(object []byte) []byte {
	if len(object) > 1 {
		object = append(object, ',')
	}
	object = append(object, m.quoted...)
	object = append(object, ':')
	return append(object, m.Value...)
}
