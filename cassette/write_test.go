package cassette

import (
	"bufio"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
)

func exchange(t *testing.T, request, response string) Exchange {
	t.Helper()
	r, err := http.ReadRequest(bufio.NewReader(strings.NewReader(request)))
	if err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(bufio.NewReader(strings.NewReader(response)), r)
	if err != nil {
		t.Fatal(err)
	}
	return Exchange{r, resp}
}

// TestWrite: what is made by hand replays as what is recorded, and holds as little.
func TestWrite(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "tape")
	err := Write(name,
		exchange(t, "GET /a?b=1 HTTP/1.1\nHost: api.example.com\nAuthorization: Bearer hunter2\n\n",
			"HTTP/1.1 200 OK\nContent-Type: application/json\nSet-Cookie: a=b\n\n{\"answer\":1}"),
		exchange(t, "POST /a HTTP/1.1\nHost: api.example.com\nContent-Type: application/json\nContent-Length: 2\n\n{}",
			"HTTP/1.1 204 No Content\n\n"),
	)
	if err != nil {
		t.Fatal(err)
	}
	rt := replay(t, name, options{})
	if got := answer(t, rt, ask(t, "GET", "/a?b=1", "")) + answer(t, rt,
		ask(t, "POST", "/a", "{}")); got != `{"answer":1}` {
		t.Errorf("got %s", got)
	}
	if found, err := Leaks(name, "hunter2"); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
}

func TestWrite_leaks(t *testing.T) {
	t.Parallel()
	err := Write(filepath.Join(t.TempDir(), "tape"), exchange(t,
		"GET /a HTTP/1.1\nHost: api.example.com\n\n", "HTTP/1.1 200 OK\n\n{\"say\":\"Bearer abc\"}"))
	if err == nil || !strings.Contains(err.Error(), "bearer") {
		t.Errorf("got %v", err)
	}
}
