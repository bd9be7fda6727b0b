package cuedesk

import "errors"

// with returns the error with a further cause.
func (e *Error) with(cause error) *Error {
	both := *e
	both.err = errors.Join(e.err, cause)
	return &both
}
