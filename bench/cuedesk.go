package main

import (
	"context"
	"errors"
	"net/http"

	"github.com/cuedesk/cuedesk-go"
)

// noHook is a hook that does nothing, at every place where one can be.
var noHook = cuedesk.Hooks{
	Gate: func(context.Context, cuedesk.Call) error { return nil },
	StartCall: func(ctx context.Context, _ cuedesk.Call) (context.Context, func(cuedesk.Result)) {
		return ctx, func(cuedesk.Result) {}
	},
	StartAttempt: func(ctx context.Context, _ cuedesk.Attempt, _ http.Header) (context.Context, func(cuedesk.Attempt)) {
		return ctx, func(cuedesk.Attempt) {}
	},
}

// newCuedesk is this module's client. Nil stands for its own HTTP client.
func newCuedesk(httpClient *http.Client, base string, opts ...cuedesk.Option) (contender, error) {
	opts = append(opts, cuedesk.WithBaseURL(base))
	if httpClient != nil {
		opts = append(opts, cuedesk.WithHTTPClient(httpClient))
	}
	c, err := cuedesk.NewClient(token, opts...)
	if err != nil {
		return contender{}, err
	}
	id, missing := cuedesk.MustParseID[cuedesk.Contact](contactID), cuedesk.MustParseID[cuedesk.Contact](missingID)
	page := cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 100}}
	inputs := make([]cuedesk.ContactCreate, 0, 1000)
	for _, in := range newContacts(1000) {
		inputs = append(inputs, cuedesk.ContactCreate{
			FirstName: in.first, LastName: in.last, ExternalContactID: in.external, Email: in.email,
			PhoneNumber: in.phone, WhatsAppID: in.whatsApp, FBMessengerID: in.messenger, CustomFields: in.values,
		})
	}
	return contender{"cuedesk", map[string]operation{
		getContact: func(ctx context.Context) (any, error) { return c.Contacts.Get(ctx, id) },
		validation: func(ctx context.Context) (any, error) { return c.Contacts.Get(ctx, missing) },
		listPage:   func(ctx context.Context) (any, error) { return c.Contacts.List(ctx, page) },
		readPage:   func(ctx context.Context) (any, error) { return readValues(ctx, c, page) },
		createContact: func(ctx context.Context) (any, error) {
			return c.Contacts.Create(ctx, inputs[1])
		},
		searchPage: func(ctx context.Context) (any, error) {
			return c.Contacts.Search(ctx, cuedesk.Where().Text("bruce"), cuedesk.PageOptions{Limit: 10})
		},
		bulkCreate: func(ctx context.Context) (any, error) {
			job, err := c.Bulk.Create(ctx, cuedesk.BulkCreate{Contacts: inputs})
			if err != nil {
				return nil, err
			}
			return job.ID.String(), nil
		},
		listAll: func(ctx context.Context) (any, error) {
			n := 0
			for _, err := range c.Contacts.All(ctx, page) {
				if err != nil {
					return nil, err
				}
				n++
			}
			return n, nil
		},
	}, cuedeskRecords}, nil
}

func readValues(ctx context.Context, c *cuedesk.Client, opts cuedesk.ListContactsOptions) (any, error) {
	page, err := c.Contacts.List(ctx, opts)
	if err != nil {
		return nil, err
	}
	sum := int64(0)
	for i := range page.Items {
		values := page.Items[i].CustomFields
		seats, err := values.Get("num_seats").Int64()
		if err != nil {
			return nil, err
		}
		sum += seats + int64(len(values.Get("subscription").String()))
	}
	return sum, nil
}

func cuedeskRecords(result any) []record {
	switch result := result.(type) {
	case *cuedesk.Contact:
		return []record{cuedeskRecord(result)}
	case *cuedesk.Page[cuedesk.Contact]:
		var records []record
		for i := range result.Items {
			records = append(records, cuedeskRecord(&result.Items[i]))
		}
		return records
	case error:
		failure, ok := errors.AsType[*cuedesk.Error](result)
		if !ok {
			return nil
		}
		r := record{Message: failure.Message}
		for _, f := range failure.Fields {
			r.Fields = append(r.Fields, f.Type+f.In+f.Field+f.Msg)
		}
		return []record{r}
	}
	return otherRecords(result)
}

func cuedeskRecord(c *cuedesk.Contact) record {
	seats, _ := c.CustomFields.Get("num_seats").Int64()
	return record{
		ID: c.ID.String(), WorkspaceID: c.WorkspaceID.String(), FirstName: c.FirstName, LastName: c.LastName,
		ExternalID: c.ExternalContactID, Email: c.Email, Phone: c.PhoneNumber, WhatsApp: c.WhatsAppID,
		Messenger: c.FBMessengerID, Archived: c.Archived, Created: c.CreatedAt, Updated: c.UpdatedAt,
		Engaged: c.LastEngagedAt, Seats: seats, Subscription: c.CustomFields.Get("subscription").String(),
	}
}
