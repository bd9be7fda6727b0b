//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package lockedfile_test

import (
	"errors"
	"os"
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

// TestFile_SyncEntry syncs the folder, which must be there.
func TestFile_SyncEntry(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "folder")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	file, err := lockedfile.Open(filepath.Join(folder, "file"))
	if err != nil {
		t.Fatal(err)
	}
	if err := file.SyncEntry(); err != nil {
		t.Error(err)
	}
	if err := errors.Join(file.Close(), os.RemoveAll(folder)); err != nil {
		t.Fatal(err)
	}
	if err := file.SyncEntry(); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("without its folder: %v", err)
	}
}
