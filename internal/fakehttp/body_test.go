package fakehttp

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestBody: what is read after the end of the request is an error, not the rest of the response.
func TestBody(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	half := make([]byte, 2)
	b, other := NewBody(ctx, strings.NewReader("text")), NewBody(ctx, strings.NewReader("text"))
	if _, err := io.ReadFull(b, half); err != nil || string(half) != "te" {
		t.Errorf("%q, %v", half, err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if rest, err := io.ReadAll(b); !errors.Is(err, http.ErrBodyReadAfterClose) || len(rest) > 0 {
		t.Errorf("after Close: %q, %v", rest, err)
	}
	cancel(errStop)
	if rest, err := io.ReadAll(other); !errors.Is(err, errStop) || len(rest) > 0 {
		t.Errorf("after the context: %q, %v", rest, err)
	}
}

var errStop = errors.New("stop")
