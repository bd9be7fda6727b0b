package main

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
)

// look reads Cuedesk and finds out who is there now. What was created may show
// late: it looks again while anybody is not as wanted.
func (m *mover) look(ctx context.Context, wanted func(*person) bool) {
	again(ctx, func() bool {
		now, err := readTarget(ctx, m.client, m.out)
		if m.blind = err; err != nil {
			return false
		}
		m.attribute(now)
		return !slices.ContainsFunc(heads(m.everybody), func(p *person) bool { return p.isSent() && !wanted(p) })
	})
}

// attribute says whose the contacts are that were not there before. It goes by
// what is in Cuedesk, not by what was sent.
func (m *mover) attribute(now *target) {
	m.after, m.others = now, 0
	ids, emails := m.owners()
	for _, c := range now.all {
		if m.before.byUUID[c.id] != nil {
			continue
		}
		byID, byEmail := ids[c.externalID], emails[emailKey(c.email)]
		for _, p := range []*person{byID, byEmail} {
			if p != nil && !slices.Contains(p.fresh, c) {
				p.fresh = append(p.fresh, c)
			}
		}
		c.shared = byID != nil && byEmail != nil && byID != byEmail
		if byID == nil && byEmail == nil {
			m.others++
		}
	}
	isMissing := func(p *person) bool { return p.before == nil && (len(p.fresh) == 0 || p.singly) }
	for _, b := range m.batches {
		b.missing = count(b.people, isMissing)
	}
}

// owners returns those who were sent, by their IDs and addresses, and forgets what
// was known of them in Cuedesk.
func (m *mover) owners() (ids, emails map[string]*person) {
	ids, emails = map[string]*person{}, map[string]*person{}
	for _, p := range m.everybody {
		head := p.head()
		if !head.isSent() {
			continue
		}
		head.fresh = nil
		if id := p.contact.ExternalContactID; id != "" {
			ids[id] = head
		}
		if key := emailKey(p.contact.Email); key != "" {
			emails[key] = head
		}
	}
	return ids, emails
}

// isSent reports whether the person was sent, in whatever way.
func (p *person) isSent() bool { return p.batch != nil || p.singly }

// checkCounts compares what the imports say with what is in Cuedesk.
func (m *mover) checkCounts() {
	for _, b := range m.batches {
		if !b.completed() || m.after == nil {
			continue
		}
		sum := b.status.Summary
		known := count(b.people, func(p *person) bool { return p.before != nil })
		switch {
		case sum.Created+sum.Failed != len(b.people):
			m.problem("%s: the API counts %d created or updated and %d failed of %d", b.label, sum.Created, sum.Failed, len(b.people))
		case sum.Failed < b.missing || sum.Failed > b.missing+known:
			m.problem("%s: the API counts %d failed, but %d are missing", b.label, sum.Failed, b.missing)
		}
	}
}

// settle says of everybody who was to be moved what became of it.
func (m *mover) settle() {
	taken := map[*known]*person{}
	for _, p := range heads(m.everybody) {
		if p.failed == "" {
			m.settleOne(p)
		}
		if p.failed != "" {
			continue
		}
		m.compare(p)
		if other := taken[p.after]; other != nil {
			p.fail("it has become one with "+other.id, p.after)
			other.fail("it has become one with "+p.id, p.after)
		}
		taken[p.after] = p
	}
}

func (m *mover) settleOne(p *person) {
	there := p.fresh
	if m.after != nil && p.before != nil {
		if p.after = m.after.byUUID[p.before.id]; p.after != nil {
			there = append([]*known{p.after}, there...)
		}
	} else if len(there) == 1 {
		p.after = there[0]
	}
	switch reason := m.doubt(p); {
	case len(there) > 1:
		p.fail("doubled", there...)
	case reason != "":
		p.fail(reason)
		p.again = !hopeless(p.err) && (p.isSent() || !hopeless(m.cause))
	}
}

// hopeless reports whether the error will be the same the next time.
func hopeless(err error) bool {
	return errors.Is(err, cuedesk.ErrInvalid) || denied(err)
}

// denied reports whether the API does not accept the token, or not for this.
func denied(err error) bool {
	return errors.Is(err, cuedesk.ErrUnauthorized) || errors.Is(err, cuedesk.ErrForbidden)
}

// doubt says why the person does not count as moved; nothing if it does.
func (m *mover) doubt(p *person) string {
	isNew := p.before == nil
	switch {
	case !p.isSent():
		return "not sent, because " + m.stopped
	case p.err != nil && (!isNew || p.joined || p.after == nil):
		return why(p.err)
	case p.after == nil && m.blind != nil:
		return fmt.Sprintf("not known whether it was moved, because Cuedesk could not be read afterwards (%s)", why(m.blind))
	case p.after == nil && !isNew:
		return "it is no longer in Cuedesk"
	case p.after == nil && !p.singly && !p.batch.ended():
		return "not known whether it will be created, because how its import ended is not"
	case p.after == nil:
		return "the API counts it as created, but it is not in Cuedesk"
	case !isNew && !p.singly && !p.batch.ended() && len(p.lacks(p.after)) > 0:
		return "not known whether it was updated, because how its import ended is not"
	}
	return ""
}

// verdict returns an error unless everybody has arrived with everything.
func (m *mover) verdict() error {
	errs := []error{m.mismatch()}
	if lost := count(m.everybody, func(p *person) bool { return p.outcome() == failed }); lost > 0 {
		errs = append(errs, fmt.Errorf("%d contacts are not moved%s", lost, m.advice()))
	}
	if loose := count(m.everybody, func(p *person) bool { return len(p.loose) > 0 }); loose > 0 {
		errs = append(errs, fmt.Errorf("%d contacts are moved, but not with everything; see above", loose))
	}
	return errors.Join(errs...)
}

// mismatch is the error of numbers that differ.
func (m *mover) mismatch() error {
	if len(m.problems) == 0 {
		return nil
	}
	return fmt.Errorf("the numbers do not add up: %s", strings.Join(m.problems, "; "))
}

// advice says whether another run may move those who were not moved.
func (m *mover) advice() string {
	switch again := func(p *person) bool { return p.again }; {
	case m.running != "":
		return "; run it again once " + m.running + " has ended"
	case count(m.everybody, again) > 0:
		return "; see above, and run it again"
	}
	return "; see above"
}
