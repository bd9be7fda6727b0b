package figures

import (
	"os"
	"path/filepath"
	"testing"
)

func TestReplace(t *testing.T) {
	t.Parallel()
	page := filepath.Join(t.TempDir(), "page.md")
	if err := os.WriteFile(page, []byte("before <old> after"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := Replace(page, "<", ">", []byte("new")); err != nil {
		t.Fatal(err)
	}
	if data, err := os.ReadFile(page); string(data) != "before <new> after" {
		t.Errorf("the page is %q, %v", data, err)
	}
	for name, marks := range map[string][2]string{"begin": {"[", ">"}, "end": {"<", "]"}} {
		if err := Replace(page, marks[0], marks[1], nil); err == nil {
			t.Errorf("no %s is no error", name)
		}
	}
	if data, err := os.ReadFile(page); string(data) != "before <new> after" {
		t.Errorf("after errors, the page is %q, %v", data, err)
	}
}
