package cuedesk_test

import (
	"errors"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// TestWithNotFoundGrace_begin: the grace begins when the import was last known to be
// there, by its acceptance or a status.
func TestWithNotFoundGrace_begin(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		before time.Duration // between acceptance and the wait
		seen   time.Duration // how long statuses come first
		gone   time.Duration // how long it is not found then
		found  bool
	}{
		"accepted just now":        {gone: 50 * time.Second, found: true},
		"accepted long ago":        {before: time.Hour, gone: 10 * time.Second},
		"accepted a while ago":     {before: 30 * time.Second, gone: 10 * time.Second, found: true},
		"seen for long, then gone": {seen: 10 * time.Minute, gone: 40 * time.Second, found: true}, // last seen up to 15 s before
		"seen, then gone for long": {seen: 10 * time.Minute, gone: time.Hour},
	} {
		synctest.Test(t, func(t *testing.T) {
			var begun time.Time
			client := newClient(t, func(r *http.Request) (*http.Response, error) {
				if r.Method == http.MethodPost {
					return reply(202, jsonType, `{"contact_import_uuid":"`+importID.String()+`"}`), nil
				}
				switch past := time.Since(begun); {
				case past < test.seen:
					return statusAnswer(importID, importStatus("processing", 1, 0, 0))()
				case past < test.seen+test.gone:
					return answer(404)()
				}
				return statusAnswer(importID, importStatus("completed", 1, 1, 0))()
			})
			job, err := client.Bulk.Create(t.Context(), cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{bruce}})
			if err != nil {
				t.Fatal(err)
			}
			<-time.After(test.before)
			begun = time.Now()
			_, err = job.Wait(t.Context())
			if (err == nil) != test.found || err != nil && !errors.Is(err, cuedesk.ErrNotFound) {
				t.Errorf("%s: %v", name, err)
			}
			if took := time.Since(begun); took > test.seen+2*time.Minute {
				t.Errorf("%s: took %v", name, took)
			}
		})
	}
}

// TestWithPollInterval_firstAboveLast: the first is the least and the most then.
func TestWithPollInterval_firstAboveLast(t *testing.T) {
	t.Parallel()
	list := slices.Repeat([]string{importStatus("pending", 1, 0, 0)}, 20)
	s := &statuses{list: append(list, importStatus("completed", 1, 1, 0))}
	if w := wait(t, s, cuedesk.WithPollInterval(10*time.Second, time.Millisecond)); w.err != nil {
		t.Fatal(w.err)
	}
	for i := range len(s.polls) - 1 {
		if gap := s.polls[i+1].Sub(s.polls[i]); gap < 5*time.Second || gap > 15*time.Second {
			t.Errorf("gap %d is %v", i, gap)
		}
	}
}
