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

// worker is a caller of the client. It works with things of its own, so that it knows what must become of them.
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
}

func newWorker(w *world, round, number int, way way, operations int) *worker {
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
	for n := 0; n < w.operations && ctx.Err() == nil && !w.result.hopeless(); {
		op := w.choose()
		w.calls = first | uint64(n)<<12 // so that the faults of an operation do not depend on how many calls others took
		if !op.do(w, ctx) {
			continue
		}
		n++
		w.result.tally.add(operationsTold, op.name)
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
	return withDice(ctx, w.seed, w.calls)
}

// ask makes a call of the client. What it is told of the outcome is counted, and held to the faults that the call met.
func ask[T any](ctx context.Context, w *worker, do func(context.Context) (T, error)) (T, error) {
	call := w.call(ctx)
	got, err := do(call)
	if err != nil {
		w.result.failed(err)
		w.judge(ctx, diceOf(call), err)
	}
	return got, err
}

// tell is ask for calls without a result.
func tell(ctx context.Context, w *worker, do func(context.Context) error) error {
	_, err := ask(ctx, w, func(ctx context.Context) (struct{}, error) { return struct{}{}, do(ctx) })
	return err
}

// judge finds errors without a cause. On a busy machine an attempt may run out of time, which is one.
func (w *worker) judge(ctx context.Context, met *dice, err error) {
	what, wrong := met.contradicts(err)
	switch {
	case !wrong:
	case late(err, w.timeout):
		w.result.tally.add(slow, "")
	default:
		w.result.wrong(ctx, what, "a call that met %d faults, none of which can have been carried out: %v", met.met[unsent]+met.met[final], err)
	}
}

// late reports whether one of the attempts took all the time that it had.
func late(err error, timeout time.Duration) bool {
	e, ok := errors.AsType[*cuedesk.Error](err)
	return ok && slices.ContainsFunc(e.Attempts, func(a cuedesk.Attempt) bool { return a.Duration >= timeout })
}

// key returns a new key.
func (w *worker) key(kind string) string {
	w.keys++
	return fmt.Sprintf("%s-%s-%d", kind, w.prefix, w.keys)
}

// word returns a value that differs from those before it.
func (w *worker) word() string { return w.key("word") }

// pick returns one of the things; nil if there is none.
func pick[T any](w *worker, things []*T) *T {
	if len(things) == 0 {
		return nil
	}
	return things[w.rand.IntN(len(things))]
}

// patience is how often a worker asks until it gets an answer. At the usual rates it needs one or two.
const patience = 1000

// tries are as many as a worker is patient, as long as there is hope.
func (w *worker) tries() iter.Seq[int] {
	return func(yield func(int) bool) {
		for n := range patience {
			if w.result.hopeless() || !yield(n) {
				return
			}
		}
	}
}

// create makes a thing. After an error it is known not to be there, or it may be: then the worker leaves it at that, or
// looks for it and makes it again where it is not.
func create[T any](ctx context.Context, w *worker, key string, build func(context.Context) (*T, error), find func(context.Context) ([]T, error)) *T {
	got, err := ask(ctx, w, build)
	if err == nil {
		w.model.fates[key] = exists
		return got
	}
	w.model.fates[key] = refused(err)
	if w.model.fates[key] == absent || w.rand.IntN(2) == 0 {
		return nil
	}
	return recreate(ctx, w, key, build, find)
}

// recreate does what ErrOutcomeUnknown asks for: it looks for the thing before it makes it again.
func recreate[T any](ctx context.Context, w *worker, key string, build func(context.Context) (*T, error), find func(context.Context) ([]T, error)) *T {
	for range w.tries() {
		found, err := ask(ctx, w, find)
		if err != nil {
			continue
		}
		if len(found) == 0 {
			if made, err := ask(ctx, w, build); err == nil {
				found = append(found, *made)
			}
		}
		if len(found) > 0 {
			w.result.tally.add(lookedUp, "")
			w.model.fates[key] = exists
			return &found[0]
		}
	}
	w.result.wrong(ctx, lost, "%s: could not be found or made again", key)
	return nil
}

// change runs a call that may be repeated, and returns the state that it leads to. After an error that is the one
// before or the one after: the worker asks which.
func (w *worker) change(ctx context.Context, key, before, after string, do func(context.Context) error, read func(context.Context) (string, error)) string {
	if tell(ctx, w, do) == nil {
		return after
	}
	now, ok := w.read(ctx, read)
	if ok && now != before && now != after {
		w.result.wrong(ctx, lost, "%s: after a failed change from %q to %q it is %q", key, before, after, now)
	}
	return now
}

// read reads until there is an answer.
func (w *worker) read(ctx context.Context, read func(context.Context) (string, error)) (string, bool) {
	for range w.tries() {
		if now, err := ask(ctx, w, read); err == nil {
			return now, true
		}
	}
	w.result.wrong(ctx, lost, "could not be read")
	return "", false
}

// expect compares what was read with what should be there. A read that fails tells nothing.
func (w *worker) expect(ctx context.Context, key, got, want string, err error) {
	switch {
	case errors.Is(err, cuedesk.ErrNotFound):
		w.result.wrong(ctx, lost, "%s: not found", key)
	case err == nil && got != want:
		w.result.wrong(ctx, lost, "%s: is %q, should be %q", key, got, want)
	}
}

// remove deletes a thing and reports whether it is gone. Where the first attempt was carried out, the second finds
// nothing; after another error the worker asks.
func (w *worker) remove(ctx context.Context, key string, do, read func(context.Context) error) bool {
	err := tell(ctx, w, do)
	gone := err == nil
	if failed, ok := errors.AsType[*cuedesk.Error](err); ok {
		if gone = errors.Is(err, cuedesk.ErrNotFound); gone && len(failed.Attempts) == 1 {
			w.result.wrong(ctx, lost, "%s: was not there to be deleted", key)
		}
	}
	if !gone {
		now, _ := w.read(ctx, func(ctx context.Context) (string, error) {
			err := read(ctx)
			if errors.Is(err, cuedesk.ErrNotFound) {
				return "gone", nil
			}
			return "there", err
		})
		gone = now == "gone"
	}
	if gone {
		w.model.fates[key] = absent
	}
	return gone
}
