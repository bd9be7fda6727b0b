package main

import (
	"net/http"
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

// TestPrintable: what a seed file says does not steer the terminal.
func TestPrintable(t *testing.T) {
	t.Parallel()
	if got, want := printable("a\x1b[2Jb\nc\x9b\u009b\u202ed"), "a\ufffd[2Jb\nc\ufffd\ufffd\ufffdd"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
