package move

import (
	"context"
	"errors"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/sheet"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/workspace"
)

// mover moves the people of a source to Cuedesk.
type mover struct {
	from   *source
	client *cuedesk.Client
	out    *screen.Printer
	report *sheet.File // nil: none is wanted
	lanes  int         // imports side by side; 0: as many as package importer chooses

	people      []*person
	total       int // how many the source says there are, or -1
	fields      []cuedesk.CustomFieldCreate
	lists       listIndex
	before      *target
	after       *target // nil if Cuedesk could not be read afterwards
	readErr     error   // why it could not be read the last time
	stopped     string  // why the other imports were not sent
	cause       error   // the error of the import that stopped them
	newContacts int     // contacts that appeared in Cuedesk during the move, and are not part of it
	problems    []string
}

var errInterrupted = errors.New("interrupted")

// move does the whole job, step by step. It returns an error if anybody was not
// moved or not with everything, or if the numbers do not add up.
func (m *mover) move(ctx context.Context) error {
	if err := m.plan(ctx); err != nil {
		return m.abandon(err)
	}
	for _, field := range m.fields {
		if err := workspace.CreateField(ctx, m.client, field); err != nil {
			return m.abandon(err)
		}
	}
	m.out.Line("\nMoving to Cuedesk")
	m.sendImports(ctx)
	m.refreshTarget(ctx, m.importIsFinal)
	if m.sendSingles(ctx) > 0 {
		m.refreshTarget(ctx, m.singleIsFinal)
	}
	m.decideOutcomes()
	m.out.Line("\nAdding tags and notes")
	m.joinLists(ctx)
	m.addNotes(ctx)
	m.showResult()
	return errors.Join(interruptedError(ctx), withCode(m.verdict()), m.out.Err())
}

// interruptedError is the error of a move that was interrupted on its way.
func interruptedError(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return program.WithCode(program.Interrupted,
		fmt.Errorf("%w while contacts were moved; the reconciliation says what is known; run it again", errInterrupted))
}

// withCode gives the error of a move that was carried out its code.
func withCode(err error) error {
	if err == nil {
		return nil
	}
	return program.WithCode(program.SomeFailed, err)
}

// rehearse says what the move would do, and sends nothing.
func (m *mover) rehearse(ctx context.Context) error {
	if err := m.plan(ctx); err != nil {
		return m.abandon(err)
	}
	m.showForecast()
	return errors.Join(withCode(m.mismatch()), m.out.Err())
}

// plan reads both sides, and finds out who is who.
func (m *mover) plan(ctx context.Context) (err error) {
	m.out.Line("\nReading %s", m.from.name)
	if m.people, m.total, err = m.from.read(ctx, m.out); err != nil {
		return err
	}
	prepare(m.people, m.from.name)
	if err := checkValues(m.people, customFields); err != nil {
		return err
	}
	m.out.Finish("  %s", program.Count(len(m.people), "contact"))
	m.checkTotal()
	m.out.Line("\nReading Cuedesk")
	if err := m.readCuedesk(ctx); err != nil {
		return fmt.Errorf("reading Cuedesk failed: %w", err)
	}
	m.before.match(m.people, m.from.name)
	both := count(m.people, func(p *person) bool { return p.before != nil })
	m.out.Finish("  %s, of whom %d are in %s, too", program.Count(len(m.before.all), "contact"), both, m.from.name)
	if there := m.lists.existing(m.wantedLists()); len(there) > 0 {
		m.out.Wrap(indent, "  lists that are there already:", screen.Separate(there, ","))
	}
	return nil
}

func (m *mover) readCuedesk(ctx context.Context) (err error) {
	if m.fields, err = workspace.MissingFields(ctx, m.client, customFields); err != nil {
		return err
	}
	if m.lists, err = readLists(ctx, m.client); err != nil {
		return err
	}
	m.before, err = readTarget(ctx, m.client, m.out)
	return err
}

// checkTotal compares how many there are with how many came.
func (m *mover) checkTotal() {
	switch {
	case m.total < 0:
		m.out.Line("  %s does not say how many there are", m.from.name)
	case m.total != len(m.people):
		m.problem("%s says that it has %d contacts, but gave %d: contacts were changed while they were read; run it again",
			m.from.name, m.total, len(m.people))
		m.out.Line("  %s", m.problems[len(m.problems)-1])
	}
}

func (m *mover) problem(format string, args ...any) {
	m.problems = append(m.problems, fmt.Sprintf(format, args...))
}

// abandon gives up before any contact was sent.
func (m *mover) abandon(err error) error {
	for _, p := range primaries(m.people) {
		if p.failed == "" {
			p.fail("not sent, because no contact was")
		}
	}
	if errors.Is(err, context.Canceled) {
		err = errInterrupted
	}
	return program.WithCode(program.NothingSent, fmt.Errorf("nothing was moved: %w", err))
}

func count(everybody []*person, wanted func(*person) bool) (n int) {
	for _, p := range everybody {
		if wanted(p) {
			n++
		}
	}
	return n
}
