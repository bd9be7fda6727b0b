package conformance

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// checkLimits asks for pages that there cannot be, past the checks of the client. The documentation does not say that
// they are refused: another response must be a valid page.
func (s *suite) checkLimits(ctx context.Context, p *fixtures) {
	contact := p.subject.contact.ID
	bad := [][2]string{{"limit", "0"}, {"limit", "101"}, {"offset", "-1"}}
	for _, one := range []struct {
		section, operation string
		args               []any
	}{
		{"List Contacts", "GET /v1/contacts", nil},
		{"List Contact Lists", "GET /v1/contact-lists", nil},
		{"List Contacts in a Contact List", listMembersRoute, []any{p.list.ID}},
		{"Get Contact Lists for a Contact", "GET /v1/contacts/{contact_uuid}/contact-lists", []any{contact}},
		{"List Custom Fields", "GET /v1/custom-fields", nil},
		{"List Contact Notes", "GET /v1/contacts/{contact_uuid}/notes", []any{contact}},
	} {
		for _, q := range bad {
			s.checkBeyond(ctx, one.section, one.operation, q[0], q[1], nil, one.args)
		}
	}
	for _, q := range bad {
		s.checkBeyond(ctx, "Search Contacts", searchOperation, q[0], q[1], map[string]any{}, nil)
	}
}

// checkBeyond asks for a page with a parameter that is out of bounds.
func (s *suite) checkBeyond(ctx context.Context, section, operation, param, value string, body any, args []any) {
	var page struct {
		Pagination map[string]int `json:"pagination"`
	}
	err := s.client.Do(ctx, operation, body, &page, append(slices.Clone(args), url.Values{param: {value}})...)
	if err != nil || s.Strict {
		s.invalid(section, param+" "+value, err, "query", param)
		return
	}
	got := page.Pagination
	same(s, section, "whether the page for "+param+" "+value+" is within bounds",
		got["limit"] >= 1 && got["limit"] <= maxLimit && got["offset"] >= 0, true)
}

// checkChoices sends, for each parameter whose values the documentation lists, one that it does not. The response to
// it is not documented.
func (s *suite) checkChoices(ctx context.Context, p *fixtures) {
	for _, one := range []struct {
		section, operation, param, value string
		args                             []any
	}{
		{"List Contacts", "GET /v1/contacts", "order_field", "archived", nil},
		{"List Contacts", "GET /v1/contacts", "order", "up", nil},
		{"List Contact Lists", "GET /v1/contact-lists", "status", "deleted", nil},
		{"List Contact Lists", "GET /v1/contact-lists", "sort_field", "emoji", nil},
		{"List Contact Lists", "GET /v1/contact-lists", "sort_order", "up", nil},
		{"List Contacts in a Contact List", listMembersRoute, "include_archived", "perhaps", []any{p.list.ID}},
		{
			"Get Contact Lists for a Contact", "GET /v1/contacts/{contact_uuid}/contact-lists", "status", "deleted",
			[]any{p.subject.contact.ID},
		},
	} {
		err := s.client.Do(ctx, one.operation, url.Values{one.param: {one.value}}, nil, one.args...)
		s.invalid(one.section, one.param+" "+one.value, err, "query", one.param)
	}
}

// checkNameLengths creates custom fields with the shortest and the longest name.
func (s *suite) checkNameLengths(ctx context.Context) {
	long := s.name("long")
	long += strings.Repeat("ö", maxFieldName-len([]rune(long)))
	for key, name := range map[string]string{"short": "c" + s.unique[:2], "long": long} {
		created := s.newField(ctx, cuedesk.CustomFieldCreate{Name: name, FieldType: cuedesk.FieldText, FieldKey: s.key(key)})
		same(s, "Create a Custom Field", "name of "+key+" length", created.Name, name)
	}
}

// maxFieldName is the length of the longest name of a custom field, in characters.
const maxFieldName = 250

// checkBatches sends as many contacts at once as the documentation allows, and fewer and more.
func (s *suite) checkBatches(ctx context.Context, list *cuedesk.List) {
	const removeMembers = "DELETE /v1/contact-lists/{contact_list_uuid}/contacts"
	for _, size := range []int{0, 101} {
		body := map[string]any{"contact_uuids": unknownContacts(size)}
		err := s.client.Do(ctx, addMembersRoute, body, nil, list.ID)
		s.invalid("Add Contacts to a Contact List", "0 or 101 contact_uuids", err, "body", "contact_uuids")
		err = s.client.Do(ctx, removeMembers, body, nil, list.ID)
		s.invalid("Remove Contacts from a Contact List", "0 or 101 contact_uuids", err, "body", "contact_uuids")
	}
	var added cuedesk.AddResult
	body := map[string]any{"contact_uuids": unknownContacts(100)}
	if s.ok("Add Contacts to a Contact List", s.client.Do(ctx, addMembersRoute, body, &added, list.ID)) {
		same(s, "Add Contacts to a Contact List", "warnings about 100 contacts that do not exist", len(added.Warnings), 100)
	}
}

// unknownContacts are IDs that nothing has.
func unknownContacts(n int) []uuid.UUID {
	ids := make([]uuid.UUID, n)
	for i := range ids {
		ids[i] = uuid.New()
	}
	return ids
}

// checkLargest imports as many rows as the documentation allows. None can become a contact or is one.
func (im *importing) checkLargest(ctx context.Context) {
	row := cuedesk.ContactCreate{FirstName: im.name("no identifier")}
	end := im.do(ctx, cuedesk.BulkCreate{
		Contacts: slices.Repeat([]cuedesk.ContactCreate{row}, 1000), MatchOn: cuedesk.MatchEmail,
		MergeType: cuedesk.MergeUpdate,
	})
	if end.Status == cuedesk.ImportCompleted || im.Strict {
		same(im.suite, bulkStatus, "summary.total of an import of 1000 rows", end.Summary.Total, 1000)
	}
	same(im.suite, bulkStatus, "summary.created of an import of 1000 rows that match nothing", end.Summary.Created, 0)
}
