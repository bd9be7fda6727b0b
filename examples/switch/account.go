package main

import (
	"errors"
	"fmt"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// result is how many people had which outcome.
type result struct {
	counts   map[outcome]int
	others   int      // contacts that appeared in Cuedesk meanwhile, and are not of this move
	problems []string // what does not add up
}

// account finds out what became of everybody. An import says how many failed, but
// not who: those are looked for in Cuedesk.
func (m *mover) account() *result {
	for _, b := range m.batches {
		m.look(b)
		for _, p := range b.people {
			if p.failed == "" && p.before != nil && !b.certain() && !p.arrived() {
				p.failed = "it was in Cuedesk before, and is not as the source has it: " + b.reason()
			}
		}
	}
	res := &result{counts: map[outcome]int{}}
	taken := map[cuedesk.ContactID]bool{}
	for _, p := range m.everybody {
		o := p.outcome()
		res.counts[o]++
		if o == created || o == updated {
			if taken[p.after.ID] {
				res.problem("two contacts of the source have become one: see %s", p.label())
			}
			taken[p.after.ID] = true
		}
	}
	res.others = m.after.count - m.before.count - res.counts[created]
	res.add(m.total, len(m.everybody))
	return res
}

// look looks for the people of a batch in Cuedesk.
func (m *mover) look(b *batch) {
	for _, p := range b.people {
		if p.after, p.failed = m.after.resolve(p); p.after != nil {
			continue
		}
		b.missing++
		if p.failed == "" {
			p.failed = b.reason()
		}
	}
}

// certain reports whether the counts of the import agree with what is in Cuedesk,
// so that those who are there have been updated.
func (b *batch) certain() bool {
	return b.completed() && b.status.Summary.Failed == b.missing && b.status.Summary.Created == len(b.people)-b.missing
}

// arrived reports whether Cuedesk has what was sent.
func (p *person) arrived() bool {
	in, _ := p.input()
	c := p.after
	for key, value := range in.CustomFields {
		if got := c.CustomFields.Get(key); got.String() != fmt.Sprint(value) {
			return false
		}
	}
	same := func(sent, there string) bool { return sent == "" || sent == there }
	return same(in.FirstName, c.FirstName) && same(in.LastName, c.LastName) && same(in.PhoneNumber, c.PhoneNumber) &&
		same(in.ExternalContactID, c.ExternalContactID) && (in.Email == "" || strings.EqualFold(in.Email, c.Email))
}

// add checks the arithmetic.
func (res *result) add(total, read int) {
	sum := res.counts[created] + res.counts[updated] + res.counts[failed] + res.counts[duplicate]
	if sum != read {
		res.problem("%d contacts were read, but %d are accounted for", read, sum)
	}
	if total >= 0 && total != read {
		res.problem("the source says that it has %d contacts, but gave %d", total, read)
	}
}

func (res *result) problem(format string, args ...any) {
	res.problems = append(res.problems, fmt.Sprintf(format, args...))
}

// err returns an error unless everybody who was sent has arrived with everything.
func (res *result) err(everybody []*person) error {
	if len(res.problems) > 0 {
		return fmt.Errorf("the numbers do not add up: %s", strings.Join(res.problems, "; "))
	}
	lost := count(everybody, func(p *person) bool { return p.batch != nil && p.outcome() == failed })
	loose := count(everybody, func(p *person) bool { return len(p.loose) > 0 })
	var errs []error
	if lost > 0 {
		errs = append(errs, fmt.Errorf("%d contacts that were sent are not moved; run it again, nothing will be doubled", lost))
	}
	if loose > 0 {
		errs = append(errs, fmt.Errorf("%d contacts lack tags or notes; run it again, nothing will be doubled", loose))
	}
	return errors.Join(errs...)
}
