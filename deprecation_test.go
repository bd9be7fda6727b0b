//go:build !race

package cuedesk_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocs_deprecation: go fix rewrites the callers of a name that is deprecated as docs/compatibility.md says.
func TestDocs_deprecation(t *testing.T) {
	t.Parallel()
	page := readPage(t, "docs/compatibility.md")
	block := regexp.MustCompile("(?ms)^```\n(// Deprecated:.*?)^```$").FindStringSubmatch(page)
	if block == nil {
		t.Fatal("docs/compatibility.md does not show a deprecated name")
	}
	dir := t.TempDir()
	const user = "package main\n\nimport \"example.com/user/api\"\n\nfunc main() { _ = api.Update(api.In{}) }\n"
	for name, text := range map[string]string{
		"go.mod":     "module example.com/user\n\ngo 1.26\n",
		"api/api.go": "package api\n\ntype In struct{}\n\nfunc Replace(In) error { return nil }\n\n" + block[1],
		"main.go":    user,
	} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	fix := exec.CommandContext(t.Context(), "go", "fix", "./...")
	fix.Dir = dir
	if said, err := fix.CombinedOutput(); err != nil {
		t.Fatalf("go fix: %v\n%s", err, said)
	}
	want := strings.Replace(user, "api.Update", "api.Replace", 1)
	if got := readPage(t, filepath.Join(dir, "main.go")); got != want {
		t.Errorf("go fix made of the caller:\n%s", got)
	}
}
