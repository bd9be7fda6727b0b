package walk

import (
	"context"
	"slices"
)

// cutting is what is known of pages that are short although the list goes on after them.
type cutting struct {
	cut            int  // items of the last such page
	final          bool // the page used last was short, or its total said that it was the last
	shortBeforeEnd bool // so was one that was not the last: that does not say much here

	longestPage int // items of the longest page of a server that does not say how long they may be
}

// isCut reports whether a short page does not end the list. It asks only where the total
// does not agree: a page that is short of what it says itself is rare.
func (w *Walker[T, ID]) isCut(ctx context.Context, page *Page[T]) (bool, error) {
	n := len(page.Items)
	if n == 0 || w.isFull(w.place, page) || page.Total == w.place.Offset+n && !w.shortBeforeEnd && !w.isPageSize(n) {
		return false, nil
	}
	next, err := w.after(ctx, n)
	if err != nil && w.list.Bounds && ctx.Err() == nil {
		return false, nil // a bound will tell
	}
	if err != nil || len(next.Items) == 0 {
		return false, err
	}
	w.shorten(n)
	return true, nil
}

// isPageSize reports whether the first page has just so many items as a server likes to give on a
// page: its total may count these alone.
func (w *Walker[T, ID]) isPageSize(n int) bool {
	return w.isStart(w.place) && !w.place.Bounded && slices.Contains([]int{10, 20, 25, 50}, n)
}

// shorten notes how short a page was that did not end the list: if that was always so, no page
// is longer.
func (w *Walker[T, ID]) shorten(n int) {
	if n == w.cut {
		w.filled(n)
	}
	w.cut = n
}

// after returns the page after the first n items of the one at the place at hand.
func (w *Walker[T, ID]) after(ctx context.Context, n int) (*Page[T], error) {
	at := w.place
	at.Offset += n
	return w.list.Fetch(ctx, at)
}

// measure finds out whether a page is short because the list ends there, where the
// server does not say how long its pages may be.
func (w *Walker[T, ID]) measure(ctx context.Context, page *Page[T]) error {
	n := len(page.Items)
	page.Limit = w.place.Limit
	if n == 0 || w.leaveLast(page) {
		return nil
	}
	next, err := w.after(ctx, n)
	switch {
	case err != nil:
		return err
	case len(next.Items) == 0 && page.Total < 0:
		page.Total = w.place.Offset + n
	case len(next.Items) > 0 && n < w.longestPage: // it was the last page when it was asked for
		page.more = true
	case len(next.Items) > 0:
		page.Limit = n
	}
	w.longestPage = max(w.longestPage, n)
	return nil
}

// leaveLast reports whether a page is full. In a list without a total it leaves the last
// item to the next page, so that a loop that removes what it reads does not empty the
// list.
func (w *Walker[T, ID]) leaveLast(page *Page[T]) bool {
	n, known := len(page.Items), 0
	if w.front.started {
		known = w.overlap
	}
	if n < page.Limit {
		return false
	}
	if w.longestPage = max(w.longestPage, n); page.Total < 0 && n-1 > 3*known { // a shorter page would bring too little
		page.Items, page.more = page.Items[:n-1], true
	}
	return true
}
