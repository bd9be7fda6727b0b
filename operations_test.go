package cuedesk_test

import (
	"context"
	"net/http"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/operations"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// The IDs and the new contact of the documentation's examples.
var (
	contactID = operations.ContactID
	otherID   = operations.OtherID
	listID    = operations.ListID
	fieldID   = operations.FieldID
	noteID    = operations.NoteID
	importID  = operations.ImportID
	bruce     = operations.Bruce
)

// operationsOf returns the operations as the shared tests take them.
func operationsOf(t testing.TB) []resttest.Operation[*cuedesk.Client] {
	t.Helper()
	var all []resttest.Operation[*cuedesk.Client]
	for _, op := range operations.All {
		all = append(all, resttest.Operation[*cuedesk.Client]{
			Golden: op.Golden, Pattern: op.Pattern, Class: op.Class,
			Empty: resttest.GoldenResponse(t, op.Golden, "response.http").StatusCode == http.StatusNoContent,
			Call: func(ctx context.Context, c *cuedesk.Client) (any, error) {
				got, err := op.Call(ctx, c)
				if err != nil {
					return nil, err
				}
				return asDocumented(got), nil
			},
		})
	}
	return all
}

// asDocumented turns a result back into the documented response.
func asDocumented(result any) any {
	switch r := result.(type) {
	case *cuedesk.Page[cuedesk.Contact]:
		return pageAsDocumented("contacts", r)
	case *cuedesk.Page[cuedesk.List]:
		return pageAsDocumented("contact_lists", r)
	case *cuedesk.Page[cuedesk.CustomField]:
		return pageAsDocumented("custom_fields", r)
	case *cuedesk.Page[cuedesk.Note]:
		return pageAsDocumented("notes", r)
	case cuedesk.CustomValues:
		return map[string]any{"custom_fields": r}
	case *cuedesk.Job:
		return map[string]any{"contact_import_uuid": r.ID}
	case []cuedesk.ContactID: // of removed members, which the response does not name
		return nil
	}
	return result
}

func pageAsDocumented[T any](collection string, p *cuedesk.Page[T]) map[string]any {
	return map[string]any{
		collection:   p.Items,
		"pagination": map[string]int{"limit": p.Limit, "offset": p.Offset, "total": p.Total},
	}
}

// day is a time that reads well in expectations.
var day = time.Date(2025, 12, 10, 10, 31, 34, 353_000_000, time.UTC)
