//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package lockedfile_test

import (
	"path/filepath"
	"syscall"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/lockedfile"
)

// TestFile_Close: a process that is being started has a copy of each open file, and must not keep the lock.
func TestFile_Close(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "file")
	file, err := lockedfile.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	inherited, err := syscall.Dup(int(file.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = syscall.Close(inherited) }()
	if err := file.Close(); err != nil {
		t.Error(err)
	}
	again, err := lockedfile.Open(name)
	if err != nil {
		t.Fatalf("after Close: %v", err)
	}
	if err := again.Close(); err != nil {
		t.Error(err)
	}
}
