// Package lockedfile opens files that one process has at a time.
package lockedfile

import "errors"

// ErrLocked says that another process has the file, or this one has it already.
var ErrLocked = errors.New("file is in use")
