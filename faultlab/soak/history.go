package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// step is an operation that a worker has done: with which resources, and by which calls of the client.
type step struct {
	name  string
	keys  []string
	calls []*callFaults
}

func (s *step) touch(key string) { s.keys = append(s.keys, key) }

// delayed returns how many requests of the step are carried out late.
func (s *step) delayed() int {
	late := 0
	for _, call := range s.calls {
		late += call.times(delayed)
	}
	return late
}

// mistake is something that is wrong, and the resources that it is about.
type mistake struct {
	text    string
	keys    []string
	worker  *worker // nil where none made the resource
	step    *step   // in which it was noticed
	history []string
}

// wrong notes that something is wrong with the resources of the operation, unless a request may still change them.
func (w *worker) wrong(ctx context.Context, what event, format string, args ...any) {
	if w.now.delayed() > 0 {
		w.result.tally.add(may, "")
		return
	}
	w.mistake(ctx, what, format, args...)
}

// mistake notes that something is wrong with the worker's operation.
func (w *worker) mistake(ctx context.Context, what event, format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	w.result.addMistake(ctx, what, mistake{text: text, keys: slices.Clone(w.now.keys), worker: w, step: w.now})
}

// differs notes that a resource is not as it was reported; which one may be like is not known after a late request.
func (w *worker) differs(ctx context.Context, what event, key, format string, args ...any) {
	if w.model.isUncertain(key) {
		w.result.tally.add(may, "")
		return
	}
	w.mistakeOf(ctx, what, key, format, args...)
}

// mistakeOf notes that something is wrong with a resource.
func (w *worker) mistakeOf(ctx context.Context, what event, key, format string, args ...any) {
	text := key + ": " + fmt.Sprintf(format, args...)
	w.result.addMistake(ctx, what, mistake{text: text, keys: []string{key}, worker: w})
}

// explain adds the history of its resources to each new mistake: what the worker did with them, what the client heard
// of each attempt, and what the fake did.
func (r *report) explain(fake *cuedesktest.Server) {
	r.mu.Lock()
	defer r.mu.Unlock()
	var seen map[string][]cuedesktest.Request
	for n := range r.mistakes {
		wrong := &r.mistakes[n]
		if wrong.worker == nil {
			continue
		}
		if seen == nil {
			seen = byCall(fake.Requests())
		}
		wrong.history = wrong.worker.history(wrong, seen)
		wrong.worker, wrong.step = nil, nil // which need not be kept
	}
}

// byCall returns the requests that the fake has seen, by the call that they belong to.
func byCall(requests []cuedesktest.Request) map[string][]cuedesktest.Request {
	seen := map[string][]cuedesktest.Request{}
	for _, r := range requests {
		call, _, _ := strings.Cut(r.Header.Get(attemptHeader), ".")
		seen[call] = append(seen[call], r)
	}
	return seen
}

// history returns what is known of the resources of a mistake, from the beginning.
func (w *worker) history(wrong *mistake, seen map[string][]cuedesktest.Request) []string {
	var lines []string
	for _, s := range w.steps {
		isAbout := slices.ContainsFunc(s.keys, func(key string) bool { return slices.Contains(wrong.keys, key) })
		if !isAbout && s != wrong.step {
			continue
		}
		lines = append(lines, fmt.Sprintf("%s, with %s", s.name, strings.Join(s.keys, ", ")))
		for _, call := range s.calls {
			lines = append(lines, call.history(seen[call.id])...)
		}
	}
	return lines
}

// history returns what is known of a call.
func (d *callFaults) history(seen []cuedesktest.Request) []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	lines := []string{fmt.Sprintf("  call %s ended with error %q", d.id, errorText(d.err))}
	for _, a := range d.attempts {
		lines = append(lines, fmt.Sprintf("    the client heard of attempt %d of %s: status %d, error %q, after %v",
			a.Number, a.Operation, a.StatusCode, errorText(a.Err), a.Duration))
	}
	for _, r := range seen {
		lines = append(lines, fmt.Sprintf("    the fake saw %s of %s %q, fault %q: status of the operation %d, sent %d",
			r.Header.Get(attemptHeader), r.Method, r.Path, r.Header.Get(faultHeader), r.Applied, r.Status))
	}
	return lines
}

// errorText returns the text of an error; "" without one.
func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// noteAttempt notes what the client heard of an attempt of the call.
func (d *callFaults) noteAttempt(a cuedesk.Attempt) {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.attempts = append(d.attempts, a)
}

// end notes how the call ended.
func (d *callFaults) end(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.err = err
}
