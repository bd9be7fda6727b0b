package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"
)

// plain is the client that one writes by hand in an afternoon: net/http and
// encoding/json, no retries, no checks.
type plain struct {
	http *http.Client
	base string
}

type plainContact struct {
	ID           uuid.UUID      `json:"uuid"`
	WorkspaceID  uuid.UUID      `json:"workspace_uuid"`
	FirstName    string         `json:"first_name"`
	LastName     string         `json:"last_name"`
	ExternalID   string         `json:"external_contact_id"`
	Email        string         `json:"email"`
	Phone        string         `json:"phone_number"`
	WhatsApp     string         `json:"whatsapp_id"`
	Messenger    string         `json:"fb_messenger_id"`
	Archived     bool           `json:"archived"`
	Created      time.Time      `json:"created_at"`
	Updated      time.Time      `json:"updated_at"`
	Engaged      *time.Time     `json:"last_engaged_at"`
	CustomFields map[string]any `json:"custom_fields"`
}

type plainPage struct {
	Contacts   []plainContact `json:"contacts"`
	Pagination struct{ Limit, Offset, Total int }
}

type plainCreate struct {
	FirstName    string         `json:"first_name,omitempty"`
	LastName     string         `json:"last_name,omitempty"`
	ExternalID   string         `json:"external_contact_id,omitempty"`
	Email        string         `json:"email,omitempty"`
	Phone        string         `json:"phone_number,omitempty"`
	WhatsApp     string         `json:"whatsapp_id,omitempty"`
	Messenger    string         `json:"fb_messenger_id,omitempty"`
	CustomFields map[string]any `json:"custom_fields,omitempty"`
}

// plainError is an error response.
type plainError struct {
	status  int
	Message string `json:"message"`
	Details struct {
		Errors []struct {
			Type  string `json:"type"`
			In    string `json:"in"`
			Field string `json:"field"`
			Msg   string `json:"msg"`
		} `json:"errors"`
	} `json:"details"`
}

func (e *plainError) Error() string { return fmt.Sprintf("%d: %s", e.status, e.Message) }

func (c *plain) do(ctx context.Context, method, path string, query url.Values, in, out any) error {
	var body io.Reader
	if in != nil {
		data, err := json.Marshal(in)
		if err != nil {
			return err
		}
		body = bytes.NewReader(data)
	}
	target := c.base + path
	if len(query) > 0 {
		target += "?" + query.Encode()
	}
	req, err := http.NewRequestWithContext(ctx, method, target, body)
	if err != nil {
		return err
	}
	req.Header.Set("Authorization", "Bearer "+token)
	req.Header.Set("Accept", "application/json")
	if in != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(io.LimitReader(resp.Body, 32<<20))
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		var failure struct {
			Error plainError `json:"error"`
		}
		if err := json.Unmarshal(data, &failure); err != nil {
			return err
		}
		failure.Error.status = resp.StatusCode
		return &failure.Error
	}
	return json.Unmarshal(data, out)
}

func (c *plain) get(ctx context.Context, id string) (*plainContact, error) {
	var out plainContact
	if err := c.do(ctx, http.MethodGet, "/v1/contacts/"+url.PathEscape(id), nil, nil, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

func (c *plain) list(ctx context.Context, limit, offset int) (*plainPage, error) {
	query := url.Values{"limit": {strconv.Itoa(limit)}}
	if offset > 0 {
		query.Set("offset", strconv.Itoa(offset))
	}
	var out plainPage
	if err := c.do(ctx, http.MethodGet, "/v1/contacts", query, nil, &out); err != nil {
		return nil, err
	}
	return &out, nil
}

// all lists everything, page by page, with no thought of change.
func (c *plain) all(ctx context.Context) (n int, err error) {
	for {
		page, err := c.list(ctx, 100, n)
		if err != nil {
			return n, err
		}
		n += len(page.Contacts)
		if n >= page.Pagination.Total {
			return n, nil
		}
	}
}

func newPlain(client *http.Client, base string) contender {
	c := &plain{client, base}
	inputs := make([]plainCreate, 0, 1000)
	for _, in := range newContacts(1000) {
		inputs = append(inputs, plainCreate{
			in.first, in.last, in.external, in.email, in.phone, in.whatsApp, in.messenger, in.values,
		})
	}
	return contender{"net/http by hand", map[string]operation{
		getContact: func(ctx context.Context) (any, error) { return c.get(ctx, contactID) },
		validation: func(ctx context.Context) (any, error) { return c.get(ctx, missingID) },
		listPage:   func(ctx context.Context) (any, error) { return c.list(ctx, 100, 0) },
		readPage: func(ctx context.Context) (any, error) {
			page, err := c.list(ctx, 100, 0)
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
		},
		createContact: func(ctx context.Context) (any, error) {
			var out plainContact
			err := c.do(ctx, http.MethodPost, "/v1/contacts", nil, &inputs[1], &out)
			return &out, err
		},
		searchPage: func(ctx context.Context) (any, error) {
			in := map[string]any{"search_term": "bruce"}
			var out plainPage
			err := c.do(ctx, http.MethodPost, "/v1/contacts/search", url.Values{"limit": {"10"}}, in, &out)
			return &out, err
		},
		bulkCreate: func(ctx context.Context) (any, error) {
			var out struct {
				ID uuid.UUID `json:"contact_import_uuid"`
			}
			err := c.do(ctx, http.MethodPost, "/v1/contacts/bulk", nil, map[string]any{"contacts": inputs}, &out)
			return out.ID.String(), err
		},
		listAll: func(ctx context.Context) (any, error) { return c.all(ctx) },
	}, plainRecords}
}

func plainRecords(result any) []record {
	switch result := result.(type) {
	case *plainContact:
		return []record{result.record()}
	case *plainPage:
		var records []record
		for _, c := range result.Contacts {
			records = append(records, c.record())
		}
		return records
	case *plainError:
		r := record{Message: result.Message}
		for _, f := range result.Details.Errors {
			r.Fields = append(r.Fields, f.Type+f.In+f.Field+f.Msg)
		}
		return []record{r}
	}
	return otherRecords(result)
}

// otherRecords are those of results that are numbers or text.
func otherRecords(result any) []record {
	switch result := result.(type) {
	case int:
		return []record{{Sum: int64(result)}}
	case int64:
		return []record{{Sum: result}}
	case string:
		return []record{{ID: result}}
	}
	return nil
}

func (c plainContact) record() record {
	seats, _ := c.CustomFields["num_seats"].(float64)
	plan, _ := c.CustomFields["subscription"].(string)
	r := record{
		ID: c.ID.String(), WorkspaceID: c.WorkspaceID.String(), FirstName: c.FirstName, LastName: c.LastName,
		ExternalID: c.ExternalID, Email: c.Email, Phone: c.Phone, WhatsApp: c.WhatsApp, Messenger: c.Messenger,
		Archived: c.Archived, Created: c.Created, Updated: c.Updated, Seats: int64(seats), Subscription: plan,
	}
	if c.Engaged != nil {
		r.Engaged = *c.Engaged
	}
	return r
}
