package conformance

import (
	"context"
	"time"
)

// waitUntil waits for something that an implementation may take a while to show, but not for ever. It asks soon at
// first, and then less and less often.
func (s *suite) waitUntil(ctx context.Context, done func() bool) {
	end := time.Now().Add(s.Patience)
	for wait := max(s.Patience/4096, time.Millisecond); !done() && time.Now().Before(end); wait *= 2 {
		select {
		case <-time.After(min(wait, time.Until(end))):
		case <-ctx.Done():
			return
		}
	}
}

// settled repeats a comparison of what an implementation may take a while to show, until it finds no difference: those
// of the last time are reported. A permanent difference costs that wait once in each section.
func (s *suite) settled(ctx context.Context, section string, compare func()) {
	kept := len(s.differences)
	again := func() bool {
		s.differences = s.differences[:kept]
		compare()
		return len(s.differences) == kept
	}
	if s.waited[section] {
		again()
		return
	}
	s.waitUntil(ctx, again)
	s.waited[section] = len(s.differences) > kept
}

// timeStep is longer than the precision of the API's times.
const timeStep = 5 * time.Millisecond

// waitForNextTime waits until the API's times are others.
func (s *suite) waitForNextTime(ctx context.Context) {
	select {
	case <-time.After(timeStep):
	case <-ctx.Done():
	}
}
