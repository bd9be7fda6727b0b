package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
)

// mover moves the people of a source to Cuedesk.
type mover struct {
	from      *source
	client    *cuedesk.Client
	out       *printer
	everybody []*person
	total     int // how many the source says there are, or -1
	before    *target
	after     *target
	batches   []*batch
}

// move does the whole job, step by step, and returns an error if anybody who was
// sent did not arrive, or if the numbers do not add up.
func move(ctx context.Context, from *source, to *cuedesk.Client, out *printer, report string) error {
	m := &mover{from: from, client: to, out: out}
	if err := m.read(ctx); err != nil {
		return err
	}
	if err := m.send(ctx); err != nil {
		return err
	}
	result := m.account()
	if err := m.complete(ctx); err != nil {
		return err
	}
	out.result(m, result)
	if err := writeReport(report, m.everybody); err != nil {
		return err
	}
	return errors.Join(result.err(m.everybody), out.err)
}

func (m *mover) read(ctx context.Context) (err error) {
	m.out.line("\nReading %s", m.from.name)
	if m.everybody, m.total, err = m.from.read(ctx, m.out); err != nil {
		return err
	}
	prepare(m.everybody, m.from.name)
	m.out.finish("  %d contacts", len(m.everybody))
	return nil
}

// send imports everybody who can be, and looks who is in Cuedesk before and after.
func (m *mover) send(ctx context.Context) (err error) {
	m.out.line("\nMoving to Cuedesk")
	if err = ensureFields(ctx, m.client); err != nil {
		return fmt.Errorf("nothing was moved, because seeing to the custom fields failed: %w", err)
	}
	list, err := ensureList(ctx, m.client, everybodyList(m.from.name))
	if err != nil {
		return fmt.Errorf("nothing was moved, because seeing to the list of everybody failed: %w", err)
	}
	if m.before, err = readTarget(ctx, m.client); err != nil {
		return fmt.Errorf("nothing was moved, because looking who is in Cuedesk already failed: %w", err)
	}
	m.before.meet(m.everybody)
	m.out.line("  %d contacts are in Cuedesk already, of whom %d are in %s, too",
		m.before.count, count(m.everybody, func(p *person) bool { return p.before != nil }), m.from.name)
	m.batches = plan(m.everybody, list.ID)
	for _, b := range m.batches {
		b.run(ctx, m.client, m.out) // one that fails does not keep the others from being tried
		m.out.finish("  %s: %s", b.label, b.outcome())
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	if m.after, err = readTarget(ctx, m.client); err != nil {
		return fmt.Errorf("who was moved is not known, because looking who is in Cuedesk failed; "+
			"run it again, nothing will be doubled: %w", err)
	}
	return nil
}

// complete adds what an import does not take: tags and notes.
func (m *mover) complete(ctx context.Context) error {
	m.out.line("\nAdding tags and notes")
	if err := m.joinLists(ctx); err != nil {
		return err
	}
	return m.addNotes(ctx)
}

// moved returns those who are in Cuedesk now.
func (m *mover) moved() []*person {
	var moved []*person
	for _, p := range m.everybody {
		if o := p.outcome(); o == created || o == updated {
			moved = append(moved, p)
		}
	}
	return moved
}

func count(everybody []*person, wanted func(*person) bool) (n int) {
	for _, p := range everybody {
		if wanted(p) {
			n++
		}
	}
	return n
}
