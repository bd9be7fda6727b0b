package nexadesk

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ConflictError is the error of a call that was refused with 409: a contact with
// the same e-mail address exists already (API: "Create Contact"). It matches
// [cuedesk.ErrConflict], and errors.As finds the [*cuedesk.Error] in it.
type ConflictError struct {
	ExistingID ContactID      // the contact that has the address; empty if the API does not say
	Err        *cuedesk.Error // all about the failed call
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

// LogValue logs what helps and is not personal.
func (e *ConflictError) LogValue() slog.Value { return slog.AnyValue(e.Unwrap()) }

// GoString keeps the ID out of %#v.
func (e *ConflictError) GoString() string {
	return fmt.Sprintf("&nexadesk.ConflictError{%q}", e.Error())
}

// MarshalJSON writes what [cuedesk.Error] does: no ID.
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
