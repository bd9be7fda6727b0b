package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
)

// mover moves the people of a source to Cuedesk.
type mover struct {
	from   *source
	client *cuedesk.Client
	out    *printer

	everybody []*person
	total     int // how many the source says there are, or -1
	fields    []cuedesk.CustomFieldCreate
	lists     listIndex
	before    *target
	after     *target // nil if Cuedesk could not be read afterwards
	blind     error   // why it could not be read the last time
	batches   []*batch
	stopped   string // why the other imports were not sent
	cause     error  // the error of the import that stopped them
	running   string // the import whose end is not known
	others    int    // contacts that appeared in Cuedesk during the move, and are not part of it
	problems  []string
}

var errInterrupted = errors.New("interrupted")

// move does the whole job, step by step. It returns an error if anybody was not
// moved or not with everything, or if the numbers do not add up.
func (m *mover) move(ctx context.Context) error {
	if err := m.plan(ctx); err != nil {
		return m.abandon(err)
	}
	if err := createFields(ctx, m.client, m.fields); err != nil {
		return m.abandon(fmt.Errorf("creating the custom fields failed: %w", err))
	}
	m.out.line("\nMoving to Cuedesk")
	m.sendImports(ctx)
	m.refreshTarget(ctx, m.isBrought)
	m.checkCounts()
	if m.sendSingles(ctx) > 0 {
		m.refreshTarget(ctx, m.isSettled)
	}
	m.decideOutcomes()
	m.out.line("\nAdding tags and notes")
	m.joinLists(ctx)
	m.addNotes(ctx)
	m.out.result(m)
	return errors.Join(interruption(ctx), m.verdict(), m.out.err)
}

// interruption is the error of a move that was interrupted on its way.
func interruption(ctx context.Context) error {
	if ctx.Err() == nil {
		return nil
	}
	return fmt.Errorf("%w while contacts were moved; the reconciliation says what is known", errInterrupted)
}

// rehearse says what the move would do, and sends nothing.
func (m *mover) rehearse(ctx context.Context) error {
	if err := m.plan(ctx); err != nil {
		return m.abandon(err)
	}
	m.out.forecast(m)
	return errors.Join(m.mismatch(), m.out.err)
}

// plan reads both sides, and finds out who is who.
func (m *mover) plan(ctx context.Context) (err error) {
	m.out.line("\nReading %s", m.from.name)
	if m.everybody, m.total, err = m.from.read(ctx, m.out); err != nil {
		return err
	}
	prepare(m.everybody, m.from.name)
	if err := checkValues(m.everybody, customFields); err != nil {
		return err
	}
	m.out.finish("  %d contacts", len(m.everybody))
	m.checkTotal()
	m.out.line("\nReading Cuedesk")
	if err := m.readCuedesk(ctx); err != nil {
		return fmt.Errorf("reading Cuedesk failed: %w", err)
	}
	m.before.match(m.everybody, m.from.name)
	m.out.finish("  %d contacts, of whom %d are in %s, too",
		len(m.before.all), count(m.everybody, func(p *person) bool { return p.before != nil }), m.from.name)
	if there := m.lists.among(m.wantedLists()); len(there) > 0 {
		m.out.wrap("  lists that are there already:", there)
	}
	return nil
}

func (m *mover) readCuedesk(ctx context.Context) (err error) {
	if m.fields, err = missingFields(ctx, m.client); err != nil {
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
		m.out.line("  %s does not say how many there are", m.from.name)
	case m.total != len(m.everybody):
		m.problem("%s says that it has %d contacts, but gave %d: somebody changed contacts meanwhile; run it again",
			m.from.name, m.total, len(m.everybody))
		m.out.line("  %s", m.problems[len(m.problems)-1])
	}
}

func (m *mover) problem(format string, args ...any) {
	m.problems = append(m.problems, fmt.Sprintf(format, args...))
}

// abandon gives up before anybody was sent.
func (m *mover) abandon(err error) error {
	for _, p := range primaries(m.everybody) {
		if p.failed == "" {
			p.fail("not sent, because nobody was")
		}
	}
	if errors.Is(err, context.Canceled) {
		err = errInterrupted
	}
	return fmt.Errorf("nothing was moved: %w", err)
}

func count(everybody []*person, wanted func(*person) bool) (n int) {
	for _, p := range everybody {
		if wanted(p) {
			n++
		}
	}
	return n
}
