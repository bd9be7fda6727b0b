package cuedesk_test

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// statuses answers polls with one status after the other, the last again and
// again, and remembers when each poll came.
type statuses struct {
	list  []string
	polls []time.Time
	after string // Retry-After
}

func (s *statuses) serve(*http.Request) (*http.Response, error) {
	status := s.list[min(len(s.polls), len(s.list)-1)]
	s.polls = append(s.polls, time.Now())
	resp := reply(200, jsonType, `{"contact_import_uuid":"`+importID.String()+`",`+status+`}`)
	if s.after != "" {
		resp.Header.Set("Retry-After", s.after)
	}
	return resp, nil
}

func importStatus(status string, total, created, failed int) string {
	return fmt.Sprintf(`"status":%q,"summary":{"total":%d,"created":%d,"failed":%d}`, status, total, created, failed)
}

// waited is what became of waiting for a job.
type waited struct {
	last  *cuedesk.Import
	err   error
	took  time.Duration
	polls int
}

func wait(t *testing.T, s *statuses, opts ...cuedesk.WaitOption) (w waited) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		w.last, w.err = newClient(t, s.serve).Bulk.Job(importID).Wait(t.Context(), opts...)
		w.took, w.polls = time.Since(start), len(s.polls)
	})
	return w
}

func TestJob_Wait(t *testing.T) {
	t.Parallel()
	w := wait(t, &statuses{list: []string{
		importStatus("pending", 3, 0, 0), importStatus("processing", 3, 1, 0), importStatus("completed", 3, 3, 0),
	}})
	want := cuedesk.Import{
		ID: importID, Status: cuedesk.ImportCompleted, Summary: cuedesk.ImportSummary{Total: 3, Created: 3},
	}
	if w.err != nil || w.last.Summary.Created != 3 || w.last.Summary.Total != 3 || w.last.ID != want.ID ||
		!w.last.Done() || w.last.CompletedWithFailures() {
		t.Errorf("got %+v, %v", w.last, w.err)
	}
	if w.polls != 3 || w.took == 0 || w.took > time.Second {
		t.Errorf("%d polls in %v", w.polls, w.took)
	}
}

// TestJob_Wait_progress: each status, in order.
func TestJob_Wait_progress(t *testing.T) {
	t.Parallel()
	var seen []cuedesk.ImportStatus
	w := wait(t, &statuses{list: []string{importStatus("pending", 1, 0, 0), importStatus("completed", 1, 1, 0)}},
		cuedesk.WithProgress(func(i *cuedesk.Import) { seen = append(seen, i.Status) }))
	if w.err != nil || !slices.Equal(seen, []cuedesk.ImportStatus{cuedesk.ImportPending, cuedesk.ImportCompleted}) {
		t.Errorf("saw %v, %v", seen, w.err)
	}
}

// TestJob_Wait_badOptions have their defaults.
func TestJob_Wait_badOptions(t *testing.T) {
	t.Parallel()
	for name, opt := range map[string]cuedesk.WaitOption{
		"no interval":       cuedesk.WithPollInterval(0, 0),
		"negative interval": cuedesk.WithPollInterval(-time.Second, -time.Second),
		"first above most":  cuedesk.WithPollInterval(time.Second, time.Millisecond),
		"no progress":       cuedesk.WithProgress(nil),
		"no option":         nil,
	} {
		list := slices.Repeat([]string{importStatus("pending", 1, 0, 0)}, 5)
		w := wait(t, &statuses{list: append(list, importStatus("completed", 1, 1, 0))}, opt)
		if w.err != nil || w.polls != 6 || w.took < 500*time.Millisecond {
			t.Errorf("%s: %d polls in %v, %v", name, w.polls, w.took, w.err)
		}
	}
}

func TestJob_Wait_partialFailure(t *testing.T) {
	t.Parallel()
	w := wait(t, &statuses{list: []string{importStatus("completed", 10, 6, 3)}})
	if w.err != nil || !w.last.CompletedWithFailures() || w.last.Unaccounted() != 1 {
		t.Errorf("got %+v, %v", w.last, w.err)
	}
}

func TestJob_Wait_failedImport(t *testing.T) {
	t.Parallel()
	w := wait(t, &statuses{list: []string{importStatus("failed", 10, 0, 10)}})
	if !errors.Is(w.err, cuedesk.ErrImportFailed) || w.last == nil || w.last.Summary.Failed != 10 ||
		w.last.CompletedWithFailures() {
		t.Errorf("got %+v, %v", w.last, w.err)
	}
	if apiErr, ok := errors.AsType[*cuedesk.Error](w.err); !ok ||
		apiErr.Operation != "GET /v1/contacts/bulk/{contact_import_uuid}" {
		t.Errorf("got %T %v", w.err, w.err)
	}
}

// TestJob_Wait_keepsPolling on a status that it does not know.
func TestJob_Wait_keepsPolling(t *testing.T) {
	t.Parallel()
	w := wait(t, &statuses{list: []string{importStatus("validating", 1, 0, 0), importStatus("completed", 1, 1, 0)}})
	if w.err != nil || w.polls != 2 {
		t.Errorf("%d polls, %v", w.polls, w.err)
	}
}

func TestJob_Wait_backoff(t *testing.T) {
	t.Parallel()
	list := slices.Repeat([]string{importStatus("processing", 9, 1, 0)}, 40)
	s := &statuses{list: append(list, importStatus("completed", 9, 9, 0))}
	if w := wait(t, s, cuedesk.WithPollInterval(100*time.Millisecond, 2*time.Second)); w.err != nil || w.polls != 41 {
		t.Fatalf("%d polls, %v", w.polls, w.err)
	}
	for i := range len(s.polls) - 1 {
		gap := s.polls[i+1].Sub(s.polls[i])
		nominal := 2 * time.Second
		if i < 7 {
			nominal = 100 * time.Millisecond << i // never slower than doubling
		}
		if gap < 50*time.Millisecond || gap > nominal*3/2 || i > 10 && gap < time.Second {
			t.Errorf("gap %d is %v", i, gap)
		}
	}
}

func TestJob_Wait_retryAfter(t *testing.T) {
	t.Parallel()
	for after, least := range map[string]time.Duration{"7": 7 * time.Second, "99999999999999999999": time.Minute} {
		s := &statuses{after: after, list: []string{importStatus("pending", 1, 0, 0), importStatus("completed", 1, 1, 0)}}
		if w := wait(t, s); w.err != nil || w.took < least || w.took > least+time.Second {
			t.Errorf("Retry-After %s: took %v, %v", after, w.took, w.err)
		}
	}
}

func TestJob_Wait_stall(t *testing.T) {
	t.Parallel()
	s := &statuses{list: []string{importStatus("pending", 9, 0, 0), importStatus("processing", 9, 4, 0)}}
	w := wait(t, s, cuedesk.WithStallTimeout(time.Minute))
	if !errors.Is(w.err, cuedesk.ErrImportStalled) || w.last == nil || w.last.Summary.Created != 4 {
		t.Errorf("got %+v, %v", w.last, w.err)
	}
	if w.took < time.Minute || w.took > 90*time.Second {
		t.Errorf("took %v", w.took)
	}
}

// TestWithStallTimeout_none waits as long as the context lets it.
func TestWithStallTimeout_none(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 24*time.Hour)
		defer cancel()
		s := &statuses{list: []string{importStatus("processing", 9, 4, 0)}}
		last, err := newClient(t, s.serve).Bulk.Job(importID).Wait(ctx, cuedesk.WithStallTimeout(0))
		if !errors.Is(err, context.DeadlineExceeded) || last == nil {
			t.Errorf("got %+v, %v", last, err)
		}
		if _, ok := errors.AsType[*cuedesk.Error](err); !ok {
			t.Errorf("got %T", err)
		}
	})
}

// TestJob_Updates: each status once, until break.
func TestJob_Updates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := &statuses{list: []string{
			importStatus("pending", 3, 0, 0), importStatus("processing", 3, 1, 0), importStatus("completed", 3, 3, 0),
		}}
		var seen []cuedesk.ImportStatus
		updates := newClient(t, s.serve).Bulk.Job(importID).Updates(t.Context())
		for status, err := range updates {
			if err != nil {
				t.Fatal(err)
			}
			if seen = append(seen, status.Status); status.Status == cuedesk.ImportProcessing {
				break
			}
		}
		if !slices.Equal(seen, []cuedesk.ImportStatus{"pending", "processing"}) || len(s.polls) != 2 {
			t.Errorf("saw %v in %d polls", seen, len(s.polls))
		}
	})
}

// TestBulkService_Create_retries: after an ambiguous failure a bulk create is repeated only if the
// caller opts in, and each of its contacts would be found again.
func TestBulkService_Create_retries(t *testing.T) {
	t.Parallel()
	full := cuedesk.ContactCreate{Email: "a@example.com", PhoneNumber: "1", ExternalContactID: "x"}
	for name, test := range map[string]struct {
		in      cuedesk.BulkCreate
		repeats bool
	}{
		"matched on e-mail":      {cuedesk.BulkCreate{MatchOn: cuedesk.MatchEmail}, true},
		"matched on phone":       {cuedesk.BulkCreate{MatchOn: cuedesk.MatchPhoneNumber}, true},
		"matched on external ID": {cuedesk.BulkCreate{MatchOn: cuedesk.MatchExternalContactID}, true},
		"one without e-mail": {cuedesk.BulkCreate{
			MatchOn: cuedesk.MatchEmail, Contacts: []cuedesk.ContactCreate{full, {PhoneNumber: "2"}},
		}, false},
		"not matched":          {cuedesk.BulkCreate{}, false},
		"matched on something": {cuedesk.BulkCreate{MatchOn: "whatsapp_id"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				requests := 0
				client := newClient(t, func(*http.Request) (*http.Response, error) {
					requests++
					return reply(503, jsonType, "{}"), nil
				})
				if test.in.Contacts == nil {
					test.in.Contacts = []cuedesk.ContactCreate{full}
				}
				for _, opted := range []bool{false, true} {
					requests, test.in.RepeatImports = 0, opted
					_, err := client.Bulk.Create(t.Context(), test.in)
					if (requests > 1) != (test.repeats && opted) || !errors.Is(err, cuedesk.ErrOutcomeUnknown) {
						t.Errorf("RepeatImports %t: %d requests, %v", opted, requests, err)
					}
				}
			})
		})
	}
}

// importer accepts bulk creates and completes each at once.
type importer struct {
	sizes []int
	fail  map[int]int // status to answer the n-th bulk create with
}

func (m *importer) serve(r *http.Request) (*http.Response, error) {
	if r.Method == http.MethodGet {
		n := m.sizes[len(m.sizes)-1]
		return (&statuses{list: []string{importStatus("completed", n, n, 0)}}).serve(r)
	}
	var in struct {
		Contacts []struct{} `json:"contacts"`
	}
	if err := json.NewDecoder(r.Body).Decode(&in); err != nil {
		return nil, err
	}
	m.sizes = append(m.sizes, len(in.Contacts))
	if status := m.fail[len(m.sizes)]; status != 0 {
		return reply(status, jsonType, refusal), nil
	}
	return reply(202, jsonType, `{"contact_import_uuid":"`+importID.String()+`"}`), nil
}

// contacts is a stream of n contacts, of which pulled counts those taken.
func contacts(n int, pulled *int) iter.Seq[cuedesk.ContactCreate] {
	return func(yield func(cuedesk.ContactCreate) bool) {
		for *pulled < n {
			*pulled++
			if !yield(cuedesk.ContactCreate{ExternalContactID: strconv.Itoa(*pulled)}) {
				return
			}
		}
	}
}

func TestBulkService_Import(t *testing.T) {
	t.Parallel()
	for n, want := range map[int][]int{0: nil, 1: {1}, 1000: {1000}, 1001: {1000, 1}, 2500: {1000, 1000, 500}} {
		var m importer
		pulled, next := 0, 0
		for batch, err := range newClient(t, m.serve).Bulk.Import(t.Context(), contacts(n, &pulled), cuedesk.BulkCreate{}) {
			if err != nil || batch.First != next || batch.Import == nil || batch.Job.ID != importID {
				t.Fatalf("%d contacts: batch %+v, %v", n, batch, err)
			}
			if batch.Contacts[0].ExternalContactID != strconv.Itoa(next+1) {
				t.Errorf("batch at %d begins with %v", next, batch.Contacts[0].ExternalContactID)
			}
			next += len(batch.Contacts)
		}
		if next != n || !slices.Equal(m.sizes, want) {
			t.Errorf("%d contacts: %d in batches of %v", n, next, m.sizes)
		}
	}
}

// TestBulkService_Import_twice: each time over the whole stream, and each batch keeps
// its own contacts.
func TestBulkService_Import_twice(t *testing.T) {
	t.Parallel()
	var m importer
	all := make([]cuedesk.ContactCreate, 2001)
	for i := range all {
		all[i].ExternalContactID = strconv.Itoa(i)
	}
	seq := newClient(t, m.serve).Bulk.Import(t.Context(), slices.Values(all), cuedesk.BulkCreate{})
	for range 2 {
		var kept []*cuedesk.Batch
		for batch, err := range seq {
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, batch)
		}
		next := 0
		for _, batch := range kept {
			for _, c := range batch.Contacts {
				if c.ExternalContactID != strconv.Itoa(next) {
					t.Fatalf("contact %d is %s", next, c.ExternalContactID)
				}
				next++
			}
		}
		if next != len(all) {
			t.Errorf("%d contacts", next)
		}
	}
}

// TestBulkService_Import_unknownEnd: after a batch that may still be running it ends.
func TestBulkService_Import_unknownEnd(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		creates := 0
		client := newClient(t, func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				creates++
				return reply(202, jsonType, `{"contact_import_uuid":"`+importID.String()+`"}`), nil
			}
			return (&statuses{list: []string{importStatus("processing", 9, 1, 0)}}).serve(r)
		})
		pulled, batches := 0, 0
		stall := cuedesk.WithStallTimeout(time.Minute)
		for batch, err := range client.Bulk.Import(t.Context(), contacts(5000, &pulled), cuedesk.BulkCreate{}, stall) {
			if batches++; !errors.Is(err, cuedesk.ErrImportStalled) || batch.Job == nil || batch.Import == nil {
				t.Errorf("batch %+v, %v", batch, err)
			}
		}
		if batches != 1 || creates != 1 {
			t.Errorf("%d batches, %d imports at once", batches, creates)
		}
	})
}

// TestJob_Wait_outage of the API, until the stall timeout.
func TestJob_Wait_outage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		outage time.Duration
		is     error
	}{"short": {5 * time.Minute, nil}, "long": {time.Hour, cuedesk.ErrServer}} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			s := &statuses{list: []string{importStatus("processing", 9, 1, 0), importStatus("completed", 9, 9, 0)}}
			client := newClient(t, func(r *http.Request) (*http.Response, error) {
				if len(s.polls) == 1 && time.Since(start) < test.outage {
					return reply(503, jsonType, "{}"), nil
				}
				return s.serve(r)
			})
			last, err := client.Bulk.Job(importID).Wait(t.Context())
			if !errors.Is(err, test.is) || last == nil || last.Done() != (err == nil) {
				t.Errorf("%s outage: %+v, %v", name, last, err)
			}
			if took := time.Since(start); took > 20*time.Minute {
				t.Errorf("%s outage: took %v", name, took)
			}
		})
	}
}

// TestJob_Wait_lastingFailure: what would not go away is not waited out.
func TestJob_Wait_lastingFailure(t *testing.T) {
	t.Parallel()
	for name, lasting := range map[string]error{
		"not whom we want to talk to": &tls.CertificateVerificationError{Err: errors.New("unknown authority")},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			_, err := newClient(t, func(*http.Request) (*http.Response, error) {
				if lasting != nil {
					return nil, lasting
				}
				return reply(404, jsonType, refusal), nil
			}).Bulk.Job(importID).Wait(t.Context())
			if err == nil || time.Since(start) != 0 {
				t.Errorf("%s: %v after %v", name, err, time.Since(start))
			}
		})
	}
}

// TestBulkService_Import_break where going on is of no use.
func TestBulkService_Import_break(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status int
		cancel bool
		is     error
	}{
		"token refused": {401, false, cuedesk.ErrUnauthorized},
		"not allowed":   {403, false, cuedesk.ErrForbidden},
		"context ended": {422, true, cuedesk.ErrInvalid},
	} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		m := importer{fail: map[int]int{1: test.status}}
		pulled, batches := 0, 0
		for _, err := range newClient(t, m.serve).Bulk.Import(ctx, contacts(5000, &pulled), cuedesk.BulkCreate{}) {
			if batches++; !errors.Is(err, test.is) {
				t.Errorf("%s: %v", name, err)
			}
			if test.cancel {
				cancel()
			}
		}
		if batches != 1 || pulled != 1000 {
			t.Errorf("%s: %d batches, %d contacts pulled", name, batches, pulled)
		}
	}
}

// TestBulkService_Import_contactsAndStream: those beside the stream would be lost.
func TestBulkService_Import_contactsAndStream(t *testing.T) {
	t.Parallel()
	pulled, batches := 0, 0
	in := cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{bruce}}
	for _, err := range refuseAll(t).Bulk.Import(t.Context(), contacts(10, &pulled), in) {
		if batches++; !errors.Is(err, cuedesk.ErrInvalid) || !strings.Contains(err.Error(), "stream") {
			t.Errorf("got %v", err)
		}
	}
	if batches != 1 || pulled != 0 {
		t.Errorf("%d batches, %d contacts pulled", batches, pulled)
	}
}

// TestBulkService_Import_failedBatch of a batch, which comes with it, and stops at break.
func TestBulkService_Import_failedBatch(t *testing.T) {
	t.Parallel()
	for status, is := range map[int]error{
		400: cuedesk.ErrInvalid, 409: cuedesk.ErrConflict, 413: nil,
		422: cuedesk.ErrInvalid,
	} {
		m := importer{fail: map[int]int{2: status}}
		pulled, outcome := 0, []bool(nil)
		client := newClient(t, m.serve)
		for batch, err := range client.Bulk.Import(t.Context(), contacts(5000, &pulled), cuedesk.BulkCreate{}) {
			outcome = append(outcome, err == nil)
			if err != nil && (batch.First != 1000 || batch.Job != nil || is != nil && !errors.Is(err, is)) {
				t.Errorf("%d: batch %d with job %v: %v", status, batch.First, batch.Job, err)
			}
			if len(outcome) == 3 {
				break
			}
		}
		if !slices.Equal(outcome, []bool{true, false, true}) || pulled != 3000 || len(m.sizes) != 3 {
			t.Errorf("%d: outcomes %v, %d contacts pulled, %d sent", status, outcome, pulled, len(m.sizes))
		}
	}
}

// TestBulkService_Import_outage: a fault of the service does not use up the batches.
func TestBulkService_Import_outage(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		fault   func() (*http.Response, error)
		lasts   time.Duration // from the second batch on
		batches int           // yielded
		atLeast time.Duration
		repeats bool
		is      error
	}{
		"told to wait 120 s": {fault: tooMany("120"), lasts: time.Minute, batches: 20, atLeast: 2 * time.Minute},
		"no connection":      {fault: refusedConnection, lasts: 10 * time.Minute, batches: 20, atLeast: 10 * time.Minute},
		"no connection for good": {
			fault: refusedConnection, lasts: 24 * time.Hour, batches: 2, atLeast: 14 * time.Minute, is: syscall.ECONNREFUSED,
		},
		"told to wait for an hour": {fault: tooMany("3600"), lasts: time.Hour, batches: 2, is: cuedesk.ErrRateLimited},
		"outage":                   {fault: unavailable, lasts: time.Hour, batches: 2, is: cuedesk.ErrOutcomeUnknown},
		"outage, repeating": {
			fault: unavailable, lasts: 10 * time.Minute, batches: 20, atLeast: 10 * time.Minute, repeats: true,
		},
		"404 of a balancer": {fault: htmlAnswer(404), lasts: time.Hour, batches: 2, is: cuedesk.ErrOutcomeUnknown},
		"no such list":      {fault: answer(404), lasts: time.Hour, batches: 2, is: cuedesk.ErrNotFound},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var m importer
				start, since := time.Now(), time.Time{}
				client := newClient(t, func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPost && len(m.sizes) == 1 {
						if since.IsZero() {
							since = time.Now()
						}
						if time.Since(since) < test.lasts {
							return test.fault()
						}
					}
					return m.serve(r)
				})
				pulled, batches := 0, 0
				in := cuedesk.BulkCreate{MatchOn: cuedesk.MatchExternalContactID, RepeatImports: test.repeats}
				var last error
				for batch, err := range client.Bulk.Import(t.Context(), contacts(20_000, &pulled), in) {
					if batch.First != batches*1000 {
						t.Errorf("batch %d begins at %d", batches, batch.First)
					}
					batches, last = batches+1, err
				}
				if batches != test.batches || pulled != batches*1000 || !errors.Is(last, test.is) ||
					time.Since(start) < test.atLeast {
					t.Errorf("%d batches, %d pulled, in %v: %v", batches, pulled, time.Since(start), last)
				}
			})
		})
	}
}

func answer(status int) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		return reply(status, jsonType, fmt.Sprintf(`{"error":{"message":"%d"}}`, status)), nil
	}
}

func unavailable() (*http.Response, error) { return answer(503)() }

func refusedConnection() (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
}

// tooMany asks to wait.
func tooMany(retryAfter string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		resp, err := answer(429)()
		resp.Header.Set("Retry-After", retryAfter)
		return resp, err
	}
}

// TestWithAccepted, so that a crash loses no import.
func TestWithAccepted(t *testing.T) {
	t.Parallel()
	var m importer
	var seen []int
	accepted := cuedesk.WithAccepted(func(b *cuedesk.Batch) {
		if b.Job.ID != importID || b.Import != nil || len(m.sizes) != len(seen)+1 {
			t.Errorf("batch %d: job %v, status %v", b.First, b.Job, b.Import)
		}
		seen = append(seen, b.First)
	})
	pulled := 0
	for _, err := range newClient(t, m.serve).Bulk.Import(t.Context(), contacts(2500, &pulled), cuedesk.BulkCreate{},
		accepted) {
		if err != nil {
			t.Fatal(err)
		}
	}
	if !slices.Equal(seen, []int{0, 1000, 2000}) {
		t.Errorf("accepted %v", seen)
	}
}
