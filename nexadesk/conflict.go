package nexadesk

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ConflictError is the error of a call that the API has refused with 409, because
// another contact has the e-mail address (API: "Create Contact"). It matches
// [cuedesk.ErrConflict], and errors.As finds the [*cuedesk.Error] in it.
type ConflictError struct {
	ExistingID ContactID      // the contact with the address; empty if the API does not send it
	Err        *cuedesk.Error // the error of the call
}

// Error says which operation failed and how, without IDs or values.
func (e *ConflictError) Error() string { return e.Unwrap().Error() }

// Unwrap returns Err, or [cuedesk.ErrConflict] where that is nil.
func (e *ConflictError) Unwrap() error {
	if e.Err == nil {
		return cuedesk.ErrConflict
	}
	return e.Err
}

// LogValue logs the error without personal data.
func (e *ConflictError) LogValue() slog.Value { return slog.AnyValue(e.Unwrap()) }

// GoString returns the error without the ID, for %#v.
func (e *ConflictError) GoString() string {
	return fmt.Sprintf("&nexadesk.ConflictError{%q}", e.Error())
}

// MarshalJSON writes Err as JSON, without the ID.
func (e *ConflictError) MarshalJSON() ([]byte, error) {
	if e.Err == nil {
		return []byte("null"), nil
	}
	return e.Err.MarshalJSON()
}

// conflict makes a [ConflictError] of the error if the API itself answered 409. An error
// may match [cuedesk.ErrConflict] without that, by a cause of its own.
func conflict(err error) error {
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || apiErr.StatusCode != http.StatusConflict || errors.Is(apiErr, cuedesk.ErrIntermediary) {
		return err
	}
	var existing struct {
		ID ContactID `json:"id"`
	}
	_ = rest.Unmarshal(apiErr.Details.Raw(), &existing) // the ID stays empty if there is none
	return &ConflictError{ExistingID: existing.ID, Err: apiErr}
}
