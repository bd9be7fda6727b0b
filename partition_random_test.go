package cuedesk_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// partitionedServer is a workspace that is read in parts.
type partitionedServer struct {
	seed        uint64
	server      *cuedesktest.Server
	ids         []cuedesk.ContactID // of the contacts that stay
	parts       int
	description string // how it was made
}

// newPartitionedServer returns a workspace of up to 300 contacts, of which up to 40 have one time.
func newPartitionedServer(seed uint64) *partitionedServer {
	r := rand.New(rand.NewPCG(seed, 7))
	shown := pick(r, []time.Duration{time.Microsecond, time.Millisecond, time.Second, time.Minute})
	gap := pick(r, []time.Duration{
		time.Millisecond, 30 * time.Millisecond, time.Second, 7 * time.Second, time.Minute, time.Hour,
	})
	d := &partitionedServer{
		seed: seed, parts: 1 + r.IntN(16),
		server: cuedesktest.NewServer(cuedesktest.WithShownTimes(shown), cuedesktest.WithRequestLog(0)),
	}
	if r.IntN(4) == 0 {
		d.server.Reconfigure(cuedesktest.WithTotalCap(1 + r.IntN(99)))
		d.description = "with totals capped, "
	}
	same := pick(r, []int{1, 1, 2, 10, 40})
	n := pick(r, []int{0, 1, 2, 3, 99, 100, 101, 200, 300, r.IntN(301), r.IntN(301)})
	begin := time.Now().Add(-400*24*time.Hour + pick(r, []time.Duration{0, time.Duration(r.IntN(1e9))}))
	for i := range n {
		at := begin.Add(time.Duration(i/same) * gap)
		contact := cuedesktest.Contact{Email: "a@example.com", CreatedAt: at, UpdatedAt: at}
		d.ids = append(d.ids, d.server.AddContact(contact))
	}
	d.description += fmt.Sprintf("%d contacts, %d each %s, shown by %s, in %d parts", n, same, gap, shown, d.parts)
	return d
}

// scan reads the parts, and counts how often each contact came.
func (d *partitionedServer) scan(t *testing.T, client *cuedesk.Client) (map[cuedesk.ContactID]int, error) {
	t.Helper()
	came := map[cuedesk.ContactID]int{}
	parts, err := client.Contacts.Partitions(t.Context(), cuedesk.Where(), d.parts)
	if err != nil {
		return came, err
	}
	if len(parts) == 0 || len(parts) > d.parts {
		t.Errorf("%d parts", len(parts))
	}
	for _, part := range parts {
		for c, err := range client.Contacts.Scan(t.Context(), part.Query) {
			if err != nil {
				return came, err
			}
			came[c.ID]++
		}
	}
	return came, nil
}

// compare fails where a contact came twice or, unless there is an error, not at all.
func (d *partitionedServer) compare(t *testing.T, came map[cuedesk.ContactID]int, err error) {
	t.Helper()
	missing := 0
	for _, id := range d.ids {
		if came[id] == 0 {
			missing++
		}
	}
	for _, times := range came {
		if times != 1 {
			t.Errorf("seed %d, %s: a contact came %d times", d.seed, d.description, times)
		}
	}
	if err == nil && missing > 0 || err != nil && !errors.Is(err, cuedesk.ErrListChanged) {
		t.Errorf("seed %d, %s: %d are missing, %v", d.seed, d.description, missing, err)
	}
}

// removeOne removes a contact, the same one each time that a seed is tried.
func (d *partitionedServer) removeOne(r *rand.Rand) {
	if len(d.ids) < 2 {
		return
	}
	i := r.IntN(len(d.ids))
	d.server.RemoveContact(d.ids[i])
	d.ids = slices.Delete(d.ids, i, i+1)
}

// changingClient returns a client in whose requests, one in ten, another client adds or removes a contact,
// but not the last one: what has emptied looks as what shows nothing.
func (d *partitionedServer) changingClient(t *testing.T) *cuedesk.Client {
	t.Helper()
	r := rand.New(rand.NewPCG(d.seed, 8))
	var mu sync.Mutex
	changes := transport(func(req *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		switch r.IntN(20) {
		case 0:
			d.server.AddContact(cuedesktest.Contact{Email: "b@example.com"})
		case 1:
			d.removeOne(r)
		}
		return d.server.RoundTrip(req)
	})
	client, err := d.server.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: changes}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// partitionRuns is how many random workspaces a test divides.
var partitionRuns = func() uint64 {
	if testset.IsExhaustive() {
		return 2000
	}
	return testset.Pick[uint64](6, 200)
}()

// TestContactsService_Partitions_random: in a workspace that does not change, parts have
// each contact once, and none ends in an error.
func TestContactsService_Partitions_random(t *testing.T) {
	t.Parallel()
	for seed := range partitionRuns {
		synctest.Test(t, func(t *testing.T) {
			d := newPartitionedServer(seed)
			came, err := d.scan(t, d.server.Client())
			if d.compare(t, came, err); err != nil || len(came) != len(d.ids) {
				t.Errorf("seed %d, %s: %d came, %v", seed, d.description, len(came), err)
			}
		})
	}
}

// TestContactsService_Partitions_busy: what stays while others add and remove contacts comes
// once, and at most one workspace of 1,000 ends in an error.
func TestContactsService_Partitions_busy(t *testing.T) {
	t.Parallel()
	var failed []error
	for seed := range partitionRuns {
		synctest.Test(t, func(t *testing.T) {
			d := newPartitionedServer(seed)
			came, err := d.scan(t, d.changingClient(t))
			if d.compare(t, came, err); err != nil {
				failed = append(failed, fmt.Errorf("seed %d, %s: %w", seed, d.description, err))
			}
		})
	}
	if uint64(len(failed)) > 1+partitionRuns/1000 { // one may be chance
		t.Errorf("%d of %d workspaces ended in an error: %v", len(failed), partitionRuns, errors.Join(failed...))
	}
}

// TestContactsService_Partitions_blank: where searches find nothing for a while, each contact
// comes once, or there is an error. From the first request on, that holds for up to three:
// after those a scan, too, has seen nothing but an empty workspace.
func TestContactsService_Partitions_blank(t *testing.T) {
	t.Parallel()
	for seed := range partitionRuns {
		synctest.Test(t, func(t *testing.T) {
			d := newPartitionedServer(seed)
			r := rand.New(rand.NewPCG(seed, 9))
			first, blanks := 1+r.IntN(80), pick(r, []int{1, 2, 3, 5, 9})
			if first == 1 {
				blanks = min(blanks, 3)
			}
			d.description += fmt.Sprintf(", nothing for %d requests from %d", blanks, first)
			came, err := d.scan(t, newBlank(d.server, first, first+blanks).client(t))
			d.compare(t, came, err)
		})
	}
}
