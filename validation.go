package cuedesk

import "errors"

// invalidInput is the error for input that is refused before anything is sent.
func invalidInput(operation string, fields ...FieldError) error {
	return &Error{Operation: operation, Fields: fields, err: ErrInvalid}
}

// with returns the error with a further cause.
func (e *Error) with(cause error) *Error {
	both := *e
	both.err = errors.Join(e.err, cause)
	return &both
}
