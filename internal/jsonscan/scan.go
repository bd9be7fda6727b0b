// Package jsonscan walks over JSON: a response, or values that were kept from one. It
// allocates nothing. For text that is not JSON the results are meaningless, but it ends,
// and [Scanner.Valid] reports it.
package jsonscan

// Text is JSON as it was received, or as it is kept.
type Text interface{ ~string | ~[]byte }

// Scanner is a place in a text. Its methods move it forward.
type Scanner[T Text] struct {
	text    T
	at      int
	depth   int    // objects and arrays that are open
	arrays  uint64 // which of them are arrays, the innermost in the lowest bit
	first   bool   // nothing was read of the innermost: no comma is due
	escaped bool   // whether the last string has a backslash
	invalid bool   // something was not JSON, or deeper than arrays can tell
}

// maxOpen is how deep the scanner knows what is open.
const maxOpen = 64

// New returns a scanner at the beginning of a text.
func New[T Text](text T) Scanner[T] { return Scanner[T]{text: text} }

// Kind moves to the next value and returns its first byte; 0 at the end.
func (s *Scanner[T]) Kind() byte {
	if s.at < len(s.text) && s.text[s.at] > ' ' { // the usual case, which is inlined
		return s.text[s.at]
	}
	return s.skipSpace()
}

func (s *Scanner[T]) skipSpace() byte {
	for ; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case ' ', '\t', '\n', '\r':
		default:
			return s.text[s.at]
		}
	}
	return 0
}

// Open goes into the object or array that begins here.
func (s *Scanner[T]) Open() {
	s.arrays <<= 1
	if s.at < len(s.text) && s.text[s.at] == '[' {
		s.arrays |= 1
	}
	s.at++
	s.depth++
	s.first = true
	s.invalid = s.invalid || s.depth > maxOpen
}

// More reports whether the object or array has another member, and leaves it if
// not.
func (s *Scanner[T]) More() bool {
	first, kind := s.first, s.Kind()
	s.first = false
	switch kind {
	case ',':
		s.invalid = s.invalid || first
		s.at++
		return s.Kind() != 0
	case '}', ']':
		s.invalid = s.invalid || s.depth == 0 || (kind == ']') != (s.arrays&1 == 1)
		s.arrays >>= 1
		s.depth--
		s.at++
		return false
	}
	s.invalid = s.invalid || !first || kind == 0
	return kind != 0
}

// Valid reports whether the text is one JSON value that was read to its end. The
// encoding of its characters is not looked at. It may be false for JSON that is
// nested more than 64 deep.
func (s *Scanner[T]) Valid() bool {
	s.Kind()
	return !s.invalid && s.depth == 0 && s.at == len(s.text)
}

// Name returns the name of the next member, with its quotes.
func (s *Scanner[T]) Name() T {
	name := s.Value()
	s.invalid = s.invalid || First(name) != '"'
	if s.Kind() == ':' {
		s.at++
	} else {
		s.invalid = true
	}
	return name
}

// Visit calls visit before the value of each member of an object. It skips what visit
// does not read, and JSON of another kind.
func (s *Scanner[T]) Visit(visit func(name T)) {
	if s.Kind() != '{' {
		s.Value()
		return
	}
	for s.Open(); s.More(); {
		name := s.Name()
		s.Kind()
		from := s.at
		if visit(name); s.at == from {
			s.Value()
		}
	}
}

// Value returns the next value as it stands.
func (s *Scanner[T]) Value() T {
	kind, from := s.Kind(), s.at
	switch kind {
	case '"':
		s.skipString()
	case '{', '[':
		s.skipNested()
	default:
		s.skipScalar()
	}
	return s.text[from:s.at]
}

// Peek returns the next value and stays before it.
func (s *Scanner[T]) Peek() T {
	ahead := *s
	return ahead.Value()
}

// At returns how many bytes are behind.
func (s *Scanner[T]) At() int { return s.at }

// Slice returns a part of the text.
func (s *Scanner[T]) Slice(from, to int) T { return s.text[from:to] }

// Is reports whether the string that was read last is the text.
func (s *Scanner[T]) Is(quoted T, text string) bool {
	if s.escaped {
		return string(AppendString(nil, quoted)) == text
	}
	return len(quoted) == len(text)+2 && string(quoted[1:len(quoted)-1]) == text
}

// Escaped reports whether the string that was read last has escapes.
func (s *Scanner[T]) Escaped() bool { return s.escaped }

// AppendString appends the text of the string that was read last.
func (s *Scanner[T]) AppendString(dst []byte, quoted T) []byte {
	if s.escaped || len(quoted) < 2 {
		return AppendString(dst, quoted)
	}
	return append(dst, quoted[1:len(quoted)-1]...)
}

// Rest returns how many bytes are left.
func (s *Scanner[T]) Rest() int { return len(s.text) - s.at }

func (s *Scanner[T]) skipString() {
	s.escaped = false
	text := s.text
	for i := s.at + 1; i < len(text); i++ {
		if plain[text[i]] {
			continue
		}
		switch text[i] {
		case '"':
			s.at = i + 1
			return
		case '\\':
			s.escaped = true
			n := escapeLen(text[i:])
			s.invalid = s.invalid || n == 0
			i += max(n, 2) - 1
		default:
			s.invalid = true
		}
	}
	s.at, s.invalid = len(text), true
}

// plain are the bytes that stand for themselves in a string.
var plain = func() (plain [256]bool) {
	for i := range plain {
		plain[i] = i >= ' ' && i != '"' && i != '\\'
	}
	return plain
}()

func (s *Scanner[T]) skipNested() {
	if s.depth >= maxOpen {
		s.invalid = true
		s.skipDeep()
		return
	}
	isObject := s.text[s.at] == '{'
	for s.Open(); s.More(); {
		if isObject {
			s.Name()
		}
		s.Value()
	}
}

// skipDeep skips what is too deep to look at.
func (s *Scanner[T]) skipDeep() {
	for depth := 0; s.at < len(s.text); {
		switch s.text[s.at] {
		case '"':
			s.skipString()
			continue
		case '{', '[':
			depth++
		case '}', ']':
			depth--
		}
		s.at++
		if depth == 0 {
			return
		}
	}
}

// skipScalar moves at least one byte, so that no loop over a text stands still.
func (s *Scanner[T]) skipScalar() {
	from := s.at
	for s.at++; s.at < len(s.text); s.at++ {
		switch s.text[s.at] {
		case ',', ':', '}', ']', ' ', '\t', '\n', '\r', '"', '{', '[':
			s.invalid = s.invalid || !isScalar(s.text[from:s.at])
			return
		}
	}
	s.at = len(s.text)
	s.invalid = s.invalid || from >= len(s.text) || !isScalar(s.text[from:])
}

// Measure returns how many values a text has, names of members among them, and how
// many bytes the longest of these names has.
func Measure[T Text](text T) (values, longestName int) {
	last := 0
	s := New(text) // before the loop, which would copy it each time
	for s.Kind() != 0 {
		switch s.Kind() {
		case '{', '[':
			values++
			s.at++
		case ':':
			longestName = max(longestName, last)
			s.at++
		case '}', ']', ',':
			s.at++
		default:
			values++
			last = len(s.Value())
		}
	}
	return values, longestName
}

// First returns the first byte of a value, which tells its kind; 0 if it is empty.
func First[T Text](value T) byte {
	if len(value) == 0 {
		return 0
	}
	return value[0]
}

// IsEmptyArray reports whether a value is [].
func IsEmptyArray[T Text](value T) bool {
	s := New(value)
	if s.Kind() != '[' {
		return false
	}
	s.Open()
	return s.Kind() == ']'
}
