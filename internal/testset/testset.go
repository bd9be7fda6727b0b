// Package testset says how much tests that repeat themselves do: little in `make test`, which has the race detector on,
// and much in `make test-large`, which has not. Each runs the same checks.
package testset

import "os"

// Env is the environment variable that asks for the large sets, whatever its value is.
const Env = "CUEDESK_LARGE_TESTS"

// IsLarge reports whether tests shall do all that they can.
func IsLarge() bool { return os.Getenv(Env) != "" }

// Pick returns how often a test repeats itself: the smaller number, or with large sets the larger one.
func Pick[T any](small, large T) T {
	if IsLarge() {
		return large
	}
	return small
}
