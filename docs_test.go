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
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/operations"
	"github.com/cuedesk/cuedesk-go/internal/rest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestDocs_reliability compares the table of operations with the one of the
// tests; with -update it writes the table.
func TestDocs_reliability(t *testing.T) {
	t.Parallel()
	const page, head = "docs/reliability.md", "| operation | class |\n|---|---|\n"
	text := readPage(t, page)
	before, rest, found := strings.Cut(text, head)
	_, after, ends := strings.Cut(rest, "\n\n")
	if !found || !ends {
		t.Fatalf("%s has no table of operations", page)
	}
	want := before + head + strings.Join(operationRows(), "\n") + "\n\n" + after
	if *update {
		writePage(t, page, want)
	}
	if diff := cmp.Diff(want, readPage(t, page)); diff != "" {
		t.Errorf("go test -run Docs -update was not run (-operations +page):\n%s", diff)
	}
}

func writePage(t *testing.T, page, text string) {
	t.Helper()
	if err := os.WriteFile(page, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// operationRows are the rows of the table of operations, by class.
func operationRows() []string {
	var rows []string
	for _, class := range []rest.Class{rest.ClassRead, rest.ClassIdempotent, rest.ClassCreate} {
		for _, op := range operations.All {
			row := fmt.Sprintf("| `%s` | %s |", op.Pattern, class)
			if op.Class == class && !slices.Contains(rows, row) {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// TestDocs_operationCount compares the number of operations in the README and in
// the API's document with those that the fake serves.
func TestDocs_operationCount(t *testing.T) {
	t.Parallel()
	want := len(cuedesktest.Operations())
	if n := strings.Count(readPage(t, "api/openapi.yaml"), "operationId:"); n != want {
		t.Errorf("api/openapi.yaml has %d operations, the fake %d", n, want)
	}
	page := readPage(t, "README.md")
	said := regexp.MustCompile(`All \d+ documented operations`).FindString(page)
	text := fmt.Sprintf("All %d documented operations", want)
	switch {
	case said == "":
		t.Error("README.md does not say how many operations there are")
	case *update:
		writePage(t, "README.md", strings.Replace(page, said, text, 1))
	case said != text:
		t.Errorf("README.md does not say: %s", text)
	}
}

// TestDocs_contributing: the blocks of Go are code of the package, word for word.
func TestDocs_contributing(t *testing.T) {
	t.Parallel()
	source, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, name := range source {
		all.WriteString(readPage(t, name))
	}
	code := all.String()
	page := readPage(t, "CONTRIBUTING.md")
	blocks := regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllStringSubmatch(page, -1)
	if len(blocks) < 2 {
		t.Fatalf("%d blocks", len(blocks))
	}
	for _, block := range blocks {
		for part := range strings.SplitSeq(strings.TrimSpace(block[1]), "\n\n") {
			if !strings.Contains(code, part+"\n") {
				t.Errorf("CONTRIBUTING.md has code that the package has not:\n%s", part)
			}
		}
	}
	for _, maker := range resttest.Makers() {
		if !strings.Contains(page, "| `rest."+maker+"` |") {
			t.Errorf("CONTRIBUTING.md does not explain rest.%s", maker)
		}
	}
}

func readPage(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
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
	files, err := filepath.Glob("cuedesktest/conformance/*.go")
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
	for _, pattern := range []string{
		"*_test.go", "cassette/*_test.go", "cuedesktest/*/*_test.go", "internal/*/*_test.go", "cmd/*/*_test.go",
		"cmd/*/internal/*/*_test.go",
		"examples/*/*_test.go",
	} {
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
	pages = append(pages, "README.md", "CONTRIBUTING.md", "SECURITY.md", "testdata/cassettes/README.md",
		"contract/README.md")
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
