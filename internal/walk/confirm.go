package walk

import "context"

// Confirm reports whether it is true that a list shows nothing, or less than was known of it:
// so it is if a wider view shows that nothing is amiss, and then the list shows no more again.
func Confirm(ctx context.Context, wider, more func(context.Context) (bool, error)) (bool, error) {
	if well, err := wider(ctx); err != nil || !well {
		return false, err
	}
	shows, err := more(ctx)
	return err == nil && !shows, err
}

// confirm reports whether the list has no more than a number of items, counted from its
// beginning, by a view that may be nil.
func (w *Walker[T, ID]) confirm(ctx context.Context, view func(context.Context) (bool, error), most int) (bool, error) {
	if view == nil {
		return false, nil
	}
	return Confirm(ctx, view, func(ctx context.Context) (bool, error) {
		page, err := w.fetchFirst(ctx)
		return err == nil && (len(page.Items) > most || page.Total-w.list.Offset > most), err
	})
}

// askRepeatedly asks a question until it is answered with yes, three times at most with pauses: others may
// change the list in between. It asks once if there is no other view.
func (w *Walker[T, ID]) askRepeatedly(
	ctx context.Context, view, question func(context.Context) (bool, error),
) (bool, error) {
	for n := 0; n == 0 || view != nil && n < 3; n++ {
		if n > 0 {
			w.wait(ctx, n)
		}
		if yes, err := question(ctx); yes || err != nil {
			return yes, err
		}
	}
	return false, nil
}

// fetchFirst fetches the first item of the list, and how many there are.
func (w *Walker[T, ID]) fetchFirst(ctx context.Context) (*Page[T], error) {
	return w.list.Fetch(ctx, Place{Offset: w.list.Offset, Limit: 1})
}

// wait waits before a question is asked for the nth time, longer each time.
func (w *Walker[T, ID]) wait(ctx context.Context, n int) {
	if w.list.Pause != nil {
		w.list.Pause(ctx, min(n, maxUselessPages/2+1))
	}
}
