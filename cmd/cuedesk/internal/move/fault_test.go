package move

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

func TestMove_transientFaults(t *testing.T) {
	t.Parallel()
	made, want := generate(65), ""
	// Waiting shows progress, which is no part of the result.
	progress := regexp.MustCompile(`(?m)^  \d+ of \d+ .*\n`)
	synctest.Test(t, func(t *testing.T) { want = progress.ReplaceAllString(newScenario(made).mustMove(t), "") })
	faults := []struct {
		name string
		cuedesktest.Fault
	}{
		{"503", cuedesktest.Status(503).Times(2)},
		{"429", cuedesktest.Status(429).RetryAfter("2").Times(2)},
		{"torn", cuedesktest.Torn().AfterApply()},
		{"reset", cuedesktest.Reset().AfterApply()},
		{"not answered", cuedesktest.Reset()},
	}
	for i, operation := range []string{
		sourceList, listFields, listLists, listContacts, bulkCreate, importStatus, listMembers, addMembers, listNotes,
		updateOne,
	} {
		for j, fault := range faults {
			if !testset.IsLarge() && (i+j)%len(faults) > 0 { // one fault for each operation, each fault with two
				continue
			}
			t.Run(operation+" "+fault.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newScenario(made)
					if operation == sourceList {
						w.nexadesk.Inject(operation, fault.Fault)
					} else {
						w.cuedesk.Inject(operation, fault.Fault)
					}
					equal(t, "the output", progress.ReplaceAllString(w.mustMove(t), ""), want)
					w.verify(t)
				})
			})
		}
	}
}

func TestMove_lostResponses(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{createField, createList, createNote} {
		for name, fault := range map[string]cuedesktest.Fault{
			"carried out": cuedesktest.Reset().AfterApply(),
			"torn":        cuedesktest.Torn().AfterApply(),
			"too many":    cuedesktest.Status(429),
		} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newScenario(generate(30))
					w.cuedesk.Inject(operation, fault)
					w.mustMove(t)
					w.verify(t)
				})
			})
		}
	}
}

// A proxy that has nothing to say but HTML, at each call: nothing is lost, and
// there is a reconciliation once something was sent.
func TestMove_proxyAtEachCall(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{
		listFields, createField, listLists, createList, listContacts, bulkCreate, importStatus, listMembers, addMembers,
		listNotes, createNote, updateOne,
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				people := 20
				if operation == updateOne { // the contact that is updated singly is the 61st
					people = 65
				}
				w := newScenario(generate(people))
				w.cuedesk.Inject(operation, cuedesktest.HTML502().Always())
				out, err := w.move(t)
				if err == nil {
					t.Fatalf("no error in:\n%s", out)
				}
				sent := !slices.Contains([]string{listFields, createField, listLists, listContacts}, operation)
				equal(t, "reconciliation", strings.Contains(out, "Reconciliation"), sent)
				equal(t, "nothing moved", strings.HasPrefix(err.Error(), "nothing was moved: "), !sent)
				if operation == bulkCreate || operation == importStatus {
					<-time.After(time.Hour)
				}
				w.completes(t)
			})
		})
	}
}

// A source that cannot be read to its end moves no contact.
func TestMove_incompleteSource(t *testing.T) {
	t.Parallel()
	page := `{"success":true,"data":[{"id":"x","first_name":"X"}],` +
		`"pagination":{"has_more":true,"next_cursor":%s,"total_count":2,"limit":100}}`
	json := func(cursor string) cuedesktest.Fault {
		return cuedesktest.Body(200, "application/json", fmt.Sprintf(page, cursor)).Always()
	}
	const people = 101 // more than a page
	for name, fault := range map[string]cuedesktest.Fault{
		"outage":        cuedesktest.Status(503).Always(),
		"torn":          cuedesktest.Torn().AfterApply().Always(),
		"stuck cursor":  json(`"same"`),
		"no cursor":     json("null"),
		"not a list":    cuedesktest.Body(200, "application/json", `{"success":true}`).Always(),
		"wrong token":   cuedesktest.Status(401).Always(),
		"proxy's words": cuedesktest.HTML502().Always(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newScenario(generate(people))
				w.nexadesk.Inject(sourceList, cuedesktest.Fault{}, fault)
				_, m, err := w.run(t.Context(), t)
				if err == nil || !strings.Contains(err.Error(), "nothing was moved: reading nexadesk stopped after ") {
					t.Errorf("error is %v", err)
				}
				equal(t, "requests", len(w.cuedesk.Requests()), 0)
				if len(m.people) < 100 || m.people[0].row(false)[1] != "failed" {
					t.Errorf("%d are to be reported", len(m.people))
				}
				w.nexadesk.ClearFaults()
				w.completes(t)
			})
		})
	}
}

// TestMove_ignoredOffset: orgcrm pages by offset: a server that ignores it must not make anybody double or go on for
// ever.
func TestMove_ignoredOffset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newOrgScenario(t, generate(120))
		w.orgcrm.Inject(sourceSearch, cuedesktest.Body(200, "application/json",
			`{"items":[{"id":"a","name":"A"}],"total":150}`).Always())
		if _, err := w.move(t); err == nil || !strings.Contains(err.Error(), "nothing was moved: reading orgcrm") {
			t.Errorf("error is %v", err)
		}
	})
}

// faultyTransport applies faults to requests at random.
type faultyTransport struct {
	server http.RoundTripper
	random *rand.Rand
	share  float64 // of the requests
}

// RoundTrip implements [http.RoundTripper].
func (w *faultyTransport) RoundTrip(r *http.Request) (*http.Response, error) {
	if w.random.Float64() >= w.share {
		return w.server.RoundTrip(r)
	}
	faults := []cuedesktest.Fault{
		cuedesktest.Status(503), cuedesktest.Status(500), cuedesktest.Status(429).RetryAfter("1"), cuedesktest.HTML502(),
		cuedesktest.Torn(), cuedesktest.Torn().AfterApply(), cuedesktest.Reset(), cuedesktest.Reset().AfterApply(),
		cuedesktest.Refuse(), cuedesktest.EmptyBody(), cuedesktest.Status(504).AfterApply(),
		cuedesktest.Latency(time.Minute).AfterApply(), cuedesktest.FailImport(),
	}
	return w.server.RoundTrip(faults[w.random.IntN(len(faults))].On(r))
}

// withFaults returns an option that makes a server fail at random.
func withFaults(server http.RoundTripper, seed uint64, share float64) cuedesk.Option {
	sky := &faultyTransport{server, rand.New(rand.NewPCG(seed, 0)), share}
	return cuedesk.WithHTTPClient(&http.Client{Transport: sky})
}

// TestMove_randomFaults applies faults of all kinds to both sides at random, until
// the move succeeds.
func TestMove_randomFaults(t *testing.T) {
	t.Parallel()
	for seed := range testset.Pick[uint64](2, 12) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				made := generate(65)
				w := newScenario(made)
				bad := cuedesk.WithTimeout(10 * time.Second)
				w.from = nexadeskSource(w.nexadesk.Client(withFaults(w.nexadesk, seed, 0.1), bad))
				if seed%3 == 0 {
					w = newOrgScenario(t, made)
					w.from = orgcrmSource(w.orgcrm.Client(withFaults(w.orgcrm, seed, 0.1), bad), orgcrmtest.OrgID)
				}
				w.to = w.cuedesk.Client(withFaults(w.cuedesk, seed+100, 0.05+float64(seed)/50), bad)
				for range 3 {
					out, err := w.move(t)
					t.Log(err)
					if strings.Contains(out, "During the move") || strings.Contains(out, "doubled") {
						t.Errorf("others in:\n%s", out)
					}
				}
				w.from = w.source()
				w.completes(t)
			})
		})
	}
}
