package conformance

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// difference is something that an implementation does not do as documented.
type difference struct{ section, text string }

// String is the line that is reported.
func (d difference) String() string { return d.section + ": " + d.text }

// suite is one run of the conformance suite. Its checks collect differences, so that the suite itself can be tested.
type suite struct {
	Options

	client      *cuedesk.Client
	unique      string // lower-case letters and digits, different in each run
	differences []difference
	undo        []func(context.Context) error
	fixtures    *fixtures
	successes   map[string]map[int]bool // statuses by operation
	waited      map[string]bool         // sections that were waited for in vain
}

func newSuite(client *cuedesk.Client, opts Options) (*suite, error) {
	id := strings.ReplaceAll(uuid.NewString(), "-", "")
	s := &suite{
		Options: opts.withDefaults(), unique: id[:12],
		successes: map[string]map[int]bool{}, waited: map[string]bool{},
	}
	observed, err := client.With(cuedesk.WithObserver(s.observe))
	s.client = observed
	return s, err
}

// observe notes the statuses of successes. The suite makes one call at a time.
func (s *suite) observe(_ context.Context, a cuedesk.Attempt) {
	if a.StatusCode < 200 || a.StatusCode > 299 {
		return
	}
	if s.successes[a.Operation] == nil {
		s.successes[a.Operation] = map[int]bool{}
	}
	s.successes[a.Operation][a.StatusCode] = true
}

// name names something that the suite creates.
func (s *suite) name(what string) string { return s.Prefix + " " + s.unique + " " + what }

// stopped ends a part of the suite that cannot go on, as FailNow ends a test.
type stopped struct{}

// run runs a part and returns the differences that it found.
func (s *suite) run(ctx context.Context, part suitePart) (found []difference) {
	s.differences = nil
	defer func() {
		if cause := recover(); cause != nil && cause != (stopped{}) {
			panic(cause)
		}
		found = s.differences
	}()
	part.run(s, ctx)
	return s.differences
}

// reportDifference reports a difference, once.
func (s *suite) reportDifference(section, format string, args ...any) {
	d := difference{section, strings.ReplaceAll(fmt.Sprintf(format, args...), "\n", "; ")}
	if !slices.Contains(s.differences, d) {
		s.differences = append(s.differences, d)
	}
}

// same reports a difference unless the two are equal.
func same[T comparable](s *suite, section, what string, got, want T) bool {
	if got != want {
		s.reportDifference(section, "%s: got %s, want %s", what, quoted(got), quoted(want))
	}
	return got == want
}

// quoted returns text in quotes, and anything else as it prints.
func quoted(v any) string {
	if reflect.ValueOf(v).Kind() == reflect.String {
		return fmt.Sprintf("%q", v)
	}
	return fmt.Sprint(v)
}

// ok reports a difference if the call failed.
func (s *suite) ok(section string, err error) bool {
	if err != nil {
		s.reportDifference(section, "%s", explained(err))
	}
	return err == nil
}

// mustSucceed is ok for a call without whose result the part cannot go on.
func (s *suite) mustSucceed(section string, err error) {
	if !s.ok(section, err) {
		panic(stopped{})
	}
}

// explained adds the API's own words: the suite sends nothing personal.
func explained(err error) string {
	text := err.Error()
	if apiErr, ok := errors.AsType[*cuedesk.Error](err); ok && apiErr.Explain() != "" {
		text += ": " + apiErr.Explain()
	}
	return text
}

// later has something undone when the suite ends.
func (s *suite) later(undo func(context.Context) error) { s.undo = append(s.undo, undo) }

// cleanUp deletes what the suite created, the latest first, and returns what could not be deleted.
func (s *suite) cleanUp(ctx context.Context) []difference {
	ctx, cancel := context.WithTimeout(ctx, s.Patience)
	defer cancel()
	s.differences = nil
	for _, undo := range slices.Backward(s.undo) {
		s.checkDeleted(undo(ctx))
	}
	s.undo = nil
	s.deleteLeftovers(ctx)
	return s.differences
}

// deleteLeftovers deletes lists and custom fields whose creation was not answered as it should have been. No other
// run's have such names.
func (s *suite) deleteLeftovers(ctx context.Context) {
	mine := s.name("")
	lists := s.client.Lists.All(ctx, cuedesk.ListListsOptions{Search: mine})
	for _, list := range gathered(s, lists, func(l *cuedesk.List) bool { return strings.HasPrefix(l.Name, mine) }) {
		s.checkDeleted(s.client.Lists.Delete(ctx, list.ID))
	}
	fields := s.client.CustomFields.All(ctx, cuedesk.PageOptions{})
	isMine := func(f *cuedesk.CustomField) bool {
		return strings.HasPrefix(f.Name, mine) || strings.HasPrefix(f.FieldKey, s.key(""))
	}
	for _, f := range gathered(s, fields, isMine) {
		s.checkDeleted(s.client.CustomFields.Delete(ctx, f.ID))
	}
}

// checkDeleted reports what could not be deleted. A list may still show what is deleted already.
func (s *suite) checkDeleted(err error) {
	if !errors.Is(err, cuedesk.ErrNotFound) {
		s.ok("Cleaning up", err)
	}
}

// gathered returns the items that are meant, read before any of them is deleted.
func gathered[T any](s *suite, items iter.Seq2[*T, error], meant func(*T) bool) []*T {
	var found []*T
	for item, err := range items {
		if s.ok("Cleaning up", err) && meant(item) {
			found = append(found, item)
		}
	}
	return found
}
