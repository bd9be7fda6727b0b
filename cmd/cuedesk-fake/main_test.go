package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/cuedesktest/conformance"
)

// program is the program, running.
type program struct {
	url, token string
	export     string        // the line for a shell
	out        *bufio.Reader // the rest of what it says
	stop       func() error  // ends it and returns what run returned
	log        *buffer
}

// buffer is a bytes.Buffer for several goroutines.
type buffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *buffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *buffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// start runs the program on a free port until the test ends, with its cleaning up: the test's context ends before.
func start(t *testing.T, args ...string) program {
	t.Helper()
	ctx, cancel := context.WithCancel(context.WithoutCancel(t.Context()))
	out, stdout := io.Pipe()
	log, ended := &buffer{}, make(chan error, 1)
	go func() {
		err := run(ctx, append([]string{"-addr", "127.0.0.1:0"}, args...), stdout, log)
		stdout.CloseWithError(err) // nil is io.EOF
		ended <- err
	}()
	p := program{log: log, out: bufio.NewReader(out)}
	line, err := p.out.ReadString('\n')
	if err != nil {
		t.Fatalf("it does not start: %v\n%s", err, log)
	}
	if _, err := fmt.Sscanf(line, "listening on %s with token %s", &p.url, &p.token); err != nil {
		t.Fatalf("it says %q: %v", line, err)
	}
	if p.export, err = p.out.ReadString('\n'); err != nil {
		t.Fatal(err)
	}
	p.stop = sync.OnceValue(func() error {
		cancel()
		return <-ended
	})
	t.Cleanup(func() { _ = p.stop() })
	return p
}

// client returns a client of the program that does not repeat anything.
func (p program) client(t *testing.T, opts ...cuedesk.Option) *cuedesk.Client {
	t.Helper()
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	client, err := cuedesk.NewClient(p.token, append([]cuedesk.Option{
		cuedesk.WithBaseURL(p.url),
		cuedesk.WithHTTPClient(&http.Client{Transport: transport}),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

func TestConformance(t *testing.T) {
	t.Parallel()
	p := start(t, "-import-time", "30ms")
	conformance.Run(t, p.client(t), conformance.Options{Strict: true})
}

func TestToken(t *testing.T) {
	t.Parallel()
	p := start(t, "-token", "mine")
	if p.token != "mine" {
		t.Errorf("it says that the token is %q", p.token)
	}
	if want := "export CUEDESK_BASE_URL=" + p.url + " CUEDESK_TOKEN=mine\n"; p.export != want {
		t.Errorf("the line for a shell is %q, not %q", p.export, want)
	}
	if _, err := p.client(t).Lists.List(t.Context(), cuedesk.ListListsOptions{}); err != nil {
		t.Error(err)
	}
	p.token = cuedesktest.Token
	if _, err := p.client(t).Lists.List(t.Context(), cuedesk.ListListsOptions{}); !errors.Is(err,
		cuedesk.ErrUnauthorized) {
		t.Errorf("with another token: %v", err)
	}
}

// The log says what was asked and how it ended, and nothing of what is in requests.
func TestLog(t *testing.T) {
	t.Parallel()
	p := start(t)
	client := p.client(t)
	created, err := client.Contacts.Create(t.Context(), cuedesk.ContactCreate{
		FirstName: "Bruce", Email: "batman@example.com",
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Contacts.Search(t.Context(), cuedesk.Where(cuedesk.Email.Is("batman@example.com")),
		cuedesk.PageOptions{}); err != nil {
		t.Fatal(err)
	}
	if err := client.Do(t.Context(), "GET /v2/{name}", nil, nil, "Bruce"); !errors.Is(err, cuedesk.ErrNotFound) {
		t.Error(err)
	}
	if err := p.stop(); err != nil {
		t.Error(err)
	}
	log := p.log.String()
	for _, want := range []string{
		`msg=request operation="POST /v1/contacts" status=201 duration=`,
		`msg=request operation="POST /v1/contacts/search" status=200 duration=`,
		`msg=request operation="" status=404 duration=`,
	} {
		if !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
	for _, secret := range []string{"Bruce", "batman", p.token, created.ID.String()} {
		if strings.Contains(log, secret) {
			t.Errorf("the log has %q:\n%s", secret, log)
		}
	}
}

func TestImportTime(t *testing.T) {
	t.Parallel()
	client := start(t, "-import-time", "1h").client(t)
	job, err := client.Bulk.Create(t.Context(), cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "batman@example.com"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	status, err := job.Status(t.Context())
	if err != nil || status.Status != cuedesk.ImportPending {
		t.Errorf("got %+v, %v", status, err)
	}
}

// A command line that is wrong ends the program at once, with all that is wrong.
func TestParseFlags_invalid(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		args, want string
	}{
		{"-addr 0.0.0.0:0", "-addr 0.0.0.0:0 can be reached from other machines; add -public if that is meant"},
		{"-addr :0", "add -public"},
		{"-addr [::]:0", "add -public"},
		{"-addr 192.0.2.1:0", "add -public"},
		{"-addr nowhere", "-addr: "},
		{
			"-fault-rate 1.5 -rate-limit -1 -import-time -1s -grace -1s -latency -1s -search-delay -1s",
			"-latency must not be negative\n-search-delay must not be negative\n-import-time must not be negative\n" +
				"-fault-rate must be from 0 to 1\n-rate-limit must be 0 or more, and below a billion\n-grace must not be negative",
		},
		{"-fault-rate NaN", "-fault-rate must"},
		{"-token ä", "-token must be printable ASCII"},
		{"-seed contacts.xml", `-seed contacts.xml: open contacts.xml: no such file`},
		{"now", `there are no arguments but flags: "now"`},
		{"-nonsense", "flag provided but not defined"},
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		err := run(ctx, strings.Fields(tt.args), io.Discard, io.Discard)
		cancel()
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.args, err, tt.want)
		}
	}
}

// TestShellQuoted: each text is one word of a shell.
func TestShellQuoted(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"http://127.0.0.1:8181": "http://127.0.0.1:8181", "[::1]:80": "'[::1]:80'", "$(a);b": "'$(a);b'", "it's": `'it'\''s'`,
	} {
		if got := shellQuoted(text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}

// TestWhereabouts: the line for a shell has an address that the client takes, or is not there.
func TestWhereabouts(t *testing.T) {
	t.Parallel()
	for addr, want := range map[string]string{
		"127.0.0.1:80": "http://127.0.0.1:80", "[::1]:80": "http://[::1]:80", "[::]:80": "http://127.0.0.1:80",
		"0.0.0.0:80": "http://127.0.0.1:80", "192.0.2.1:80": "",
	} {
		text := whereabouts(netip.MustParseAddrPort(addr), "token")
		_, export, _ := strings.Cut(text, "\n")
		if (want == "") != (export == "") || !strings.Contains(export, want) {
			t.Errorf("%s: %q", addr, text)
		}
		if _, err := cuedesk.NewClient("token", cuedesk.WithBaseURL(want)); err != nil {
			t.Errorf("%s: the client refuses it: %v", addr, err)
		}
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	cancel() // it listens, and ends
	var out bytes.Buffer
	if err := run(ctx, []string{"-addr", "0.0.0.0:0", "-public"}, &out, io.Discard); err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(out.String(), "listening on http://") {
		t.Errorf("it says %q", out.String())
	}
}

func TestHelp(t *testing.T) {
	t.Parallel()
	var help bytes.Buffer
	if err := run(t.Context(), []string{"-h"}, io.Discard, &help); err != nil {
		t.Error(err)
	}
	for _, name := range []string{
		"-addr", "-public", "-token", "-seed", "-console", "-latency", "-search-delay", "-import-time", "-fault-rate", "-seed-faults",
		"-rate-limit", "-grace",
	} {
		if !strings.Contains(help.String(), name) {
			t.Errorf("the help lacks %s", name)
		}
	}
}
