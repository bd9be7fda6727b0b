package cuedesk_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// syncRuns is how many random syncs TestContactsService_Changes_random makes; syncSeed is the first one.
var (
	syncRuns = flag.Int("syncs", testset.Pick(16, 600), "random syncs of contacts that change")
	syncSeed = flag.Uint64("syncseed", 0, "the seed of the first random sync")
)

// syncRegimes say what happens during a sync.
var syncRegimes = []string{"calm", rareChanges, rareChanges, rareChanges, "busy", "blank", "burst"}

// syncLoop is a program that reads the changes again and again, while contacts change.
type syncLoop struct {
	*cuedesktest.Server
	t           *testing.T
	rng         *rand.Rand
	client      *cuedesk.Client
	regime      string
	loop        string // what the loop does to what it reads
	description string

	mu    sync.Mutex // guards what follows, and rng
	ids   []cuedesk.ContactID
	added int
	quiet bool // nothing changes any more

	since  cuedesk.Checkpoint
	states map[cuedesk.ContactID]time.Time // as they came last
	round  map[cuedesk.ContactID]bool      // what came in this round
}

func newSyncLoop(t *testing.T, seed uint64) *syncLoop {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 11))
	delay := pick(r, []time.Duration{0, 0, 2 * time.Second, 20 * time.Second})
	filled, shown := r.IntN(2) == 0, pick(r, []time.Duration{0, 0, time.Second})
	s := &syncLoop{
		Server: cuedesktest.NewServer(cuedesktest.WithSearchDelay(delay), cuedesktest.WithCurrentFields(filled),
			cuedesktest.WithShownTimes(shown)),
		t: t, rng: r, regime: pick(r, syncRegimes), loop: pick(r, []string{"", "", "updates", "removes", "updates one"}),
		states: map[cuedesk.ContactID]time.Time{}, round: map[cuedesk.ContactID]bool{},
	}
	n, step := pick(r, []int{1, 2, 50, 99, 100, 101, 150, 250, 400}), pick(r, []int{0, 7, 300, 2000})
	s.description = fmt.Sprintf("seed %d: %s, the loop %q, %d contacts %d ms apart, delay %s, filled in %t, shown in %s",
		seed, s.regime, s.loop, n, step, delay, filled, shown)
	began := time.Now().Add(-time.Hour)
	for i := range n {
		s.add(began.Add(time.Duration(i*step) * time.Millisecond))
	}
	client, err := s.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: transport(s.serve)}))
	if err != nil {
		t.Fatal(err)
	}
	s.client = client
	return s
}

func (s *syncLoop) add(at time.Time) {
	s.added++
	contact := cuedesktest.Contact{Email: fmt.Sprint(s.added, "@example.com"), CreatedAt: at, UpdatedAt: at}
	s.ids = append(s.ids, s.AddContact(contact))
}

// serve answers a request, before which others may change contacts.
func (s *syncLoop) serve(r *http.Request) (*http.Response, error) {
	s.mu.Lock()
	blank := s.regime == "blank" && !s.quiet && s.rng.IntN(6) == 0
	s.disturb()
	s.mu.Unlock()
	if blank {
		return (&resttest.Blank{Base: s.Server, First: 1, End: 2}).RoundTrip(r)
	}
	return s.RoundTrip(r)
}

// disturb makes the changes of others before a request.
func (s *syncLoop) disturb() {
	changes := 0
	switch s.regime {
	case rareChanges:
		changes = 1 - min(1, s.rng.IntN(10))
	case "busy":
		changes = s.rng.IntN(4)
	case "burst":
		changes = s.rng.IntN(60) * (1 - min(1, s.rng.IntN(6)))
	}
	for range changes {
		if !s.quiet {
			s.changeOne()
		}
	}
}

// changeOne adds, updates or removes a contact.
func (s *syncLoop) changeOne() {
	i := s.rng.IntN(len(s.ids) + 1)
	switch {
	case i == len(s.ids) || s.rng.IntN(6) == 0:
		s.add(time.Now())
	case s.rng.IntN(6) == 0:
		s.RemoveContact(s.ids[i])
		s.ids = append(s.ids[:i], s.ids[i+1:]...)
	default:
		s.TouchContact(s.ids[i])
	}
}

// handle is what the loop does with a contact.
func (s *syncLoop) handle(c *cuedesk.Contact) {
	if s.round[c.ID] {
		s.t.Errorf("%s came twice in a round", c.ID)
	}
	s.round[c.ID], s.states[c.ID] = true, c.UpdatedAt
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case s.quiet:
	case s.loop == "updates", s.loop == "updates one" && s.rng.IntN(20) == 0:
		s.TouchContact(c.ID)
	case s.loop == "removes":
		s.RemoveContact(c.ID)
	}
}

// draw draws a number below n. A page that is fetched ahead may be served at the same time.
func (s *syncLoop) draw(n int) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.rng.IntN(n)
}

// stopChanges ends all changes.
func (s *syncLoop) stopChanges() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.quiet = true
}

// read reads the changes until a random item, or to the end of the round.
func (s *syncLoop) read() (ended bool, err error) {
	stop := -1
	if s.draw(3) == 0 {
		stop = 1 + s.draw(150)
	}
	var at cuedesk.Position
	items := 0
	defer func() { s.since = at.Checkpoint() }()
	opts := []cuedesk.IterOption{cuedesk.WithPosition(&at), cuedesk.WithPrefetch([]int{0, 0, 2}[s.draw(3)])}
	for c, err := range s.client.Contacts.Changes(s.t.Context(), s.since, opts...) {
		if err != nil {
			return false, err
		}
		s.handle(c)
		if items++; items == stop {
			return false, nil
		}
	}
	return true, nil
}

// sync reads the changes some times, the last of them when nothing has changed for long.
func (s *syncLoop) sync() (rounds int, errs []error) {
	for night := range 10 {
		if night == 7 {
			s.stopChanges()
			<-time.After(time.Hour)
		}
		for range 20 {
			ended, err := s.read()
			if rounds++; err != nil {
				errs = append(errs, err)
			}
			if ended {
				clear(s.round)
				break
			}
			<-time.After(time.Duration(s.draw(10)) * time.Second)
		}
		<-time.After(time.Duration(s.draw(90)) * time.Second)
	}
	return rounds, errs
}

// lost counts the contacts that did not come as they are now.
func (s *syncLoop) lost() (n int) {
	for c, err := range s.Viewer().Contacts.Scan(s.t.Context(), cuedesk.Where()) {
		if err != nil {
			s.t.Fatal(err)
		}
		if !s.states[c.ID].Equal(c.UpdatedAt) {
			n++
		}
	}
	return n
}

// TestContactsService_Changes_random syncs contacts that change between any two requests: each comes as it is in the
// end, none comes twice in a round, and with everyday changes less than one round of 1,000 ends in an error.
func TestContactsService_Changes_random(t *testing.T) {
	t.Parallel()
	rounds, failed := map[string]int{}, map[string]int{}
	for n := range *syncRuns {
		synctest.Test(t, func(t *testing.T) {
			s := newSyncLoop(t, *syncSeed+uint64(n))
			made, errs := s.sync()
			rounds[s.regime] += made
			failed[s.regime] += len(errs)
			for _, err := range errs {
				if !errors.Is(err, cuedesk.ErrListChanged) || s.regime == "calm" {
					t.Error(err)
				}
			}
			if lost := s.lost(); lost > 0 {
				t.Errorf("%d contacts did not come as they are", lost)
			}
			if t.Failed() || len(errs) > 0 && s.regime == rareChanges {
				t.Log(s.description, errs)
			}
		})
		if t.Failed() {
			break
		}
	}
	t.Log(rounds, failed)
	if e := failed[rareChanges]; e > 1+rounds[rareChanges]/1000 { // one may be chance
		t.Errorf("%d of %d rounds with everyday changes ended in an error", e, rounds[rareChanges])
	}
}
