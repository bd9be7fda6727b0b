package orgcrm_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// documentation has the documentation's lines about operations, word for word.
// Its last ones are in a sentence about custom values.
const documentation = `
GET /contacts List contacts (paginated; supports today’s q / tag projection).
POST /contacts Create a contact (201).
POST /contacts/import Bulk import contacts; returns an import result summary.
POST /contacts/search Server-side advanced filter (the smart-list query model).
GET /contacts/views List saved smart-list views (org-shared).
PUT /contacts/views Save / replace smart-list views.
GET /contacts/{contact_id} Get one contact (detail).
PATCH /contacts/{contact_id} Update a contact.
DELETE /contacts/{contact_id} Delete a contact.
GET /contacts/{contact_id}/opportunities Opportunities linked to a contact.
GET /tags List tags.
POST /tags Create a tag (201).
DELETE /tags/{tag_id} Delete a tag.
POST /contacts/{contact_id}/tags Add tag(s) to a contact.
DELETE /contacts/{contact_id}/tags/{name} Remove a tag from a contact.
GET /custom-fields List custom-field definitions.
POST /custom-fields Create a custom field (201).
PATCH /custom-fields/{field_id} Update a custom field.
DELETE /custom-fields/{field_id} Delete a custom field.
PUT /contacts/{contact_id}/custom/{key} Set a contact’s custom field value.
GET /custom-values
PUT /custom-values/{key}
DELETE /custom-values/{key}
`

// TestDocs_operations: all operations of the documentation, below the
// prefix that it names, and no other.
func TestDocs_operations(t *testing.T) {
	t.Parallel()
	var documented []string
	for line := range strings.Lines(strings.TrimSpace(documentation)) {
		words := strings.Fields(line)
		documented = append(documented, words[0]+" /api/v1"+words[1])
	}
	slices.Sort(documented)
	if diff := cmp.Diff(documented, resttest.Patterns(t)); diff != "" {
		t.Errorf("operations (-documented +sent):\n%s", diff)
	}
	if len(documented) != 23 {
		t.Errorf("%d operations, the documentation has 23", len(documented))
	}
}

// TestDocs_page: the table in docs/orgcrm.md is the table of the
// tests.
func TestDocs_page(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../docs/orgcrm.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range operations {
		repeated := " | yes |"
		if op.Class == rest.ClassCreate {
			repeated = " | only if the API certainly did not act |"
		}
		_, row, found := strings.Cut(string(page), "| `"+op.Pattern+"` |")
		if row, _, _ = strings.Cut(row, "\n"); !found || !strings.HasSuffix(row, repeated) {
			t.Errorf("no row for %s that ends in %s", op.Pattern, repeated)
		}
	}
	if rows := strings.Count(string(page), "\n| `"); rows != len(operations) {
		t.Errorf("%d rows for %d operations", rows, len(operations))
	}
}
