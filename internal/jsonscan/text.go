package jsonscan

import "github.com/go-json-experiment/json/jsontext"

// AppendString appends the text of a JSON string. Half of a surrogate pair, which
// stands for no character, becomes U+FFFD.
func AppendString[T Text](dst []byte, quoted T) []byte {
	if len(quoted) < 2 || escaped(quoted) {
		dst, _ = jsontext.AppendUnquote(dst, []byte(quoted)) // the error is about surrogates
		return dst
	}
	return append(dst, quoted[1:len(quoted)-1]...)
}

// Unquote returns the text of a JSON string, a part of it where that has no escapes.
func Unquote(quoted string) string {
	if len(quoted) < 2 || escaped(quoted) {
		return string(AppendString(nil, quoted))
	}
	return quoted[1 : len(quoted)-1]
}

func escaped[T Text](text T) bool {
	for i := range len(text) {
		if text[i] == '\\' {
			return true
		}
	}
	return false
}
