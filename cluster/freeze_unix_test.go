//go:build unix

package cluster_test

import (
	"os"
	"syscall"
	"time"
)

// freeze has a process stand still for a while, as a machine does that is suspended.
func freeze(p *os.Process, d time.Duration) {
	_ = p.Signal(syscall.SIGSTOP)
	time.AfterFunc(d, func() { _ = p.Signal(syscall.SIGCONT) })
}
