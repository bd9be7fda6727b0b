package rest

import (
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// TestSocket_interim: 1xx responses without end are a fault of the server, and do not keep
// an attempt as long as its timeout lets it.
func TestSocket_interim(t *testing.T) {
	t.Parallel()
	for _, class := range []Class{ClassRead, ClassIdempotent, ClassCreate} {
		url, _ := raw(t, func(_ int, conn net.Conn) {
			early := strings.Repeat("HTTP/1.1 103 Early Hints\r\nX: "+strings.Repeat("x", 1<<10)+"\r\n\r\n", 64)
			for {
				if _, err := io.WriteString(conn, early); err != nil {
					return
				}
			}
		})
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		core := newCore(t, dialer(t), at(url), func(cfg *Config) { cfg.Retry.MaxAttempts, cfg.Timeout = 1, 0 })
		failure := mustFail(ctx, t, core, class)
		checkIs(t, failure, context.DeadlineExceeded, false)
		checkIs(t, failure, ErrOutcomeUnknown, class == ClassCreate)
		cancel()
	}
}

// TestSocket_someInterim: a few interim responses do no harm.
func TestSocket_someInterim(t *testing.T) {
	t.Parallel()
	url, _ := raw(t, func(_ int, conn net.Conn) {
		respond(conn, strings.Repeat("HTTP/1.1 102 Processing\n\n", 100)+
			fmt.Sprintf("HTTP/1.1 200 OK\nContent-Length: %d\n\n%s", len(good), good))
	})
	mustSend(t.Context(), t, newCore(t, dialer(t), at(url)), ClassCreate)
}
