package walk

import (
	"cmp"
	"slices"
)

// displace marks the items that do not stand in the order in which they were taken,
// as few as will do, and returns how many they are.
func displace(sights []sight, seqs, regrouped []uint32) (displaced int) {
	keep := ascending(sights, regrouped)
	for i, s := range sights {
		if s != known {
			continue
		}
		if len(keep) > 0 && keep[0] == i {
			keep = keep[1:]
			continue
		}
		sights[i], seqs[i] = moved, 0
		displaced++
	}
	return displaced
}

// ascending returns the indexes of a longest run of known items, with gaps, that
// stand in the order in which they were taken.
func ascending(sights []sight, seqs []uint32) []int {
	var ends []int // of the runs of each length, that which ends lowest
	before := make([]int, len(seqs))
	for i, s := range sights {
		if s != known {
			continue
		}
		n, _ := slices.BinarySearchFunc(ends, seqs[i], func(end int, seq uint32) int { return cmp.Compare(seqs[end], seq) })
		if before[i] = -1; n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	for n := len(ends) - 1; n > 0; n-- {
		ends[n-1] = before[ends[n]]
	}
	return ends
}
