package jsonscan

import "slices"

// SplitTimes takes the values of those members out of an object that should hold a
// time and do not, and puts null in their place. Empty text is no time, and is
// dropped.
func SplitTimes(object []byte, names ...string) (rest []byte, odd []Member) {
	if !hasOddTime(object, names) {
		return object, nil
	}
	rest = append(make([]byte, 0, len(object)+len(names)*len("null")), '{')
	for _, m := range Members(object) {
		if slices.Contains(names, m.Name) && IsOddTime(m.Value) {
			if string(m.Value) != `""` {
				odd = append(odd, m)
			}
			m.Value = []byte("null")
		}
		rest = m.AppendTo(rest)
	}
	return append(rest, '}'), odd
}

func hasOddTime(object []byte, names []string) bool {
	s := New(object)
	if s.Kind() != '{' {
		return false
	}
	s.Open()
	for s.More() {
		name := s.Name()
		isTime := slices.ContainsFunc(names, func(n string) bool { return s.Is(name, n) })
		if value := s.Value(); isTime && IsOddTime(value) {
			return true
		}
	}
	return false
}

// IsOddTime reports whether a value is a string or a number, as a time may be, but
// not as RFC 3339 has it.
func IsOddTime(value []byte) bool {
	c := First(value)
	if c == '"' {
		_, ok := Time(value)
		return !ok
	}
	return c == '-' || isDigit(c)
}
