package conformance

import (
	"context"
	"slices"
	"strconv"

	"github.com/cuedesk/cuedesk-go"
)

// importing is what the checks of imports have in common: three contacts that are imported again and again, into a
// list that shows what became of them.
type importing struct {
	*suite

	list *cuedesk.List
	rows []cuedesk.ContactCreate
}

const (
	createBulk = "Bulk Create Contacts"
	bulkStatus = "Get Contact Import Status"
)

// checkImports checks imports from their acceptance to their end, with each way to merge and to match.
func (s *suite) checkImports(ctx context.Context) {
	s.setUp(ctx)
	im := &importing{suite: s, list: s.newList(ctx, "import")}
	for n := range 4 {
		im.rows = append(im.rows, s.identified(100+n))
		im.rows[n].FirstName = "imported"
	}
	im.checkFirst(ctx)
	created := im.checkMerges(ctx)
	for n, match := range matchFields {
		im.checkMatch(ctx, cuedesk.MatchField(match), n%2, created)
	}
	if im.Strict {
		im.checkSkippedJoin(ctx)
		im.checkTwice(ctx)
	}
	im.checkFailing(ctx)
	im.checkLargest(ctx)
	im.checkRefusals(ctx)
}

// row returns one of the contacts with a last name, and the same as a custom value.
func (im *importing) row(n int, lastName string) cuedesk.ContactCreate {
	row := im.rows[n]
	row.LastName, row.CustomFields = lastName, im.keyed(map[string]any{"text": lastName})
	return row
}

// checkFirst imports a contact and a row that cannot become one.
func (im *importing) checkFirst(ctx context.Context) {
	in := im.bulk(cuedesk.MergeCreateOrUpdate, "first", 0)
	in.Contacts = append(in.Contacts, cuedesk.ContactCreate{FirstName: im.name("no identifier")})
	end := im.do(ctx, in)
	same(im.suite, bulkStatus, "status at the end of an import with one failure", end.Status, cuedesk.ImportCompleted)
	im.counts("an import of a contact and one without an identifier", end, 1, 1)
	var got cuedesk.Contact
	im.waitUntil(ctx, func() bool {
		got = im.members(ctx)[im.rows[0].Email]
		return !got.ID.IsZero()
	})
	if got.ID.IsZero() {
		im.reportDifference(createBulk, "a contact that was imported is not in the list of contact_list_uuid")
		panic(stopped{})
	}
	im.sameContact(createBulk, &got, in.Contacts[0])
}

// counts compares the summary of a finished import. The summary of an import that failed entirely is not documented.
func (im *importing) counts(what string, end *cuedesk.Import, created, failed int) {
	if end.Status == cuedesk.ImportFailed && !im.Strict {
		return
	}
	total := created + failed
	same(im.suite, bulkStatus, "summary.total of "+what, end.Summary.Total, total)
	same(im.suite, bulkStatus, "summary.created of "+what, end.Summary.Created, created)
	same(im.suite, bulkStatus, "summary.failed of "+what, end.Summary.Failed, failed)
}

// skipped compares the summary of an import of two rows, one of which the merge type skips. The documentation
// does not say whether that counts as failed.
func (im *importing) skipped(what string, end *cuedesk.Import) {
	same(im.suite, bulkStatus, "summary.total of "+what, end.Summary.Total, 2)
	same(im.suite, bulkStatus, "summary.created of "+what, end.Summary.Created, 1)
	if im.Strict || end.Summary.Failed != 1 {
		same(im.suite, bulkStatus, "summary.failed of "+what, end.Summary.Failed, 0)
	}
}

// checkMerges imports with each merge type, rows that exist and rows that do not, and returns the list.
func (im *importing) checkMerges(ctx context.Context) map[string]cuedesk.Contact {
	was := im.expect(ctx, "with merge_type create_or_update, of a new contact", nil, "first")
	im.counts("an import by default of an existing and a new contact", im.do(ctx, im.bulk("", "second", 0, 1)), 2, 0)
	was = im.expect(ctx, "by default, of an existing and a new contact", was, "second", "second")
	im.skipped("an import with merge_type create of an existing and a new contact",
		im.do(ctx, im.bulk(cuedesk.MergeCreate, "third", 0, 2)))
	found := im.expect(ctx, "with merge_type create, of an existing and a new contact", was, "second", "second", "third")
	im.skipped("an import with merge_type update of an existing and a new contact",
		im.do(ctx, im.bulk(cuedesk.MergeUpdate, "fourth", 1, 3)))
	im.expect(ctx, "with merge_type update, of an existing and a new contact", found, "second", "fourth", "third")
	end := im.do(ctx, im.bulk(cuedesk.MergeCreateOrUpdate, "fifth", 0, 1))
	im.counts("an import with merge_type create_or_update of existing contacts", end, 2, 0)
	return im.expect(ctx, "with merge_type create_or_update, of existing contacts", found, "fifth", "fifth", "third")
}

// bulk is an import of some of the rows, changed in their last names.
func (im *importing) bulk(merge cuedesk.MergeType, lastName string, rows ...int) cuedesk.BulkCreate {
	in := cuedesk.BulkCreate{ListID: im.list.ID, MatchOn: cuedesk.MatchEmail, MergeType: merge}
	for _, n := range rows {
		in.Contacts = append(in.Contacts, im.row(n, lastName))
	}
	return in
}

// expect compares the contacts of the list, by their last names, and returns them. Those that were there before must
// be the same ones.
func (im *importing) expect(ctx context.Context, what string, was map[string]cuedesk.Contact,
	want ...string,
) (found map[string]cuedesk.Contact) {
	im.settled(ctx, createBulk, func() {
		found = im.members(ctx)
		var got []string
		for n := range im.rows {
			if one, ok := found[im.rows[n].Email]; ok {
				got = append(got, one.LastName)
				im.sameValue(createBulk, "value of text after an import "+what, one.CustomFields.Get(im.key("text")), one.LastName)
			}
		}
		if !slices.Equal(got, want) {
			im.reportDifference(createBulk, "last_name of the contacts after an import %s: got %q, want %q", what, got, want)
		}
		same(im.suite, createBulk, "contacts in the list after an import "+what, len(found), len(want))
		for email, before := range was {
			if found[email].ID != before.ID {
				im.reportDifference(createBulk, "after an import %s there is another contact, not the one that was updated", what)
			}
		}
	})
	return found
}

// members returns the contacts of the list by their e-mail addresses.
func (im *importing) members(ctx context.Context) map[string]cuedesk.Contact {
	page, err := im.client.Lists.Contacts(ctx, im.list.ID, cuedesk.ListMembersOptions{})
	im.mustSucceed("List Contacts in a Contact List", err)
	found := map[string]cuedesk.Contact{}
	for n, contact := range page.Items {
		if _, twice := found[contact.Email]; twice {
			contact.Email += " of row " + strconv.Itoa(n)
		}
		found[contact.Email] = contact
	}
	return found
}

// checkFailing imports only rows that fail. The documentation does not say whether such an import failed.
func (im *importing) checkFailing(ctx context.Context) {
	wrong := cuedesk.ContactCreate{FirstName: im.name("no identifier")}
	end := im.do(ctx, cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{wrong, wrong}})
	im.counts("an import of two contacts without an identifier", end, 0, 2)
	if im.Strict {
		same(im.suite, bulkStatus, "status at the end of an import without a success", end.Status, cuedesk.ImportFailed)
	}
}

// checkRefusals sends what the documentation does not allow, past the checks of the client. Rows without an identifier
// would not become contacts if they were accepted.
func (im *importing) checkRefusals(ctx context.Context) {
	row := map[string]any{"first_name": im.name("no identifier")}
	for _, one := range []struct {
		what, field string
		body        map[string]any
	}{
		{"an import without contacts", "contacts", map[string]any{}},
		{"an import of 0 contacts", "contacts", map[string]any{"contacts": []any{}}},
		{"an import of 1001 contacts", "contacts", map[string]any{"contacts": slices.Repeat([]any{row}, 1001)}},
	} {
		im.invalid(createBulk, one.what, im.client.Do(ctx, bulkOperation, one.body, nil), "body", one.field)
	}
	if im.Strict {
		im.checkUnknownMerges(ctx, row)
	}
}

// checkUnknownMerges sends a merge type and a field to match on that are not documented.
func (im *importing) checkUnknownMerges(ctx context.Context, row map[string]any) {
	for field, value := range map[string]string{"merge_type": "replace", "match_on_field": "name"} {
		err := im.client.Do(ctx, bulkOperation, map[string]any{"contacts": []any{row}, field: value}, nil)
		im.invalid(createBulk, "a "+field+" that is not documented", err, "body", field)
	}
}
