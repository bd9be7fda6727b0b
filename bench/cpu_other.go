//go:build !unix

package main

import "time"

var started = time.Now()

// cpuTime returns the time by the clock where the process does not know better.
func cpuTime() time.Duration { return time.Since(started) }
