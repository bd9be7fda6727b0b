package cuedesk

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// Checkpoint is a place in a list, as text to keep: [ResumeFrom] goes on after it. It
// is opaque, holds IDs of resources but nothing personal, and belongs to one
// operation with its options: another one refuses it. It takes some 80 bytes in an
// order by creation and in [ContactsService.Scan] and [ContactsService.Changes], with
// 22 more for each item that was created at the same moment as the last; in other
// orders, 28 bytes for each item so far. The empty one is the beginning.
type Checkpoint string

// Position says how far an iterator is: see [WithPosition]. It is not safe for
// concurrent use.
type Position struct {
	walker interface {
		Taken() int
		Total() int
	}
	mark func() Checkpoint
	done func() Checkpoint
}

// WithPosition fills in a position, for progress and checkpoints. It may be read in
// the loop, where it stands at the current item, and after it.
//
//	var at cuedesk.Position
//	for contact, err := range client.Contacts.All(ctx, opts, cuedesk.WithPosition(&at)) {
func WithPosition(at *Position) IterOption {
	return func(o *iterOptions) { o.position = at }
}

// ResumeFrom goes on after a checkpoint, with the same promise as one walk over
// everything. A checkpoint of another operation, or of other options, is an error
// that matches [ErrInvalid]; the page size may be another.
func ResumeFrom(checkpoint Checkpoint) IterOption {
	return func(o *iterOptions) { o.from = checkpoint }
}

// Items is the number of items that came, those before a checkpoint included.
func (p *Position) Items() int {
	if p.walker == nil {
		return 0
	}
	return p.walker.Taken()
}

// Total is the number of items that the list has, as far as the API says; it may
// change while the iterator runs.
func (p *Position) Total() int {
	if p.walker == nil {
		return 0
	}
	return p.walker.Total()
}

// Checkpoint is the place after the current item, or, after an error, after the last
// item that came.
func (p *Position) Checkpoint() Checkpoint {
	switch {
	case p.done != nil:
		return p.done()
	case p.mark != nil:
		return p.mark()
	}
	return ""
}

// track lets a position follow a walk. Before its first item, the walk stands where it
// began.
func (s *source[T]) track(walker *walk.Walker[T, uuid.UUID], o iterOptions) *Position {
	at := o.position
	if at == nil {
		at = &Position{}
	}
	*at = Position{walker: walker, mark: func() Checkpoint {
		state := walker.State()
		if state.Taken == 0 {
			return o.from
		}
		return s.mark(state)
	}}
	return at
}

// checkpointVersion begins the text of a checkpoint.
const checkpointVersion = "cp2."

// digest is what a checkpoint is bound to.
func (s *source[T]) digest() []byte {
	h := sha256.New()
	_, _ = io.WriteString(h, s.page(walk.Place{}).Pattern)
	_ = json.MarshalWrite(h, s.options, json.Deterministic(true))
	_ = binary.Write(h, binary.BigEndian, int64(s.start.Offset))
	return h.Sum(nil)[:8]
}

// mark writes a state as text.
func (s *source[T]) mark(state walk.State[uuid.UUID]) Checkpoint {
	b := s.digest()
	b = binary.AppendVarint(b, s.until)
	b = binary.AppendUvarint(b, uint64(state.Taken)) //nolint:gosec // not negative
	b = binary.AppendUvarint(b, uint64(state.Pos))   //nolint:gosec // not negative
	b = binary.AppendVarint(b, state.Key)
	b = binary.AppendUvarint(b, uint64(state.Unplaced)) //nolint:gosec // not negative
	for _, item := range state.Items {
		b = append(b, item.ID[:]...)
		if !s.sort.fixed {
			b = binary.BigEndian.AppendUint32(b, item.Key)
		}
	}
	return Checkpoint(checkpointVersion + base64.RawURLEncoding.EncodeToString(append(b, checksum(b)...)))
}

// checksum tells a checkpoint that was cut off or damaged.
func checksum(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:4]
}

var errCheckpoint = errors.New("not a checkpoint of this operation with these options")

// resume reads the state in a checkpoint; nil: the beginning.
func (s *source[T]) resume(from Checkpoint) (*walk.State[uuid.UUID], error) {
	if from == "" {
		return nil, nil
	}
	text, ok := strings.CutPrefix(string(from), checkpointVersion)
	b, err := base64.RawURLEncoding.DecodeString(text)
	if digest := s.digest(); !ok || err != nil || !bytes.HasPrefix(b, digest) || len(b) < len(digest)+4 {
		return nil, errCheckpoint
	}
	if b, sum := b[:len(b)-4], b[len(b)-4:]; !bytes.Equal(checksum(b), sum) {
		return nil, errCheckpoint
	}
	b = b[:len(b)-4]
	r := bytes.NewReader(b[8:])
	var state walk.State[uuid.UUID]
	until, err1 := binary.ReadVarint(r)
	taken, err2 := binary.ReadUvarint(r)
	pos, err3 := binary.ReadUvarint(r)
	key, err4 := binary.ReadVarint(r)
	unplaced, err5 := binary.ReadUvarint(r)
	if errors.Join(err1, err2, err3, err4, err5) != nil {
		return nil, errCheckpoint
	}
	s.until, state.Taken, state.Pos, state.Key = until, int(taken), int(pos), key //nolint:gosec // were ints
	state.Unplaced = int(unplaced)                                                //nolint:gosec // was an int
	for r.Len() > 0 {
		item := walk.Item[uuid.UUID]{Key: walk.Fold(key)}
		if _, err := io.ReadFull(r, item.ID[:]); err != nil {
			return nil, errCheckpoint
		}
		if !s.sort.fixed {
			if err := binary.Read(r, binary.BigEndian, &item.Key); err != nil {
				return nil, errCheckpoint
			}
		}
		state.Items = append(state.Items, item)
	}
	return &state, nil
}
