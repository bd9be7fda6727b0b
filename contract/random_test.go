package contract

import (
	"flag"
	"os"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// TestMain has fewer random inputs under the race detector.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("rapid.checks", testset.Pick("25", flag.Lookup("rapid.checks").Value.String())); err != nil {
		panic(err)
	}
	os.Exit(m.Run())
}

// property checks that random inputs make requests that the document allows and the fake accepts, and that its
// responses are documented. What else must hold is the caller's. Each run has a fake and a validator of its own, so
// that it can be repeated, and made smaller, without what others left behind.
func property(t *testing.T, holds func(*rapid.T, *coverRun)) {
	t.Helper()
	rapid.Check(t, func(rt *rapid.T) {
		fake := cuedesktest.NewServer(cuedesktest.WithImportDuration(0), cuedesktest.WithRequestLog(0))
		v := newValidator(rt, fake)
		defer func() { failOn(rt, "violations", v.found()) }()
		w := newCoverRun(t.Context(), rt, v, cuedesktest.BaseURL, fake)
		w.seedFields()
		holds(rt, w)
	})
}

// seedFields gives the fake a custom field of each type, past the validator.
func (w *coverRun) seedFields() {
	w.t.Helper()
	client := w.fake.Client()
	for _, kind := range fieldTypes {
		w.fields[kind] = required(client.CustomFields.Create(w.ctx, cuedesk.CustomFieldCreate{
			Name: "Of type " + string(kind), FieldType: kind, FieldKey: fieldKey(kind),
			SelectOptions: labels(kind, "Low", "Medium", "High"),
		}))(w).ID
	}
}

func TestRandom_contacts(t *testing.T) {
	t.Parallel()
	property(t, func(t *rapid.T, w *coverRun) {
		in, change := anyContact.Draw(t, "contact"), anyUpdate.Draw(t, "update")
		created := required(w.Contacts.Create(w.ctx, in))(w)
		if identifiers(created) != personIn(in) {
			t.Fatalf("created %+v, not %+v", identifiers(created), personIn(in))
		}
		sameValues(t, created.CustomFields, in.CustomFields)
		w.ok(w.Contacts.Update(w.ctx, created.ID, change))
		found := required(w.Contacts.Get(w.ctx, created.ID))(w)
		if want := personIn(in).updated(change); identifiers(found) != want {
			t.Fatalf("updated %+v, not %+v", identifiers(found), want)
		}
		sameValues(t, found.CustomFields, in.CustomFields, change.CustomFields)
	})
}

func TestRandom_values(t *testing.T) {
	t.Parallel()
	property(t, func(t *rapid.T, w *coverRun) {
		id := required(w.Contacts.Create(w.ctx, cuedesk.ContactCreate{Email: "a@b"}))(w).ID
		values := anyValues.Filter(func(values map[string]any) bool { return len(values) > 0 }).Draw(t, "values")
		sameValues(t, required(w.Contacts.UpdateCustomFields(w.ctx, id, values))(w), values)
		kind := rapid.SampledFrom(fieldTypes).Draw(t, "type")
		one := map[string]any{fieldKey(kind): optionally(anyValue(kind)).Draw(t, "value")}
		sameValues(t, required(w.Contacts.SetCustomField(w.ctx, id, w.fields[kind], one[fieldKey(kind)]))(w), values, one)
		w.mustSucceed(w.Contacts.DeleteCustomField(w.ctx, id, w.fields[kind]))
		one[fieldKey(kind)] = nil
		sameValues(t, required(w.Contacts.CustomFields(w.ctx, id))(w), values, one)
	})
}

func TestRandom_customFields(t *testing.T) {
	t.Parallel()
	property(t, func(t *rapid.T, w *coverRun) {
		in, other := anyField.Draw(t, "definition"), anyField.Draw(t, "update")
		created := required(w.CustomFields.Create(w.ctx, in))(w)
		if in.FieldKey != "" && created.FieldKey != in.FieldKey {
			t.Fatalf("key %q, not %q", created.FieldKey, in.FieldKey)
		}
		want := fieldUpdate(in)
		sameField(t, created.AsReplace(), want)
		sameField(t, required(w.CustomFields.Replace(w.ctx, created.ID, created.AsReplace()))(w).AsReplace(), want)
		want = fieldUpdate(other)
		sameField(t, required(w.CustomFields.Replace(w.ctx, created.ID, want))(w).AsReplace(), want)
	})
}

func TestRandom_searches(t *testing.T) {
	t.Parallel()
	property(t, func(t *rapid.T, w *coverRun) {
		in := anyContact.Draw(t, "contact")
		w.ok(w.Contacts.Create(w.ctx, in))
		q, further, page := anyQuery.Draw(t, "query"), anyFilter.Draw(t, "filter"), anyOptions.Draw(t, "page")
		found := required(w.Contacts.Search(w.ctx, q, page))(w)
		samePage(t, found, page, 10)
		if narrowed := required(w.Contacts.Search(w.ctx, q.And(further), page))(w); narrowed.Total > found.Total {
			t.Fatalf("%d contacts with a further filter, %d without", narrowed.Total, found.Total)
		}
		all := cuedesk.Where(cuedesk.FirstName.Is(in.FirstName))
		if found := required(w.Contacts.Search(w.ctx, all, page))(w); in.FirstName != "" && found.Total == 0 {
			t.Fatalf("no contact has the first name %q", in.FirstName)
		}
	})
}

func TestRandom_lists(t *testing.T) {
	t.Parallel()
	property(t, func(t *rapid.T, w *coverRun) {
		in := cuedesk.ListCreate{Name: someText.Draw(t, "name"), Emoji: optionally(anyText).Draw(t, "emoji")}
		list := required(w.Lists.Create(w.ctx, in))(w)
		if list.Name != in.Name || list.Emoji != in.Emoji {
			t.Fatalf("created %q %q, not %q %q", list.Name, list.Emoji, in.Name, in.Emoji)
		}
		opts := cuedesk.ListListsOptions{
			PageOptions: anyOptions.Draw(t, "page"), Search: in.Name,
			Status:     oneOf(cuedesk.ListActive, cuedesk.ListArchived).Draw(t, "status"),
			OrderField: oneOf(cuedesk.OrderListsByName, cuedesk.OrderListsByCreatedAt).Draw(t, "sort field"),
			Order:      oneOf(cuedesk.Ascending, cuedesk.Descending).Draw(t, "sort order"),
		}
		found := required(w.Lists.List(w.ctx, opts))(w)
		samePage(t, found, opts.PageOptions, 50)
		if found.Total == 0 && opts.Status != cuedesk.ListArchived {
			t.Fatalf("no list is called %q", in.Name)
		}
		change := cuedesk.ListUpdate{Emoji: optional(anyText).Draw(t, "new emoji")}
		if rapid.Bool().Draw(t, "rename") {
			change.Name = cuedesk.Set(someText.Draw(t, "new name"))
		}
		updated := required(w.Lists.Update(w.ctx, list.ID, change))(w)
		want := in
		set(&want.Name, change.Name)
		set(&want.Emoji, change.Emoji)
		if got := (cuedesk.ListCreate{Name: updated.Name, Emoji: updated.Emoji}); got != want {
			t.Fatalf("updated %+v, not %+v", got, want)
		}
		w.mustSucceed(w.Lists.Delete(w.ctx, list.ID))
	})
}

func TestRandom_membership(t *testing.T) {
	t.Parallel()
	property(t, func(t *rapid.T, w *coverRun) {
		list := required(w.Lists.Create(w.ctx, cuedesk.ListCreate{Name: "Members"}))(w).ID
		member := required(w.Contacts.Create(w.ctx, anyContact.Draw(t, "contact")))(w).ID
		strangers := unknown(rapid.IntRange(0, 250).Draw(t, "strangers"))
		all := slices.Insert(strangers, rapid.IntRange(0, len(strangers)).Draw(t, "place"), member)
		added := required(w.Lists.AddContacts(w.ctx, list, all...))(w)
		if len(added.Added) != 1 || added.Added[0] != member || len(added.Warnings) != len(all)-1 {
			t.Fatalf("%d added and %d warnings for one contact of %d", len(added.Added), len(added.Warnings), len(all))
		}
		page := anyOptions.Draw(t, "page")
		samePage(t, required(w.Lists.Contacts(w.ctx, list, cuedesk.ListMembersOptions{PageOptions: page}))(w), page, 50)
		samePage(t, required(w.Contacts.Lists(w.ctx, member, cuedesk.ListsOfContactOptions{PageOptions: page}))(w), page, 50)
		opts := cuedesk.ListContactsOptions{
			PageOptions: page, ListID: list,
			OrderField: oneOf(cuedesk.OrderByFirstName, cuedesk.OrderByExternalContactID).Draw(t, "order field"),
			Order:      oneOf(cuedesk.Ascending, cuedesk.Descending).Draw(t, "order"),
		}
		samePage(t, required(w.Contacts.List(w.ctx, opts))(w), page, 50)
		if removed := required(w.Lists.RemoveContacts(w.ctx, list, all...))(w); !slices.Equal(removed, all) {
			t.Fatalf("%d of %d contacts removed", len(removed), len(all))
		}
	})
}

func TestRandom_notes(t *testing.T) {
	t.Parallel()
	property(t, func(t *rapid.T, w *coverRun) {
		owner := required(w.Contacts.Create(w.ctx, cuedesk.ContactCreate{Email: "a@b"}))(w).ID
		in, other := anyNote.Draw(t, "note"), anyNote.Draw(t, "replacement")
		created := required(w.Notes.Create(w.ctx, owner, in))(w)
		if got := note(created.Title, created.Content.Text); !reflect.DeepEqual(got, in) {
			t.Fatalf("created %+v, not %+v", got, in)
		}
		w.ok(w.Notes.Replace(w.ctx, owner, created.ID, cuedesk.NoteReplace(other)))
		found := required(w.Notes.Get(w.ctx, owner, created.ID))(w)
		if got := note(found.Title, found.Content.Text); !reflect.DeepEqual(got, other) {
			t.Fatalf("replaced by %+v, not %+v", got, other)
		}
		page := anyOptions.Draw(t, "page")
		samePage(t, required(w.Notes.List(w.ctx, owner, page))(w), page, 50)
		w.mustSucceed(w.Notes.Delete(w.ctx, owner, created.ID))
	})
}

func TestRandom_imports(t *testing.T) {
	t.Parallel()
	property(t, func(t *rapid.T, w *coverRun) {
		in := cuedesk.BulkCreate{
			Contacts: rapid.SliceOfN(anyRow, 1, 20).Draw(t, "contacts"),
			MatchOn: oneOf(cuedesk.MatchEmail, cuedesk.MatchPhoneNumber, cuedesk.MatchExternalContactID).
				Draw(t, "match"),
			MergeType: oneOf(cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate, cuedesk.MergeUpdate).Draw(t, "merge"),
		}
		if rapid.Bool().Draw(t, "into a list") {
			in.ListID = required(w.Lists.Create(w.ctx, cuedesk.ListCreate{Name: "Imported"}))(w).ID
		}
		status := required(required(w.Bulk.Create(w.ctx, in))(w).Status(w.ctx))(w)
		if !status.Done() || status.Summary.Total != len(in.Contacts) || status.Unaccounted() < 0 {
			t.Fatalf("import of %d contacts: %+v", len(in.Contacts), status)
		}
	})
}
