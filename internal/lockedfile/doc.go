// Package lockedfile opens files that one process has at a time.
package lockedfile

import (
	"errors"
	"os"
)

// ErrLocked says that another process has the file, or this one has it already.
var ErrLocked = errors.New("file is in use")

// File is a file that this process has alone.
type File struct{ *os.File }

// Open opens a file, which is created if it is not there, with a lock that ends with
// Close or with the process.
func Open(name string) (*File, error) {
	file, err := open(name)
	if err != nil {
		return nil, err
	}
	return &File{file}, nil
}

// Close gives up the lock, and closes the file. The one does not follow from the other:
// a process that is being started may have the file for a moment, too.
func (f *File) Close() error { return errors.Join(unlock(f.File), f.File.Close()) }
