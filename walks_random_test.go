package cuedesk_test

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// walkRuns is how many random walks TestIterators makes; walkSeed is the first one.
var (
	walkRuns = flag.Int("walks", testset.Pick(60, 500), "random walks over lists that change")
	walkSeed = flag.Uint64("walkseed", 0, "the seed of the first random walk")
)

// rareChanges is the regime that may end in an error in less than one walk of 1,000:
// one change in ten requests.
const rareChanges = "everyday"

// The regimes that may not end in an error, unless equal keys come in another order each time.
const (
	noChanges   = "calm"
	onlyRemoves = "only the loop removes"
)

// regimes say how a list changes during a walk.
var regimes = []string{
	noChanges, rareChanges, rareChanges, rareChanges, "busy", "burst",
	"loop updates", "loop removes", "loop renames", onlyRemoves,
}

// trial is one walk over a list that changes.
type trial struct {
	*listServer

	kind     iterator
	regime   string
	limit    int
	prefetch int
	resumes  int
	parts    int            // walks from a checkpoint on so far, the first from the beginning
	expected map[int]string // what kept its place so far, and where
	got      map[int]int
}

func newTrial(seed uint64) *trial {
	kinds := iterators()
	tr := &trial{listServer: newListServer(seed), kind: kinds[seed%uint64(len(kinds))], got: map[int]int{}}
	r := tr.rng
	tr.regime = pick(r, regimes)
	tr.limit = pick(r, []int{1, 2, 3, 5, 10, 33, 50, 99, 100, 1 + r.IntN(100)})
	tr.prefetch = pick(r, []int{0, 2, 4, 8, 16})
	if tr.resumes = max(0, r.IntN(5)-2); tr.regime == onlyRemoves {
		tr.resumes = 0 // nothing shows that all is gone which came after a checkpoint: TestIterators_finishedJob
	}
	tr.varyAPI()
	tr.fill(r.IntN(min(400, 12*(tr.limit+3))))
	tr.latency = func(q pageRequest) time.Duration { // follows from the seed alone, and differs
		x := (seed + uint64(q.offset)*2654435761 + uint64(q.limit)*97) * 0x9e3779b97f4a7c15
		return 50*time.Millisecond + time.Duration(x>>44)*time.Microsecond/20
	}
	tr.change = func(request int) {
		if request > 1 {
			tr.disturb()
		}
	}
	tr.onAnswer = tr.expect
	return tr
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// varyAPI gives the server some of the ways in which an API may differ.
func (tr *trial) varyAPI() {
	r := tr.rng
	tr.responsePrecision = pick(r, []time.Duration{time.Microsecond, time.Microsecond, time.Millisecond, time.Second})
	tr.filterPrecision = pick(r, []time.Duration{time.Microsecond, time.Microsecond, time.Millisecond, time.Second})
	tr.shuffleTies = r.IntN(3) == 0 && tr.regime != rareChanges // they may be more than a page
	if r.IntN(6) == 0 && tr.regime != onlyRemoves {             // what is above the cap is not known to have gone
		tr.totalCap = 1 + r.IntN(100)
	}
	if r.IntN(4) == 0 {
		tr.searchDelay = time.Duration(r.IntN(4000)) * time.Millisecond
	}
}

// fill adds records, of which some have the same time and name.
func (tr *trial) fill(n int) {
	step := pick(tr.rng, []time.Duration{
		37 * time.Microsecond, time.Millisecond, 700 * time.Millisecond, time.Second, time.Minute,
	})
	group := pick(tr.rng, []int{1, 1, 1, 3, 20, 150})
	begin := time.Now().Add(-time.Hour - time.Duration(n)*step)
	archived := tr.rng.IntN(4) == 0
	for i := range n {
		tr.add(begin.Add(time.Duration(i/group)*step), pick(tr.rng, names))
		t := &tr.records()[i]
		t.archived = archived && tr.rng.IntN(5) == 0
		t.updated = t.created.Add(time.Duration(tr.rng.IntN(50)) * time.Minute)
	}
	tr.history = []snapshot{{records: tr.records()}}
}

var names = func() []string {
	all := []string{"", "ann", "Ann", "Zoë"}
	for n := range 200 {
		all = append(all, "name "+strconv.Itoa(n))
	}
	return all
}()

// disturb changes the server between two requests.
func (tr *trial) disturb() {
	switch r := tr.rng; tr.regime {
	case rareChanges, "loop updates", "loop removes", "loop renames":
		if r.IntN(10) == 0 {
			tr.changeOne()
		}
	case "busy":
		for range r.IntN(4) {
			tr.changeOne()
		}
	case "burst":
		if r.IntN(6) == 0 {
			edit := pick(r, []func(){tr.addOne, tr.removeOne, tr.moveOne})
			for range r.IntN(60) {
				edit()
			}
		}
	}
}

// changeOne makes one change.
func (tr *trial) changeOne() { pick(tr.rng, []func(){tr.addOne, tr.removeOne, tr.moveOne})() }

func (tr *trial) addOne() {
	if tr.next < 1000 {
		tr.add(time.Now(), pick(tr.rng, names))
	}
}

func (tr *trial) removeOne() {
	if all := tr.records(); len(all) > 0 {
		tr.remove(pick(tr.rng, all).n)
	}
}

func (tr *trial) moveOne() {
	if all := tr.records(); len(all) > 0 {
		tr.move(pick(tr.rng, all).n)
	}
}

// move gives a record another place in all orders but that of creation.
func (tr *trial) move(n int) {
	tr.update(n, func(t *record) {
		t.updated, t.name, t.place = time.Now(), pick(tr.rng, names), tr.rng.Uint64()
	})
}

// expect drops what did not keep its place from what must come.
func (tr *trial) expect(seen []record) {
	if tr.expected == nil {
		tr.expected = map[int]string{}
		for _, t := range seen {
			if !t.archived || !tr.kind.list {
				tr.expected[t.n] = tr.kind.place(t)
			}
		}
		return
	}
	stays := make(map[int]string, len(tr.expected))
	for _, t := range seen {
		if was, ok := tr.expected[t.n]; ok && was == tr.kind.place(t) {
			stays[t.n] = was
		}
	}
	tr.expected = stays
}

// walk walks from a checkpoint on until a random item, or to the end. It returns the
// checkpoint to go on from, empty at the end.
func (tr *trial) walk(t *testing.T, c client, from cuedesk.Checkpoint) (cuedesk.Checkpoint, error) {
	var at cuedesk.Position
	var saved cuedesk.Checkpoint
	var since []int // the items since the saved checkpoint, which a crash forgets
	stop, save := tr.stop()
	items := 0
	opts := []cuedesk.IterOption{cuedesk.WithPrefetch(tr.prefetch), cuedesk.WithPosition(&at), cuedesk.ResumeFrom(from)}
	for n, err := range tr.kind.all(t.Context(), c, tr.limit, opts...) {
		if err != nil {
			return "", err
		}
		if items++; tr.take(n) > 1 {
			t.Errorf("%d came twice", n)
		}
		since = append(since, n)
		if items == save {
			saved, since = at.Checkpoint(), nil
		}
		if items == stop {
			tr.crash(since)
			return saved, nil
		}
	}
	return "", nil
}

// stop draws after how many items to stop, and after how many the checkpoint is saved.
func (tr *trial) stop() (stop, save int) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	if tr.parts++; tr.parts > 1 {
		tr.limit, tr.prefetch = 1+tr.rng.IntN(100), tr.rng.IntN(5)
	}
	if tr.resumes == 0 {
		return -1, 0
	}
	stop = 1 + tr.rng.IntN(1+len(tr.records()))
	return stop, stop - tr.rng.IntN(2)*tr.rng.IntN(stop)
}

// crash forgets items.
func (tr *trial) crash(since []int) {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	for _, n := range since {
		tr.got[n] = 0
	}
	tr.resumes--
}

// take takes an item, changes it if the loop does, and returns how often it came.
func (tr *trial) take(n int) int {
	tr.mu.Lock()
	defer tr.mu.Unlock()
	tr.got[n]++
	switch tr.regime {
	case "loop updates":
		tr.update(n, func(t *record) { t.updated = time.Now() })
	case "loop removes", onlyRemoves:
		tr.remove(n)
	case "loop renames":
		tr.move(n)
	}
	return tr.got[n]
}

// run walks to the end, and returns the error that ends it early.
func (tr *trial) run(t *testing.T) error {
	c := newClient(t, tr.serve)
	from, err := tr.walk(t, c, "")
	for err == nil && from != "" {
		from, err = tr.walk(t, c, from)
	}
	if err != nil {
		return err
	}
	tr.mu.Lock()
	defer tr.mu.Unlock()
	for n, place := range tr.expected {
		if tr.got[n] == 0 {
			t.Errorf("%d of %d at %s was missed, %d came", n, len(tr.expected), place, len(tr.got))
			break
		}
	}
	return nil
}

func (tr *trial) String() string {
	return fmt.Sprintf("%s, %s, %d a page, %d ahead, shown in %v, compared in %v, random ties %v, cap %d, delay %v",
		tr.kind.name, tr.regime, tr.limit, tr.prefetch, tr.responsePrecision, tr.filterPrecision, tr.shuffleTies,
		tr.totalCap, tr.searchDelay)
}

// walkCounts count walks, and those that ended in an error, by regime and iterator.
type walkCounts struct {
	mu     sync.Mutex
	counts map[string]*[2]int
}

func (c *walkCounts) add(tr *trial, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	regime := tr.regime
	if tr.shuffleTies {
		regime += ", random ties"
	}
	for _, key := range []string{regime, tr.kind.name} {
		if c.counts[key] == nil {
			c.counts[key] = new([2]int)
		}
		c.counts[key][0]++
		if err != nil {
			c.counts[key][1]++
		}
	}
}

// TestIterators walks over lists that change between any two requests: what keeps its place comes exactly once,
// nothing comes twice, or the walk says that it failed: about one of 1,000 at most with everyday changes, and none
// without changes or where only the loop removes what it reads. With -walks 20000 it takes minutes.
func TestIterators(t *testing.T) {
	t.Parallel()
	c := walkCounts{counts: map[string]*[2]int{}}
	t.Run("lanes", func(t *testing.T) {
		t.Parallel()
		const lanes = 4
		for lane := range lanes {
			t.Run(strconv.Itoa(lane), func(t *testing.T) {
				t.Parallel()
				for n := lane; n < *walkRuns && !t.Failed(); n += lanes {
					synctest.Test(t, func(t *testing.T) { c.try(t, *walkSeed+uint64(n)) })
				}
			})
		}
	})
	t.Cleanup(func() {
		for _, key := range slices.Sorted(maps.Keys(c.counts)) {
			t.Logf("%-32s %6d walks, %5d ended in an error", key, c.counts[key][0], c.counts[key][1])
		}
		if e := c.counts[rareChanges]; e != nil && e[1] > 1+e[0]/1000 { // one may be chance
			t.Errorf("%d of %d walks with everyday changes ended in an error", e[1], e[0])
		}
		for _, regime := range []string{noChanges, onlyRemoves} {
			if e := c.counts[regime]; e != nil && e[1] > 0 {
				t.Errorf("%d of %d walks ended in an error: %s", e[1], e[0], regime)
			}
		}
	})
}

// try makes one walk.
func (c *walkCounts) try(t *testing.T, seed uint64) {
	t.Helper()
	tr := newTrial(seed)
	about := tr.String()
	err := tr.run(t)
	if err != nil && !errors.Is(err, cuedesk.ErrListChanged) {
		t.Error(err)
	}
	quiet := slices.Contains([]string{rareChanges, noChanges, onlyRemoves}, tr.regime)
	if t.Failed() || err != nil && !tr.shuffleTies && quiet {
		t.Logf("seed %d: %s: %v", seed, about, err)
	}
	c.add(tr, err)
}
