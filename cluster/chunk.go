package cluster

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/google/uuid"
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

// storePart stores a part, or what is left of it. Chunks and the checkpoint behind them are noted by one write of the
// lane, so that whoever goes on neither misses a contact nor has one twice.
func (w *worker) storePart(l *lease, opts exporter.Options) (*exporter.Report, laneExport, error) {
	s := &storedPart{lease: l, attempt: uuid.NewString(), was: l.exported()}
	if err := s.tidy(); err != nil {
		return nil, s.was, err
	}
	out := bufio.NewWriterSize(s, chunkSize)
	opts.Every, opts.From = w.c.saveEvery, s.was.At
	opts.Save = func(at exporter.WriteState) error {
		if err := out.Flush(); err != nil {
			return err
		}
		return l.update(func(state *laneState) { state.Lost, state.Export = 0, s.noted(w.opts.Name, &at) })
	}
	report, err := exporter.Write(l.requests(), w.client, out, opts)
	if err == nil {
		err = out.Flush()
	}
	return report, s.noted(w.opts.Name, nil), err
}

// storedPart is a part that is being stored.
type storedPart struct {
	lease   *lease
	attempt string     // of this worker, so that two never mix their chunks
	was     laneExport // what was there before
	n       int        // chunks that are stored since
}

// exported returns how far the part of the lane is.
func (l *lease) exported() laneExport {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.state.Export
}

// noted returns how far the part is now.
func (s *storedPart) noted(worker string, at *exporter.WriteState) laneExport {
	now := laneExport{Worker: worker, Chunks: slices.Clone(s.was.Chunks), At: at}
	if s.n > 0 {
		now.Chunks = append(now.Chunks, chunkRun{s.attempt, s.n})
	}
	return now
}

// tidy removes chunks that are not noted. If a noted chunk is missing, the part is begun anew.
func (s *storedPart) tidy() error {
	l := s.lease
	there, err := l.c.subjects(l.ctx, l.c.workSubject(fmt.Sprintf("%s%s.%d.>", storedParts, l.job.ID, l.n)))
	if err != nil {
		return err
	}
	noted := map[string]bool{}
	for subject := range l.c.chunkSubjects(l.job.ID, l.n, s.was) {
		noted[subject] = true
		if !slices.Contains(there, subject) { // because of Options.MaxAge
			s.was, noted = laneExport{}, nil
			break
		}
	}
	for _, subject := range there {
		if noted[subject] {
			continue
		}
		if err := l.c.purge(l.ctx, l.c.work, subject); err != nil {
			return err
		}
	}
	return nil
}

// Write stores data as chunks.
func (s *storedPart) Write(data []byte) (written int, err error) {
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

// chunkSubjects are those of the chunks of a part, in their order.
func (c *Cluster) chunkSubjects(id string, lane int, part laneExport) iter.Seq[string] {
	return func(yield func(string) bool) {
		for _, run := range part.Chunks {
			for n := range run.N {
				if !yield(c.chunkSubject(id, lane, run.Attempt, n)) {
					return
				}
			}
		}
	}
}

// WritePart writes a part of an export with ExportOptions.Stored to w, with the bytes
// that its file would have. Parts are numbered from 0, like Lane.Number in a report. If
// the part is not complete, the error matches [ErrNotDone]; if there is no such part, or
// it was removed because of Options.MaxAge, [ErrNotFound].
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
	if state.Expired { // what was there before is less than a part
		return fmt.Errorf("cluster: %w: part %d of %q was removed before it was exported", ErrNotFound, n, name)
	}
	for subject := range c.chunkSubjects(m.ID, n, state.Export) {
		if err := c.writeChunk(ctx, w, subject); err != nil {
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
