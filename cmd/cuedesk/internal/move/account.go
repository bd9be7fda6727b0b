package move

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

// refreshTarget reads Cuedesk and attributes its contacts. Created contacts may show late: it reads again until all
// that were sent are as wanted.
func (m *mover) refreshTarget(ctx context.Context, wanted func(*person) bool) {
	retry(ctx, func() bool {
		now, err := readTarget(ctx, m.client, m.out)
		if m.readErr = err; err != nil {
			return false
		}
		m.matchPeople(now)
		return !slices.ContainsFunc(primaries(m.people), func(p *person) bool { return p.isSent() && !wanted(p) })
	})
}

// matchPeople says whose the contacts are that were not there before. It goes by
// what is in Cuedesk, not by what was sent.
func (m *mover) matchPeople(now *target) {
	m.after, m.newContacts = now, 0
	ids, emails := m.owners()
	for _, c := range now.all {
		if m.before.byUUID[c.id] != nil {
			continue
		}
		byID, byEmail := ids[c.externalID], emails[emailKey(c.email)]
		for _, p := range []*person{byID, byEmail} {
			if p != nil && !slices.Contains(p.createdHere, c) {
				p.createdHere = append(p.createdHere, c)
			}
		}
		c.shared = byID != nil && byEmail != nil && byID != byEmail
		if byID == nil && byEmail == nil {
			m.newContacts++
		}
	}
}

// owners returns those who were sent, by their IDs and addresses, and forgets what
// was known of them in Cuedesk.
func (m *mover) owners() (ids, emails map[string]*person) {
	ids, emails = map[string]*person{}, map[string]*person{}
	for _, p := range m.people {
		head := p.primary()
		if !head.isSent() {
			continue
		}
		head.createdHere = nil
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
func (p *person) isSent() bool {
	return p.sentAlone || p.result != nil && p.result.Reason != importer.ReasonNotSent
}

// decideOutcomes records for each primary whether it was moved.
func (m *mover) decideOutcomes() {
	taken := map[*knownContact]*person{}
	for _, p := range primaries(m.people) {
		if p.failed == "" {
			m.decideOutcome(p)
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

func (m *mover) decideOutcome(p *person) {
	there := p.createdHere
	if m.after != nil && p.before != nil {
		if p.after = m.after.byUUID[p.before.id]; p.after != nil {
			there = append([]*knownContact{p.after}, there...)
		}
	} else if len(there) == 1 {
		p.after = there[0]
	}
	switch reason := m.reasonNotMoved(p); {
	case len(there) > 1:
		p.fail("doubled", there...)
	case reason != "":
		p.fail(reason)
		p.retryable = m.isRetryable(p)
	}
}

// isPermanent reports whether the error will be the same the next time.
func isPermanent(err error) bool {
	return errors.Is(err, cuedesk.ErrInvalid) || denied(err)
}

// denied reports whether the API does not accept the token, or not for this.
func denied(err error) bool {
	return errors.Is(err, cuedesk.ErrUnauthorized) || errors.Is(err, cuedesk.ErrForbidden)
}

// isRetryable reports whether another run may move the person.
func (m *mover) isRetryable(p *person) bool {
	switch {
	case !p.isSent():
		return !isPermanent(m.cause)
	case p.result != nil && (p.result.State == importer.Failed || p.result.State == importer.Invalid):
		return p.result.Err != nil && !isPermanent(p.result.Err)
	}
	return !isPermanent(p.err)
}

// reasonNotMoved returns why the person does not count as moved, or "" if it does.
func (m *mover) reasonNotMoved(p *person) string {
	isNew := p.before == nil
	switch {
	case !p.isSent():
		return "not sent, because " + m.stopped
	case p.err != nil && (!isNew || p.after == nil):
		return describeError(p.err)
	case p.result != nil && !p.isImported() && !p.isDoubtful():
		return p.notImported()
	case p.after == nil && m.readErr != nil:
		return fmt.Sprintf("not known whether it was moved, because Cuedesk could not be read afterwards (%s)",
			describeError(m.readErr))
	case p.isDoubtful() && (p.after == nil || len(p.differences(p.after)) > 0):
		return "not known whether it was moved: " + p.notImported()
	case p.after == nil && !isNew:
		return "it is no longer in Cuedesk"
	case p.after == nil:
		return "the API counts it as created, but it is not in Cuedesk"
	}
	return ""
}

// verdict returns an error unless everybody has arrived with everything.
func (m *mover) verdict() error {
	errs := []error{m.mismatch()}
	if lost := count(m.people, func(p *person) bool { return p.outcome() == failed }); lost > 0 {
		errs = append(errs, fmt.Errorf("%s not moved%s", contactsPhrase(lost), m.retryAdvice()))
	}
	if loose := count(m.people, func(p *person) bool { return len(p.incomplete) > 0 }); loose > 0 {
		errs = append(errs, fmt.Errorf("%s moved, but not with everything; see above", contactsPhrase(loose)))
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

// retryAdvice says whether another run may move those who were not moved.
func (m *mover) retryAdvice() string {
	if slices.ContainsFunc(m.people, func(p *person) bool { return p.retryable }) {
		return "; see above, and run it again"
	}
	return "; see above"
}

func contactsPhrase(n int) string {
	if n == 1 {
		return "1 contact is"
	}
	return fmt.Sprintf("%d contacts are", n)
}
