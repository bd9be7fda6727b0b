package jsonscan

import "slices"

// SplitTimes takes those members out of an object that should hold a time and do
// not: the object is then readable without them. Empty text is no time, and is
// dropped. Where such a name comes twice the object stays as it is: its decoder
// refuses it.
func SplitTimes(object []byte, names ...string) (rest []byte, odd []Member) {
	if !hasOddTime(object, names) {
		return object, nil
	}
	rest = []byte{'{'}
	seen := map[string]bool{}
	for _, m := range Members(object) {
		isTime := slices.Contains(names, m.Name)
		switch {
		case isTime && seen[m.Name]:
			return object, nil
		case !isTime || !IsOddTime(m.Value):
			rest = m.AppendTo(rest)
		case string(m.Value) != `""`:
			odd = append(odd, m)
		}
		if isTime {
			seen[m.Name] = true
		}
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
	switch c := First(value); {
	case c == '"':
		_, ok := Time(value)
		return !ok
	default:
		return c == '-' || isDigit(c)
	}
}
