package cuedesk

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// Checkpoint is a place in a list, as text to keep: [ResumeFrom] goes on after it.
// The empty one is the beginning. It is opaque, and holds IDs of resources but
// nothing personal. It belongs to one operation with its options, base URL and
// workspace; any other refuses it.
//
// In order of creation, and in [ContactsService.Scan] and [ContactsService.Changes],
// it has about 90 bytes, and 22 more for each item that was created at the same
// moment as the last. In other orders, it has 28 bytes for each item so far.
type Checkpoint string

// checkpointVersion begins the text of a checkpoint.
const checkpointVersion = "cp2."

// digest is a short hash; the zero one stands for what is not known.
type digest [4]byte

func digestOf(text string) digest {
	sum := sha256.Sum256([]byte(text))
	return digest(sum[:])
}

// saved is what a checkpoint holds.
type saved struct {
	address   digest // of the base URL; zero: any
	list      [8]byte
	workspace digest // zero: not known
	changes   changeRange
	state     walk.State[uuid.UUID]
}

// Problems of a checkpoint.
var (
	errCheckpoint = errors.New("not a checkpoint of this operation with these options")
	errVersion    = errors.New("a checkpoint of another version of this package")
	errAddress    = errors.New("a checkpoint of another base URL")
	errWorkspace  = errors.New("a checkpoint of another workspace")
)

// append writes it after b.
func (c *saved) append(b []byte, fixed bool) []byte {
	b = append(append(append(b, c.address[:]...), c.list[:]...), c.workspace[:]...)
	s := &c.state
	for _, n := range []int64{
		c.changes.since, c.changes.until, c.changes.next, int64(s.Taken), int64(s.Pos), s.Key, int64(s.Unplaced),
		int64(s.Doubts.Least), int64(s.Doubts.Most), flags(s.Doubts.Moved, s.Doubts.Shaky, s.Doubts.Crowded, s.Doubts.Ended),
	} {
		b = binary.AppendVarint(b, n)
	}
	for _, item := range s.Items {
		b = append(b, item.ID[:]...)
		if !fixed {
			b = binary.BigEndian.AppendUint32(b, item.Key)
		}
	}
	return b
}

// read reads what append wrote.
func (c *saved) read(r *bytes.Reader, fixed bool) error {
	var taken, pos, unplaced, least, most, doubts int64
	s := &c.state
	for _, part := range [][]byte{c.address[:], c.list[:], c.workspace[:]} {
		if _, err := io.ReadFull(r, part); err != nil {
			return err
		}
	}
	for _, n := range []*int64{
		&c.changes.since, &c.changes.until, &c.changes.next, &taken, &pos, &s.Key, &unplaced,
		&least, &most, &doubts,
	} {
		var err error
		if *n, err = binary.ReadVarint(r); err != nil {
			return err
		}
	}
	s.Taken, s.Pos, s.Unplaced = int(taken), int(pos), int(unplaced)
	s.Doubts = walk.Doubts{
		Moved: doubts&1 != 0, Shaky: doubts&2 != 0, Crowded: doubts&4 != 0, Ended: doubts&8 != 0,
		Least: int(least), Most: int(most),
	}
	return c.readItems(r, fixed)
}

// flags are truths in the bits of a number, the first in the lowest.
func flags(truths ...bool) (bits int64) {
	for i, truth := range truths {
		if truth {
			bits |= 1 << i
		}
	}
	return bits
}

func (c *saved) readItems(r *bytes.Reader, fixed bool) error {
	for r.Len() > 0 {
		item := walk.Item[uuid.UUID]{Key: walk.Fold(c.state.Key)}
		_, err := io.ReadFull(r, item.ID[:])
		if err == nil && !fixed {
			var key [4]byte
			_, err = io.ReadFull(r, key[:])
			item.Key = binary.BigEndian.Uint32(key[:])
		}
		if err != nil {
			return err
		}
		c.state.Items = append(c.state.Items, item)
	}
	return nil
}

// checksum tells a checkpoint that was cut off or damaged.
func checksum(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:4]
}

// decode reads the text of a checkpoint.
func (c *saved) decode(text Checkpoint, fixed bool) error {
	version, encoded, _ := strings.Cut(string(text), ".")
	if version+"." != checkpointVersion {
		if strings.HasPrefix(version, "cp") {
			return errVersion
		}
		return errCheckpoint
	}
	b, err := base64.RawURLEncoding.DecodeString(encoded)
	if err != nil || len(b) < 4 {
		return errCheckpoint
	}
	b, sum := b[:len(b)-4], b[len(b)-4:]
	if !bytes.Equal(checksum(b), sum) || c.read(bytes.NewReader(b), fixed) != nil {
		return errCheckpoint
	}
	return nil
}

// address is the digest of the base URL; zero without a client.
func (s *source[T]) address() digest {
	if s.core == nil {
		return digest{}
	}
	return digestOf(s.core.Address())
}

// list is the digest of the operation and its options.
func (s *source[T]) list() [8]byte {
	h := sha256.New()
	_, _ = io.WriteString(h, s.page(walk.Place{}).Pattern)
	_ = json.MarshalWrite(h, s.options, json.Deterministic(true))
	_, _ = h.Write(binary.BigEndian.AppendUint64(nil, uint64(s.start.Offset))) //nolint:gosec // G115: not below zero
	return [8]byte(h.Sum(nil))
}

// mark writes a state as text.
func (s *source[T]) mark(state walk.State[uuid.UUID]) Checkpoint {
	c := saved{address: s.address(), list: s.list(), workspace: s.workspace, changes: s.changes, state: state}
	b := c.append(nil, s.sort.fixed)
	return Checkpoint(checkpointVersion + base64.RawURLEncoding.EncodeToString(append(b, checksum(b)...)))
}

// resume reads the state in a checkpoint; nil: the beginning.
func (s *source[T]) resume(from Checkpoint) (*walk.State[uuid.UUID], error) {
	if from == "" {
		return nil, nil
	}
	var c saved
	switch err := c.decode(from, s.sort.fixed); {
	case err != nil:
		return nil, err
	case c.address != (digest{}) && c.address != s.address():
		return nil, errAddress
	case c.list != s.list():
		return nil, errCheckpoint
	}
	s.changes, s.workspace, s.bound = c.changes, c.workspace, c.workspace
	return &c.state, nil
}

// checkWorkspace checks that an item is of the workspace of the checkpoint that the walk goes
// on from, as far as both say which that is.
func (s *source[T]) checkWorkspace(item *T) error {
	if s.bound == (digest{}) { // the usual case: a digest takes time
		return nil
	}
	if is := workspaceOf(item); is != (digest{}) && is != s.bound {
		return fmt.Errorf("%w: %w", ErrInvalid, errWorkspace)
	}
	return nil
}

// workspaceOf returns the digest of the workspace of an item; zero where it does not say.
func workspaceOf(item any) digest {
	var id WorkspaceID
	switch r := item.(type) {
	case *Contact:
		id = r.WorkspaceID
	case *List:
		id = r.WorkspaceID
	case *CustomField:
		id = r.WorkspaceID
	}
	if id.IsZero() {
		return digest{}
	}
	return digestOf(id.String())
}
