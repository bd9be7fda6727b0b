package cuedesk

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// endOf returns the end of the second, or of the minute, in which times are shown.
func endOf(t time.Time) time.Time {
	step := max(timePrecision(t), time.Second)
	return t.Truncate(step).Add(step)
}

// latest is what a query finds last by time of change.
type latest struct {
	contact *Contact // nil: it finds none
	total   int      // contacts that it finds
	header  http.Header
}

// latest fetches the contact of a query that was changed last.
func (s *ContactsService) latest(ctx context.Context, src *source[Contact], q Query) (latest, error) {
	var found latest
	op := q.OrderBy(UpdatedAt.Desc()).page(PageOptions{Limit: 1})
	last, err := rest.Fetch[Page[Contact]](ctx, s.core, op.Capture(&found.header))
	if err != nil || len(last.Items) == 0 {
		return found, err
	}
	if err := src.checkWorkspace(&last.Items[0]); err != nil {
		return latest{}, s.core.Fail(op, err)
	}
	found.contact, found.total = &last.Items[0], last.Total
	return found, nil
}

// horizon is where changes end now, and where those of the next time begin at the latest.
type horizon struct {
	until, next int64
	last        *Contact // that was changed last; nil: there is none
}

// horizon returns the horizon by the clock of the API, or by ours if that is behind. If
// the API does not say, changes end after the last one, and the next time repeats those
// that came just before it.
func (s *ContactsService) horizon(ctx context.Context, src *source[Contact], lag time.Duration) (horizon, error) {
	newest, err := s.latest(ctx, src, Where())
	if err != nil {
		return horizon{}, err
	}
	last := newest.contact
	src.shown = newest.total
	if until, ok := horizonByDate(newest.header, lag); ok {
		return horizon{until, until, last}, nil
	}
	if last == nil {
		return horizon{}, nil
	}
	if last.UpdatedAt.IsZero() {
		return horizon{}, s.core.Fail(src.page(walk.Place{}), errNoHorizon)
	}
	end := endOf(last.UpdatedAt)
	next := last.UpdatedAt.Truncate(time.Second).Add(time.Second) // by the second: the lag must not end after it
	if now := time.Now().Truncate(time.Second); now.Before(next) {
		next = now // one change may lie in the future
	}
	return horizon{end.UnixMicro(), next.Add(-lag).UnixMicro(), last}, nil
}

var errNoHorizon = fmt.Errorf("%w: neither a Date nor the time of the last change", ErrBadResponse)

// horizonByDate is the horizon by the Date of a response, if it has one.
func horizonByDate(h http.Header, lag time.Duration) (until int64, ok bool) {
	date, err := http.ParseTime(h.Get("Date"))
	if now := time.Now(); now.Before(date) {
		date = now
	}
	return date.Add(-lag).Truncate(time.Second).UnixMicro(), err == nil
}
