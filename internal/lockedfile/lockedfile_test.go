package lockedfile_test

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/lockedfile"
)

func TestOpen(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "file")
	for range 2 {
		file, err := lockedfile.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := lockedfile.Open(name); !errors.Is(err, lockedfile.ErrLocked) {
			t.Errorf("a second time: %v, %v", second, err)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
}
