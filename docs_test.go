package cuedesk_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestDocs_reliability: the table of the page is the table of the
// tests.
func TestDocs_reliability(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, op := range operations {
		if row := fmt.Sprintf("| `%s` | %s |\n", op.pattern, op.class); !strings.Contains(string(text), row) {
			t.Errorf("no row %s", row)
		}
	}
	if rows := strings.Count(string(text), "| `"); rows != 30 {
		t.Errorf("%d rows for 30 operations", rows)
	}
}

// TestDocs_assumptions: what docs/assumptions.md says will tell is in the
// conformance suite.
func TestDocs_assumptions(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("docs/assumptions.md")
	if err != nil {
		t.Fatal(err)
	}
	suite := ""
	files, err := filepath.Glob("cuedesktest/conformance*.go")
	for _, name := range files {
		source, readErr := os.ReadFile(name)
		suite, err = suite+string(source), errors.Join(err, readErr)
	}
	if err != nil {
		t.Fatal(err)
	}
	checks, code := 0, regexp.MustCompile("`([^`]+)`")
	table, _, _ := strings.Cut(string(text), "## The other systems")
	for line := range strings.Lines(table) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		if len(cells) != 4 {
			continue
		}
		for _, quoted := range code.FindAllStringSubmatch(cells[3], -1) {
			line := strings.Trim(quoted[1], "…")
			pattern := strings.ReplaceAll(regexp.QuoteMeta(line), "…", "%[sd]")
			if checks++; !regexp.MustCompile(pattern).MatchString(suite) {
				t.Errorf("the suite does not have %q", quoted[1])
			}
		}
	}
	if checks < 10 {
		t.Errorf("only %d checks are named", checks)
	}
}

// TestDocs_testNames: what SECURITY.md and docs/reliability.md point to is
// there.
func TestDocs_testNames(t *testing.T) {
	t.Parallel()
	var files []string
	for _, pattern := range []string{"*_test.go", "internal/*/*_test.go", "cmd/*/*_test.go", "examples/*/*_test.go"} {
		found, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, found...)
	}
	tests := map[string]bool{}
	for _, name := range files {
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range f.Decls {
			if fn, ok := decl.(*ast.FuncDecl); ok {
				tests[fn.Name.Name] = true
			}
		}
	}
	for _, page := range []string{"SECURITY.md", "docs/reliability.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9_]+)`").FindAllStringSubmatch(string(text), -1) {
			if !tests[m[1]] {
				t.Errorf("%s names %s, which does not exist", page, m[1])
			}
		}
	}
}

// TestDocs_makeTargets: so is every make target that a page or CI names.
func TestDocs_makeTargets(t *testing.T) {
	t.Parallel()
	makefile, err := os.ReadFile("Makefile")
	if err != nil {
		t.Fatal(err)
	}
	ci, err := os.ReadFile(".ci/run")
	if err != nil {
		t.Fatal(err)
	}
	steps := regexp.MustCompile(`(?m)^steps=\((.*)\)$`).FindSubmatch(ci)
	if steps == nil {
		t.Fatal(".ci/run has no steps")
	}
	named := strings.Fields(string(steps[1]))
	pages, err := filepath.Glob("docs/*.md")
	if err != nil {
		t.Fatal(err)
	}
	pages = append(pages, "README.md", "CONTRIBUTING.md", "SECURITY.md", "testdata/cassettes/README.md", "contract/README.md")
	for _, page := range pages {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range regexp.MustCompile("(?m)(?:`|^)make ([a-z-]+)").FindAllStringSubmatch(string(text), -1) {
			named = append(named, m[1])
		}
	}
	for _, target := range named {
		if !regexp.MustCompile(`(?m)^` + target + `:`).Match(makefile) {
			t.Errorf("no make target %s", target)
		}
	}
}
