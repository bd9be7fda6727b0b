package cuedesk

import (
	"context"
	"errors"
	"io"
	"net"
	"strconv"
)

// errorTypes are the kinds of errors that no status names, the most telling first.
var errorTypes = []struct {
	target error
	name   string
}{
	{ErrRetryBudget, "retry_budget"},
	{ErrListChanged, "list_changed"},
	{ErrImportFailed, "import_failed"},
	{ErrImportStalled, "import_stalled"},
	{ErrNotUnique, "not_unique"},
	{ErrInvalid, "invalid_input"},
	{ErrBadResponse, "bad_response"},
	{ErrAttemptTimeout, "attempt_timeout"},
	{context.Canceled, "canceled"},
	{context.DeadlineExceeded, "deadline_exceeded"},
	{io.EOF, "connection"},
	{io.ErrUnexpectedEOF, "connection"},
}

// ErrorType returns the kind of the error as one word of a small set, for metrics and
// traces: the status of the last response if it is 400 or above, such as "404", else
// what went wrong, such as "attempt_timeout", "connection" or "invalid_input". What
// has no name is "_OTHER", the word that OpenTelemetry has for it.
func (e *Error) ErrorType() string { return errorType(e.StatusCode, e) }

// ErrorType returns why the attempt failed, in the words of [Error.ErrorType]; empty
// if it succeeded.
func (a Attempt) ErrorType() string {
	if a.StatusCode < 400 && a.Err == nil {
		return ""
	}
	return errorType(a.StatusCode, a.Err)
}

func errorType(status int, err error) string {
	if status >= 400 {
		return strconv.Itoa(status)
	}
	for _, t := range errorTypes {
		if errors.Is(err, t.target) {
			return t.name
		}
	}
	if broken := net.Error(nil); errors.As(err, &broken) {
		return "connection"
	}
	return "_OTHER"
}

// Retryable reports whether it is safe to make the failed call again later, and may
// help: the failure is transient, and the call has certainly created nothing (see
// [ErrOutcomeUnknown]), or is a [ContactsService.Upsert], which finds what it has
// created. The call has been repeated as its [RetryPolicy] says, so wait before you
// make it again; after an upsert for some seconds at least, because its import may
// still run.
func Retryable(err error) bool {
	var failed *Error
	if !errors.As(err, &failed) || !failed.Transient {
		return false
	}
	return failed.safeToRepeat || !errors.Is(err, ErrOutcomeUnknown)
}
