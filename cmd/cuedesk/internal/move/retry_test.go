package move

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

func TestRetry(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		doneAt  int           // the try that is the last
		cancel  time.Duration // when it is interrupted; 0: never
		tries   int
		elapsed time.Duration
	}{
		"at once":     {1, 0, 1, 0},
		"a bit later": {3, 0, 3, 4 * time.Second},
		"never":       {9, 0, 4, 13 * time.Second},
		"interrupted": {9, 2 * time.Second, 2, 2 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				if test.cancel > 0 {
					time.AfterFunc(test.cancel, cancel)
				}
				start, tries := time.Now(), 0
				retry(ctx, func() bool {
					tries++
					return tries == test.doneAt
				})
				equal(t, "tries", tries, test.tries)
				equal(t, "time", time.Since(start), test.elapsed)
			})
		})
	}
}

func TestCreateOnce(t *testing.T) {
	t.Parallel()
	unknown := fmt.Errorf("lost: %w", cuedesk.ErrOutcomeUnknown)
	broken := errors.New("broken")
	type found struct {
		thing string
		err   error
	}
	for name, test := range map[string]struct {
		err   error   // of creating
		found []found // of looking, one after the other
		want  string
		fails error
	}{
		"created":             {nil, nil, "new", nil},
		"refused":             {broken, nil, "", broken},
		"there":               {unknown, []found{{"it", nil}}, "it", nil},
		"there in the end":    {unknown, []found{{"", nil}, {"", broken}, {"", nil}, {"it", nil}}, "it", nil},
		"not there":           {unknown, []found{{"", nil}, {"", nil}, {"", nil}, {"", nil}}, "", unknown},
		"not to be looked at": {unknown, []found{{"", broken}, {"x", broken}, {"", broken}, {"", broken}}, "", unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				creations, looks := 0, 0
				create := func() (*string, error) {
					creations++
					if test.err != nil {
						return nil, test.err
					}
					return new("new"), nil
				}
				find := func() (*string, error) {
					looks++
					next := test.found[looks-1]
					if next.thing == "" {
						return nil, next.err
					}
					return &next.thing, next.err
				}
				thing, err := createOnce(t.Context(), create, find)
				if got := text(thing); got != test.want || !errors.Is(err, test.fails) {
					t.Errorf("got %q, %v", got, err)
				}
				equal(t, "creations", creations, 1)
				equal(t, "looks", looks, len(test.found))
			})
		})
	}
}

func text(thing *string) string {
	if thing == nil {
		return ""
	}
	return *thing
}

// A name that is missing is no other name.
func TestPrepare_otherName(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		first, other string
		want         bool
	}{{"Ada", "Bob", true}, {"Ada", "Ada", false}, {"", "Bob", false}, {"Ada", "", false}, {"", "", false}} {
		everybody := []*person{{id: "1"}, {id: "2"}}
		for i, name := range []string{test.first, test.other} {
			everybody[i].contact = cuedesk.ContactCreate{FirstName: name, Email: "info@firm.example"}
		}
		prepare(everybody, "nexadesk")
		equal(t, test.first+" and "+test.other, everybody[1].hasOtherName, test.want)
		equal(t, "the notes", everybody[0].notes[0].title, "From nexadesk, contact 2")
	}
}

// An interruption while lists are joined and notes are added says what is missing.
func TestMove_interruptedCompletion(t *testing.T) {
	t.Parallel()
	for operation, want := range map[string]string{
		addMembers: `it is not in the list "Moved from nexadesk" (interrupted): 1, 2`,
		createNote: "it lacks a note, as far as can be seen (interrupted): 1",
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := smallScenario(sourceOfContacts(ada(), eva()))
				ctx, cancel := context.WithCancel(t.Context())
				defer cancel()
				w.cancels(operation, cancel)
				out, m, err := w.run(ctx, t)
				if !errors.Is(err, errInterrupted) {
					t.Errorf("error is %v", err)
				}
				contains(t, out, want, " 2 created")
				contains(t, m.people[0].row(false)[5], "(interrupted)")
				w.completes(t)
			})
		})
	}
}
