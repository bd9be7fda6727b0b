package localhost

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
)

func TestIsLocal(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]bool{
		"localhost": true, "localhost:8181": true, "LOCALHOST.:1": true,
		"127.0.0.1": true, "127.0.0.1:8181": true, "127.1.2.3:1": true, "[::1]": true, "[::1]:8181": true,
		"[::ffff:127.0.0.1]:1": true,
		"":                     false, ":8181": false, "attacker.example": false, "attacker.example:8181": false,
		"localhost.attacker.example": false, "127.0.0.1.attacker.example": false,
		"192.0.2.1:8181": false, "0.0.0.0:8181": false, "[::]:1": false, "2130706433": false,
	} {
		if got := IsLocal(host); got != want {
			t.Errorf("%q: got %t, want %t", host, got, want)
		}
	}
}

func TestOnly(t *testing.T) {
	t.Parallel()
	h := Only(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}), "A hint.")
	for host, want := range map[string]int{
		"localhost:1": http.StatusOK, "attacker.example": http.StatusMisdirectedRequest,
	} {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
		r.Host = host
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		if w.Code != want || want != http.StatusOK && !strings.Contains(w.Body.String(), "A hint.") {
			t.Errorf("%s: got %d, %q", host, w.Code, w.Body)
		}
	}
}
