package cuedesk

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// defaultLag is how long a change may take to show in searches, unless said otherwise.
const defaultLag = 30 * time.Second

// WithIndexLag sets how long a change may take to show in searches.
// [ContactsService.Changes] leaves what is younger to the next call. It must not be
// negative. Not set: 30 seconds.
func WithIndexLag(lag time.Duration) IterOption {
	return func(o *iterOptions) { o.lag = lag }
}

// ChangesSince returns the checkpoint from which [ContactsService.Changes] yields
// what was changed at t or later. Of the time, whole seconds count.
func ChangesSince(t time.Time) Checkpoint {
	src := new(ContactsService).changes(iterOptions{})
	src.changes.next = t.Truncate(time.Second).UnixMicro() // 0, the epoch, is the beginning
	return src.mark(walk.State[uuid.UUID]{})
}

// Changes iterates over the contacts that were created or changed since a checkpoint,
// the least recently changed first (API: "Search Contacts"). Each comes once, as it
// was read last. The empty checkpoint is the beginning; [ChangesSince] makes one of a
// time. Contacts that were deleted do not come. The loop may update what it is given.
//
// [Position.Checkpoint] is the checkpoint for the next call. Within the loop, and
// after an error, it is the one to go on from. The next call begins right after the
// second in which the last contact that came was changed, or, if none came, where
// this call began. Contacts whose times are shown by the minute may therefore come
// again. If a search shows nothing for a while, such as that of an index that is
// being rebuilt, no change is lost.
//
// A call ends before what was changed less than [WithIndexLag] before it began,
// because searches may show changes late. When it began is read from the clock of the
// API, or from yours if that is behind. In a test, what was created just now comes
// once it is older than that. If the API
// sends no Date, a call ends with the contact that was changed last when it began,
// and what was changed less than WithIndexLag before that contact comes again the
// next time.
//
// WithIndexLag must be longer than any change takes to show. A change that shows
// later is lost without an error if contacts came that were changed after it.
//
// A contact that shows a change after the end of this call is passed over, and comes
// the next time: a search may find contacts by what they were, and show what they
// are. If the API sends no Date, such a search may lose changes. If it shows such
// contacts for as long as WithIndexLag, it does not apply its filter: the error
// matches [ErrListChanged] and [ErrBadResponse]. An error that matches ErrListChanged
// alone says that the search does not show all that it has.
//
// Beyond that, it promises what [ContactsService.Scan] promises. A contact that
// changes again during the call may come in this call, and comes in the next.
func (s *ContactsService) Changes(ctx context.Context, since Checkpoint,
	opts ...IterOption,
) iter.Seq2[*Contact, error] {
	o := (&source[Contact]{}).iterOptions(opts)
	return s.changes(o).all(ctx, append(slices.Clip(opts), ResumeFrom(cmp.Or(since, o.from))))
}

// changes is the list of contacts by their last change.
func (s *ContactsService) changes(o iterOptions) source[Contact] {
	src := s.scan(Where(), UpdatedAt)
	src.options, src.prefetch, src.lag = "changes", 0, o.lag
	src.begin = func(ctx context.Context, src *source[Contact]) error {
		if o.lag < 0 {
			err := fmt.Errorf("%w: WithIndexLag: must not be negative", ErrInvalid)
			return s.core.Fail(src.page(walk.Place{}), err)
		}
		h, err := s.horizon(ctx, src, o.lag)
		if err != nil {
			return err
		}
		since := src.changes.next
		src.changes = changeRange{since, max(since, h.until), max(since, h.next)}
		src.lastShownChange = src.changes.due(h.last)
		s.setTimeBounds(src)
		return s.firstChanges(ctx, src)
	}
	src.restore = func(src *source[Contact]) {
		s.setTimeBounds(src)
		src.shown = math.MaxInt // which the checkpoint does not have
	}
	src.finish, src.isEmptied = s.finishChanges, s.emptied
	return src
}

// changeRange is the changes of one iteration: from since to before until, in microseconds;
// those of the next one begin at next.
type changeRange struct{ since, until, next int64 }

// due returns when a contact was changed if that is certainly within the range, in
// microseconds; 0: it may not be.
func (s changeRange) due(c *Contact) int64 {
	if c == nil || c.UpdatedAt.IsZero() {
		return 0
	}
	from, to := c.UpdatedAt, c.UpdatedAt.Add(timePrecision(c.UpdatedAt))
	if from.UnixMicro() < s.since || to.UnixMicro() > s.until {
		return 0
	}
	return from.UnixMicro()
}

// query finds the changes of a range.
func (s changeRange) query() Query {
	q := Where(UpdatedAt.Before(time.UnixMicro(s.until)))
	if s.since != 0 {
		q = q.And(UpdatedAt.NotBefore(time.UnixMicro(s.since)))
	}
	return q
}

// setTimeBounds lets changes begin and end at times.
func (s *ContactsService) setTimeBounds(src *source[Contact]) {
	narrowed := s.scan(src.changes.query(), UpdatedAt)
	src.page, src.later = narrowed.page, newLaterChanges(src.changes)
	src.newest = src.later.lastBefore(narrowed.newest)
	src.check = func(c *Contact) error {
		if src.later.shows(c) {
			return nil // it tells nothing of the filters: see finishChanges
		}
		return narrowed.check(c)
	}
	src.onPage, src.skip = src.later.put, src.later.has
}

// firstChanges fetches the first page of a range. An empty page is believed if the last
// change of all was after the range.
func (s *ContactsService) firstChanges(ctx context.Context, src *source[Contact]) error {
	if src.lastShownChange == 0 {
		_, err := src.firstPage(ctx)
		return err
	}
	wider := func(ctx context.Context) (bool, error) {
		last, err := s.latest(ctx, src, Where())
		if last.contact != nil {
			src.lastShownChange = src.changes.due(last.contact) // it may have been changed again or deleted
		}
		return src.lastShownChange == 0, err
	}
	return src.firstOrNone(ctx, wider, errLastMissing)
}

var errLastMissing = fmt.Errorf("%w: the contact that was changed last does not come", ErrListChanged)

// finishChanges ends an iteration over changes. The next one begins right after the last
// change that came, so that no answer that shows too little loses any.
func (s *ContactsService) finishChanges(ctx context.Context, src *source[Contact], at walk.State[uuid.UUID]) error {
	if src.changes.since == 0 && at.Taken < src.shown {
		if err := s.proveDated(ctx, Where(), UpdatedAt, time.Unix(0, 0)); err != nil {
			return err
		}
	}
	if at.Taken == 0 {
		src.changes.next = 0 // the checkpoint stays what it was
		return nil
	}
	known := src.lastShownChange != 0 || src.changes.next < src.changes.until // without a Date, changes go on coming
	if !known || at.Key < src.lastShownChange || src.later.any() {
		if err := s.confirm(ctx, src, at); err != nil {
			return err
		}
	}
	if at.Key != 0 { // times could be read
		after := time.UnixMicro(at.Key).Truncate(time.Second).Add(time.Second)
		src.changes.next = min(src.changes.next, after.UnixMicro())
	}
	return nil
}

// confirm looks whether the last change of a range came. Contacts that were changed
// again or deleted since the iteration began do not show.
func (s *ContactsService) confirm(ctx context.Context, src *source[Contact], at walk.State[uuid.UUID]) error {
	last, err := s.lastOf(ctx, src)
	if err != nil || last == nil {
		return err
	}
	changed := last.UpdatedAt.UnixMicro()
	if changed > at.Key && (src.lastShownChange == 0 || changed <= src.lastShownChange) { // later ones are new
		return s.core.Fail(src.page(walk.Place{}), errLastMissing)
	}
	return nil
}

// emptied reports whether a range has nothing left: all that did not come was changed
// again, and comes the next time.
func (s *ContactsService) emptied(ctx context.Context, src *source[Contact], at walk.State[uuid.UUID]) bool {
	last, err := s.lastOf(ctx, src)
	return err == nil && (last == nil || at.Taken > 0 && last.UpdatedAt.UnixMicro() <= at.Key)
}

// lastOf returns the last change of a range, nil if there is none. While the search is
// behind, it shows later ones in the range: that must end.
func (s *ContactsService) lastOf(ctx context.Context, src *source[Contact]) (*Contact, error) {
	behind := time.Now().Add(src.lag)
	for n := 1; ; n++ {
		last, err := s.lastShown(ctx, src)
		if err != nil || last == nil || !src.later.shows(last) {
			return last, err
		}
		if time.Now().After(behind) {
			return nil, s.core.Fail(src.page(walk.Place{}), notAppliedError(updatedAt))
		}
		s.core.Pause(ctx, n)
	}
}

// lastShown returns what the search shows as the last change of a range, nil if there is
// none, and the listing does not contradict it.
func (s *ContactsService) lastShown(ctx context.Context, src *source[Contact]) (last *Contact, err error) {
	find := func(ctx context.Context) (bool, error) {
		found, err := s.latest(ctx, src, src.changes.query())
		last = found.contact
		return last != nil, err
	}
	confirmed := findOrConfirm(ctx, s.core, 1, find, s.searchConfirmsEmpty())
	if errors.Is(confirmed, errUnconfirmed) {
		return nil, s.core.Fail(src.page(walk.Place{}), errNothingFound)
	}
	return last, confirmed
}
