package main

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// worker is a caller of the client. It works with resources of its own, so that it knows what must become of them.
type worker struct {
	client     *cuedesk.Client
	timeout    time.Duration // of an attempt
	result     *report
	rand       *rand.Rand
	seed       uint64
	calls      uint64 // the number of its next call; the upper half tells the worker and the round
	prefix     string // of all its keys
	keys       int
	operations int
	model      *model
	steps      []*step // what it did in this round
	now        *step   // what it does; never nil
}

func newWorker(w *environment, round, number int, way transportSetup, operations int) *worker {
	stream := uint64(round)<<48 | uint64(number)<<32 //nolint:gosec // both are small and not negative
	return &worker{
		client:     way.client,
		timeout:    way.timeout,
		result:     w.result,
		rand:       rand.New(rand.NewPCG(w.cfg.seed, ^stream)), //nolint:gosec // nothing secret
		seed:       w.cfg.seed,
		calls:      stream,
		prefix:     strconv.Itoa(number),
		operations: operations,
		model:      newModel(),
		now:        &step{},
	}
}

// operation is something that a worker does, and how often it chooses to. It returns false if there is nothing to do
// it with.
type operation struct {
	name   string
	weight int
	do     func(*worker, context.Context) bool
}

var operations = []operation{
	{"create a contact", 10, (*worker).createContact},
	{"get a contact", 10, (*worker).getContact},
	{"update a contact", 10, (*worker).updateContact},
	{"clear a contact's field", 4, (*worker).clearContact},
	{"ensure a contact", 4, (*worker).ensureContact},
	{"search for a contact", 5, (*worker).searchContact},
	{"iterate over a search", 3, (*worker).iterateSearch},
	{"list a page of contacts", 3, (*worker).listContacts},
	{"create a list", 4, (*worker).createList},
	{"get a list", 3, (*worker).getList},
	{"update a list", 4, (*worker).updateList},
	{"delete a list", 2, (*worker).deleteList},
	{"add contacts to a list", 6, (*worker).addMembers},
	{"remove contacts from a list", 3, (*worker).removeMembers},
	{"iterate over a list", 3, (*worker).iterateList},
	{"lists of a contact", 2, (*worker).listsOfContact},
	{"create a note", 6, (*worker).createNote},
	{"replace a note", 4, (*worker).replaceNote},
	{"delete a note", 2, (*worker).deleteNote},
	{"create a custom field", 2, (*worker).createField},
	{"update a custom field", 2, (*worker).updateField},
	{"delete a custom field", 1, (*worker).deleteField},
	{"set a custom value", 5, (*worker).setValue},
	{"update custom values", 4, (*worker).updateValues},
	{"delete a custom value", 2, (*worker).deleteValue},
	{"bulk create, matched", 1, (*worker).importMatched},
	{"bulk create, unmatched", 2, (*worker).importUnmatched},
	{"import a stream", 2, (*worker).importStream},
}

// work does the worker's operations, one after the other.
func (w *worker) work(ctx context.Context) {
	first := w.calls
	for n := 0; n < w.operations && ctx.Err() == nil && !w.result.isHopeless(); {
		op := w.choose()
		w.calls = first | uint64(n)<<12 // so that the faults of an operation do not depend on how many calls others took
		w.now = &step{name: op.name}
		if !op.do(w, ctx) {
			continue
		}
		w.steps = append(w.steps, w.now)
		w.markUncertain()
		n++
		w.result.tally.add(operationsDone, op.name)
		if n%100 == 0 {
			w.result.memory.sample()
		}
	}
}

func (w *worker) choose() operation {
	total := 0
	for _, op := range operations {
		total += op.weight
	}
	left := w.rand.IntN(total)
	for _, op := range operations {
		if left -= op.weight; left < 0 {
			return op
		}
	}
	return operations[0]
}

// call returns the context of the worker's next call of the client.
func (w *worker) call(ctx context.Context) context.Context {
	w.calls++
	return withCallFaults(ctx, w.seed, w.calls)
}

// ask makes a call of the client. It counts the outcome, and checks it against the faults that the call met.
func ask[T any](ctx context.Context, w *worker, do func(context.Context) (T, error)) (T, error) {
	call := w.call(ctx)
	met := callFaultsOf(call)
	w.now.calls = append(w.now.calls, met)
	got, err := do(call)
	met.end(err)
	w.markUncertain()
	if err != nil {
		w.result.failed(err)
		w.checkError(ctx, met, err)
	}
	return got, err
}

// callWithoutResult is ask for calls without a result.
func callWithoutResult(ctx context.Context, w *worker, do func(context.Context) error) error {
	_, err := ask(ctx, w, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) })
	return err
}

// checkError finds errors without a cause. On a busy machine an attempt may run out of time, which is one.
func (w *worker) checkError(ctx context.Context, met *callFaults, err error) {
	what, wrong := met.checkError(err)
	switch {
	case !wrong:
	case late(err, w.timeout):
		w.result.tally.add(slow, "")
	default:
		w.mistake(ctx, what, "a call that met %d faults, none of which can have been carried out: %q",
			met.times(unsent)+met.times(final), err)
	}
}

// late reports whether one of the attempts took all the time that it had.
func late(err error, timeout time.Duration) bool {
	e, ok := errors.AsType[*cuedesk.Error](err)
	return ok && slices.ContainsFunc(e.Attempts, func(a cuedesk.Attempt) bool { return a.Duration >= timeout })
}

// key returns a new key, of a resource that the worker is about to make.
func (w *worker) key(kind string) string {
	key := w.unique(kind)
	w.now.touch(key)
	return key
}

func (w *worker) unique(kind string) string {
	w.keys++
	return fmt.Sprintf("%s-%s-%d", kind, w.prefix, w.keys)
}

// uniqueText returns a value that differs from those before it.
func (w *worker) uniqueText() string { return w.unique("word") }

// resource is what a worker works with: it has a key.
type resource interface {
	comparable
	label() string
}

// pick returns one of the resources of which the worker knows what they are like; nil if there is none.
func pick[T resource](w *worker, resources []T) T {
	certain := resources
	if len(w.model.lateRequests) > 0 {
		certain = slices.DeleteFunc(slices.Clone(resources), func(t T) bool { return w.model.isUncertain(t.label()) })
	}
	var chosen T
	if len(certain) > 0 {
		chosen = certain[w.rand.IntN(len(certain))]
		w.now.touch(chosen.label())
	}
	return chosen
}

// maxTries is how often a worker asks until it gets an answer. At the usual rates it needs one or two.
const maxTries = 1000

// tries yields up to maxTries attempts, fewer if the run has failed already, or if the resource cannot be known any
// more.
func (w *worker) tries() iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := range maxTries {
			if w.result.isHopeless() || w.now.delayed() > 0 && n >= 10 || !yield(n) {
				return
			}
		}
	}
}
