package cuedesk

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// walker returns a walk through the source, from the beginning or a checkpoint.
func (s *source[T]) walker(ctx context.Context, o iterOptions) (*walk.Walker[T, uuid.UUID], error) {
	if s.start.Limit == 0 {
		s.start.Limit = maxPage
	}
	state, err := s.resume(o.from)
	if err != nil {
		return nil, s.core.Fail(s.page(walk.Place{}), fmt.Errorf("%w: %w", ErrInvalid, err))
	}
	if state == nil || state.Taken == 0 {
		if state = nil; s.begin != nil {
			if err := s.begin(ctx, s); err != nil {
				return nil, err
			}
		}
	} else if s.restore != nil {
		s.restore(s)
	}
	if s.core.Sequential() {
		o.prefetch = 0
	}
	return walk.New(s.walkList(o.prefetch), state), nil
}

// walkList is the list as package walk takes it.
func (s *source[T]) walkList(prefetch int) walk.List[T, uuid.UUID] {
	return walk.List[T, uuid.UUID]{
		Fetch: s.fetch, Last: s.newest, Whole: s.completeness, Finished: s.resumedCompleteness, Pause: s.core.Pause,
		ID:  func(item *T) uuid.UUID { return (*item).key() },
		Key: s.sort.key, Sorted: s.sort.sorted, Fixed: s.sort.fixed,
		Bounds: s.bounds, Fine: millisecond, Coarse: minute,
		Least: s.minItems, Offset: s.start.Offset, Limit: s.start.Limit, MaxPage: maxPage, Ahead: prefetch,
	}
}

// fetch gets one page.
func (s *source[T]) fetch(ctx context.Context, at walk.Place) (*walk.Page[T], error) {
	if first := s.first; first != nil && !at.Bounded && at.Offset == s.start.Offset && at.Limit == s.start.Limit {
		s.first = nil // it is old when the walk comes back; no page is fetched ahead yet
		return first, nil
	}
	op := s.page(at)
	page, err := rest.Fetch[Page[T]](ctx, s.core, op)
	if err != nil {
		return nil, err
	}
	for i := range page.Items {
		err := s.checkWorkspace(&page.Items[i])
		if err == nil && s.check != nil {
			err = s.check(&page.Items[i])
		}
		if err != nil {
			return nil, s.core.Fail(op, err)
		}
	}
	if s.onPage != nil {
		s.onPage(at, page.Items)
	}
	return &walk.Page[T]{Items: page.Items, Limit: page.Limit, Offset: page.Offset, Total: max(0, page.Total)}, nil
}

// firstPage fetches the first page for a walk, and returns nil where it shows nothing.
func (s *source[T]) firstPage(ctx context.Context) (*walk.Page[T], error) {
	s.first = nil
	first, err := s.fetch(ctx, walk.Place{Offset: s.start.Offset, Limit: s.start.Limit})
	if err != nil {
		return nil, err
	}
	if s.first = first; len(first.Items)+first.Total == 0 {
		return nil, nil
	}
	return first, nil
}

// findFirst reports whether the first page shows anything.
func (s *source[T]) findFirst(ctx context.Context) (bool, error) {
	first, err := s.firstPage(ctx)
	return first != nil, err
}

// end completes a walk that has come to its end. The checkpoint of changes is then where
// they end.
func (s *source[T]) end(ctx context.Context, walker *walk.Walker[T, uuid.UUID], at *Position) error {
	if s.finish == nil {
		return nil
	}
	if err := s.finish(ctx, s, walker.State()); err != nil {
		return err
	}
	if s.changes.next != 0 {
		at.done = func() Checkpoint { return s.mark(walk.State[uuid.UUID]{}) }
	}
	return nil
}

// fail gives an error of a walk the checkpoint from which to go on.
func (s *source[T]) fail(err error, at Checkpoint) error {
	if changed, ok := errors.AsType[*walk.ChangedError](err); ok {
		err = fmt.Errorf("%w: %s", ErrListChanged, changed.Reason)
		if changed.Page {
			err = errors.Join(err, ErrBadResponse)
		}
		err = s.core.Fail(s.page(walk.Place{}), err)
	}
	if e, ok := errors.AsType[*Error](err); ok {
		e.Checkpoint = at
	}
	return err
}
