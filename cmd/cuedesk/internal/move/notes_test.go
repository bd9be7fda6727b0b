package move

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

func TestMove_existingNotes(t *testing.T) {
	t.Parallel()
	const title = "From nexadesk, contact 1"
	for name, test := range map[string]struct {
		there  []cuedesk.NoteCreate
		notes  int
		output string
	}{
		"none": {nil, 1, "1 note added, 0 there already"},
		"this one": {
			[]cuedesk.NoteCreate{{Title: title, Content: cuedesk.NoteContent{Text: " Likes\ntea. "}}},
			1,
			"0 notes added, 1 there already",
		},
		"another one": {
			[]cuedesk.NoteCreate{{Title: "Meeting", Content: cuedesk.NoteContent{Text: "Likes tea."}}}, 2, "1 note added",
		},
		"another text": {
			[]cuedesk.NoteCreate{{Title: title, Content: cuedesk.NoteContent{Text: "Likes milk."}}},
			1,
			"Moved, but not with everything its note in Cuedesk has another text; compare them: 1",
		},
		"both": {[]cuedesk.NoteCreate{
			{Title: title, Content: cuedesk.NoteContent{Text: "Likes tea."}},
			{Title: title, Content: cuedesk.NoteContent{Text: "Milk."}},
		}, 2, "0 notes added, 1 there already"},
		"both, reverse": {[]cuedesk.NoteCreate{
			{Title: title, Content: cuedesk.NoteContent{Text: "Milk."}},
			{Title: title, Content: cuedesk.NoteContent{Text: "Likes tea."}},
		}, 2, "0 notes added, 1 there already"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(ada()))
				id := w.cuedesk.AddContact(cuedesktest.Contact{Email: "ada@example.com"})
				for _, note := range test.there {
					if _, err := w.to.Notes.Create(t.Context(), id, note); err != nil {
						t.Fatal(err)
					}
				}
				out, err := w.move(t)
				if another := name == "another text"; another != (err != nil) || another != strings.Contains(out, "another text") {
					t.Errorf("error is %v in:\n%s", err, out)
				}
				contains(t, out, test.output)
				page, err := w.to.Notes.List(t.Context(), id, cuedesk.PageOptions{})
				if err != nil || page.Total != test.notes {
					t.Errorf("%d notes, %v", page.Total, err)
				}
			})
		})
	}
}

func TestMove_failedNotes(t *testing.T) {
	t.Parallel()
	for operation, fault := range map[string]cuedesktest.Fault{
		listNotes:  cuedesktest.Status(503).Always(),
		createNote: cuedesktest.Status(422),
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(ada(), eva()))
				w.cuedesk.Inject(operation, fault)
				w.fails(t, "1 contact is moved, but not with everything; see above",
					"it lacks a note, as far as can be seen (cuedesk: "+operation, "0 notes added, 0 there")
				w.completes(t)
			})
		})
	}
}

// The report has what is missing, of a duplicate too.
func TestReport_incomplete(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		twin := ada()
		twin.ID, twin.FirstName = "3", "Bob"
		w := smallScenario(sourceOfContacts(ada(), twin, eva()), cuedesktest.Contact{Email: "eva@example.com"},
			cuedesktest.Contact{Email: "Eva@example.com"}, cuedesktest.Contact{Email: "otto@example.com", Archived: true})
		w.from = sourceOfContacts(ada(), twin, eva(), &nexadesk.Contact{ID: "4", FirstName: "Eva", Email: "EVA@example.com"},
			&nexadesk.Contact{ID: "5", FirstName: "Otto", Email: "otto@example.com"}, &nexadesk.Contact{ID: "6"})
		w.cuedesk.Inject(createNote, cuedesktest.Status(422))
		_, m, err := w.run(t.Context(), t)
		if err == nil {
			t.Error("no error")
		}
		all := contactsIn(t, w.cuedesk)
		missing := "it lacks a note, as far as can be seen (cuedesk: POST /v1/contacts/{contact_uuid}/notes: 422 " +
			"Unprocessable Entity"
		for i, want := range [][]string{
			{"1", "created", all[3].ID.String(), "", "", missing, ""},
			{"3", "duplicate", all[3].ID.String(), "1", "", missing, "the same e-mail address, but another name"},
			{"2", "failed", "", "", "Cuedesk has several contacts with its e-mail address: " + all[0].ID.String() + ", " +
				all[1].ID.String(), "", ""},
			{"4", "failed", "", "2", "the contact it is a duplicate of was not moved", "", ""},
			{"5", "updated", all[2].ID.String(), "", "", "", "it is archived in Cuedesk"},
			{"6", "empty", "", "", "", "", ""},
		} {
			got := m.people[i].row(false)
			got[5] = got[5][:min(len(got[5]), len(missing))]
			equal(t, "row", got, want)
		}
	})
}

func TestDescribeError(t *testing.T) {
	t.Parallel()
	equal(t, "another error", describeError(errors.New("no")), "no")
	equal(t, "hopeless", isPermanent(nil), false)
}
