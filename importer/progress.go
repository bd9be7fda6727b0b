package importer

import (
	"math"
	"time"
)

// Progress is how far a [Run] is.
type Progress struct {
	Read      int           // rows taken from the source so far
	InFlight  int           // rows in batches that were sent and are not finished
	Importing int           // imports that were accepted and are waited for
	Settling  int           // batches that are being read back: see Options.IndexLag
	Counts    Counts        // rows whose state is known, by state
	Batches   int           // batches that are finished
	Elapsed   time.Duration // since Run was called
	Rate      float64       // rows per second whose state is known, since Run was called
	Remaining time.Duration // an estimate from Options.Total and Rate, in whole seconds; 0: not known
}

// show tells the caller how far the run is. The caller of it holds the lock.
func (r *run) show() {
	if r.opts.Progress == nil {
		return
	}
	p := Progress{
		Read: int(r.read.Load()), InFlight: r.inFlight, Importing: r.importing, Settling: r.settling,
		Counts: r.report.Counts, Batches: r.report.Batches, Elapsed: time.Since(r.began),
	}
	done := p.Counts.Total()
	if p.Elapsed > 0 {
		p.Rate = float64(done) / p.Elapsed.Seconds()
	}
	if left := r.opts.Total - done; left > 0 && p.Rate > 0 {
		p.Remaining = time.Duration(math.Ceil(float64(left)/p.Rate)) * time.Second
	}
	r.opts.Progress(p)
}

// addInFlight changes the number of rows in flight.
func (r *run) addInFlight(rows int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.inFlight += rows
	if rows > 0 {
		r.show()
	}
}

// during counts a batch among those of a kind until the function that it returns is called.
func (r *run) during(kind *int) (end func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	*kind++
	r.show()
	return func() {
		r.mu.Lock()
		defer r.mu.Unlock()
		*kind--
	}
}
