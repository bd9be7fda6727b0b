package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/bench/generated"
)

// refusal is the error that a caller of the generated client makes of a response.
type refusal struct {
	message string
	errors  []generated.ValidationError
}

func (r *refusal) Error() string { return r.message }

// refused reads the error format of a 422.
func refused(status int, body *generated.Error) error {
	if body == nil {
		return fmt.Errorf("status %d", status)
	}
	details, err := body.Error.Details.AsValidationErrors()
	if err != nil {
		return err
	}
	return &refusal{body.Error.Message, details.Errors}
}

// oapi is the client that oapi-codegen generates, with the few lines that each
// caller of it writes.
type oapi struct {
	*generated.ClientWithResponses
}

func newOapi(client *http.Client, base string) (contender, error) {
	authorize := func(_ context.Context, req *http.Request) error {
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Accept", "application/json")
		return nil
	}
	inner, err := generated.NewClientWithResponses(base,
		generated.WithHTTPClient(client), generated.WithRequestEditorFn(authorize))
	if err != nil {
		return contender{}, err
	}
	c := oapi{inner}
	id, missing := uuid.MustParse(contactID), uuid.MustParse(missingID)
	inputs := make([]generated.ContactImportItem, 0, 1000)
	for _, in := range newContacts(1000) {
		inputs = append(inputs, importItem(in))
	}
	one := generated.ContactCreate{
		FirstName: inputs[1].FirstName, LastName: inputs[1].LastName, ExternalContactId: inputs[1].ExternalContactId,
		Email: inputs[1].Email, PhoneNumber: inputs[1].PhoneNumber, WhatsappId: inputs[1].WhatsappId,
		FbMessengerId: inputs[1].FbMessengerId, CustomFields: inputs[1].CustomFields,
	}
	return contender{"oapi-codegen", map[string]operation{
		getContact: func(ctx context.Context) (any, error) { return c.get(ctx, id) },
		validation: func(ctx context.Context) (any, error) { return c.get(ctx, missing) },
		listPage:   func(ctx context.Context) (any, error) { return c.list(ctx, 0) },
		readPage:   c.readValues,
		createContact: func(ctx context.Context) (any, error) {
			resp, err := c.CreateContactWithResponse(ctx, one)
			if err != nil {
				return nil, err
			}
			if resp.JSON201 == nil {
				return nil, refused(resp.StatusCode(), resp.JSON422)
			}
			return resp.JSON201, nil
		},
		searchPage: c.search,
		bulkCreate: func(ctx context.Context) (any, error) {
			resp, err := c.BulkCreateContactsWithResponse(ctx, generated.BulkCreateContacts{Contacts: inputs})
			if err != nil {
				return nil, err
			}
			if resp.JSON202 == nil {
				return nil, refused(resp.StatusCode(), resp.JSON422)
			}
			return resp.JSON202.ContactImportUuid.String(), nil
		},
		listAll: c.all,
	}, oapiRecords}, nil
}

func importItem(in newContact) generated.ContactImportItem {
	values := generated.CustomFieldValues(in.values)
	return generated.ContactImportItem{
		FirstName: &in.first, LastName: &in.last, ExternalContactId: &in.external, Email: &in.email,
		PhoneNumber: &in.phone, WhatsappId: &in.whatsApp, FbMessengerId: &in.messenger, CustomFields: &values,
	}
}

func (c oapi) get(ctx context.Context, id uuid.UUID) (any, error) {
	resp, err := c.GetContactWithResponse(ctx, id)
	if err != nil {
		return nil, err
	}
	if resp.JSON200 == nil {
		return nil, refused(resp.StatusCode(), resp.JSON422)
	}
	return resp.JSON200, nil
}

func (c oapi) list(ctx context.Context, offset int) (*generated.ContactPage, error) {
	limit := 100
	params := &generated.ListContactsParams{Limit: &limit}
	if offset > 0 {
		params.Offset = &offset
	}
	resp, err := c.ListContactsWithResponse(ctx, params)
	if err != nil {
		return nil, err
	}
	if resp.JSON200 == nil {
		return nil, refused(resp.StatusCode(), resp.JSON422)
	}
	return resp.JSON200, nil
}

func (c oapi) search(ctx context.Context) (any, error) {
	limit, term := 10, "bruce"
	params, body := &generated.SearchContactsParams{Limit: &limit}, generated.ContactSearch{SearchTerm: &term}
	resp, err := c.SearchContactsWithResponse(ctx, params, body)
	if err != nil {
		return nil, err
	}
	if resp.JSON200 == nil {
		return nil, refused(resp.StatusCode(), resp.JSON422)
	}
	return resp.JSON200, nil
}

func (c oapi) readValues(ctx context.Context) (any, error) {
	page, err := c.list(ctx, 0)
	if err != nil {
		return nil, err
	}
	sum := int64(0)
	for i := range page.Contacts {
		seats, _ := page.Contacts[i].CustomFields["num_seats"].(float64)
		plan, _ := page.Contacts[i].CustomFields["subscription"].(string)
		sum += int64(seats) + int64(len(plan))
	}
	return sum, nil
}

func (c oapi) all(ctx context.Context) (any, error) {
	n := 0
	for {
		page, err := c.list(ctx, n)
		if err != nil {
			return n, err
		}
		n += len(page.Contacts)
		if n >= page.Pagination.Total {
			return n, nil
		}
	}
}

func oapiRecords(result any) []record {
	switch result := result.(type) {
	case *generated.Contact:
		return []record{oapiRecord(result)}
	case *generated.ContactPage:
		var records []record
		for i := range result.Contacts {
			records = append(records, oapiRecord(&result.Contacts[i]))
		}
		return records
	case *refusal:
		r := record{Message: result.message}
		for _, f := range result.errors {
			r.Fields = append(r.Fields, f.Type+f.In+f.Field+f.Msg)
		}
		return []record{r}
	}
	return otherRecords(result)
}

func oapiRecord(c *generated.Contact) record {
	seats, _ := c.CustomFields["num_seats"].(float64)
	plan, _ := c.CustomFields["subscription"].(string)
	return record{
		ID: c.Uuid.String(), WorkspaceID: c.WorkspaceUuid.String(),
		FirstName: orZero(c.FirstName), LastName: orZero(c.LastName),
		ExternalID: orZero(c.ExternalContactId), Email: orZero(c.Email), Phone: orZero(c.PhoneNumber),
		WhatsApp: orZero(c.WhatsappId), Messenger: orZero(c.FbMessengerId), Archived: c.Archived,
		Created: c.CreatedAt, Updated: c.UpdatedAt, Engaged: orZero[time.Time](c.LastEngagedAt),
		Seats: int64(seats), Subscription: plan,
	}
}

func orZero[T any](p *T) T {
	if p == nil {
		return *new(T)
	}
	return *p
}
