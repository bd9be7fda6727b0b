package cuedesk_test

import (
	"os"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestContributing_layout: the table has each folder, and no other.
func TestContributing_layout(t *testing.T) {
	t.Parallel()
	_, section, _ := strings.Cut(readPage(t, "CONTRIBUTING.md"), "## Layout\n")
	section, _, _ = strings.Cut(section, "\n## ")
	var listed []string
	for row := range strings.Lines(section) {
		if cells := strings.Split(row, "|"); len(cells) > 2 {
			for _, name := range regexp.MustCompile("`([^`]+)/`").FindAllStringSubmatch(cells[1], -1) {
				listed = append(listed, name[1])
			}
		}
	}
	slices.Sort(listed)
	if diff := cmp.Diff(layoutFolders(t), listed); diff != "" {
		t.Errorf("folders (-there +listed):\n%s", diff)
	}
}

// layoutFolders are the folders of the root, and in place of internal and cmd those in them.
func layoutFolders(t *testing.T) []string {
	t.Helper()
	var names []string
	for _, parent := range []string{".", "cmd", "internal"} {
		entries, err := os.ReadDir(parent)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			name := path.Join(parent, entry.Name())
			if entry.IsDir() && !slices.Contains([]string{".git", "cmd", "internal"}, name) {
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// TestContributing_targets: each make target that the documents name is there.
func TestContributing_targets(t *testing.T) {
	t.Parallel()
	makefile := readPage(t, "Makefile")
	for _, page := range []string{"CONTRIBUTING.md", "README.md", "SECURITY.md", "docs/compatibility.md"} {
		for _, match := range regexp.MustCompile("(?m)(?:`|^)make ([a-z-]+)").FindAllStringSubmatch(readPage(t, page), -1) {
			if !strings.Contains(makefile, "\n"+match[1]+":") {
				t.Errorf("%s names make %s, which is not there", page, match[1])
			}
		}
	}
}
