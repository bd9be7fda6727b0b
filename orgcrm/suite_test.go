package orgcrm_test

import (
	"context"
	"fmt"
	"net/http"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// The IDs of the golden requests.
const (
	orgID     = "org-1"
	contactID = orgcrm.ContactID("contact-1")
	tagID     = orgcrm.TagID("tag-1")
	fieldID   = orgcrm.CustomFieldID("field-1")
)

// newClient returns a client whose requests rt answers.
func newClient(t *testing.T, rt http.RoundTripper, opts ...cuedesk.Option) *orgcrm.Client {
	t.Helper()
	opts = append(opts, cuedesk.WithHTTPClient(&http.Client{Transport: rt}))
	client, err := orgcrm.NewClient(baseURL, orgID, "<token>", opts...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

type (
	operation = resttest.Operation[*orgcrm.Client]
	call      = func(context.Context, *orgcrm.Client) (any, error)
)

// The kinds of operations, by what is known of their answers. That of an update may
// be any object, or nothing.
func typed(golden, pattern string, class rest.Class, call call) operation {
	return operation{Golden: golden, Pattern: pattern, Class: class, Call: call}
}

func untyped(golden, pattern string, class rest.Class, call call) operation {
	return operation{Golden: golden, Pattern: pattern, Class: class, Any: true, Call: call}
}

func update(golden, pattern string, call call) operation {
	return operation{
		Golden: golden, Pattern: pattern, Class: rest.ClassIdempotent, Object: true, MayBeEmpty: true, Call: call,
	}
}

func noBody(golden, pattern string, call func(context.Context, *orgcrm.Client) error) operation {
	return operation{
		Golden: golden, Pattern: pattern, Class: rest.ClassIdempotent, Empty: true, Unread: true,
		Call: func(ctx context.Context, c *orgcrm.Client) (any, error) { return nil, call(ctx, c) },
	}
}

// items turns a page back into the response.
func items[T any](page *orgcrm.Page[T], err error) (any, error) {
	if err != nil {
		return nil, err
	}
	return page.Items, nil
}

var bruce = orgcrm.ContactCreate{
	Name: "Bruce Wayne", Email: "batman@example.com", Phone: "1234567890", Company: "Wayne Enterprises",
	Source: "referral", Notes: "Met at the gala.", Tags: []string{"VIP"}, DNC: true, Custom: map[string]any{"plan": "pro"},
}

var operations = []operation{
	typed("list-contacts", "GET /api/v1/contacts", rest.ClassRead,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return items(c.Contacts.List(ctx, orgcrm.ListOptions{Search: "wayne", Tag: "VIP"}))
		}),
	typed("create-contact", "POST /api/v1/contacts", rest.ClassCreate,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return c.Contacts.Create(ctx, bruce)
		}),
	untyped("import-contacts", "POST /api/v1/contacts/import", rest.ClassCreate,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return c.Contacts.Import(ctx, []orgcrm.ContactCreate{{Name: bruce.Name, Email: bruce.Email}})
		}),
	typed("search-contacts", "POST /api/v1/contacts/search", rest.ClassRead,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			query := orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Tags.Contains("replied-interested"))).Text("optional free-text")
			return items(c.Contacts.Search(ctx, query, orgcrm.SearchOptions{Limit: 50}))
		}),
	untyped("list-views", "GET /api/v1/contacts/views", rest.ClassRead,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return c.Contacts.Views(ctx)
		}),
	noBody("replace-views", "PUT /api/v1/contacts/views", func(ctx context.Context, c *orgcrm.Client) error {
		return c.Contacts.ReplaceViews(ctx, []map[string]any{{"name": "Customers"}})
	}),
	typed("get-contact", "GET /api/v1/contacts/{contact_id}", rest.ClassRead,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return c.Contacts.Get(ctx, contactID)
		}),
	update("update-contact", "PATCH /api/v1/contacts/{contact_id}",
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return c.Contacts.Update(ctx, contactID, orgcrm.ContactUpdate{
				Name: cuedesk.Set("Bruce Wayne"), Company: cuedesk.Clear[string](), Tags: cuedesk.Set([]string{"VIP"}),
				DNC: cuedesk.Set(false), Custom: map[string]any{"plan": "basic"},
			})
		}),
	noBody("delete-contact", "DELETE /api/v1/contacts/{contact_id}", func(ctx context.Context, c *orgcrm.Client) error {
		return c.Contacts.Delete(ctx, contactID)
	}),
	untyped("list-opportunities", "GET /api/v1/contacts/{contact_id}/opportunities", rest.ClassRead,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return c.Contacts.Opportunities(ctx, contactID)
		}),
	typed("list-tags", "GET /api/v1/tags", rest.ClassRead, func(ctx context.Context, c *orgcrm.Client) (any, error) {
		return items(c.Tags.List(ctx))
	}),
	typed("create-tag", "POST /api/v1/tags", rest.ClassCreate, func(ctx context.Context, c *orgcrm.Client) (any, error) {
		return c.Tags.Create(ctx, "replied-interested")
	}),
	noBody("delete-tag", "DELETE /api/v1/tags/{tag_id}", func(ctx context.Context, c *orgcrm.Client) error {
		return c.Tags.Delete(ctx, tagID)
	}),
	noBody("add-tags", "POST /api/v1/contacts/{contact_id}/tags", func(ctx context.Context, c *orgcrm.Client) error {
		return c.Tags.AddToContact(ctx, contactID, "VIP", "replied-interested")
	}),
	noBody("remove-tag", "DELETE /api/v1/contacts/{contact_id}/tags/{name}",
		func(ctx context.Context, c *orgcrm.Client) error {
			return c.Tags.RemoveFromContact(ctx, contactID, "replied-interested")
		}),
	typed("list-custom-fields", "GET /api/v1/custom-fields", rest.ClassRead,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return items(c.CustomFields.List(ctx))
		}),
	typed("create-custom-field", "POST /api/v1/custom-fields", rest.ClassCreate,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return c.CustomFields.Create(ctx, map[string]any{"key": "plan"})
		}),
	update("update-custom-field", "PATCH /api/v1/custom-fields/{field_id}",
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return c.CustomFields.Update(ctx, fieldID, map[string]any{"key": "contract"})
		}),
	noBody("delete-custom-field", "DELETE /api/v1/custom-fields/{field_id}",
		func(ctx context.Context, c *orgcrm.Client) error {
			return c.CustomFields.Delete(ctx, fieldID)
		}),
	noBody("set-custom", "PUT /api/v1/contacts/{contact_id}/custom/{key}",
		func(ctx context.Context, c *orgcrm.Client) error {
			return c.Contacts.SetCustomField(ctx, contactID, "plan", "pro")
		}),
	untyped("list-custom-values", "GET /api/v1/custom-values", rest.ClassRead,
		func(ctx context.Context, c *orgcrm.Client) (any, error) {
			return c.CustomValues.List(ctx)
		}),
	noBody("put-custom-value", "PUT /api/v1/custom-values/{key}", func(ctx context.Context, c *orgcrm.Client) error {
		return c.CustomValues.Set(ctx, "booking_link", "https://example.com/book")
	}),
	noBody("delete-custom-value", "DELETE /api/v1/custom-values/{key}", func(ctx context.Context, c *orgcrm.Client) error {
		return c.CustomValues.Delete(ctx, "booking_link")
	}),
}

var suite = resttest.Suite[*orgcrm.Client]{
	API: "orgcrm",
	Client: func(t *testing.T, rt http.RoundTripper) *orgcrm.Client {
		t.Helper()
		return newClient(t, rt)
	},
	Operations: operations,
	ErrorBody: func(status int) string {
		return fmt.Sprintf(`{"detail":%q}`, http.StatusText(status)+" for Bruce")
	},
	Private: []string{"contact-1", "tag-1", "field-1", "org-1", "Bruce", "batman", "1234567890", "VIP", "booking_link"},
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
	suite.Complete(t, orgcrmtest.Operations())
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
		"Client", "ContactsService", "TagsService", "CustomFieldsService", "CustomValuesService",
		"Field", "TextField", "TagsField", "ID", "Condition.field", "Condition.operator",
	},
		orgcrm.Contact{}, orgcrm.ContactCreate{}, orgcrm.ContactUpdate{}, orgcrm.CustomField{}, orgcrm.Tag{},
		orgcrm.ListOptions{}, orgcrm.SearchOptions{}, orgcrm.Condition{}, orgcrm.Group{}, orgcrm.Query{},
		orgcrm.Page[orgcrm.Contact]{},
	)
}

func TestDocs_examples(t *testing.T) {
	t.Parallel()
	resttest.Exampled(
		t, reflect.TypeFor[*orgcrm.ContactsService](), reflect.TypeFor[*orgcrm.TagsService](),
		reflect.TypeFor[*orgcrm.CustomFieldsService](), reflect.TypeFor[*orgcrm.CustomValuesService](),
		reflect.TypeFor[*orgcrm.Client](),
	)
}

// TestWithOrganization: each request names the organization.
func TestWithOrganization(t *testing.T) {
	t.Parallel()
	for _, op := range operations {
		var sent []string
		client := newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
			sent = r.Header.Values("X-Org-Id")
			return resttest.GoldenResponse(t, op.Golden, "response.http"), nil
		}))
		if _, err := op.Call(t.Context(), client); err != nil {
			t.Errorf("%s: %v", op.Pattern, err)
		}
		if diff := cmp.Diff([]string{orgID}, sent); diff != "" {
			t.Errorf("%s: X-Org-Id (-want +sent):\n%s", op.Pattern, diff)
		}
	}
}

// TestPrinted_controlCharacters: an ID is what a server says.
func TestPrinted_controlCharacters(t *testing.T) {
	t.Parallel()
	const odd = "\x1b[2J\r\n\u202e"
	resttest.Printable(t, orgcrm.Contact{ID: odd}, orgcrm.Tag{ID: odd}, orgcrm.CustomField{ID: odd})
}
