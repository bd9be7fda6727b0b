//go:build unix

package main

import (
	"syscall"
	"time"
)

// cpuTime returns the CPU time of this process: what else the machine does counts
// less than in time by the clock.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &usage) != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}
