package cuedesktest

import "cmp"

// importQueue is a heap of the imports that have rows left, the one whose next row is due first at its top. Among rows
// due at the same time, those of the import accepted first go first.
type importQueue []*contactImport

// Len is part of [container/heap.Interface].
func (q *importQueue) Len() int { return len(*q) }

// Less is part of [container/heap.Interface].
func (q *importQueue) Less(i, j int) bool {
	a, b := (*q)[i], (*q)[j]
	return cmp.Or(a.due.Compare(b.due), cmp.Compare(a.seq, b.seq)) < 0
}

// Swap is part of [container/heap.Interface].
func (q *importQueue) Swap(i, j int) { (*q)[i], (*q)[j] = (*q)[j], (*q)[i] }

// Push is part of [container/heap.Interface].
func (q *importQueue) Push(x any) { *q = append(*q, x.(*contactImport)) }

// Pop is part of [container/heap.Interface].
func (q *importQueue) Pop() any {
	last := len(*q) - 1
	im := (*q)[last]
	*q = (*q)[:last]
	return im
}
