package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestHost: a page whose name leads to this machine reads nothing, unless that is meant.
func TestHost(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		args []string
		host string
		want int
	}{
		"its own":            {nil, "", http.StatusOK},
		"localhost":          {nil, "localhost:8181", http.StatusOK},
		"another":            {nil, "attacker.example:8181", http.StatusMisdirectedRequest},
		"another, meant":     {[]string{"-any-host"}, "proxy.example", http.StatusOK},
		"another, of public": {[]string{"-public"}, "fake.example", http.StatusOK},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t, tt.args...)
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/v1/contacts", nil)
			if err != nil {
				t.Fatal(err)
			}
			r.Host = tt.host
			r.Header.Set("Authorization", "Bearer "+p.token)
			transport := &http.Transport{DisableKeepAlives: true}
			resp, err := transport.RoundTrip(r)
			if err != nil {
				t.Fatal(err)
			}
			defer resp.Body.Close()
			if resp.StatusCode != tt.want {
				t.Errorf("status %d, want %d", resp.StatusCode, tt.want)
			}
		})
	}
}

// TestReport_controlCharacters: what a seed file says does not steer the terminal.
func TestReport_controlCharacters(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "contacts.csv")
	if err := os.WriteFile(file, []byte("email,\x1b[2J\u009b\u202e\na@example.com,1\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := run(t.Context(), []string{"-seed", file}, io.Discard, io.Discard)
	if err == nil {
		t.Fatal("the file is taken")
	}
	var out strings.Builder
	report(&out, fmt.Errorf("%w\na\x1b[2Jb\x9b\u009b\u202ed", err))
	text := out.String()
	if lines := strings.Split(text, "\n"); len(lines) != 3 || lines[1] != "a\ufffd[2Jb\ufffd\ufffd\ufffdd" ||
		strings.ContainsAny(text, "\x1b\u009b\u202e") || !strings.HasPrefix(text, "cuedesk-fake: ") {
		t.Errorf("%q", text)
	}
}
