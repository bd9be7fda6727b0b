package contract

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func (w *coverRun) runLists() {
	w.t.Helper()
	least := required(w.Lists.Create(w.ctx, cuedesk.ListCreate{Name: "🦇"}))(w)
	full := required(w.Lists.Create(w.ctx, cuedesk.ListCreate{Name: strings.Repeat("V", 10_000), Emoji: "👩🏽‍🚀"}))(w)
	w.ok(w.Lists.Get(w.ctx, full.ID))
	for _, in := range []cuedesk.ListUpdate{
		{},
		{Name: cuedesk.Set("Premium"), Emoji: cuedesk.Set("💎")},
		{Emoji: cuedesk.Clear[string]()},
		{Emoji: cuedesk.Set("")},
		{Emoji: cuedesk.Set("⭐")},
	} {
		w.ok(w.Lists.Update(w.ctx, full.ID, in))
	}
	w.archive(full.ID)
	for _, status := range []cuedesk.ListStatus{cuedesk.ListActive, cuedesk.ListArchived} {
		for _, field := range []cuedesk.ListOrderField{cuedesk.OrderListsByName, cuedesk.OrderListsByCreatedAt} {
			for _, order := range []cuedesk.Order{cuedesk.Ascending, cuedesk.Descending} {
				w.ok(w.Lists.List(w.ctx, cuedesk.ListListsOptions{Status: status, OrderField: field, Order: order}))
			}
		}
	}
	for _, page := range pages {
		w.ok(w.Lists.List(w.ctx, cuedesk.ListListsOptions{PageOptions: page, Search: "&=+%🦇 "}))
	}
	for item, err := range w.Lists.All(w.ctx, cuedesk.ListListsOptions{}) {
		w.ok(item, err)
	}
	w.mustSucceed(w.Lists.Delete(w.ctx, least.ID))
}

func (w *coverRun) runMembership() {
	w.t.Helper()
	list := required(w.Lists.Create(w.ctx, cuedesk.ListCreate{Name: "Members", Emoji: "⭐"}))(w).ID
	member := w.archived()
	// A mock answers with the contacts of the example, which must be among those of each request.
	example := []cuedesk.ContactID{
		cuedesk.MustParseID[cuedesk.Contact]("ff0556cf-fbad-4d55-94cd-119bac9df2da"),
		cuedesk.MustParseID[cuedesk.Contact]("ff1667df-acde-4e66-a5de-220cbe916e2b"),
	}
	if w.fake != nil {
		w.ok(w.Lists.AddContacts(w.ctx, list, member))
	}
	w.ok(w.Lists.AddContacts(w.ctx, list, append(example, member)...))
	w.ok(w.Lists.AddContacts(w.ctx, list, slices.Concat(example, unknown(98), example, unknown(97),
		[]cuedesk.ContactID{member})...))
	for _, page := range pages {
		for _, archived := range []bool{false, true} {
			w.ok(w.Lists.Contacts(w.ctx, list, cuedesk.ListMembersOptions{PageOptions: page, IncludeArchived: archived}))
		}
		for _, status := range []cuedesk.ListStatus{"", cuedesk.ListActive, cuedesk.ListArchived} {
			w.ok(w.Contacts.Lists(w.ctx, member, cuedesk.ListsOfContactOptions{PageOptions: page, Status: status}))
		}
	}
	for item, err := range w.Lists.AllContacts(w.ctx, list, cuedesk.ListMembersOptions{}) {
		w.ok(item, err)
	}
	for item, err := range w.Contacts.AllLists(w.ctx, member, cuedesk.ListsOfContactOptions{}) {
		w.ok(item, err)
	}
	w.ok(w.Lists.RemoveContacts(w.ctx, list, member))
	w.ok(w.Lists.RemoveContacts(w.ctx, list, unknown(100)...))
}

func (w *coverRun) runNotes() {
	w.t.Helper()
	owner := required(w.Contacts.Create(w.ctx, cuedesk.ContactCreate{Email: "notes@example.com"}))(w).ID
	least := required(w.Notes.Create(w.ctx, owner, note("", ".")))(w)
	full := required(w.Notes.Create(w.ctx, owner, note("Meeting 🦇", strings.Repeat("x\r\n", 10_000))))(w)
	w.ok(w.Notes.Get(w.ctx, owner, full.ID))
	w.ok(w.Notes.Replace(w.ctx, owner, full.ID, cuedesk.NoteReplace(note("", "\u0000"))))
	w.ok(w.Notes.Replace(w.ctx, owner, full.ID, cuedesk.NoteReplace(note("Title", "Text"))))
	for _, page := range pages {
		w.ok(w.Notes.List(w.ctx, owner, page))
	}
	for item, err := range w.Notes.All(w.ctx, owner, cuedesk.PageOptions{}) {
		w.ok(item, err)
	}
	w.mustSucceed(w.Notes.Delete(w.ctx, owner, least.ID))
}

func note(title, text string) cuedesk.NoteCreate {
	return cuedesk.NoteCreate{Title: title, Content: cuedesk.NoteContent{Text: text}}
}

func (w *coverRun) runBulk() {
	w.t.Helper()
	list := required(w.Lists.Create(w.ctx, cuedesk.ListCreate{Name: "Imported"}))(w).ID
	inputs := []cuedesk.BulkCreate{
		{Contacts: []cuedesk.ContactCreate{{}}},
		{Contacts: append(slices.Clone(leastContacts), fullContact())},
		{Contacts: manyContacts(1000), ListID: list, MatchOn: cuedesk.MatchEmail, MergeType: cuedesk.MergeCreateOrUpdate},
	}
	for _, match := range []cuedesk.MatchField{
		cuedesk.MatchEmail, cuedesk.MatchPhoneNumber, cuedesk.MatchExternalContactID,
	} {
		for _, merge := range []cuedesk.MergeType{
			cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate, cuedesk.MergeUpdate,
		} {
			inputs = append(inputs, cuedesk.BulkCreate{Contacts: manyContacts(2), MatchOn: match, MergeType: merge})
		}
	}
	for _, in := range inputs {
		job := w.started(in)
		for item, err := range job.Updates(w.ctx) {
			w.ok(item, err)
		}
	}
	w.failImport()
}

// started returns the job of a new import. Where examples are the answers, their counts are not about its rows.
func (w *coverRun) started(in cuedesk.BulkCreate) *cuedesk.Job {
	w.t.Helper()
	job := required(w.Bulk.Create(w.ctx, in))(w)
	if w.fake == nil {
		job.Rows = 0
	}
	return job
}

// failImport has an import fail entirely where the fake can do that.
func (w *coverRun) failImport() {
	w.t.Helper()
	if w.fake != nil {
		w.fake.Inject("*", cuedesktest.FailImport())
	}
	job := w.started(cuedesk.BulkCreate{Contacts: manyContacts(1)})
	status, err := job.Wait(w.ctx)
	failOn(w.t, "members that are lost in an import", lostMembers(openDocument(w.t), status))
	if w.fake != nil && (err == nil || status == nil || status.Status != cuedesk.ImportFailed) {
		w.t.Fatalf("import %+v with error %v has not failed", status, err)
	}
}

// manyContacts returns contacts with every field, each another person.
func manyContacts(n int) []cuedesk.ContactCreate {
	many := make([]cuedesk.ContactCreate, n)
	for i := range many {
		many[i] = fullContact()
		many[i].ExternalContactID = "external-" + strconv.Itoa(i)
		many[i].Email = fmt.Sprintf("person-%d@example.com", i)
		many[i].PhoneNumber = strconv.Itoa(1_000_000_000 + i)
	}
	return many
}
