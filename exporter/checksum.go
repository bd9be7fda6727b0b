package exporter

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
)

// addChecksum writes what a checkpoint file holds, and a checksum of it on a line of its own.
func (s *saved) addChecksum() ([]byte, error) {
	data, err := json.Marshal(s)
	if err != nil {
		return nil, err
	}
	return fmt.Appendf(data, "\n%s\n", checksum(data)), nil
}

// readChecked reads what addChecksum wrote.
func readChecked(data []byte) (was saved, err error) {
	text, sum, _ := bytes.Cut(data, []byte("\n"))
	if err := json.Unmarshal(text, &was); err != nil {
		return saved{}, fmt.Errorf("%w: its checkpoint is damaged: %w", ErrOtherExport, err)
	}
	switch {
	case was.Version != fileVersion:
		return saved{}, fmt.Errorf("%w: its checkpoint has version %d", ErrOtherExport, was.Version)
	case string(sum) != checksum(text)+"\n":
		return saved{}, fmt.Errorf("%w: its checkpoint is damaged: its checksum differs", ErrOtherExport)
	}
	return was, nil
}

func checksum(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:8])
}

// refuseForeign refuses a name, or a file beside it, that is something else than a file: a folder, or a link to what
// another program needs.
func (t *target) refuseForeign() error {
	for _, name := range []string{t.name, t.path("part"), t.path("checkpoint"), t.path("checkpoint.new")} {
		info, err := os.Lstat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
		case err != nil:
			return fmt.Errorf("exporter: %w", err)
		case !info.Mode().IsRegular():
			return fmt.Errorf("exporter: %w: %s is no regular file, but a %s", cuedesk.ErrInvalid, name, kind(info.Mode()))
		}
	}
	return nil
}

func kind(mode fs.FileMode) string {
	switch mode.Type() {
	case fs.ModeDir:
		return "folder"
	case fs.ModeSymlink:
		return "symbolic link"
	}
	return "special file"
}

// endsRow reports whether a row ends after so many bytes of the file.
func (t *target) endsRow(size int64) bool {
	var last [1]byte
	if size == 0 {
		return true
	}
	_, err := t.part.ReadAt(last[:], size-1)
	return err == nil && last[0] == '\n'
}

// removeFile removes a file that may not be there.
func removeFile(name string) error {
	if err := os.Remove(name); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// refuse closes what cannot be taken over, and removes the file if this call has created it.
func (t *target) refuse(err error, created bool) error {
	info, statErr := t.part.Stat()
	if !created || errors.Is(err, ErrLocked) || statErr != nil || info.Size() > 0 {
		return errors.Join(err, t.part.Close())
	}
	return errors.Join(err, t.removePart())
}

// abandon closes an export that failed, and removes its files if nothing was written.
func (t *target) abandon() error {
	if t.saved.Size > 0 || t.saved.Parts != nil {
		return t.part.Close()
	}
	// Without rows first, so that the next call takes over what is left wherever this one is killed.
	return errors.Join(t.part.Truncate(0), t.removeCheckpoint(), t.removePart())
}

// removePart closes the rows and removes them, while they are locked where the system can do that.
func (t *target) removePart() error {
	if os.Remove(t.path("part")) == nil {
		return t.part.Close()
	}
	return errors.Join(t.part.Close(), removeFile(t.path("part")))
}
