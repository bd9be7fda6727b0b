package importer

import (
	"errors"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// patience is how long a request is repeated while the API cannot be reached.
type patience struct {
	began time.Time
	wait  time.Duration // before the next repetition, at least
}

// next returns how long to wait before the request is sent again, and whether it may be.
func (p *patience) next(o *Options, err error) (time.Duration, bool) {
	p.wait = min(max(2*p.wait, o.Settle/5), time.Minute)
	pause, ok := o.pause(err, p.wait)
	return pause, ok && pause <= o.Stall-time.Since(p.began) // a sum might overflow
}

// pause returns how long to wait before a request is sent again, and whether it may be.
func (o *Options) pause(err error, wait time.Duration) (time.Duration, bool) {
	e, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || isRefusal(err) {
		return 0, false
	}
	wait = max(wait, e.RetryAfter)
	if e.MayApplyLater || errors.Is(err, cuedesk.ErrOutcomeUnknown) {
		return max(wait, o.Settle), true
	}
	return wait, e.Transient || errors.Is(err, rest.ErrTokenSource) || errors.Is(err, rest.ErrGate)
}
