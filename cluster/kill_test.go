package cluster_test

import (
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// faulty is an API that fails at random, and says at which request something is to be killed.
type faulty struct {
	api *cuedesktest.Server
	now chan struct{} // receives at that request

	mu     sync.Mutex
	random *rand.Rand
	left   int // requests until then
}

// ServeHTTP implements [http.Handler].
func (f *faulty) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	fault := cuedesktest.Fault{}
	switch f.random.IntN(15) {
	case 0:
		fault = cuedesktest.Status(503)
	case 1:
		fault = cuedesktest.HTML502().AfterApply()
	case 2:
		fault = cuedesktest.Status(429).RetryAfter("0")
	}
	if f.left--; f.left == 0 {
		f.left = 1 + f.random.IntN(60)
		select {
		case f.now <- struct{}{}:
		default:
		}
	}
	f.mu.Unlock()
	f.api.ServeHTTP(w, fault.On(r))
}

// TestCluster_Work_killed publishes and imports with three servers and three workers, of which it kills or stops one
// after the other at random instants, and the publisher before, and exports what was imported in the same way.
// CLUSTER_KILLS says how often.
func TestCluster_Work_killed(t *testing.T) {
	t.Parallel()
	kills := testset.Pick(1, 2)
	if n, err := strconv.Atoi(os.Getenv("CLUSTER_KILLS")); err == nil {
		kills = n
	}
	for done, seed := 0, uint64(0); done < kills; seed++ {
		done += killAndResume(t, seed, min(4, kills-done))
		if t.Failed() {
			return
		}
	}
}

var killRows = testset.Pick(1000, 3000)

// killAndResume imports once, and returns how many processes were killed.
func killAndResume(t *testing.T, seed uint64, kills int) (done int) {
	t.Helper()
	random := rand.New(rand.NewPCG(seed, 9))
	f := &faulty{
		api:    cuedesktest.NewServer(cuedesktest.WithImportDuration(20*time.Millisecond), cuedesktest.WithRequestLog(0)),
		random: rand.New(rand.NewPCG(seed, 10)), left: 1 + random.IntN(60), now: make(chan struct{}),
	}
	api := httptest.NewServer(f)
	defer api.Close()
	s := startServers(t)
	publisher := role{URL: s.url(), Rows: killRows, KillAt: 1 + random.IntN(killRows)}
	if publisher.start(t).wait(t) {
		done++
	}
	publisher.KillAt = 0
	if publisher.start(t).wait(t) {
		t.Fatal("the publisher was killed twice")
	}
	worker := role{URL: s.url(), API: api.URL}
	done += killWorkers(t, s, f, random, worker, kills-done)
	wantImported(t, s.url(), f.api)
	c, err := cluster.Open(t.Context(), testOptions(s.url()))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	client, err := worker.client()
	if err != nil {
		t.Fatal(err)
	}
	opts := cluster.ExportOptions{Stored: true, Parts: 6, Columns: []string{"email"}}
	published, err := c.PublishExport(t.Context(), client, "all", opts)
	if err != nil {
		t.Fatal(err)
	}
	killed := killWorkers(t, s, f, random, worker, min(2, kills))
	done += killed
	t.Logf("seed %d: %d killed in all, of these %d while contacts were exported", seed, done, killed)
	wantExported(t, c, published.Batches)
	return done
}

// wantExported compares the parts of an export with the rows: each contact is in one of them, once.
func wantExported(t *testing.T, c *cluster.Cluster, parts int) {
	t.Helper()
	want := wantedEmails(t, killRows)
	for n := range parts {
		part, err := readPart(t, c, "all", n)
		if err != nil {
			t.Fatal(err)
		}
		for _, email := range strings.Fields(part)[1:] {
			if !want[email] {
				t.Errorf("%s is not wanted, or exported twice", email)
			}
			delete(want, email)
		}
	}
	if len(want) > 0 {
		t.Errorf("%d contacts are not exported", len(want))
	}
}

// killWorkers starts three workers, kills them or a server at requests of theirs, and waits until all is done.
func killWorkers(t *testing.T, s *servers, f *faulty, random *rand.Rand, worker role, kills int) (done int) {
	t.Helper()
	ended := make(chan *process)
	workers := map[*process]bool{}
	start := func() {
		p := worker.start(t)
		workers[p] = true
		go func() { _ = p.cmd.Wait(); ended <- p }()
	}
	for range 3 {
		start()
	}
	for len(workers) > 0 {
		now := f.now
		if done >= kills {
			now = nil
		}
		select {
		case <-now:
			done++
			if done%3 == 0 {
				s.restart(t, random.IntN(3))
				continue
			}
			for p := range workers {
				disturb(p, random)
				break
			}
		case p := <-ended:
			delete(workers, p)
			if code := p.cmd.ProcessState.ExitCode(); code > 0 {
				t.Errorf("a worker ended with %d: %s", code, p.errors.String())
			} else if code < 0 {
				start()
			}
		}
	}
	return done
}

// disturb kills a worker, or has it stand still for longer than its leases last.
func disturb(p *process, random *rand.Rand) {
	if random.IntN(3) == 0 {
		freeze(p.cmd.Process, testLease*3/2)
		return
	}
	p.kill()
}

// wantImported compares the workspace and the report with the rows.
func wantImported(t *testing.T, url string, api *cuedesktest.Server) {
	t.Helper()
	c, err := cluster.Open(t.Context(), testOptions(url))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	report, err := c.Report(t.Context(), "people")
	if err != nil {
		t.Fatal(err)
	}
	counts := report.Counts
	if !report.IsFinished() || counts.Total() != killRows || counts[importer.Invalid] != killRows/50 ||
		counts.In()+counts[importer.Duplicate] != killRows-killRows/50 {
		t.Errorf("%s", report)
	}
	for e, err := range c.Exceptions(t.Context(), "people") {
		if err != nil || e.State != importer.Invalid && e.State != importer.Duplicate {
			t.Errorf("%+v, %v", e, err)
		}
	}
	wantPeople(t, api, killRows)
}

// wantedEmails are those of the rows.
func wantedEmails(t *testing.T, n int) map[string]bool {
	t.Helper()
	want := map[string]bool{}
	for row, err := range people(n) {
		if err != nil {
			t.Fatal(err)
		}
		if row.Contact.Email != "" {
			want[row.Contact.Email] = true
		}
	}
	return want
}

// wantPeople compares the workspace with the rows.
func wantPeople(t *testing.T, api *cuedesktest.Server, n int) {
	t.Helper()
	want := wantedEmails(t, n)
	for contact, err := range api.Viewer().Contacts.All(t.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		if !want[contact.Email] {
			t.Errorf("%s is not wanted, or there twice", contact.Email)
		}
		delete(want, contact.Email)
	}
	for email := range want {
		t.Errorf("%s is missing", email)
	}
}
