package fakehttp

import (
	"hash/maphash"
	"net/http"
	"slices"
	"sync"
	"time"
)

// recorder keeps requests in the order of their arrival. A negative limit means no limit.
type recorder struct {
	limit     int
	byteLimit int

	mu        sync.Mutex
	seed      maphash.Seed
	exchanges []*Exchange
	seen      int            // requests that have arrived
	underWay  int            // those of them that have not ended
	bytes     int            // of the bodies that are kept
	failed    map[uint64]int // the numbers of failed requests that may be repeated, by what identifies them
}

func newRecorder(limit, byteLimit int) *recorder {
	return &recorder{limit: limit, byteLimit: byteLimit, seed: maphash.MakeSeed(), failed: map[uint64]int{}}
}

// begin records a request that has arrived.
func (rec *recorder) begin(operation string, r *http.Request, body []byte) *Exchange {
	e := &Exchange{Request: Request{
		Operation: operation,
		Method:    r.Method,
		Path:      r.URL.EscapedPath(),
		Query:     r.URL.Query(),
		Header:    r.Header.Clone(),
		Body:      body,
	}, Outcome: Outcome{Arrived: time.Now()}}
	if e.Header.Get("Authorization") != "" {
		e.Header.Set("Authorization", Redacted)
	}
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.seen++
	rec.underWay++
	e.Number = rec.seen
	if rec.limit != 0 {
		rec.keep(e)
	}
	return e
}

// keep adds an exchange to those that are kept, and finds out which one it repeats.
func (rec *recorder) keep(e *Exchange) {
	e.identity = maphash.Comparable(rec.seed, [4]string{e.Method, e.Path, e.Query.Encode(), string(e.Body)})
	e.RetryOf = rec.failed[e.identity]
	delete(rec.failed, e.identity)
	rec.exchanges = append(rec.exchanges, e)
	rec.bytes += e.bytes()
	rec.trim()
}

// apply records the status with which the operation was carried out.
func (rec *recorder) apply(e *Exchange, status int) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	e.Applied = status
}

// end records the response, which is nil where the connection failed.
func (rec *recorder) end(e *Exchange, out *reply) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.underWay--
	e.Ended, e.Duration = true, time.Since(e.Arrived)
	if out != nil {
		e.Status, e.Torn, e.ID = out.status, out.torn, out.header.Get(requestID)
	}
	if !rec.hasExchange(e.Number) {
		return
	}
	if out.refuses() {
		e.Refusal = out.body
		rec.bytes += len(out.body)
		rec.trim()
	}
	if e.failed() {
		rec.failed[e.identity] = e.Number
	}
}

// trim drops what is beyond the limits: the oldest exchanges, and the bodies of the oldest that are left.
func (rec *recorder) trim() {
	if excess := len(rec.exchanges) - rec.limit; rec.limit >= 0 && excess > 0 {
		for _, e := range rec.exchanges[:excess] {
			rec.bytes -= e.bytes()
			if rec.failed[e.identity] == e.Number {
				delete(rec.failed, e.identity)
			}
		}
		rec.exchanges = slices.Delete(rec.exchanges, 0, excess)
	}
	for n := 0; rec.byteLimit >= 0 && rec.bytes > rec.byteLimit; n++ {
		e := rec.exchanges[n]
		if e.bytes() > 0 {
			rec.bytes -= e.bytes()
			e.Body, e.Refusal, e.BodyDropped = nil, nil, true
		}
	}
}

// hasExchange reports whether the exchange with the number is kept.
func (rec *recorder) hasExchange(number int) bool {
	return len(rec.exchanges) > 0 && number >= rec.exchanges[0].Number && number <= rec.seen
}

// requests returns copies of the requests, oldest first.
func (rec *recorder) requests() []Request {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	copies := make([]Request, len(rec.exchanges))
	for n, e := range rec.exchanges {
		copies[n] = e.Request.copied()
	}
	return copies
}

// latest returns the heads of at most n exchanges, the latest first, of those whose numbers are below a number.
func (rec *recorder) latest(below, n int) []Exchange {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	var heads []Exchange
	for _, e := range slices.Backward(rec.exchanges) {
		if len(heads) == n {
			break
		}
		if e.Number < below {
			heads = append(heads, e.head())
		}
	}
	return heads
}

// find returns a copy of the exchange with the number.
func (rec *recorder) find(number int) (Exchange, bool) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	if !rec.hasExchange(number) {
		return Exchange{}, false
	}
	return rec.exchanges[number-rec.exchanges[0].Number].copied(), true
}

// count returns how many requests have arrived and how many of them have not ended.
func (rec *recorder) count() (seen, underWay int) {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	return rec.seen, rec.underWay
}

// forget drops all exchanges. Their numbers are not used again.
func (rec *recorder) forget() {
	rec.mu.Lock()
	defer rec.mu.Unlock()
	rec.exchanges, rec.bytes = nil, 0
	clear(rec.failed)
}
