package cuedesktest

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"time"
)

// ties orders items with equal sort keys, within one request.
type ties struct {
	random bool
	seed   uint64
}

// newTies returns the order for the next request.
func newTies(source *rand.Rand) ties {
	if source == nil {
		return ties{}
	}
	return ties{random: true, seed: source.Uint64()}
}

// compare compares two items by their sequence numbers, or by what the request makes of these.
func (t ties) compare(a, b int64) int {
	if t.random {
		return cmp.Compare(t.hash(a), t.hash(b))
	}
	return cmp.Compare(a, b)
}

// hash is the finalizer of SplitMix64. Different numbers stay different.
func (t ties) hash(n int64) uint64 {
	x := uint64(n) + t.seed //nolint:gosec // wraps around on purpose
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// reordered returns items that are sorted by time, with those of the same time in the order of the request.
func reordered[T any](t ties, items []T, at func(T) time.Time) []T {
	if !t.random {
		return items
	}
	places := make([]int, len(items))
	for n := range places {
		places[n] = n
	}
	slices.SortFunc(places, func(a, b int) int {
		return cmp.Or(at(items[a]).Compare(at(items[b])), t.compare(int64(a), int64(b)))
	})
	out := make([]T, len(items))
	for n, place := range places {
		out[n] = items[place]
	}
	return out
}
