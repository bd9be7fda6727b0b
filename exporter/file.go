package exporter

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/lockedfile"
)

// The errors of files. Those of [Run] match them.
var (
	// ErrOtherExport: the files that an earlier call has left belong to another export
	// or another version of this package, or are damaged. Options.Restart drops them,
	// unless they belong to no export.
	ErrOtherExport = errors.New("the unfinished file belongs to another export")
	// ErrLocked: another export to the same file is running.
	ErrLocked = errors.New("an export to this file is under way")
)

const fileVersion = 2

// saved is what the checkpoint file holds.
type saved struct {
	Version    int                `json:"version"`
	Size       int64              `json:"size"`              // bytes of the rows that are complete and synced
	Rows       int                `json:"rows"`              // in these
	Format     Format             `json:"format"`            // of the export
	Options    string             `json:"options"`           // the digest of those that must not change
	Columns    []string           `json:"columns,omitzero"`  // of CSV
	Bare       bool               `json:"bare,omitzero"`     // no custom field was there to be one of them
	Checkpoint cuedesk.Checkpoint `json:"checkpoint"`        // where to go on reading
	Complete   bool               `json:"complete,omitzero"` // nothing is left to read
	Parts      *plan              `json:"parts,omitzero"`    // of an export in parts
}

// target is the file of an export under way.
type target struct {
	name  string
	part  *lockedfile.File
	saved saved
	named bool // the complete file has its name already
}

// open opens what an earlier call has left, and locks it.
func open(name string, o Options) (*target, error) {
	t := &target{name: name}
	if err := t.refuseForeign(); err != nil {
		return nil, err
	}
	_, err := os.Lstat(t.path("part"))
	created := errors.Is(err, fs.ErrNotExist)
	part, err := lockedfile.Open(t.path("part"))
	if errors.Is(err, lockedfile.ErrLocked) {
		err = ErrLocked
	}
	if err != nil {
		return nil, fmt.Errorf("exporter: %s: %w", name, err)
	}
	t.part = part
	if err := t.load(o); err != nil {
		return nil, fmt.Errorf("exporter: %s: %w", name, t.refuse(err, created))
	}
	return t, nil
}

// path returns the name of a file beside the export's.
func (t *target) path(extension string) string { return t.name + "." + extension }

// load takes over what an earlier call has left, and cuts the rows to what is complete.
func (t *target) load(o Options) error {
	info, err := t.part.Stat()
	if err != nil {
		return err
	}
	if now, err := os.Stat(t.path("part")); err != nil || !os.SameFile(info, now) {
		return ErrLocked // another one has just finished, and given the file its name
	}
	digest, err := o.digest()
	if err != nil {
		return err
	}
	if err := t.read(info.Size(), o, digest); err != nil {
		return err
	}
	if t.named {
		return nil
	}
	if t.saved.Size == 0 && t.saved.Parts == nil {
		t.saved = saved{Version: fileVersion, Format: o.Format, Options: digest, Columns: o.Columns}
		if err := t.note(); err != nil { // from now on, the rows are of an export
			return err
		}
	}
	if err := t.part.Truncate(t.saved.Size); err != nil {
		return err
	}
	_, err = t.part.Seek(t.saved.Size, io.SeekStart)
	return err
}

// read reads the checkpoint, if there is one to go on from.
func (t *target) read(size int64, o Options, digest string) error {
	data, err := os.ReadFile(t.path("checkpoint"))
	missing := errors.Is(err, fs.ErrNotExist)
	switch {
	case o.Restart && missing:
		return nil
	case o.Restart:
		return t.dropParts(data)
	case missing && size > 0:
		return fmt.Errorf("%w: %s is there, and has no checkpoint", ErrOtherExport, t.path("part"))
	case missing:
		return nil
	case err != nil:
		return err
	}
	err = t.verify(data, size, o, digest)
	if t.saved.Complete && size == 0 { // a process that was killed had only to remove the checkpoint
		done, statErr := os.Stat(t.name)
		if t.named = err == nil && statErr == nil && done.Size() == t.saved.Size; !t.named {
			t.saved = saved{}
			return t.removeCheckpoint()
		}
	}
	return err
}

// verify takes over a checkpoint if it is one of this export.
func (t *target) verify(data []byte, size int64, o Options, digest string) error {
	was, err := readChecked(data)
	if err != nil {
		return err
	}
	t.saved = was
	switch {
	case size == 0 && was.Size == 0 && was.Parts == nil && !was.Complete: // nothing to go on with
	case was.Format != o.Format:
		return fmt.Errorf("%w: it is %s", ErrOtherExport, was.Format)
	case was.Options != digest:
		return fmt.Errorf("%w: its query, list or cells differ", ErrOtherExport)
	case o.Columns != nil && !slices.Equal(o.Columns, was.Columns):
		return fmt.Errorf("%w: its columns are %q", ErrOtherExport, was.Columns)
	case was.parts() != o.Parts:
		return fmt.Errorf("%w: it is in %d parts", ErrOtherExport, was.parts())
	case was.Size < 0 || was.Size > size && (!was.Complete || size > 0):
		return fmt.Errorf("%w: it has %d bytes, and %d were complete", ErrOtherExport, size, was.Size)
	case size > 0 && !t.endsRow(was.Size):
		return fmt.Errorf("%w: its rows do not end where they were complete", ErrOtherExport)
	}
	return nil
}

// save syncs the rows, and then writes a checkpoint that says so, the whole one or none.
func (t *target) save(size int64, rows int, at cuedesk.Checkpoint) error {
	if err := t.part.Sync(); err != nil {
		return err
	}
	t.saved.Size, t.saved.Rows, t.saved.Checkpoint = size, rows, at
	return t.note()
}

// note replaces the checkpoint.
func (t *target) note() error {
	data, err := t.saved.addChecksum()
	if err == nil {
		err = removeFile(t.path("checkpoint.new"))
	}
	if err != nil {
		return err
	}
	next, err := os.OpenFile(t.path("checkpoint.new"), os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = next.Write(data)
	if err := errors.Join(err, next.Sync(), next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), t.path("checkpoint"))
}

// finish gives the complete file its name. Wherever it is killed, the next call goes on
// from there. The checkpoint is removed last, while nothing else can have the file.
func (t *target) finish(size int64, rows int, at cuedesk.Checkpoint) error {
	if t.named {
		return errors.Join(t.removeCheckpoint(), t.removePart())
	}
	t.saved.Complete = true
	if err := t.save(size, rows, at); err != nil {
		return errors.Join(err, t.part.Close())
	}
	// It is renamed while it is locked, where the system can do that, so that no other
	// export takes it for one of its own.
	if os.Rename(t.path("part"), t.name) == nil {
		return errors.Join(t.removeCheckpoint(), t.part.Close())
	}
	if err := errors.Join(t.part.Close(), os.Rename(t.path("part"), t.name)); err != nil {
		return err
	}
	return t.removeCheckpoint()
}

// removeCheckpoint removes the checkpoint.
func (t *target) removeCheckpoint() error {
	return errors.Join(removeFile(t.path("checkpoint")), removeFile(t.path("checkpoint.new")))
}
