//go:build unix

package main

import (
	"bytes"
	"context"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/mattn/go-runewidth"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// escapes are what the program sends to a terminal beside text: to the beginning of the line, and empty it.
var escapes = regexp.MustCompile(`\r(\x1b\[K)?`)

// onTerminal runs the program on a terminal of so many columns, and returns what it shows, line by line: each redrawing
// of the bar is one.
func onTerminal(t *testing.T, columns uint16, api string, args ...string) []string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := command(ctx, t, api, args...)
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: columns})
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	var shown bytes.Buffer
	_, _ = io.Copy(&shown, io.LimitReader(terminal, 1<<20)) // it ends with an error when the program has ended
	_ = cmd.Wait()
	return strings.Split(escapes.ReplaceAllString(shown.String(), "\n"), "\n")
}

// TestImport_terminal: the bar and all other lines fit the terminal, and nothing of a file controls it.
func TestImport_terminal(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(150 * time.Millisecond))
	api := httptest.NewServer(srv)
	defer api.Close()
	text := "email,\x1b]0;pwn\x07\x1b[2J名前名前名前名前名前名前名前,seats\x9b\n" + strings.Repeat("x\x1b[31m,a\x07,\u202e\n", 3)
	_, rest, _ := strings.Cut(people(1500), "\n")
	text += rest
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "\x9b", "")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, columns := range []uint16{40, 120} {
		bars := 0
		for _, line := range onTerminal(t, columns, api.URL, "import", path) {
			if strings.ContainsFunc(line, func(r rune) bool {
				return r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x202e
			}) {
				t.Errorf("%d columns: control characters in %q", columns, line)
			}
			most := int(columns)
			if regexp.MustCompile(`^\d+ of 1503 rows `).MatchString(line) {
				bars++
				most-- // a line that fills the last cell may break
			}
			if width := runewidth.StringWidth(line); width > most && strings.Contains(strings.TrimSpace(line), " ") {
				t.Errorf("%d cells in %d columns: %q", width, columns, line)
			}
		}
		if bars == 0 {
			t.Errorf("%d columns: no bar", columns)
		}
	}
}

// TestHelp_terminal: the helps fit the terminal, and the smallest that is usual as a whole.
func TestHelp_terminal(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"", "import", "export", "switch", "worker", "queue"} {
		for _, columns := range []uint16{40, 80} {
			lines := onTerminal(t, columns, "", append(strings.Fields(args), "--help")...)
			if rows := len(lines) / 2; rows > 24 && columns == 80 { // each ends in CR and LF
				t.Errorf("%s: %d lines", args, rows)
			}
			for _, line := range lines {
				if runewidth.StringWidth(line) > int(columns) {
					t.Errorf("%s, %d columns: %q", args, columns, line)
				}
			}
		}
	}
}

// TestImport_noTerminal: elsewhere there are plain lines.
func TestImport_noTerminal(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(cuedesktest.NewServer(cuedesktest.WithImportDuration(0)))
	defer api.Close()
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(path, []byte(people(10)+"\x1b[2J,,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	out, code := output(t, command(t.Context(), t, api.URL, "import", path))
	if code != 1 || strings.ContainsAny(out, "\x1b\r") {
		t.Errorf("code %d: %q", code, out)
	}
}
