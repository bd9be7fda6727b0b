//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd || windows)

package lockedfile

import (
	"errors"
	"os"
)

// Open refuses: without a lock two processes might use it.
func Open(name string) (*os.File, error) {
	return nil, &os.PathError{Op: "lock", Path: name, Err: errors.ErrUnsupported}
}
