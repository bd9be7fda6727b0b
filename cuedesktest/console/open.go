package console

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/localhost"
)

// Environment names the environment variable that has [Open] open the page: 1 for any free port, or an address on
// loopback, such as 127.0.0.1:8182.
const Environment = "CUEDESK_CONSOLE"

// shutdownMargin is how long before the deadline of the tests the page closes, so that they end in order.
const shutdownMargin = 5 * time.Second

// firstYear is after the time at which testing/synctest begins, and before any real one.
const firstYear = 2020

// Open opens the page of a server for as long as the test runs, says on standard error where, and returns its address.
// At the end of the test the page stays open until the button "End the test" is pressed, or the deadline of the tests
// is near (go test -timeout).
//
// Without the environment variable [Environment], Open does nothing and returns "". With it, a test inside
// [testing/synctest] fails at once: the page is served on a socket, which such a test cannot do.
func Open(t testing.TB, srv *cuedesktest.Server) string {
	t.Helper()
	addr := os.Getenv(Environment)
	if addr == "" {
		return ""
	}
	if time.Now().Year() < firstYear {
		t.Fatalf("console: %s is set, but no page can be served inside testing/synctest; take the test out of it to look",
			Environment)
	}
	if addr == "1" {
		addr = "127.0.0.1:0"
	}
	listener, err := Listen(t.Context(), addr)
	if err != nil {
		t.Fatalf("console: %s=%s: %v", Environment, addr, err)
	}
	finished := make(chan struct{})
	finish := sync.OnceFunc(func() { close(finished) })
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	ended := make(chan error, 1)
	page := New(srv, WithInfo("The test "+t.Name()), func(c *console) { c.finish = finish })
	go func() { ended <- Serve(ctx, listener, page, nil) }()
	url := "http://" + listener.Addr().String()
	fmt.Fprintf(os.Stderr, "console of %s: %s\n", t.Name(), url)
	t.Cleanup(func() {
		waitFor(t, finished)
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("console: %v", err)
		}
	})
	return url
}

// waitFor waits until the person has finished, but not to the deadline of the tests.
func waitFor(t testing.TB, finished <-chan struct{}) {
	var late <-chan time.Time
	if timed, ok := t.(interface{ Deadline() (time.Time, bool) }); ok {
		if deadline, ok := timed.Deadline(); ok {
			timer := time.NewTimer(time.Until(deadline) - shutdownMargin)
			defer timer.Stop()
			late = timer.C
		}
	}
	select {
	case <-finished:
	case <-late:
	}
}

// Listen listens for the page on an address on loopback, which is "host:port" with port 0 for any free one. Others are
// refused.
func Listen(ctx context.Context, addr string) (net.Listener, error) {
	listener, err := localhost.Listen(ctx, addr, false)
	if errors.Is(err, localhost.ErrReachable) {
		return nil, fmt.Errorf("%w; the page is only for this one", err)
	}
	return listener, err
}

// patience is how long responses that are under way may take at the end of [Serve].
const patience = time.Second

// Serve serves a page that [New] has returned until the context ends, and at most a second longer where a response is
// under way. The log takes what net/http reports, and may be nil.
func Serve(ctx context.Context, listener net.Listener, page http.Handler, errorLog *log.Logger) error {
	server := &http.Server{
		Handler:           page,
		ReadHeaderTimeout: writeTimeout,
		ReadTimeout:       time.Minute,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          errorLog,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	err := localhost.Serve(ctx, server, listener, patience)
	if errors.Is(err, localhost.ErrCutOff) {
		return nil // what is cut off here has had its time
	}
	return err
}
