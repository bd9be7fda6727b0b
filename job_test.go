package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// TestJob_Wait_faults: what says nothing about the import does not end
// the wait, as long as its patience lasts.
func TestJob_Wait_faults(t *testing.T) {
	t.Parallel()
	const minute = time.Minute
	later := cuedesk.WithNotFoundGrace(5 * minute)
	grace := []cuedesk.WaitOption{later}
	bad, stalled := cuedesk.ErrBadResponse, cuedesk.ErrImportStalled
	for name, test := range map[string]struct {
		fault func() (*http.Response, error)
		lasts time.Duration // after the import was accepted
		opts  []cuedesk.WaitOption
		is    []error // none: the import completes
	}{
		"not yet to be seen":         {fault: answer(404), lasts: 50 * time.Second},
		"not found for long":         {fault: answer(404), lasts: time.Hour, is: []error{cuedesk.ErrNotFound}},
		"not found, with more grace": {fault: answer(404), lasts: 4 * minute, opts: grace},
		"not found, without grace": {
			fault: answer(404), lasts: minute,
			opts: []cuedesk.WaitOption{cuedesk.WithNotFoundGrace(0)}, is: []error{cuedesk.ErrNotFound},
		},
		"503":                        {fault: unavailable, lasts: 10 * minute},
		"503 for long":               {fault: unavailable, lasts: time.Hour, is: []error{cuedesk.ErrServer}},
		"404 of a balancer":          {fault: htmlAnswer(404), lasts: 10 * minute},
		"520 of a CDN":               {fault: htmlAnswer(520), lasts: 10 * minute},
		"maintenance page":           {fault: htmlAnswer(200), lasts: 10 * minute},
		"maintenance page for long":  {fault: htmlAnswer(200), lasts: time.Hour, is: []error{bad}},
		"told to wait for 2 minutes": {fault: tooManyRequests("120"), lasts: 10 * minute},
		"told to wait for an hour":   {fault: tooManyRequests("3600"), lasts: time.Hour, is: []error{cuedesk.ErrRateLimited}},
		"no connection":              {fault: refusedConnection, lasts: 10 * minute},
		"token refused":              {fault: answer(401), lasts: minute, is: []error{cuedesk.ErrUnauthorized}},
		"not allowed":                {fault: answer(403), lasts: minute, is: []error{cuedesk.ErrForbidden}},
		"what is asked for is wrong": {fault: answer(422), lasts: minute, is: []error{cuedesk.ErrInvalid}},
		"refused with 400":           {fault: answer(400), lasts: minute, is: []error{cuedesk.ErrInvalid}},
		"401 of a gateway":           {fault: htmlAnswer(401), lasts: 10 * minute},
		"401 of a gateway for long":  {fault: htmlAnswer(401), lasts: time.Hour, is: []error{cuedesk.ErrIntermediary}},
		"403 of a firewall":          {fault: htmlAnswer(403), lasts: 10 * minute},
		"another shape":              {fault: jsonAnswer(200, `["x"]`), lasts: 10 * minute},
		"another shape for long":     {fault: jsonAnswer(200, `["x"]`), lasts: time.Hour, is: []error{bad, stalled}},
		"empty":                      {fault: jsonAnswer(200, ""), lasts: 10 * minute},
		"no content":                 {fault: jsonAnswer(204, ""), lasts: 10 * minute},
		"no status":                  {fault: statusAnswer(importID, `"status":""`), lasts: 10 * minute},
		"another import": {
			fault: statusAnswer(cuedesk.ImportID(otherID), importStatus("completed", 1, 1, 0)), lasts: 10 * minute,
		},
		"no summary":      {fault: statusAnswer(importID, `"status":"completed"`), lasts: 10 * minute},
		"refusal in 200":  {fault: jsonAnswer(200, refusal), lasts: 10 * minute},
		"redirect":        {fault: jsonAnswer(302, ""), lasts: 10 * minute},
		"413 of a proxy":  {fault: htmlAnswer(413), lasts: 10 * minute},
		"413 for long":    {fault: htmlAnswer(413), lasts: time.Hour, is: []error{cuedesk.ErrIntermediary, stalled}},
		"425":             {fault: answer(425), lasts: 10 * minute},
		"409 for a while": {fault: answer(409), lasts: 10 * minute},
		"501":             {fault: answer(501), lasts: 10 * minute},
		"400 of a proxy":  {fault: htmlAnswer(400), lasts: 10 * minute},
		"407 of a proxy":  {fault: htmlAnswer(407), lasts: 10 * minute},
		"421":             {fault: answer(421), lasts: 10 * minute},
		"511 of a portal": {fault: htmlAnswer(511), lasts: 10 * minute},
		"cut in 206":      {fault: jsonAnswer(206, `{"contact_import_uuid":`), lasts: 10 * minute},
		"202":             {fault: jsonAnswer(202, `{"contact_import_uuid":"`+importID.String()+`"}`), lasts: 10 * minute},
		"status in capitals": {
			fault: statusAnswer(importID, importStatus("COMPLETED", 1, 1, 0)), lasts: 10 * minute,
		},
		"status that is a number": {fault: statusAnswer(importID, `"status":3`), lasts: 10 * minute},
		"status twice": {
			fault: statusAnswer(importID, `"status":"failed",`+importStatus("completed", 1, 1, 0)), lasts: 10 * minute,
		},
		"counts that are texts": {
			fault: statusAnswer(importID, `"status":"completed","summary":{"total":"1","created":"1","failed":"0"}`),
			lasts: 10 * minute,
		},
		"counts with a point": {
			fault: statusAnswer(importID, `"status":"completed","summary":{"total":1.0,"created":1.0,"failed":0.0}`),
			lasts: 10 * minute,
		},
		"said to have failed beside it": {
			fault: statusAnswer(importID, importStatus("completed", 1, 1, 0)+`,"success":false`), lasts: 10 * minute,
		},
	} {
		for _, seen := range []bool{false, true} { // whether a poll has seen the import before
			synctest.Test(t, func(t *testing.T) {
				s := &statuses{list: []string{importStatus("processing", 1, 0, 0), importStatus("completed", 1, 1, 0)}}
				var since time.Time
				client := newClient(t, func(r *http.Request) (*http.Response, error) {
					if r.Method == http.MethodPost {
						return reply(202, jsonType, `{"contact_import_uuid":"`+importID.String()+`"}`), nil
					}
					if since.IsZero() && (!seen || len(s.polls) == 1) {
						since = time.Now()
					}
					if !since.IsZero() && time.Since(since) < test.lasts {
						return test.fault()
					}
					return s.serve(r)
				})
				job, err := client.Bulk.Create(t.Context(), cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{bruce}})
				if err != nil {
					t.Fatal(err)
				}
				last, err := job.Wait(t.Context(), test.opts...)
				if !matchesAll(err, test.is) || len(test.is) == 0 && !last.Done() || (last != nil) != (seen || err == nil) {
					t.Errorf("%s, seen %t: %+v, %v", name, seen, last, err)
				}
				if took := time.Since(since); len(test.is) == 0 && took > test.lasts+2*minute || took > 16*minute {
					t.Errorf("%s, seen %t: took %v", name, seen, took)
				}
			})
		}
	}
}

// matchesAll reports whether an error matches all of some, or is nil if there are none.
func matchesAll(err error, targets []error) bool {
	for _, target := range targets {
		if !errors.Is(err, target) {
			return false
		}
	}
	return (err == nil) == (len(targets) == 0)
}

// jsonAnswer is an answer with a body of any shape.
func jsonAnswer(status int, body string) func() (*http.Response, error) {
	return func() (*http.Response, error) { return reply(status, jsonType, body), nil }
}

// statusAnswer is a status of an import.
func statusAnswer(id cuedesk.ImportID, status string) func() (*http.Response, error) {
	return jsonAnswer(200, `{"contact_import_uuid":"`+id.String()+`",`+status+`}`)
}

// TestJob_Wait_counts: those that cannot be about the import's rows end nothing, and are
// the cause of the error when they stay.
func TestJob_Wait_counts(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		total, created, failed int
		plausible, believed    bool // with the number of rows known, and not known
	}{
		"all in":             {3, 3, 0, true, true},
		"some failed":        {3, 1, 2, true, true},
		"some skipped":       {3, 1, 1, true, true},
		"none":               {3, 0, 0, true, true},
		"fewer rows":         {2, 2, 0, false, true},
		"more rows":          {4, 3, 1, false, true},
		"no rows":            {0, 0, 0, false, true},
		"more than there is": {3, 3, 1, false, false},
		"too many created":   {3, 4, 0, false, false},
		"too many failed":    {3, 0, 4, false, false},
		"negative created":   {3, -1, 0, false, false},
		"negative failed":    {3, 3, -1, false, false},
		"negative":           {-3, -3, 0, false, false},
		"overflow":           {3, math.MaxInt, math.MaxInt, false, false},
	} {
		status := importStatus("completed", test.total, test.created, test.failed)
		for rows, want := range map[int]bool{0: test.believed, 3: test.plausible} {
			synctest.Test(t, func(t *testing.T) {
				job := newClient(t, (&statuses{list: []string{status}}).serve).Bulk.Job(importID)
				job.Rows = rows
				last, err := job.Wait(t.Context())
				if want && (err != nil || last.Summary.Created != test.created) ||
					!want && !matchesAll(err, []error{cuedesk.ErrBadResponse, cuedesk.ErrImportStalled}) {
					t.Errorf("%s of %d rows: %+v, %v", name, rows, last, err)
				}
				_, err = job.Status(t.Context())
				if (err == nil) != want || err != nil && !errors.Is(err, cuedesk.ErrBadResponse) {
					t.Errorf("%s of %d rows: status: %v", name, rows, err)
				}
			})
		}
	}
}

// TestBulkService_Create_rows: the job knows how many contacts were sent, so that Wait
// does not believe the counts of another number.
func TestBulkService_Create_rows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				return reply(202, jsonType, `{"contact_import_uuid":"`+importID.String()+`"}`), nil
			}
			return statusAnswer(importID, importStatus("completed", 1, 1, 0))()
		})
		job, err := client.Bulk.Create(t.Context(), cuedesk.BulkCreate{Contacts: make([]cuedesk.ContactCreate, 2)})
		if err != nil || job.Rows != 2 {
			t.Fatalf("got %+v, %v", job, err)
		}
		if _, err := job.Wait(t.Context()); !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("got %v", err)
		}
	})
}

// TestJob_Wait_noProgress: what has come before is no progress when it comes again.
func TestJob_Wait_noProgress(t *testing.T) {
	t.Parallel()
	for name, cycle := range map[string][]string{
		"status": {importStatus("pending", 9, 0, 0), importStatus("processing", 9, 0, 0)},
		"counts": {importStatus("processing", 9, 2, 0), importStatus("processing", 9, 1, 0)},
		"both": {
			importStatus("pending", 9, 0, 0), importStatus("processing", 9, 5, 1), importStatus("processing", 9, 4, 1),
		},
		"downwards": fallingCounts(300),
	} {
		s := &statuses{list: slices.Concat(slices.Repeat(cycle, 100), []string{importStatus("completed", 9, 9, 0)})}
		w := wait(t, s, cuedesk.WithStallTimeout(time.Minute))
		if !errors.Is(w.err, cuedesk.ErrImportStalled) || w.took < time.Minute || w.took > 90*time.Second {
			t.Errorf("%s: %v after %v", name, w.err, w.took)
		}
	}
}

// fallingCounts are statuses whose counts fall.
func fallingCounts(n int) (list []string) {
	for i := range n {
		list = append(list, importStatus("processing", n, n-i, 0))
	}
	return list
}

// TestJob_Wait_progressOfCounts: each count that rises keeps the wait alive, also if
// others fall.
func TestJob_Wait_progressOfCounts(t *testing.T) {
	t.Parallel()
	for name, status := range map[string]func(i int) string{
		"total":   func(i int) string { return importStatus("processing", i, 0, 0) },
		"created": func(i int) string { return importStatus("processing", 9, i, 0) },
		"failed":  func(i int) string { return importStatus("processing", 9, 20-i, i) },
		"status":  func(i int) string { return importStatus(fmt.Sprint("step ", i), 9, 0, 0) },
	} {
		var list []string
		for i := range 20 {
			list = append(list, status(i))
		}
		s := &statuses{list: append(list, importStatus("completed", 9, 9, 0)), after: "30"}
		w := wait(t, s, cuedesk.WithStallTimeout(time.Minute))
		if w.err != nil || w.took < 10*time.Minute {
			t.Errorf("%s: %v after %v", name, w.err, w.took)
		}
	}
}

// TestJob_Wait_tokenSource: one that fails is outlasted as an outage is, a create is not
// repeated for it, and the caller's context ends both.
func TestJob_Wait_tokenSource(t *testing.T) {
	t.Parallel()
	for name, lasts := range map[string]time.Duration{"a while": 10 * time.Minute, "for long": time.Hour} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			source := tokenFunc(func(context.Context) (string, error) {
				if time.Since(start) < lasts {
					return "", errVault
				}
				return "token", nil
			})
			client := newClient(t, statusesOf(importStatus("completed", 1, 1, 0)), cuedesk.WithTokenSource(source))
			in := cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{bruce}}
			if _, err := client.Bulk.Create(t.Context(), in); !errors.Is(err, errVault) || time.Since(start) != 0 {
				t.Errorf("%s: create: %v after %v", name, err, time.Since(start))
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if _, err := client.Bulk.Job(importID).Wait(ctx); !errors.Is(err, context.DeadlineExceeded) ||
				!errors.Is(err, errVault) {
				t.Errorf("%s: with a context: %v", name, err)
			}
			_, err := client.Bulk.Job(importID).Wait(t.Context())
			if long := lasts == time.Hour; !long && err != nil ||
				long && !matchesAll(err, []error{errVault, cuedesk.ErrImportStalled}) {
				t.Errorf("%s: %v", name, err)
			}
		})
	}
}

// TestJob_Wait_gate: one that refuses a poll is outlasted as an outage is, unless it says that
// it will refuse the next one, too. The caller's context ends the wait.
func TestJob_Wait_gate(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		refuses time.Duration
		err     error
		limit   time.Duration // of the context
		is      []error
		took    time.Duration // at most
	}{
		"a while":          {10 * time.Minute, errOpen, time.Hour, nil, 11 * time.Minute},
		"for long":         {time.Hour, errOpen, time.Hour, []error{errOpen, cuedesk.ErrImportStalled}, 16 * time.Minute},
		"for good":         {time.Hour, readOnlyError{}, time.Hour, []error{readOnlyError{}}, 0},
		"context ends":     {time.Hour, errOpen, time.Minute, []error{errOpen, context.DeadlineExceeded}, time.Minute},
		"with a deadline":  {time.Hour, context.DeadlineExceeded, time.Hour, []error{cuedesk.ErrImportStalled}, 16 * time.Minute},
		"with a not found": {10 * time.Minute, cuedesk.ErrNotFound, time.Hour, nil, 11 * time.Minute},
	} {
		synctest.Test(t, func(t *testing.T) {
			start := time.Now()
			client := newClient(t, statusesOf(importStatus("completed", 1, 1, 0)), cuedesk.WithHooks(cuedesk.Hooks{
				Gate: func(context.Context, cuedesk.Call) error {
					if time.Since(start) < test.refuses {
						return test.err
					}
					return nil
				},
			}))
			ctx, cancel := context.WithTimeout(t.Context(), test.limit)
			defer cancel()
			_, err := client.Bulk.Job(importID).Wait(ctx)
			if took := time.Since(start); !matchesAll(err, test.is) || took > test.took {
				t.Errorf("%s: %v after %v", name, err, took)
			}
		})
	}
}

// TestJob_Wait_tokenRefresh: a token that is refused once, while the source fails, is no
// refusal for good.
func TestJob_Wait_tokenRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		source := tokenFunc(func(context.Context) (string, error) {
			if asked++; asked == 2 {
				return "", errVault
			}
			return fmt.Sprint("token", asked), nil
		})
		client := newClient(t, func(r *http.Request) (*http.Response, error) {
			if r.Header.Get("Authorization") == "Bearer token1" {
				return answer(401)()
			}
			return statusAnswer(importID, importStatus("completed", 1, 1, 0))()
		}, cuedesk.WithTokenSource(source))
		if _, err := client.Bulk.Job(importID).Wait(t.Context()); err != nil {
			t.Error(err)
		}
	})
}

var errVault = errors.New("vault is sealed")

// statusesOf serves statuses.
func statusesOf(list ...string) func(*http.Request) (*http.Response, error) {
	return (&statuses{list: list}).serve
}

// TestJob_Wait_unsent: what is not sent will not be sent the next time either.
func TestJob_Wait_unsent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		_, err := refuseAll(t).Bulk.Job(cuedesk.ImportID{}).Wait(t.Context())
		if !errors.Is(err, cuedesk.ErrInvalid) || time.Since(start) != 0 {
			t.Errorf("after %v: %v", time.Since(start), err)
		}
	})
}

// htmlAnswer is the HTML of something that is not the API.
func htmlAnswer(status int) func() (*http.Response, error) {
	return func() (*http.Response, error) { return reply(status, "text/html", "<html>sorry</html>"), nil }
}

// TestJob_Wait_notFound: an ID that nothing has is told after the grace, which
// begins with the wait.
func TestJob_Wait_notFound(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		client := newClient(t, func(*http.Request) (*http.Response, error) { return answer(404)() })
		job := client.Bulk.Job(importID)
		<-time.After(time.Hour)
		start := time.Now()
		_, err := job.Wait(t.Context())
		if took := time.Since(start); !errors.Is(err, cuedesk.ErrNotFound) || took < time.Minute || took > 2*time.Minute {
			t.Errorf("took %v: %v", took, err)
		}
	})
}

// TestJob_Wait_context that it was waiting out.
func TestJob_Wait_context(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		client := newClient(t, func(*http.Request) (*http.Response, error) { return tooManyRequests("90")() })
		_, err := client.Bulk.Job(importID).Wait(ctx)
		if !errors.Is(err, cuedesk.ErrRateLimited) || !errors.Is(err, ctx.Err()) {
			t.Errorf("got %v", err)
		}
	})
}

// TestJob_Wait_hugeRetryAfter: no Retry-After, however long, outlasts the patience of a wait.
func TestJob_Wait_hugeRetryAfter(t *testing.T) {
	t.Parallel()
	for _, status := range []int{404, 503} {
		for _, after := range []string{"100000", "99999999999"} {
			synctest.Test(t, func(t *testing.T) {
				start := time.Now()
				client := newClient(t, func(*http.Request) (*http.Response, error) {
					resp := reply(status, jsonType, refusal)
					resp.Header.Set("Retry-After", after)
					return resp, nil
				})
				_, err := client.Bulk.Job(importID).Wait(t.Context(), cuedesk.WithStallTimeout(time.Minute),
					cuedesk.WithNotFoundGrace(time.Minute))
				if took := time.Since(start); err == nil || took > 2*time.Minute {
					t.Errorf("%d with Retry-After %s: %v after %v", status, after, err, took)
				}
			})
		}
	}
}
