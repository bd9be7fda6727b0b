package cuedesk_test

import (
	"errors"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// scenarios are the recorded conversations. They compare nothing that another
// recording would change, such as IDs and times, and hold invented people only.
var scenarios = []scenario{
	{name: "contact-life-cycle", run: runContact},
	{name: "list-membership", run: runMembership},
	{name: "custom-fields", run: runCustomFields},
	{name: "notes", run: runNotes},
	{name: "search-and-paging", run: runPaging},
	{name: "bulk-import", run: runImport},
	{name: "import-progress", run: runProgress, setUp: func(srv *cuedesktest.Server) {
		srv.Inject("GET /v1/contacts/bulk/{contact_import_uuid}", cuedesktest.Latency(0).RetryAfter("1").Always())
	}},
	{name: "errors", run: runErrors},
	{name: "retries", run: runRetries, setUp: func(srv *cuedesktest.Server) {
		srv.Inject("GET /v1/contacts/{contact_uuid}",
			cuedesktest.Status(503), cuedesktest.Status(429).RetryAfter("3"), cuedesktest.HTML502())
	}},
}

// try is for calls that must succeed: try(client.Contacts.Get(ctx, id))(t).
func try[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// same fails the test if got is not what it should be.
func same[T any](t *testing.T, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// fails stops the test unless err is the API's error with the status, and returns
// what is wrong with which fields.
func fails(t *testing.T, err, sentinel error, status int) []cuedesk.FieldError {
	t.Helper()
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || !errors.Is(err, sentinel) || apiErr.StatusCode != status {
		t.Fatalf("got %v, want %v with status %d", err, sentinel, status)
	}
	return apiErr.Fields
}

// person is what of a contact the scenarios compare.
type person struct{ First, Last, Email, Phone, External string }

func newPerson(c *cuedesk.Contact) person {
	return person{c.FirstName, c.LastName, c.Email, c.PhoneNumber, c.ExternalContactID}
}

func runContact(t *testing.T, s *stage) {
	ctx := t.Context()
	created := try(s.Contacts.Create(ctx, cuedesk.ContactCreate{
		FirstName: "Zoë", LastName: "Meier", Email: "zoe.meier@example.com", PhoneNumber: "+1 202 555 0123",
	}))(t)
	want := person{First: "Zoë", Last: "Meier", Email: "zoe.meier@example.com", Phone: "+1 202 555 0123"}
	same(t, "created", want, newPerson(created))
	same(t, "fetched", want, newPerson(try(s.Contacts.Get(ctx, created.ID))(t)))
	updated := try(s.Contacts.Update(ctx, created.ID, cuedesk.ContactUpdate{
		LastName: cuedesk.Set("Meier-Brandt"), PhoneNumber: cuedesk.Clear[string](),
		ExternalContactID: cuedesk.Set("life-cycle-1"),
	}))(t)
	want.Last, want.Phone, want.External = "Meier-Brandt", "", "life-cycle-1"
	same(t, "updated", want, newPerson(updated))
	same(t, "fetched again", want, newPerson(try(s.Contacts.Get(ctx, created.ID))(t)))
}

// newPeople creates contacts with external IDs of the prefix.
func newPeople(t *testing.T, s *stage, prefix string, names ...string) []cuedesk.ContactID {
	t.Helper()
	var ids []cuedesk.ContactID
	for _, name := range names {
		c := try(s.Contacts.Create(t.Context(), cuedesk.ContactCreate{FirstName: name, ExternalContactID: prefix + name}))(t)
		ids = append(ids, c.ID)
	}
	return ids
}

func runMembership(t *testing.T, s *stage) {
	ctx := t.Context()
	people := newPeople(t, s, "membership-", "Ada", "Grace")
	list := try(s.Lists.Create(ctx, cuedesk.ListCreate{Name: "Cassette members", Emoji: "📼"}))(t)
	added := try(s.Lists.AddContacts(ctx, list.ID, people[0], people[1], otherID))(t)
	same(t, "added", people, added.Added)
	if len(added.Warnings) != 1 || added.Warnings[0].ContactID != otherID {
		t.Errorf("warnings: %v", added.Warnings)
	}
	members := try(s.Lists.Contacts(ctx, list.ID, cuedesk.ListMembersOptions{}))(t)
	same(t, "members", 2, members.Total)
	removed := try(s.Lists.RemoveContacts(ctx, list.ID, people[0]))(t)
	same(t, "removed", people[:1], removed)
	same(t, "lists of the removed contact", 0, try(s.Contacts.Lists(ctx, people[0], cuedesk.ListsOfContactOptions{}))(
		t).Total)
	lists := try(s.Contacts.Lists(ctx, people[1], cuedesk.ListsOfContactOptions{}))(t)
	same(t, "name of the list", "Cassette members", lists.Items[0].Name)
	renamed := try(s.Lists.Update(ctx, list.ID, cuedesk.ListUpdate{Name: cuedesk.Set("Cassette friends")}))(t)
	same(t, "renamed", "Cassette friends 📼 1", renamed.Name+" "+renamed.Emoji+" "+string(rune('0'+renamed.Count)))
	if err := s.Lists.Delete(ctx, list.ID); err != nil {
		t.Fatal(err)
	}
	_, err := s.Lists.Get(ctx, list.ID)
	fails(t, err, cuedesk.ErrNotFound, 404)
}

func runCustomFields(t *testing.T, s *stage) {
	ctx := t.Context()
	const big = int64(9007199254740993) // what a float64 cannot hold
	badge := try(s.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{
		Name: "Cassette badge", FieldKey: "cassette_badge", FieldType: cuedesk.FieldInteger,
	}))(t)
	plan := try(s.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{
		Name: "Cassette plan", FieldKey: "cassette_plan", FieldType: cuedesk.FieldSelect,
		SelectOptions: []string{"Free", "Paid"},
	}))(t)
	who := newPeople(t, s, "custom-fields-", "Katherine")[0]
	values := try(s.Contacts.SetCustomField(ctx, who, badge.ID, big))(t)
	same(t, "badge", big, try(values.Get("cassette_badge").Int64())(t))
	values = try(s.Contacts.UpdateCustomFields(ctx, who, map[string]any{
		"cassette_plan": "Paid", "cassette_badge": big + 2,
	}))(t)
	same(t, "plan", "Paid", values.Get("cassette_plan").String())
	same(t, "badge", big+2, try(values.Get("cassette_badge").Int64())(t))
	if err := s.Contacts.DeleteCustomField(ctx, who, plan.ID); err != nil {
		t.Fatal(err)
	}
	values = try(s.Contacts.CustomFields(ctx, who))(t)
	same(t, "plan is left", false, values.Get("cassette_plan").Exists() && !values.Get("cassette_plan").IsNull())
	change := plan.AsReplace()
	change.SelectOptions = []string{"Free", "Paid", "Trial"}
	same(t, "options", 3, len(try(s.CustomFields.Replace(ctx, plan.ID, change))(t).SelectOptions))
	for _, id := range []cuedesk.CustomFieldID{badge.ID, plan.ID} {
		if err := s.CustomFields.Delete(ctx, id); err != nil {
			t.Fatal(err)
		}
	}
}

func runNotes(t *testing.T, s *stage) {
	ctx := t.Context()
	who := newPeople(t, s, "notes-", "Hedy")[0]
	note := try(s.Notes.Create(ctx, who, cuedesk.NoteCreate{
		Title: "First call", Content: cuedesk.NoteContent{Text: "Asked for:\n- \"quotes\"\n- <angles> & more"},
	}))(t)
	same(t, "text", note.Content.Text, try(s.Notes.Get(ctx, who, note.ID))(t).Content.Text)
	replaced := try(s.Notes.Replace(ctx, who, note.ID, cuedesk.NoteReplace{
		Title: "Second call", Content: cuedesk.NoteContent{Text: "All well."},
	}))(t)
	same(t, "replaced", "Second call: All well.", replaced.Title+": "+replaced.Content.Text)
	same(t, "notes", 1, try(s.Notes.List(ctx, who, cuedesk.PageOptions{Limit: 10}))(t).Total)
	if err := s.Notes.Delete(ctx, who, note.ID); err != nil {
		t.Fatal(err)
	}
	_, err := s.Notes.Get(ctx, who, note.ID)
	fails(t, err, cuedesk.ErrNotFound, 404)
}

func runPaging(t *testing.T, s *stage) {
	ctx := t.Context()
	people := newPeople(t, s, "paging-", "Anna", "Berta", "Clara")
	list := try(s.Lists.Create(ctx, cuedesk.ListCreate{Name: "Cassette pages"}))(t)
	try(s.Lists.AddContacts(ctx, list.ID, people...))(t)
	var names []string
	for c, err := range s.Contacts.All(ctx, cuedesk.ListContactsOptions{
		PageOptions: cuedesk.PageOptions{Limit: 2}, ListID: list.ID,
		OrderField: cuedesk.OrderByFirstName, Order: cuedesk.Descending,
	}) {
		names = append(names, try(c, err)(t).FirstName)
	}
	same(t, "all", []string{"Clara", "Berta", "Anna"}, names)
	query := cuedesk.Where(cuedesk.ExternalContactID.StartsWith("paging-")).OrderBy(cuedesk.FirstName.Asc())
	names = nil
	for offset := range 2 {
		found := try(s.Contacts.Search(ctx, query, cuedesk.PageOptions{Limit: 2, Offset: 2 * offset}))(t)
		same(t, "total", 3, found.Total)
		for i := range found.Items {
			names = append(names, found.Items[i].FirstName)
		}
	}
	same(t, "found", []string{"Anna", "Berta", "Clara"}, names)
	if err := s.Lists.Delete(ctx, list.ID); err != nil {
		t.Fatal(err)
	}
}

// imported is an import of which one contact is created and one has no identifier.
func imported(t *testing.T, s *stage, prefix string) *cuedesk.Job {
	t.Helper()
	return try(s.Bulk.Create(t.Context(), cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{
			{FirstName: "Emmy", Email: prefix + ".emmy@example.org"},
			{FirstName: "Nobody"},
		},
		MatchOn: cuedesk.MatchEmail, MergeType: cuedesk.MergeCreateOrUpdate,
	}))(t)
}

func runImport(t *testing.T, s *stage) {
	job := imported(t, s, "bulk")
	result := try(job.Wait(t.Context(), cuedesk.WithPollInterval(5*time.Second, 5*time.Second)))(t)
	same(t, "summary", cuedesk.ImportSummary{Total: 2, Created: 1, Failed: 1}, result.Summary)
	same(t, "completed with failures", true, result.CompletedWithFailures())
}

// runProgress polls every second, as the responses ask.
func runProgress(t *testing.T, s *stage) {
	start := time.Now()
	var statuses []cuedesk.ImportStatus
	for status, err := range imported(t, s, "progress").Updates(t.Context()) {
		statuses = append(statuses, try(status, err)(t).Status)
	}
	same(t, "statuses", []cuedesk.ImportStatus{"pending", "processing", "processing", "completed"}, statuses)
	same(t, "time", 3*time.Second, time.Since(start))
}

func runErrors(t *testing.T, s *stage) {
	ctx := t.Context()
	_, err := s.refusedClient.Contacts.List(ctx, cuedesk.ListContactsOptions{})
	fails(t, err, cuedesk.ErrUnauthorized, 401)
	_, err = s.Contacts.Get(ctx, otherID)
	fails(t, err, cuedesk.ErrNotFound, 404)
	err = s.Do(ctx, "POST /v1/contact-lists", map[string]any{}, nil) // what ListsService.Create refuses to send
	problems := fails(t, err, cuedesk.ErrInvalid, 422)
	named := slices.ContainsFunc(problems, func(f cuedesk.FieldError) bool {
		return f.Type == "missing" && f.Field == "name"
	})
	same(t, "the name is named", true, named)
}

// runRetries reads through a 503, a 429 and a 502: one interaction an attempt, and
// the default policy has no more.
func runRetries(t *testing.T, s *stage) {
	who := newPeople(t, s, "retries-", "Rosalind")[0]
	start := time.Now()
	same(t, "fetched", "Rosalind", try(s.Contacts.Get(t.Context(), who))(t).FirstName)
	if waited := time.Since(start); waited < 3*time.Second {
		t.Errorf("waited %v, the API asked for 3 s", waited)
	}
}
