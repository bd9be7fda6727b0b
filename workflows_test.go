package cuedesk_test

import (
	"io/fs"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestWorkflows_steps: what make check does, the workflow does too, and each of its targets is there.
func TestWorkflows_steps(t *testing.T) {
	t.Parallel()
	steps := words(t, ".ci/run", `steps=\((.*)\)`)
	targets := append(words(t, ".github/workflows/ci.yml", `(?m)^        target: \[(.*)\]$`), "test")
	for _, step := range steps {
		if step != "tools" && !slices.Contains(targets, step) {
			t.Errorf("ci.yml does not run make %s, which .ci/run does", step)
		}
	}
	targets = append(targets, words(t, ".github/workflows/scheduled.yml", `(?m)^        target: \[(.*)\]$`)...)
	makefile := readPage(t, "Makefile")
	for _, target := range append(targets, steps...) {
		if !strings.Contains(makefile, "\n"+target+":") {
			t.Errorf("there is no make %s", target)
		}
	}
}

// words are the words in the first group of the expression, which must match.
func words(t *testing.T, name, expression string) []string {
	t.Helper()
	match := regexp.MustCompile(expression).FindStringSubmatch(readPage(t, name))
	if match == nil {
		t.Fatalf("%s has nothing like %s", name, expression)
	}
	return strings.Fields(strings.ReplaceAll(match[1], ",", " "))
}

// TestWorkflows_pinned: an action is named by its commit, which does not change as a tag does.
func TestWorkflows_pinned(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(".github/workflows/*.yml")
	if err != nil || len(files) == 0 {
		t.Fatalf("workflows %q, %v", files, err)
	}
	pinned := regexp.MustCompile(`^- uses: [\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$`)
	for _, file := range files {
		text := readPage(t, file)
		if !strings.Contains(text, "\npermissions:\n  contents: read\n") || strings.Contains(text, ": write") {
			t.Errorf("%s does not ask for the right to read alone", file)
		}
		for line := range strings.Lines(text) {
			if line := strings.TrimSpace(line); strings.Contains(line, "uses:") && !pinned.MatchString(line) {
				t.Errorf("%s: not pinned by commit with the version behind it: %s", file, line)
			}
		}
	}
}

// TestDependabot: the dependencies of every module are kept up to date.
func TestDependabot(t *testing.T) {
	t.Parallel()
	list := words(t, ".github/dependabot.yml", `(?s)directories:\n(.*?)\n    schedule`)
	list = slices.DeleteFunc(list, func(word string) bool { return word == "-" })
	if diff := cmp.Diff(moduleFolders(t), list); diff != "" {
		t.Errorf("directories of the modules (-there +listed):\n%s", diff)
	}
}

// moduleFolders are the folders with a go.mod, from the root.
func moduleFolders(t *testing.T) []string {
	t.Helper()
	var folders []string
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && slices.Contains([]string{".git", "node_modules", "testdata"}, entry.Name()):
			return filepath.SkipDir
		case entry.Name() == "go.mod":
			folders = append(folders, path.Join("/", filepath.ToSlash(filepath.Dir(name))))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(folders)
	return folders
}
