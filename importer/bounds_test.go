package importer_test

import (
	"maps"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// requestCounts counts the requests of each operation.
func requestCounts(srv *cuedesktest.Server) map[string]int {
	counts := map[string]int{}
	for _, r := range srv.Requests() {
		counts[r.Operation]++
	}
	return counts
}

// TestRun_requests: the requests beyond sending and polling are as few as the package
// comment says.
func TestRun_requests(t *testing.T) {
	t.Parallel()
	const explain = 30
	tests := map[string]struct {
		bad         int           // one row in so many is refused; 0: none
		delay       time.Duration // of the index
		distinguish bool
		reads       int // times that batches are read back, for 5 batches
		before      int // contacts that are listed before the batches
		parts       int // imports of the rows that are not shown
	}{
		"all in":               {},
		"told apart":           {distinguish: true, reads: 5, before: 5},
		"some refused":         {bad: 10, reads: 5, parts: 5},
		"some refused, late":   {bad: 10, reads: 25, delay: time.Hour, parts: 5},
		"refused and told":     {bad: 10, reads: 5, distinguish: true, before: 5, parts: 5},
		"every second refused": {bad: 2, reads: 5, parts: 5},
		"all refused":          {bad: 1, parts: 10},
	}
	for _, name := range testset.Some(slices.Sorted(maps.Keys(tests)), 4) {
		test := tests[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer(
					cuedesktest.WithSearchDelay(test.delay), cuedesktest.WithImportDuration(20*time.Second),
				)
				client := srv.Client()
				list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "All"})
				if err != nil {
					t.Fatal(err)
				}
				rows := people(2000)
				for i := range rows {
					if test.bad > 0 && i%test.bad == 0 {
						rows[i].CustomFields = map[string]any{"none": 1}
					}
				}
				o := byEmail
				o.Lanes, o.BatchSize, o.Explain, o.ListID, o.Distinguish = 1, 400, explain, list.ID, test.distinguish
				if _, err := runImport(t, client, stream(rows...), o); err != nil {
					t.Fatal(err)
				}
				counts := requestCounts(srv)
				looked, added, probed := 0, 0, max(counts[createContact], counts[updateContact])
				if test.bad > 0 { // which rows are in, and so in the list, the counts do not say
					looked, added = explain, test.reads*400/100
				}
				if limit := test.reads*(3+2*400/99) + looked; counts[search] > limit {
					t.Errorf("%d searches, more than %d", counts[search], limit)
				}
				if n := counts[bulkCreate]; n < 5+test.parts || n > 5+test.parts+looked || n+probed > 5+test.parts+looked {
					t.Errorf("%d imports and %d probes", n, probed)
				}
				if counts[addMembers] > looked+added || counts[membersOf] > 5 || counts[contacts] > added+test.before {
					t.Errorf("requests are %v", counts)
				}
				for _, known := range []string{
					search, bulkCreate, importStatus, addMembers, membersOf, contacts, createContact, updateContact,
					"POST /v1/contact-lists",
				} {
					delete(counts, known)
				}
				if len(counts) > 0 {
					t.Errorf("other requests are %v", counts)
				}
			})
		})
	}
}
