package cuedesk

import (
	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// Position says how far an iterator is: see [WithPosition]. It is not safe for
// concurrent use.
type Position struct {
	walker interface {
		Taken() int
		Total() int
	}
	skipped *int // items that were taken, and did not come
	mark    func() Checkpoint
	done    func() Checkpoint
}

// WithPosition keeps a position up to date, for progress and checkpoints. Read it in
// the loop, where it is at the current item, or after the loop:
//
//	var at cuedesk.Position
//	for contact, err := range client.Contacts.All(ctx, opts, cuedesk.WithPosition(&at)) {
func WithPosition(at *Position) IterOption {
	return func(o *iterOptions) { o.position = at }
}

// ResumeFrom goes on after a checkpoint, with the same promise as one walk over
// everything. The page size may be another. A checkpoint of another operation, of
// other options, of another base URL or of another workspace is refused: the error
// matches [ErrInvalid].
func ResumeFrom(checkpoint Checkpoint) IterOption {
	return func(o *iterOptions) { o.from = checkpoint }
}

// Items returns the number of items that came, including those before a checkpoint.
func (p *Position) Items() int {
	if p.walker == nil {
		return 0
	}
	return p.walker.Taken() - *p.skipped
}

// Total returns the number of items that the list has, as far as the API says. It may
// change while the iterator runs.
func (p *Position) Total() int {
	if p.walker == nil {
		return 0
	}
	return p.walker.Total()
}

// Checkpoint returns the place after the current item, or, after an error, after the
// last item that came.
func (p *Position) Checkpoint() Checkpoint {
	switch {
	case p.done != nil:
		return p.done()
	case p.mark != nil:
		return p.mark()
	}
	return ""
}

// track lets a position follow a walk. Before its first item, the walk stands where it
// began.
func (s *source[T]) track(walker *walk.Walker[T, uuid.UUID], o iterOptions) *Position {
	at := o.position
	if at == nil {
		at = &Position{}
	}
	*at = Position{walker: walker, skipped: &s.skipped, mark: func() Checkpoint {
		state := walker.State()
		if state.Taken == s.skipped {
			return o.from
		}
		return s.mark(state)
	}}
	return at
}
