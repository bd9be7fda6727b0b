package cluster

import (
	"bufio"
	"context"
	"fmt"
	"io"

	"github.com/klauspost/compress/s2"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/cuedesk/cuedesk-go/exporter"
)

const (
	storedParts = "out."    // what the subjects of stored parts begin with, before the ID of the job
	chunkSize   = 256 << 10 // of a stored part, in bytes, before it is packed
)

// chunkSubject is that of a chunk of a stored part: of one attempt, so that two workers never mix theirs.
func (c *Cluster) chunkSubject(id string, lane int, attempt string, n int) string {
	return c.workSubject(fmt.Sprintf("%s%s.%d.%s.%d", storedParts, id, lane, attempt, n))
}

// storePart stores a part, and returns in how many chunks. What attempts before have left is removed.
func (w *worker) storePart(l *lease, attempt string, opts exporter.Options) (*exporter.Report, int, error) {
	all := w.c.workSubject(fmt.Sprintf("%s%s.%d.>", storedParts, l.job.ID, l.n))
	if err := w.c.purge(l.ctx, w.c.work, all); err != nil {
		return nil, 0, err
	}
	out := &chunks{lease: l, attempt: attempt}
	buffered := bufio.NewWriterSize(out, chunkSize)
	report, err := exporter.Write(l.requests(), w.client, buffered, opts)
	if err == nil {
		err = buffered.Flush()
	}
	return report, out.n, err
}

// chunks is a part that is being stored.
type chunks struct {
	lease   *lease
	attempt string
	n       int // how many are stored
}

// Write stores data as chunks.
func (s *chunks) Write(data []byte) (written int, err error) {
	l := s.lease
	for err == nil && written < len(data) {
		chunk := data[written:min(len(data), written+chunkSize)]
		subject := l.c.chunkSubject(l.job.ID, l.n, s.attempt, s.n)
		message := s2.Encode(nil, chunk)
		err = l.c.call(l.ctx, "storing a part", func(ctx context.Context) error {
			_, err := l.c.js.Publish(ctx, subject, message, jetstream.WithMsgID(subject))
			return err
		})
		if err == nil {
			s.n, written = s.n+1, written+len(chunk)
		}
	}
	return written, err
}

// WritePart writes a part of an export with ExportOptions.Stored to w, as the file of it would be. Parts are
// numbered from 0 on, as Lane.Number is in a report. One that is not complete is [ErrNotDone]; one that is not
// there, or was removed because of Options.MaxAge, [ErrNotFound].
func (c *Cluster) WritePart(ctx context.Context, w io.Writer, name string, n int) error {
	m, _, _, err := c.job(ctx, name)
	if err != nil {
		return err
	}
	if !m.Export.Stored || n < 0 || n >= len(m.Lanes) {
		return fmt.Errorf("cluster: %w: part %d of %q is not stored", ErrNotFound, n, name)
	}
	var state laneState
	if _, _, err := c.state.read(ctx, laneKey(m.ID, n), &state); err != nil {
		return err
	}
	if state.Next == 0 {
		return fmt.Errorf("cluster: %w: part %d of %q", ErrNotDone, n, name)
	}
	for i := range state.Export.Chunks {
		if err := c.writeChunk(ctx, w, c.chunkSubject(m.ID, n, state.Export.Attempt, i)); err != nil {
			return err
		}
	}
	return nil
}

// writeChunk writes a chunk to w.
func (c *Cluster) writeChunk(ctx context.Context, w io.Writer, subject string) error {
	msg, err := c.message(ctx, subject)
	if err != nil {
		return err
	}
	if msg == nil {
		return fmt.Errorf("cluster: %w: the part was removed", ErrNotFound)
	}
	data, err := s2.Decode(nil, msg.Data)
	if err != nil {
		return errDamaged
	}
	_, err = w.Write(data)
	return err
}
