//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package lockedfile

import (
	"errors"
	"os"
)

// open refuses: without a lock two processes might use it.
func open(name string) (*os.File, error) {
	return nil, &os.PathError{Op: "lock", Path: name, Err: errors.ErrUnsupported}
}

func unlock(*os.File) error { return nil }

// SyncEntry does nothing: there are no files here.
func (f *File) SyncEntry() error { return nil }
