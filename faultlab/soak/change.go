package main

import (
	"context"
	"errors"

	"github.com/cuedesk/cuedesk-go"
)

// create makes a resource. After an error it is known not to be there, or it may be: then the worker leaves it at
// that, or looks for it and makes it again where it is not.
func create[T any](
	ctx context.Context, w *worker, key string,
	build func(context.Context) (*T, error), find func(context.Context) ([]T, error),
) *T {
	got, err := ask(ctx, w, build)
	if err == nil {
		w.model.fates[key] = exists
		return got
	}
	w.model.fates[key] = refused(err)
	if w.model.fates[key] == absent || w.rand.IntN(2) == 0 {
		return nil
	}
	return recreateUnlessFound(ctx, w, key, build, find)
}

// recreateUnlessFound does what ErrOutcomeUnknown asks for: it looks for the resource before it makes it again.
func recreateUnlessFound[T any](
	ctx context.Context, w *worker, key string,
	build func(context.Context) (*T, error), find func(context.Context) ([]T, error),
) *T {
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
	w.wrong(ctx, lost, "%s: could not be found or made again", key)
	return nil
}

// change runs a call that may be repeated, and returns the state that it leads to. After an error that is the one
// before or the one after: the worker asks which.
func (w *worker) change(
	ctx context.Context, key, before, after string,
	do func(context.Context) error, read func(context.Context) (string, error),
) string {
	if callWithoutResult(ctx, w, do) == nil {
		return after
	}
	now, ok := w.read(ctx, read)
	if ok && now != before && now != after {
		w.wrong(ctx, lost, "%s: after a failed change from %q to %q it is %q", key, before, after, now)
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
	w.wrong(ctx, lost, "could not be read")
	return "", false
}

// expect compares what was read with what should be there. A read that fails tells nothing.
func (w *worker) expect(ctx context.Context, key, got, want string, err error) {
	switch {
	case errors.Is(err, cuedesk.ErrNotFound):
		w.wrong(ctx, lost, "%s: not found", key)
	case err == nil && got != want:
		w.wrong(ctx, lost, "%s: is %q, should be %q", key, got, want)
	}
}

// remove deletes a resource and reports whether it is gone. Where the first attempt was carried out, the second finds
// nothing; after another error the worker asks.
func (w *worker) remove(ctx context.Context, key string, do, read func(context.Context) error) bool {
	err := callWithoutResult(ctx, w, do)
	gone := err == nil
	if failed, ok := errors.AsType[*cuedesk.Error](err); ok {
		if gone = errors.Is(err, cuedesk.ErrNotFound); gone && len(failed.Attempts) == 1 {
			w.wrong(ctx, lost, "%s: was not there to be deleted", key)
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
