package cluster

import (
	"bytes"
	"context"
	"iter"

	"github.com/klauspost/compress/s2"
)

// journal is that of one batch: a key whose value is its records, a line for each. It is written at a known revision
// only, so that of two workers that both believe to have the batch one fails before it sends it. s2.Encode packs the
// value, which repeats digests, with small tables: those of EncodeBest take 4.5 MiB for each import under way.
type journal struct {
	c        *Cluster
	key      string
	holds    func() bool // whether no other worker can have the batch
	data     []byte
	revision uint64
}

// Records implements [importer.Journal].
func (j *journal) Records(ctx context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var err error
		var packed []byte
		if packed, j.revision, _, err = j.c.state.get(ctx, j.key); err == nil && j.revision > 0 {
			j.data, err = s2.Decode(nil, packed)
		}
		if err != nil {
			yield(nil, err)
			return
		}
		for line := range bytes.Lines(j.data) {
			if !yield(bytes.TrimSuffix(line, []byte("\n")), nil) {
				return
			}
		}
	}
}

// Append implements [importer.Journal].
func (j *journal) Append(ctx context.Context, records ...[]byte) error {
	if j.revision == 0 && !j.holds() {
		return errLeaseLost // another worker may have done the batch, and have removed its journal
	}
	data := bytes.Clone(j.data)
	for _, record := range records {
		data = append(append(data, record...), '\n')
	}
	revision, err := j.c.state.put(ctx, j.key, s2.Encode(nil, data), j.revision, 0)
	if err == nil {
		j.data, j.revision = data, revision
	}
	return err
}
