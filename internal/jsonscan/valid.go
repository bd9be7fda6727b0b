package jsonscan

// escapeLen returns the length of the escape that a text begins with; 0 if it is
// none.
func escapeLen[T Text](text T) int {
	if len(text) < 2 {
		return 0
	}
	switch text[1] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return 2
	case 'u':
		if len(text) < 6 || max(hexDigits[text[2]], hexDigits[text[3]], hexDigits[text[4]], hexDigits[text[5]]) > 15 {
			return 0
		}
		return 6
	}
	return 0
}

// isScalar reports whether a text that is not empty is a number, a boolean or null.
func isScalar[T Text](text T) bool {
	switch text[0] {
	case 't':
		return string(text) == "true"
	case 'f':
		return string(text) == "false"
	case 'n':
		return string(text) == "null"
	case '-':
		text = text[1:]
	}
	whole := digits(text)
	if whole == 0 || whole > 1 && text[0] == '0' {
		return false
	}
	text = text[whole:]
	if len(text) > 0 && text[0] == '.' {
		n := digits(text[1:])
		if n == 0 {
			return false
		}
		text = text[1+n:]
	}
	return len(text) == 0 || isExponent(text)
}

func isExponent[T Text](text T) bool {
	if text[0] != 'e' && text[0] != 'E' {
		return false
	}
	text = text[1:]
	if len(text) > 0 && (text[0] == '+' || text[0] == '-') {
		text = text[1:]
	}
	return len(text) > 0 && digits(text) == len(text)
}

// digits returns how many digits a text begins with.
func digits[T Text](text T) int {
	for i := range len(text) {
		if !isDigit(text[i]) {
			return i
		}
	}
	return len(text)
}
