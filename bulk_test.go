package cuedesk_test

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
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

// waitResult is what became of waiting for a job.
type waitResult struct {
	last  *cuedesk.Import
	err   error
	took  time.Duration
	polls int
}

func wait(t *testing.T, s *statuses, opts ...cuedesk.WaitOption) (w waitResult) {
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

// TestJob_Wait_permanentFailure: what would not go away is not waited out.
func TestJob_Wait_permanentFailure(t *testing.T) {
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

func answer(status int) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		return reply(status, jsonType, fmt.Sprintf(`{"error":{"message":"%d"}}`, status)), nil
	}
}

func unavailable() (*http.Response, error) { return answer(503)() }

func refusedConnection() (*http.Response, error) {
	return nil, &net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}
}

// tooManyRequests asks to wait.
func tooManyRequests(retryAfter string) func() (*http.Response, error) {
	return func() (*http.Response, error) {
		resp, err := answer(429)()
		resp.Header.Set("Retry-After", retryAfter)
		return resp, err
	}
}
