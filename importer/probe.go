package importer

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// probe is a request that the API refuses, because the documentation says so, whatever the
// row: it makes and changes no contact, also if it comes late. The refusal may name what else
// is wrong.
type probe struct {
	operation string
	creates   bool // its documentation is about creating
	args      []any
	values    func(*cuedesk.ContactCreate) any                      // what is sent of a row; nil: nothing
	isAbout   func(cuedesk.FieldError, *cuedesk.ContactCreate) bool // whether it names something that was sent
}

// probes are an update of a contact that there is not (API: "Update a Contact"), and a create
// of one that has no identifier (API: "Create a Contact").
var probes = [...]probe{
	{
		operation: "PATCH /v1/contacts/{contact_uuid}",
		args:      []any{uuid.New()},
		values:    func(in *cuedesk.ContactCreate) any { return in.AsUpdate() },
		isAbout:   func(f cuedesk.FieldError, _ *cuedesk.ContactCreate) bool { return f.In == "body" },
	},
	{
		operation: "POST /v1/contacts",
		creates:   true,
		values: func(in *cuedesk.ContactCreate) any {
			if in.FirstName+in.LastName == "" && len(in.CustomFields) == 0 {
				return nil
			}
			return cuedesk.ContactCreate{FirstName: in.FirstName, LastName: in.LastName, CustomFields: in.CustomFields}
		},
		isAbout: isAboutDetails,
	},
}

// isAboutDetails reports whether a problem is one of the names or custom values of a row.
func isAboutDetails(f cuedesk.FieldError, in *cuedesk.ContactCreate) bool {
	_, isKey := in.CustomFields[f.Field]
	parent, _, _ := strings.Cut(strings.TrimPrefix(f.Field, "body."), ".")
	return isKey || slices.Contains([]string{"first_name", "last_name", "custom_fields"}, parent)
}

// maxOpen is how many answers in a row may leave open whether the API has made a contact, such as those of
// something on the way.
const maxOpen = 3

// sendProbe sends the n-th probe with the values of a row, and returns what the refusal says about these. A probe that
// is not refused is the last of the run.
func (r *run) sendProbe(
	ctx context.Context, n int, row *Result, in *cuedesk.ContactCreate,
) ([]cuedesk.FieldError, error) {
	select {
	case r.asking <- struct{}{}: // of those that the API takes against its documentation, there is one
		defer func() { <-r.asking }()
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	p := probes[n]
	values := p.values(in)
	if values == nil || r.openAnswers[n] > maxOpen {
		return nil, nil
	}
	made := new(acceptedProbe)
	err := r.client.Do(ctx, p.operation, values, made, p.args...)
	r.noteProbeAnswer(n, row, made, err)
	e, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || !isRefusal(err) {
		return nil, err
	}
	return slices.DeleteFunc(slices.Clone(e.Fields), func(f cuedesk.FieldError) bool { return !p.isAbout(f, in) }), err
}

// acceptedProbe is the answer to a probe that the API has taken.
type acceptedProbe struct {
	ID cuedesk.ContactID `json:"uuid"`
}

// noteProbeAnswer ends the probes once the API has taken or denied one, and those that create after several answers in
// a row that leave open whether they were refused.
func (r *run) noteProbeAnswer(n int, row *Result, made *acceptedProbe, err error) {
	e, isError := errors.AsType[*cuedesk.Error](err)
	open, creates := err == nil || errors.Is(err, cuedesk.ErrOutcomeUnknown), probes[n].creates
	switch {
	case err == nil, open && isError && e.StatusCode/100 == 2, isDenied(err) && !errors.Is(err, cuedesk.ErrIntermediary):
		r.openAnswers[n] = maxOpen + 1
	case open && creates:
		r.openAnswers[n]++
	case isRefusal(err):
		r.openAnswers[n] = 0
	}
	if open && (err == nil || creates) {
		r.count(func(report *Report) {
			report.Strays = append(report.Strays, Stray{ContactID: made.ID, Line: row.Row.Line})
		})
	}
}
