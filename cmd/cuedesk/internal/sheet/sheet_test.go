package sheet

import (
	"os"
	"path/filepath"
	"testing"
)

// TestFile: it has its name only when it is complete, and takes no other file's.
func TestFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.csv")
	create := func(replace bool) *File {
		f, err := Create(path, replace)
		if err != nil {
			t.Fatal(err)
		}
		f.Write([]string{"a", "=b"})
		return f
	}
	wantText := func(want string) {
		t.Helper()
		if text, _ := os.ReadFile(path); string(text) != want {
			t.Errorf("it has %q, not %q", text, want)
		}
	}
	killed := create(false) // neither committed nor dropped
	wantText("")
	if killed.Path() != "" {
		t.Errorf("its path is %s", killed.Path())
	}
	f := create(false)
	if err := f.Commit(); err != nil || f.Path() != path {
		t.Error(f.Path(), err)
	}
	f.Drop()
	wantText("a,'=b\n")
	if _, err := Create(path, false); err == nil {
		t.Error("it is replaced")
	}
	create(true).Drop()
	wantText("a,'=b\n")
	if entries, err := os.ReadDir(filepath.Dir(path)); err != nil || len(entries) != 1 {
		t.Error(entries, err)
	}
}

func TestFile_nil(t *testing.T) {
	t.Parallel()
	f, err := Create("", false)
	f.Write([]string{"a"})
	f.Drop()
	if f != nil || err != nil || f.Commit() != nil || f.Path() != "" {
		t.Error(f, err)
	}
}
