package rest

import "context"

// FetchIf is [Fetch] with a check of the result: JSON that decodes but is not
// complete must not pass for an answer.
func FetchIf[T any](ctx context.Context, core *Core, op Operation, complete func(*T) bool) (*T, error) {
	out := new(T)
	if _, err := core.Send(ctx, op.Expect(func() bool { return complete(out) }), out); err != nil {
		return nil, err
	}
	return out, nil
}
