package cuedesk

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// proveDated shows that each of what the query finds has a time, so that bounds leave out none: it is
// either before a moment or after it. Fewer are an error, unless contacts are deleted.
func (s *ContactsService) proveDated(ctx context.Context, q Query, by TimeField, moment time.Time) error {
	all, err := s.Count(ctx, q)
	if err != nil {
		return err
	}
	lost := 0
	for range maxRecounts {
		after, errAfter := s.countWithin(ctx, q.And(by.NotBefore(moment)), Ascending)
		before, errBefore := s.countWithin(ctx, q.And(by.Before(moment)), Ascending)
		was := all
		all, err = s.Count(ctx, q)
		if err = errors.Join(errAfter, errBefore, err); err != nil {
			return err
		}
		if lost = min(was, all) - after - before; lost <= 0 && was == all {
			return nil // else one that was created meanwhile may make up for one without a time
		}
	}
	if lost <= 0 {
		return nil
	}
	return s.core.Fail(q.page(PageOptions{}), leftOutError(by, lost))
}

// proveResumed does so at the end of a walk that went on from a checkpoint, and so does not know what
// came before it, if it has given fewer than there are.
func (s *ContactsService) proveResumed(ctx context.Context, q Query, by TimeField, taken int) error {
	all, err := s.Count(ctx, q)
	if err != nil || taken >= all {
		return err
	}
	return s.proveDated(ctx, q, by, time.Unix(0, 0))
}

func leftOutError(by TimeField, lost int) error {
	return fmt.Errorf("%w: %w: a bound on %s leaves out %d contacts", ErrListChanged, ErrBadResponse, by.name, lost)
}
