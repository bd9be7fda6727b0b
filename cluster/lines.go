package cluster

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/klauspost/compress/s2"

	"github.com/cuedesk/cuedesk-go/importer"
)

// linesPerKey is of how many batches one key has the lines, so that these can be named when the contacts are gone.
const linesPerKey = 32

func linesKey(id string, lane, batch int) string {
	return fmt.Sprintf("lines.%s.%d.%d", id, lane, batch/linesPerKey)
}

// appendLines appends those of a batch: their number, and what each is more than the one before.
func appendLines(dst []byte, lines []int) []byte {
	dst = binary.AppendUvarint(dst, uint64(len(lines)))
	last := 0
	for _, line := range lines {
		dst, last = binary.AppendVarint(dst, int64(line-last)), line
	}
	return dst
}

// noteLines keeps the lines of the next batch of a lane.
func (p *publisher) noteLines(ctx context.Context, lane int, lines []int) error {
	batch := p.manifest.Lanes[lane].Batches
	p.lines[lane] = appendLines(p.lines[lane], lines)
	if (batch+1)%linesPerKey > 0 {
		return nil
	}
	return p.storeLines(ctx, lane, batch)
}

// storeLines stores the lines of a lane that are not stored yet, up to those of a batch.
func (p *publisher) storeLines(ctx context.Context, lane, batch int) error {
	if len(p.lines[lane]) == 0 {
		return nil
	}
	key := linesKey(p.manifest.ID, lane, batch)
	_, err := p.c.state.put(ctx, key, s2.Encode(nil, p.lines[lane]), anyRevision, 0)
	p.lines[lane] = p.lines[lane][:0]
	return err
}

// linesOf returns those of rows.
func linesOf(rows []importer.Row) []int {
	lines := make([]int, 0, len(rows))
	for _, row := range rows {
		lines = append(lines, row.Line)
	}
	return lines
}

// storeAllLines stores the lines that are not stored yet.
func (p *publisher) storeAllLines(ctx context.Context) error {
	for lane := range p.lines {
		if err := p.storeLines(ctx, lane, p.manifest.Lanes[lane].Batches-1); err != nil {
			return err
		}
	}
	return nil
}

// lines returns those of a batch.
func (c *Cluster) lines(ctx context.Context, id string, lane, batch int) ([]int, error) {
	packed, _, _, err := c.state.get(ctx, linesKey(id, lane, batch))
	if err != nil {
		return nil, err
	}
	data, err := s2.Decode(nil, packed)
	if err != nil {
		return nil, errLines
	}
	for range batch % linesPerKey {
		if _, data, err = cutLines(data); err != nil {
			return nil, err
		}
	}
	lines, _, err := cutLines(data)
	return lines, err
}

// errLines: what is kept of the lines of a batch cannot be read.
var errLines = errors.New("cluster: the lines of a batch are damaged")

// cutLines returns the lines of one batch, and what is behind them.
func cutLines(data []byte) (lines []int, rest []byte, err error) {
	n, size := binary.Uvarint(data)
	if size <= 0 || n > uint64(len(data)) {
		return nil, nil, errLines
	}
	last := int64(0)
	for range n {
		data = data[size:]
		var more int64
		if more, size = binary.Varint(data); size <= 0 {
			return nil, nil, errLines
		}
		last += more
		lines = append(lines, int(last))
	}
	return lines, data[size:], nil
}
