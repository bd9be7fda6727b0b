package importer_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// The environment of the process that is killed.
const (
	envAPI     = "IMPORTER_TEST_API"
	envJournal = "IMPORTER_TEST_JOURNAL"
)

func TestMain(m *testing.M) {
	var err error
	switch role := os.Getenv(envRole); {
	case role != "":
		err = runRole(role)
	case os.Getenv(envAPI) != "":
		err = importAsChild()
	default:
		os.Exit(m.Run())
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	os.Exit(0)
}

// killRows are the rows of the process that is killed.
func killRows() []cuedesk.ContactCreate {
	return randomRows(rand.New(rand.NewPCG(7, 7)), 400)
}

// importAsChild imports the rows, and says what became of them.
func importAsChild() error {
	client, err := cuedesk.NewClient(cuedesktest.Token, cuedesk.WithBaseURL(os.Getenv(envAPI)),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MinBackoff: time.Millisecond, MaxBackoff: 5 * time.Millisecond, Budget: -1}))
	if err != nil {
		return err
	}
	journal, err := importer.OpenFile(os.Getenv(envJournal))
	if err != nil {
		return err
	}
	o := byEmail
	o.Journal, o.BatchSize = journal, 20
	o.Settle, o.IndexLag = 40*time.Millisecond, 20*time.Millisecond
	o.Wait = []cuedesk.WaitOption{cuedesk.WithPollInterval(2*time.Millisecond, 10*time.Millisecond)}
	report, err := importer.Run(context.Background(), client, stream(killRows()...), o)
	counts := report.Counts
	fmt.Fprintln(os.Stdout, counts.In(), counts[importer.Duplicate], counts[importer.Invalid], report.Read)
	return errors.Join(err, journal.Close())
}

// killer is an API that kills its client.
type killer struct {
	api *cuedesktest.Server

	mu      sync.Mutex
	random  *rand.Rand
	process *os.Process
	left    int // requests until it is killed; negative: it is not
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	k.left--
	now, when, later := k.left == 0, k.random.IntN(3), time.Duration(k.random.IntN(4000))*time.Microsecond
	fault := cuedesktest.Fault{}
	switch k.random.IntN(12) {
	case 0:
		fault = cuedesktest.HTML502()
	case 1:
		fault = cuedesktest.HTML502().AfterApply()
	case 2:
		fault = cuedesktest.Status(429).RetryAfter("0")
	}
	victim := k.process
	k.mu.Unlock()
	if now && when == 0 {
		_ = victim.Kill()
	}
	k.api.ServeHTTP(w, fault.On(r))
	if now && when == 1 {
		_ = victim.Kill()
	}
	if now && when == 2 {
		time.AfterFunc(later, func() { _ = victim.Kill() })
	}
}

// TestRun_killed kills the process at random requests, and lets another go on, until
// all rows are in. IMPORTER_KILLS says how often.
func TestRun_killed(t *testing.T) {
	t.Parallel()
	kills := 20
	if n, err := strconv.Atoi(os.Getenv("IMPORTER_KILLS")); err == nil {
		kills = n
	}
	for done, seed := 0, uint64(0); done < kills; seed++ {
		k := &killer{
			api:    cuedesktest.NewServer(cuedesktest.WithImportDuration(15*time.Millisecond), cuedesktest.WithRequestLog(0)),
			random: rand.New(rand.NewPCG(seed, 3)),
		}
		n := killAndResume(t, k)
		if n == 0 {
			t.Fatal("the process was not killed")
		}
		done += n
	}
}

// killAndResume imports once, with up to 10 kills, and returns how many there were.
func killAndResume(t *testing.T, k *killer) int {
	t.Helper()
	server, open := countConnections(k)
	defer server.Close()
	journal := filepath.Join(t.TempDir(), "journal")
	for kill := 0; ; kill++ {
		k.mu.Lock()
		k.left = -1
		if kill < 10 {
			k.left = 1 + k.random.IntN(12)
		}
		child := exec.CommandContext(t.Context(), os.Args[0])
		child.Env = append(os.Environ(), envAPI+"="+server.URL, envJournal+"="+journal)
		var out, errs strings.Builder
		child.Stdout, child.Stderr = &out, &errs
		err := child.Start()
		k.process = child.Process
		k.mu.Unlock()
		if err == nil {
			err = child.Wait()
		}
		if err == nil {
			checkKilled(t, k.api, out.String())
			return kill
		}
		if child.ProcessState.ExitCode() >= 0 {
			t.Fatalf("after %d kills: %v\n%s", kill, err, errs.String())
		}
		open.wait() // on a slow machine, its last request may take longer than Settle
	}
}

// connections counts the open connections of a server.
type connections struct {
	changed *sync.Cond
	open    int
}

func countConnections(api http.Handler) (*httptest.Server, *connections) {
	c := &connections{changed: sync.NewCond(&sync.Mutex{})}
	server := httptest.NewUnstartedServer(api)
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		c.changed.L.Lock()
		defer c.changed.L.Unlock()
		switch state {
		case http.StateNew:
			c.open++
		case http.StateClosed:
			c.open--
		}
		c.changed.Broadcast()
	}
	server.Start()
	return server, c
}

// wait waits until no connection is open.
func (c *connections) wait() {
	c.changed.L.Lock()
	defer c.changed.L.Unlock()
	for c.open > 0 {
		c.changed.Wait()
	}
}

// checkKilled compares the workspace with the rows, and the report with what they are.
func checkKilled(t *testing.T, api *cuedesktest.Server, said string) {
	t.Helper()
	rows := killRows()
	want := expectedNames(rows, cuedesk.MergeCreateOrUpdate)
	got := workspace(t, api)
	for key := range want {
		if c := got[key]; c == nil || c.FirstName+" "+c.LastName != want[key] {
			t.Errorf("%s is %v, not %q", key, c, want[key])
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d contacts, not %d", len(got), len(want))
	}
	var in, duplicate, invalid, read int
	_, err := fmt.Sscan(said, &in, &duplicate, &invalid, &read)
	if err != nil || in+duplicate+invalid != len(rows) || read != len(rows) {
		t.Errorf("the last process said %q (%v)", said, err)
	}
}
