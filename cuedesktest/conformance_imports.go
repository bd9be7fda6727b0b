package cuedesktest

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

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
	im := &importing{suite: s, list: s.newList(ctx, "import")}
	for n := range 4 {
		row := s.identified(100 + n)
		row.FirstName, row.LastName = "imported", "first"
		im.rows = append(im.rows, row)
	}
	created := im.checkFirst(ctx)
	im.checkMerges(ctx, created)
	for n, match := range matchFields {
		im.checkMatch(ctx, cuedesk.MatchField(match), n%2, created)
	}
	im.checkFailing(ctx)
	im.checkRefusals(ctx)
}

// row returns one of the contacts, changed in its last name.
func (im *importing) row(n int, lastName string) cuedesk.ContactCreate {
	row := im.rows[n]
	row.LastName = lastName
	return row
}

// checkFirst imports two contacts and a row that cannot become one, and returns the list.
func (im *importing) checkFirst(ctx context.Context) map[string]cuedesk.Contact {
	wrong := cuedesk.ContactCreate{FirstName: im.name("no identifier")}
	end := im.do(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{im.rows[0], wrong, im.rows[1]}, ListID: im.list.ID, MatchOn: cuedesk.MatchEmail,
	})
	same(im.suite, bulkStatus, "status at the end of an import with one failure", end.Status, cuedesk.ImportCompleted)
	im.counts("an import of two contacts and one without an identifier", end, 2, 1)
	found := im.members(ctx, 2)
	for _, row := range im.rows[:2] {
		got := found[row.Email]
		if got.ID.IsZero() {
			im.differ(createBulk, "a contact that was imported is not in the list of contact_list_uuid")
			panic(stopped{})
		}
		im.sameContact(createBulk, &got, row)
	}
	return found
}

// counts compares the summary of a finished import.
func (im *importing) counts(what string, end *cuedesk.Import, created, failed int) {
	total := created + failed
	same(im.suite, bulkStatus, "summary.total of "+what, end.Summary.Total, total)
	same(im.suite, bulkStatus, "summary.created of "+what, end.Summary.Created, created)
	same(im.suite, bulkStatus, "summary.failed of "+what, end.Summary.Failed, failed)
}

// skipped compares the summary of an import of two rows, one of which the merge type skips. Whether that counts as
// failed is not documented.
func (im *importing) skipped(what string, end *cuedesk.Import) {
	same(im.suite, bulkStatus, "summary.total of "+what, end.Summary.Total, 2)
	same(im.suite, bulkStatus, "summary.created of "+what, end.Summary.Created, 1)
	if im.Strict || end.Summary.Failed != 1 {
		same(im.suite, bulkStatus, "summary.failed of "+what, end.Summary.Failed, 0)
	}
}

// checkMerges imports with each merge type, rows that exist and rows that do not.
func (im *importing) checkMerges(ctx context.Context, was map[string]cuedesk.Contact) {
	im.do(ctx, im.bulk("", "second", 0))
	im.expect(ctx, "by default, of an existing contact", was, "second", "first")
	im.skipped("an import with merge_type create of an existing and a new contact", im.do(ctx, im.bulk(cuedesk.MergeCreate, "third", 0, 2)))
	found := im.expect(ctx, "with merge_type create, of an existing and a new contact", was, "second", "first", "third")
	im.skipped("an import with merge_type update of an existing and a new contact", im.do(ctx, im.bulk(cuedesk.MergeUpdate, "fourth", 1, 3)))
	im.expect(ctx, "with merge_type update, of an existing and a new contact", found, "second", "fourth", "third")
	end := im.do(ctx, im.bulk(cuedesk.MergeCreateOrUpdate, "fifth", 0, 1))
	im.counts("an import with merge_type create_or_update of existing contacts", end, 2, 0)
	im.expect(ctx, "with merge_type create_or_update, of existing contacts", found, "fifth", "fifth", "third")
}

// checkMatch updates one of the contacts by a field.
func (im *importing) checkMatch(ctx context.Context, match cuedesk.MatchField, n int, was map[string]cuedesk.Contact) {
	what, name := "with match_on_field "+string(match), "by "+string(match)
	in := im.bulk(cuedesk.MergeUpdate, name, n)
	in.MatchOn = match
	im.counts("an import "+what, im.do(ctx, in), 1, 0)
	id := was[im.rows[n].Email].ID
	im.until(ctx, func() bool { return im.lastName(ctx, id) == name })
	same(im.suite, createBulk, "last_name after an update "+what, im.lastName(ctx, id), name)
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
func (im *importing) expect(ctx context.Context, what string, was map[string]cuedesk.Contact, want ...string) map[string]cuedesk.Contact {
	var got []string
	var found map[string]cuedesk.Contact
	im.until(ctx, func() bool {
		found, got = im.members(ctx, len(want)), nil
		for n := range im.rows {
			if one, ok := found[im.rows[n].Email]; ok {
				got = append(got, one.LastName)
			}
		}
		return slices.Equal(got, want) && len(found) == len(want)
	})
	if !slices.Equal(got, want) {
		im.differ(createBulk, "last_name of the contacts after an import %s: got %q, want %q", what, got, want)
	}
	same(im.suite, createBulk, "contacts in the list after an import "+what, len(found), len(want))
	for email, before := range was {
		if found[email].ID != before.ID {
			im.differ(createBulk, "after an import %s there is another contact, not the one that was updated", what)
		}
	}
	return found
}

func (im *importing) lastName(ctx context.Context, id cuedesk.ContactID) string {
	got, err := im.client.Contacts.Get(ctx, id)
	im.need("Get a Contact", err)
	return got.LastName
}

// members returns the contacts of the list by their e-mail addresses, once there are as many as there should be.
func (im *importing) members(ctx context.Context, want int) map[string]cuedesk.Contact {
	found := map[string]cuedesk.Contact{}
	im.until(ctx, func() bool {
		page, err := im.client.Lists.Contacts(ctx, im.list.ID, cuedesk.MemberOptions{})
		im.need("List Contacts in a Contact List", err)
		clear(found)
		for n, contact := range page.Items {
			if _, twice := found[contact.Email]; twice {
				contact.Email += " of row " + strconv.Itoa(n)
			}
			found[contact.Email] = contact
		}
		return len(page.Items) >= want
	})
	return found
}

// checkFailing imports only rows that fail. Whether that is an import that failed is not documented.
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
		{"a merge_type that is not documented", "merge_type", map[string]any{"contacts": []any{row}, "merge_type": "replace"}},
		{"a match_on_field that is not documented", "match_on_field", map[string]any{"contacts": []any{row}, "match_on_field": "name"}},
	} {
		im.invalid(createBulk, one.what, im.client.Do(ctx, bulkCreate, one.body, nil), "body", one.field)
	}
}

// do imports, and watches the import until its end.
func (im *importing) do(ctx context.Context, in cuedesk.BulkCreate) *cuedesk.Import {
	job, err := im.client.Bulk.Create(ctx, in)
	im.need(createBulk, err)
	watch := &watcher{importing: im, rows: len(in.Contacts)}
	end, err := job.Wait(ctx, cuedesk.WithPollInterval(20*time.Millisecond, 2*time.Second),
		cuedesk.WithStallTimeout(im.Patience), cuedesk.WithProgress(watch.see))
	if !errors.Is(err, cuedesk.ErrImportFailed) {
		im.need(bulkStatus, err)
	}
	same(im.suite, bulkStatus, "contact_import_uuid", end.ID, job.ID)
	return end
}

// watcher sees an import on its way.
type watcher struct {
	*importing

	rows int
	last cuedesk.Import
}

// importStages are the documented statuses in their order.
var importStages = []cuedesk.ImportStatus{cuedesk.ImportPending, cuedesk.ImportProcessing, cuedesk.ImportCompleted}

// see checks that an import only goes forward.
func (w *watcher) see(now *cuedesk.Import) {
	stage, before := slices.Index(importStages, now.Status), slices.Index(importStages, w.last.Status)
	switch {
	case stage < 0 && now.Status != cuedesk.ImportFailed:
		w.differ(bulkStatus, "status: got %q, which is not documented", now.Status)
	case stage >= 0 && stage < before:
		w.differ(bulkStatus, "status: got %q after %q", now.Status, w.last.Status)
	case now.Summary.Created < w.last.Summary.Created || now.Summary.Failed < w.last.Summary.Failed:
		w.differ(bulkStatus, "summary: the counts went back from %+v to %+v", w.last.Summary, now.Summary)
	case now.Summary.Created+now.Summary.Failed > w.rows:
		w.differ(bulkStatus, "summary: more rows than there are: %+v of %d", now.Summary, w.rows)
	}
	w.last = *now
}
