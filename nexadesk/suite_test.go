package nexadesk_test

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

// contactID is the ID of the documentation's examples.
const contactID = nexadesk.ContactID("a50e8400-e29b-41d4-a716-446655440001")

// john is the contact that the documentation's example creates.
var john = nexadesk.ContactCreate{
	FirstName: "John", LastName: "Doe", Email: "john@example.com", Phone: "+1-555-0456", CompanyName: "TechCorp",
	Tags: []string{"prospect", "website"}, ProfileNotes: "Found us through Google Ads",
	Metadata: map[string]any{"utm_source": "google", "utm_campaign": "spring-2026"},
}

// newClient returns a client whose requests rt answers.
func newClient(t *testing.T, rt http.RoundTripper, opts ...cuedesk.Option) *nexadesk.Client {
	t.Helper()
	opts = append(opts, cuedesk.WithHTTPClient(&http.Client{Transport: rt}))
	client, err := nexadesk.NewClient("<token>", opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

var suite = resttest.Suite[*nexadesk.Client]{
	API: "nexadesk",
	Client: func(t *testing.T, rt http.RoundTripper) *nexadesk.Client {
		t.Helper()
		return newClient(t, rt)
	},
	ErrorBody: func(status int) string {
		return fmt.Sprintf(`{"success":false,"error":%q}`, http.StatusText(status)+" for Jane")
	},
	Private:      []string{string(contactID), "Jane", "John", "example.com", "555"},
	Placeholders: map[string]string{"[email protected]": "john@example.com"},
	Operations: []resttest.Operation[*nexadesk.Client]{
		{
			Golden: "list-contacts", Pattern: "GET /api/v1/external/contacts", Class: rest.ClassRead,
			Call: func(ctx context.Context, c *nexadesk.Client) (any, error) {
				page, err := c.Contacts.List(ctx, nexadesk.ListOptions{
					Search: "jane", Order: nexadesk.OrderByLastActivity.Desc(), Limit: 20,
				})
				if err != nil {
					return nil, err
				}
				if len(page.Extra) > 0 {
					return nil, fmt.Errorf("documented members that no field takes: %v", page.Extra)
				}
				return map[string]any{"success": true, "data": page.Items, "pagination": map[string]any{
					"has_more": page.HasMore, "next_cursor": page.NextCursor, "total_count": page.Total, "limit": page.Limit,
				}}, nil
			},
		},
		{
			Golden: "create-contact", Pattern: "POST /api/v1/external/contacts", Class: rest.ClassCreate,
			Call: func(ctx context.Context, c *nexadesk.Client) (any, error) {
				contact, err := c.Contacts.Create(ctx, john)
				return map[string]any{"success": true, "data": contact}, err
			},
		},
		{
			Golden: "update-contact", Pattern: "PATCH /api/v1/external/contacts", Class: rest.ClassIdempotent,
			MayBeEmpty: true, Confirms: true,
			Call: func(ctx context.Context, c *nexadesk.Client) (any, error) {
				contact, err := c.Contacts.Update(ctx, contactID, nexadesk.ContactUpdate{
					Tags:         cuedesk.Set([]string{"customer", "vip", "enterprise"}),
					ProfileNotes: cuedesk.Set("Upgraded to enterprise plan in March 2026"),
				})
				if err == nil && !reflect.DeepEqual(*contact, nexadesk.Contact{ID: contactID}) {
					err = fmt.Errorf("the response has no contact, the result is %v", *contact)
				}
				return nil, err
			},
		},
		{
			Golden: "delete-contact", Pattern: "DELETE /api/v1/external/contacts", Class: rest.ClassIdempotent,
			Confirms: true,
			Call: func(ctx context.Context, c *nexadesk.Client) (any, error) {
				return nil, c.Contacts.Delete(ctx, contactID)
			},
		},
	},
}

func TestOperations_golden(t *testing.T) {
	t.Parallel()
	suite.Golden(t)
}

func TestOperations_failures(t *testing.T) {
	t.Parallel()
	suite.Failures(t)
}

func TestOperations_fake(t *testing.T) {
	t.Parallel()
	suite.Complete(t, nexadesktest.Operations())
}

func TestDocs_fieldComments(t *testing.T) {
	t.Parallel()
	resttest.Documented(t)
}

// TestLogValue_personalTypes checks that each type that holds personal data has
// a LogValue, by value and by pointer.
func TestLogValue_personalTypes(t *testing.T) {
	t.Parallel()
	resttest.Logged(t)
}

// TestPrinted: what people print by accident shows nothing personal, in no form.
func TestPrinted(t *testing.T) {
	t.Parallel()
	resttest.Printed(t, resttest.Unprinted{
		"Client", "ContactsService", "Sort", "OrderField", "Page.NextCursor", "ListOptions.Cursor",
		"Error.Operation", "Error.RequestID", "Error.api",
	},
		nexadesk.Contact{}, nexadesk.ContactCreate{}, nexadesk.ContactUpdate{}, nexadesk.ListOptions{},
		nexadesk.Page{}, nexadesk.ConflictError{},
	)
}

func TestDocs_examples(t *testing.T) {
	t.Parallel()
	resttest.Exampled(t, reflect.TypeFor[*nexadesk.ContactsService](), reflect.TypeFor[*nexadesk.Client]())
}

// TestPrinted_controlCharacters: an ID is what a server says.
func TestPrinted_controlCharacters(t *testing.T) {
	t.Parallel()
	resttest.Printable(t, nexadesk.Contact{ID: "\x1b[2J\r\n\u202e"})
}
