package jsonscan

// uuidLength is that of the text with its quotes.
const uuidLength = 38

// UUID reads a JSON string that holds a UUID in its usual form. What
// it refuses may still be a UUID in another form.
func UUID[T Text](quoted T, id *[16]byte) bool {
	if len(quoted) != uuidLength || quoted[0] != '"' {
		return false
	}
	var out [16]byte
	at := 1
	for i := range out {
		if i == 4 || i == 6 || i == 8 || i == 10 {
			if quoted[at] != '-' {
				return false
			}
			at++
		}
		high, low := hexDigits[quoted[at]], hexDigits[quoted[at+1]]
		if high > 15 || low > 15 {
			return false
		}
		out[i] = high<<4 | low
		at += 2
	}
	*id = out
	return true
}

// hexDigits has the value of each digit, and more than 15 for other bytes.
var hexDigits = func() (digits [256]byte) {
	for i := range digits {
		digits[i] = 0xff
	}
	for i := range byte(16) {
		digits["0123456789abcdef"[i]], digits["0123456789ABCDEF"[i]] = i, i
	}
	return digits
}()
