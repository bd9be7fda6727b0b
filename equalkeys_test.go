package cuedesk_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"testing"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// equalKeyServer serves 420 contacts by last name. 130 of them have the same name, and some of these change places
// before each request.
type equalKeyServer struct {
	mu  sync.Mutex
	rng *rand.Rand
	ids []string
}

func newEqualKeyServer(seed uint64) *equalKeyServer {
	c := &equalKeyServer{rng: rand.New(rand.NewPCG(seed, 1))}
	for range 420 {
		c.ids = append(c.ids, uuid.NewString())
	}
	return c
}

func (c *equalKeyServer) serve(r *http.Request) (*http.Response, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for range 2 {
		a, b := 150+c.rng.IntN(130), 150+c.rng.IntN(130)
		c.ids[a], c.ids[b] = c.ids[b], c.ids[a]
	}
	var offset, limit int
	_, _ = fmt.Sscan(r.URL.Query().Get("offset"), &offset)
	_, _ = fmt.Sscan(r.URL.Query().Get("limit"), &limit)
	items := ""
	for i := offset; i < min(offset+limit, len(c.ids)); i++ {
		name := fmt.Sprintf("%04d", i)
		if i >= 150 && i < 280 {
			name = "0150"
		}
		if items != "" {
			items += ","
		}
		items += `{"uuid":"` + c.ids[i] + `","workspace_uuid":"` + c.ids[0] + `","last_name":"` + name + `","archived":false,` +
			`"created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05Z","custom_fields":{}}`
	}
	return reply(200, jsonType, fmt.Sprintf(`{"contacts":[%s],"pagination":{"limit":%d,"offset":%d,"total":%d}}`,
		items, limit, offset, len(c.ids))), nil
}

// TestIterators_equalKeys: a walk through many equal keys, at once or in two parts, is complete, or returns an error.
func TestIterators_equalKeys(t *testing.T) {
	t.Parallel()
	opts := cuedesk.ListContactsOptions{OrderField: cuedesk.OrderByLastName, Order: cuedesk.Ascending}
	complete := 0
	seeds := []uint64{193, 193, 402, 402, 1437, 1437, 2175, 2175, 1, 2}
	for n, seed := range seeds[testset.Pick(4, 0):testset.Pick(6, 10)] {
		stop := 421 // never
		if n%2 == 1 {
			stop = 285 + int(seed%130)
		}
		c := newEqualKeyServer(seed)
		client, seen := newClient(t, c.serve), map[cuedesk.ContactID]int{}
		var at cuedesk.Position
		var err error
		walk := func(stop int, from ...cuedesk.IterOption) {
			from = append(from, cuedesk.WithPrefetch(0), cuedesk.WithPosition(&at))
			var contact *cuedesk.Contact
			for contact, err = range client.Contacts.All(t.Context(), opts, from...) {
				if err != nil {
					return
				}
				if seen[contact.ID]++; len(seen) == stop {
					return
				}
			}
		}
		if walk(stop); err == nil && n%2 == 1 {
			walk(0, cuedesk.ResumeFrom(at.Checkpoint()))
		}
		for id, times := range seen {
			if times > 1 {
				t.Errorf("seed %d: %s came %d times", seed, id, times)
			}
		}
		switch {
		case err == nil && len(seen) == len(c.ids):
			complete++
		case !errors.Is(err, cuedesk.ErrListChanged):
			t.Errorf("seed %d: %d of %d contacts, %v", seed, len(seen), len(c.ids), err)
		}
	}
	if complete == 0 {
		t.Error("no walk was complete")
	}
}
