// Package testset says how much tests that repeat themselves do: few rounds under the race detector, which makes each
// about ten times as dear, and many without it. `make test` runs both, so that nothing is left out.
package testset

import "os"

// Env is the environment variable that asks for many rounds also under the race detector, whatever its value is.
const Env = "CUEDESK_LARGE_TESTS"

// IsLarge reports whether tests shall do all that they can.
func IsLarge() bool { return !race || os.Getenv(Env) != "" }

// IsExhaustive reports whether tests shall do what takes minutes, too: only where it was asked for.
func IsExhaustive() bool { return os.Getenv(Env) != "" }

// Pick returns how often a test repeats itself: few times under the race detector, else many times.
func Pick[T any](few, many T) T {
	if IsLarge() {
		return many
	}
	return few
}

// Some returns each item with many rounds, else each nth of them, the first included.
func Some[T any](items []T, n int) []T {
	if IsLarge() {
		return items
	}
	var some []T
	for i := 0; i < len(items); i += n {
		some = append(some, items[i])
	}
	return some
}
