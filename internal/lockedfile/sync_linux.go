package lockedfile

import (
	"os"
	"syscall"
)

// SyncData syncs what was written over bytes that the file had already. Unlike Sync, it
// does not wait for what the file system has to write for others.
func (f *File) SyncData() error {
	for {
		if err := syscall.Fdatasync(int(f.Fd())); err != syscall.EINTR {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
