//go:build !race

package rest

import (
	"errors"
	"io"
	"testing"
)

func TestReadAll_aboveLimit(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]int{"success": 200, "error": 413} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			read := &countingReader{Reader: endless(1 << 40)}
			body := &closeCounter{Reader: read}
			rt := transport(withBody(status, body))
			failure := mustFail(t.Context(), t, newCore(t, rt), ClassRead)
			if len(failure.Body) != maxBody || read.n > maxBody+1 || rt.count() != 1 || body.closed != 1 {
				t.Errorf("%d requests, kept %d of %d, closed %d times", rt.count(), len(failure.Body), read.n, body.closed)
			}
			checkIs(t, failure, ErrBadResponse, status == 200)
			if status == 200 && failure.Err.Error() != "unreadable response: more than 32 MiB" {
				t.Error(failure.Err)
			}
		})
	}
}

// countingReader counts what is read.
type countingReader struct {
	io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += int64(n)
	return n, err
}

func TestReadAll_atLimit(t *testing.T) {
	t.Parallel()
	body, err := readAll(endless(maxBody), maxBody, nil)
	if len(body) != maxBody || err != nil {
		t.Errorf("%d, %v", len(body), err)
	}
	if body, err = readAll(endless(maxBody+1), maxBody+1, nil); len(body) != maxBody || !errors.Is(err, errTooLarge) {
		t.Errorf("%d, %v", len(body), err)
	}
}

// TestSocket_gzipBomb: the limit counts what a compressed body holds.
func TestSocket_gzipBomb(t *testing.T) {
	t.Parallel()
	srv := serveGzip(t, endless(1<<20), maxBody>>20+1)
	core := newCore(t, dialer(t), at(srv.URL), func(cfg *Config) { cfg.Timeout = 0 })
	checkIs(t, send(t.Context(), t, core, ClassRead), errTooLarge, true)
}
