package main

import (
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestExport_killed kills the program at random requests of an export, and calls it again until the file is complete:
// that is the file of an export that was not killed. CUEDESK_KILLS says how often.
func TestExport_killed(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{nil, {"--parts", "3"}, {"--format", "ndjson", "--parts", "2"}, {"--list", "Fair"}} {
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			t.Parallel()
			for done, seed := 0, uint64(1); done < kills(); seed++ {
				done += killExports(t, seed, args)
			}
		})
	}
}

// killExports exports once, with up to 10 kills, or as many as there are to be, and returns how many there were.
func killExports(t *testing.T, seed uint64, args []string) int {
	t.Helper()
	srv := cuedesktest.NewServer(cuedesktest.WithRequestLog(0))
	fillWorkspace(t, srv, 700)
	k := &killer{api: srv, signal: os.Kill, random: rand.New(rand.NewPCG(seed, 9)), left: -1}
	server := httptest.NewServer(k)
	defer server.Close()
	folder := t.TempDir()
	whole, path := filepath.Join(folder, "whole"), filepath.Join(folder, "contacts")
	calm := httptest.NewServer(srv)
	defer calm.Close()
	if said, code := output(t, command(t.Context(), t, calm.URL,
		append([]string{"export", whole}, args...)...)); code != 0 {
		t.Fatal(said)
	}
	for killed := 0; ; {
		cmd := command(t.Context(), t, server.URL, append([]string{"export", path, "--every", "3ms"}, args...)...)
		var said strings.Builder
		cmd.Stdout, cmd.Stderr = &said, &said
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		left := -1
		if killed < min(10, kills()) {
			left = 1 + int(k.next(12))
		}
		k.chooseRequest(cmd.Process, left)
		_ = cmd.Wait()
		switch code := cmd.ProcessState.ExitCode(); code {
		case 0:
			compareFiles(t, whole, path)
			return killed
		case -1:
			killed++
		case program.Interrupted: // faults were too much for it
		default:
			t.Fatalf("after %d kills, code %d: %s", killed, code, said.String())
		}
	}
}

// next returns a random number below n.
func (k *killer) next(n int64) int64 {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.random.Int64N(n)
}

// fillWorkspace adds n contacts, of which some are as old as others, every third one in a list.
func fillWorkspace(t *testing.T, srv *cuedesktest.Server, n int) {
	t.Helper()
	list, err := srv.Client().Lists.Ensure(t.Context(), cuedesk.ListCreate{Name: "Fair"})
	if err != nil {
		t.Fatal(err)
	}
	for i := range n {
		id := srv.AddContact(cuedesktest.Contact{
			Email: fmt.Sprintf("%d@example.com", i), CreatedAt: time.Date(2025, 1, 1, 0, 0, i/5, 0, time.UTC),
		})
		if i%3 > 0 {
			continue
		}
		if _, err := srv.Client().Lists.AddContacts(t.Context(), list.List.ID, id); err != nil {
			t.Fatal(err)
		}
	}
}

// compareFiles compares what is in two files, and looks for what else was left beside them.
func compareFiles(t *testing.T, want, got string) {
	t.Helper()
	wanted, err := os.ReadFile(want)
	if err != nil {
		t.Fatal(err)
	}
	is, err := os.ReadFile(got)
	if err != nil || string(is) != string(wanted) {
		t.Errorf("%d bytes, not %d, or others (%v)", len(is), len(wanted), err)
	}
	if left, err := filepath.Glob(got + ".*"); len(left) > 0 || err != nil {
		t.Errorf("left behind: %q, %v", left, err)
	}
}
