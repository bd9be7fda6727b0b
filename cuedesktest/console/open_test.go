package console

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// visitor is a test that may end while a page is open: its clean-up waits.
type visitor struct {
	*testing.T

	cleanup []func()
}

func (v *visitor) Cleanup(f func()) { v.cleanup = append(v.cleanup, f) }

func TestOpen(t *testing.T) {
	t.Setenv(Environment, "1")
	v := &visitor{T: t}
	address := Open(v, cuedesktest.NewServer())
	client := &http.Client{}
	t.Cleanup(client.CloseIdleConnections)
	page := fetch(t, client, http.MethodGet, address+"/controls", "")
	if !strings.Contains(page, "End the test") {
		t.Errorf("no button:\n%s", page)
	}
	closed := make(chan struct{})
	go func() {
		defer close(closed)
		for _, f := range v.cleanup {
			f()
		}
	}()
	token := formToken.FindStringSubmatch(page)
	last := fetch(t, client, http.MethodPost, address+"/controls/finish", url.Values{"token": {token[1]}}.Encode())
	if !strings.Contains(last, "The test goes on") {
		t.Errorf("it ends with:\n%s", last)
	}
	<-closed
}

// fatalText is a test that keeps what it fails with.
type fatalText struct {
	*testing.T

	text string
}

func (f *fatalText) Fatalf(format string, args ...any) {
	f.text = fmt.Sprintf(format, args...)
	runtime.Goexit()
}

// TestOpen_synctest: where the page cannot be served, the test ends with the reason, and does not hang.
func TestOpen_synctest(t *testing.T) {
	t.Setenv(Environment, "1")
	synctest.Test(t, func(t *testing.T) {
		f := &fatalText{T: t}
		ended := make(chan struct{})
		go func() {
			defer close(ended)
			Open(f, cuedesktest.NewServer())
		}()
		<-ended
		if !strings.Contains(f.text, "take the test out of it") {
			t.Errorf("it ends with %q", f.text)
		}
	})
}

func fetch(t *testing.T, client *http.Client, method, address, form string) string {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, address, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	resp, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var body strings.Builder
	if err := resp.Write(&body); err != nil {
		t.Error(err)
	}
	return body.String()
}

func TestOpen_withoutVariable(t *testing.T) {
	t.Setenv(Environment, "")
	v := &visitor{T: t}
	if address := Open(v, cuedesktest.NewServer()); address != "" || v.cleanup != nil {
		t.Errorf("it opens %q", address)
	}
}

func TestListen(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"0.0.0.0:0": "can be reached from other machines", ":0": "can be reached", "192.0.2.1:0": "can be reached",
		"nowhere": "missing port",
	} {
		if _, err := Listen(t.Context(), addr); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v", addr, err)
		}
	}
}

// TestServe: the end does not wait for a page that is open.
func TestServe(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	listener, err := Listen(ctx, "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- Serve(ctx, listener, New(cuedesktest.NewServer()), nil) }()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+listener.Addr().String()+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := (&http.Client{}).Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
