package fakehttp

import (
	"context"
	"io"
	"net/http"
	"sync/atomic"
)

// NewBody returns the body of a response that ends with the context of the request, and with Close, as one from the
// network does.
func NewBody(ctx context.Context, content io.Reader) io.ReadCloser {
	return &body{ctx: ctx, content: content}
}

type body struct {
	ctx     context.Context //nolint:containedctx // a body from the network ends with it, too
	content io.Reader
	closed  atomic.Bool
}

// Read fails once the context has ended or the body is closed.
func (b *body) Read(p []byte) (int, error) {
	switch {
	case b.closed.Load():
		return 0, http.ErrBodyReadAfterClose
	case b.ctx.Err() != nil:
		return 0, context.Cause(b.ctx)
	}
	return b.content.Read(p)
}

func (b *body) Close() error {
	b.closed.Store(true)
	return nil
}
