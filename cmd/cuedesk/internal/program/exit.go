package program

import (
	"errors"
	"fmt"
	"strings"
)

// The exit codes, as the help and the README say.
const (
	AllIn       = 0
	SomeFailed  = 1
	Usage       = 2
	NothingSent = 3
	Interrupted = 4
)

// exit is an error with the code to exit with.
type exit struct {
	error
	code int
}

// Unwrap returns the error.
func (e exit) Unwrap() error { return e.error }

// WithCode gives an error the code that the program exits with.
func WithCode(code int, err error) error { return exit{err, code} }

// UsageError is the error of a command line that is wrong.
func UsageError(format string, args ...any) error {
	return WithCode(Usage, fmt.Errorf(format, args...))
}

// Code returns what to exit with. An error without a code ended the work before anything was sent.
func Code(err error) int {
	if err == nil {
		return AllIn
	}
	if coded, ok := errors.AsType[exit](err); ok {
		return coded.code
	}
	return NothingSent
}

// ShellCommand returns a command as one types it into a shell.
func ShellCommand(words ...string) string {
	quoted := make([]string, len(words))
	for i, word := range words {
		quoted[i] = word
		if word == "" || strings.ContainsFunc(word, func(r rune) bool { return !isPlain(r) }) {
			quoted[i] = "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}

// isPlain reports whether a shell takes a character as it is.
func isPlain(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("-_./:=,+@%", r)
}
