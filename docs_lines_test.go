//go:build !race

package cuedesk_test

import (
	"go/scanner"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// maxColumns is the longest line that people have to read.
const maxColumns = 120

// TestDocs_lineLengths: what people read fits on their screen. Rows of tables need not, be it in documents or in tests,
// nor addresses and what is quoted as it is.
func TestDocs_lineLengths(t *testing.T) {
	t.Parallel()
	for _, name := range documents(t) {
		if !strings.HasPrefix(name, "testdata") {
			checkLines(t, name, longProseLines(readPage(t, name)))
		}
	}
	for _, name := range goFiles(t) {
		checkLines(t, name, longCodeLines(readPage(t, name), strings.HasSuffix(name, "_test.go")))
	}
}

func checkLines(t *testing.T, name string, long []int) {
	t.Helper()
	for _, line := range long {
		t.Errorf("%s:%d has more than %d columns", name, line, maxColumns)
	}
}

// TestLongLines: the check finds what it is for.
func TestLongLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 30)
	for name, test := range map[string]struct {
		prose, code, table bool
		text               string
	}{
		"plain":      {prose: true, code: true, table: true, text: "// " + long},
		"short":      {text: "// word"},
		"table":      {code: true, table: true, text: "| " + long},
		"address":    {code: true, table: true, text: "// see https://" + strings.Repeat("x", 120)},
		"row":        {prose: true, code: true, text: `"a": ` + long},
		"raw string": {prose: true, text: "x := `" + long + "`"},
		"fence":      {text: "```\n// " + long + "\n```"}, // in Go a raw string
	} {
		got := [3]bool{
			len(longProseLines(test.text)) > 0,
			len(longCodeLines(test.text, false)) > 0,
			len(longCodeLines(test.text, true)) > 0,
		}
		if want := [3]bool{test.prose, test.code, test.table}; got != want {
			t.Errorf("%s: long as prose, code and test: %v, want %v", name, got, want)
		}
	}
}

var (
	tableOrTag = regexp.MustCompile(`^\s*(\||<)`)
	address    = regexp.MustCompile(`https?://\S+|\]\([^)]+\)`)
	tableRow   = regexp.MustCompile(`^\s*(\{|"|(name|want): ")`)
)

// longProseLines returns the numbers of the lines of a document that are too long.
func longProseLines(text string) (numbers []int) {
	quoted := false
	for i, line := range strings.Split(text, "\n") {
		if strings.HasPrefix(strings.TrimSpace(line), "```") {
			quoted = !quoted
		}
		if !quoted && !tableOrTag.MatchString(line) && isLong(address.ReplaceAllString(line, "")) {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

// longCodeLines returns the numbers of the lines of Go that are too long.
func longCodeLines(text string, test bool) (numbers []int) {
	raw := rawLines(text)
	for i, line := range strings.Split(text, "\n") {
		if isLong(line) && !raw[i+1] && (!test || !tableRow.MatchString(line)) {
			numbers = append(numbers, i+1)
		}
	}
	return numbers
}

func isLong(line string) bool { return utf8.RuneCountInString(line) > maxColumns }

// rawLines returns the numbers of the lines with a part of a raw string.
func rawLines(text string) map[int]bool {
	file := token.NewFileSet().AddFile("", -1, len(text))
	var s scanner.Scanner
	s.Init(file, []byte(text), nil, 0)
	lines := map[int]bool{}
	for {
		at, kind, literal := s.Scan()
		if kind == token.EOF {
			return lines
		}
		if kind == token.STRING && literal[0] == '`' {
			for n := range strings.Count(literal, "\n") + 1 {
				lines[file.Line(at)+n] = true
			}
		}
	}
}

// goFiles returns the Go files of all modules that people write.
func goFiles(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		others := []string{"node_modules", "generated", "testdata", ".git"}
		if err == nil && entry.IsDir() && slices.Contains(others, entry.Name()) {
			return filepath.SkipDir
		}
		if err == nil && filepath.Ext(path) == ".go" {
			names = append(names, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(names) < 100 {
		t.Fatalf("only %d files", len(names))
	}
	return names
}
