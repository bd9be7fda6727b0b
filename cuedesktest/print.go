package cuedesktest

import (
	"cmp"
	"fmt"
	"log/slog"
)

// What people print says what it is, and nothing personal: what a test wants to see is in the fields, and in %#v.

// String returns the operation and the status, without path, query and body.
func (r Request) String() string {
	operation := cmp.Or(r.Operation, r.Method+" of no operation")
	if r.Status == 0 {
		return operation + ": no response"
	}
	return fmt.Sprint(operation, ": status ", r.Status)
}

// LogValue logs the operation and the status.
func (r Request) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String returns the number, the operation and the status, without path, query and body.
func (e Exchange) String() string { return fmt.Sprintf("request %d, %s", e.Number, e.Request) }

// LogValue logs the number, the operation and the status.
func (e Exchange) LogValue() slog.Value { return slog.StringValue(e.String()) }

// String returns the number of the request, and when it came.
func (o Outcome) String() string {
	return fmt.Sprintf("outcome of request %d in %s", o.Number, o.Duration)
}

// LogValue logs the number of the request.
func (o Outcome) LogValue() slog.Value { return slog.StringValue(o.String()) }

// String returns nothing personal.
func (Contact) String() string { return "contact of the fake" }

// LogValue logs nothing personal.
func (c Contact) LogValue() slog.Value { return slog.StringValue(c.String()) }

// String returns the status and the counts.
func (i Import) String() string {
	return fmt.Sprintf("import %s: %s, %d created, %d skipped and %d failed of %d",
		i.ID, i.Status, i.Created, i.Skipped, i.Failed, i.Total)
}

// LogValue logs the status and the counts.
func (i Import) LogValue() slog.Value { return slog.StringValue(i.String()) }

// String returns the place of the row in its import: values and reasons are personal.
func (r FailedRow) String() string { return fmt.Sprint("failed row ", r.Index) }

// LogValue logs the place of the row.
func (r FailedRow) LogValue() slog.Value { return slog.StringValue(r.String()) }

// String returns the operation and the fault, without the body that it answers with.
func (w WaitingFault) String() string {
	return fmt.Sprintf("%s: %s", cmp.Or(w.Operation, "*"), w.Fault)
}
