package main

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// underWay sends a request whose body is yet to come, and returns when the program is waiting for it.
func underWay(t *testing.T, p program, length int) (net.Conn, *bufio.Reader) {
	t.Helper()
	var dialer net.Dialer
	conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(p.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if err := conn.SetDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(conn, "POST /v1/contacts HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\n"+
		"Content-Type: application/json\r\nContent-Length: %d\r\nExpect: 100-continue\r\n\r\n", p.token, length)
	reader := bufio.NewReader(conn)
	if line, err := reader.ReadString('\n'); err != nil || !strings.HasPrefix(line, "HTTP/1.1 100 ") {
		t.Fatalf("got %q, %v", line, err)
	}
	if _, err := reader.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	return conn, reader
}

// A request that is under way is answered before the program ends.
func TestShutdown_finishesRequests(t *testing.T) {
	t.Parallel()
	const body = `{"email":"batman@example.com"}`
	p := start(t)
	conn, reader := underWay(t, p, len(body))
	ended := make(chan error, 1)
	go func() { ended <- p.stop() }()
	refused(t, p)
	if _, err := io.WriteString(conn, body); err != nil {
		t.Fatal(err)
	}
	resp, err := http.ReadResponse(reader, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusCreated {
		t.Errorf("got %s", resp.Status)
	}
	if err := <-ended; err != nil {
		t.Error(err)
	}
}

// refused returns when the program accepts no more connections.
func refused(t *testing.T, p program) {
	t.Helper()
	var dialer net.Dialer
	eventually(t, "it still accepts connections", func() bool {
		conn, err := dialer.DialContext(t.Context(), "tcp", strings.TrimPrefix(p.url, "http://"))
		if err == nil {
			conn.Close()
		}
		return err != nil
	})
}

// One that does not finish is cut off.
func TestShutdown_grace(t *testing.T) {
	t.Parallel()
	p := start(t, "-grace", "10ms")
	_, reader := underWay(t, p, 100)
	if err := p.stop(); err == nil || !strings.Contains(err.Error(), "requests were cut off that did not finish in 10ms") {
		t.Errorf("got %v", err)
	}
	if _, err := reader.ReadByte(); err == nil {
		t.Error("the connection is still there")
	}
}

// A port that is taken is an error, not a wait.
func TestListen_portTaken(t *testing.T) {
	t.Parallel()
	p := start(t)
	err := run(t.Context(), []string{"-addr", strings.TrimPrefix(p.url, "http://")}, io.Discard, io.Discard)
	if err == nil || !strings.Contains(err.Error(), "address already in use") {
		t.Errorf("got %v", err)
	}
}

// Nothing is left running.
//
//nolint:paralleltest // It looks at the goroutines of the whole process.
func TestShutdown_goroutines(t *testing.T) {
	p := start(t, "-rate-limit", "1000", "-fault-rate", "0.001")
	client := p.client(t)
	for range 3 {
		if _, err := client.Lists.List(t.Context(), cuedesk.ListListsOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	stacks := make([]byte, 1<<20)
	eventually(t, "goroutines are left", func() bool {
		all := string(stacks[:runtime.Stack(stacks, true)])
		return !strings.Contains(all, "cuedesk-fake.serve") && !strings.Contains(all, "net/http.(*conn)") &&
			!strings.Contains(all, "net/http.(*Server)")
	})
}

// eventually looks until something is so.
func eventually(t *testing.T, problem string, so func() bool) {
	t.Helper()
	again := time.NewTicker(time.Millisecond)
	defer again.Stop()
	patience := time.NewTimer(30 * time.Second)
	defer patience.Stop()
	for !so() {
		select {
		case <-again.C:
		case <-patience.C:
			t.Fatal(problem)
		}
	}
}
