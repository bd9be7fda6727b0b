package cuedesk_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// divided is a workspace that is read in parts.
type divided struct {
	seed     uint64
	server   *cuedesktest.Server
	contacts map[cuedesk.ContactID]bool
	parts    int
	about    string // how it was made
}

// newDivided returns a workspace of up to 300 contacts, of which up to 40 have one time.
func newDivided(seed uint64) *divided {
	r := rand.New(rand.NewPCG(seed, 7))
	shown := pick(r, []time.Duration{time.Microsecond, time.Millisecond, time.Second, time.Minute})
	gap := pick(r, []time.Duration{
		time.Millisecond, 30 * time.Millisecond, time.Second, 7 * time.Second, time.Minute, time.Hour,
	})
	d := &divided{
		seed: seed, contacts: map[cuedesk.ContactID]bool{}, parts: 1 + r.IntN(16),
		server: cuedesktest.NewServer(cuedesktest.WithShownTimes(shown), cuedesktest.WithRequestLog(0)),
	}
	if r.IntN(4) == 0 {
		d.server.Reconfigure(cuedesktest.WithTotalCap(1 + r.IntN(99)))
		d.about = "with totals capped, "
	}
	same := pick(r, []int{1, 1, 2, 10, 40})
	n := pick(r, []int{0, 1, 2, 3, 99, 100, 101, 200, 300, r.IntN(301), r.IntN(301)})
	begin := time.Date(2025, 3, 30, 0, 0, 0, pick(r, []int{0, r.IntN(1e9)}), time.UTC)
	for i := range n {
		at := begin.Add(time.Duration(i/same) * gap)
		d.contacts[d.server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at, UpdatedAt: at})] = true
	}
	d.about += fmt.Sprintf("%d contacts, %d each %s, shown by %s, in %d parts", n, same, gap, shown, d.parts)
	return d
}

// scan reads the parts, and counts how often each contact came.
func (d *divided) scan(t *testing.T) (map[cuedesk.ContactID]int, error) {
	t.Helper()
	client, came := d.server.Client(), map[cuedesk.ContactID]int{}
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

// TestContactsService_Partitions_random: in a workspace that does not change, parts have
// each contact once, and none ends in an error.
func TestContactsService_Partitions_random(t *testing.T) {
	t.Parallel()
	for seed := range uint64(testset.Pick(60, 600)) {
		d := newDivided(seed)
		came, err := d.scan(t)
		for id, times := range came {
			if times != 1 || !d.contacts[id] {
				err = errors.Join(err, fmt.Errorf("a contact came %d times", times))
			}
		}
		if err != nil || len(came) != len(d.contacts) {
			t.Errorf("seed %d, %s: %d came, %v", seed, d.about, len(came), err)
		}
	}
}
