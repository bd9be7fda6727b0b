package cuedesk

import (
	"context"
	"sync"
)

// ahead returns fetch with up to n pages read ahead of the one asked for, and a
// function that waits until nothing is under way, for when ctx has ended.
func ahead[T any](ctx context.Context, n int, fetch pageFunc[T]) (pageFunc[T], func()) {
	if n <= 0 {
		return fetch, func() {}
	}
	r := &readAhead[T]{ctx: ctx, fetch: fetch, n: n, pages: map[int]chan result[T]{}}
	return r.get, r.wait.Wait
}

// readAhead fetches the pages that will probably be asked for next.
type readAhead[T any] struct {
	ctx   context.Context //nolint:containedctx // ends with the iteration that owns this
	fetch pageFunc[T]
	n     int
	pages map[int]chan result[T] // under way or waiting to be asked for, by offset
	wait  sync.WaitGroup
}

type result[T any] struct {
	page *Page[T]
	err  error
}

// get returns a page, fetched before or now, and starts those after it.
func (r *readAhead[T]) get(ctx context.Context, at PageOptions) (*Page[T], error) {
	var got result[T]
	if pending, ok := r.pages[at.Offset]; ok {
		got = <-pending
	} else {
		got.page, got.err = r.fetch(ctx, at)
	}
	for offset := range r.pages {
		if offset <= at.Offset {
			delete(r.pages, offset)
		}
	}
	if got.err == nil {
		r.start(at, got.page)
	}
	return got.page, got.err
}

// start fetches the pages after this one, as far as the list is known to go. The
// step is the page size that the API used, which may be below the one asked for.
func (r *readAhead[T]) start(at PageOptions, page *Page[T]) {
	step := len(page.Items)
	for i := 1; i <= r.n && step > 0; i++ {
		next := PageOptions{Limit: at.Limit, Offset: at.Offset + i*step}
		if next.Offset >= page.Total {
			return
		}
		if _, ok := r.pages[next.Offset]; ok || len(r.pages) >= r.n {
			continue
		}
		pending := make(chan result[T], 1)
		r.pages[next.Offset] = pending
		r.wait.Go(func() {
			page, err := r.fetch(r.ctx, next)
			pending <- result[T]{page, err}
		})
	}
}
