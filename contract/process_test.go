package contract

import (
	"context"
	"net"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	startTime = 60 * time.Second // that a busy machine may need
	stopTime  = 5 * time.Second  // after which a process is killed
)

// process is a program that runs until the test ends.
type process struct {
	output strings.Builder // to be read once it has ended
	ended  chan struct{}
	err    error // set when it has ended
	stop   context.CancelFunc
}

func start(t *testing.T, program string, args ...string) *process {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	p := &process{ended: make(chan struct{}), stop: stop}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Stdout, cmd.Stderr = &p.output, &p.output
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = stopTime
	if err := cmd.Start(); err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	go func() {
		p.err = cmd.Wait()
		close(p.ended)
	}()
	t.Cleanup(func() { p.end(t) })
	return p
}

// end stops the process, and shows what it said if the test has failed.
func (p *process) end(t *testing.T) {
	t.Helper()
	p.stop()
	<-p.ended
	if t.Failed() {
		t.Logf("it said (%v):\n%s", p.err, p.output.String())
	}
}

// await waits until something listens at the address.
func (p *process) await(t *testing.T, address string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), startTime)
	defer cancel()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	for {
		if conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address); err == nil {
			conn.Close()
			return
		}
		select {
		case <-tick.C:
		case <-p.ended:
			t.Fatalf("it ended before it listened: %v", p.err)
		case <-ctx.Done():
			t.Fatalf("it does not listen after %v", startTime)
		}
	}
}

// freeAddress returns an address of this machine where nothing listens.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}
