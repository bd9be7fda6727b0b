package cuedesk_test

import (
	"context"
	"errors"
	"net/http"
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
	for name, test := range map[string]struct {
		fault func() (*http.Response, error)
		lasts time.Duration // after the import was accepted
		opts  []cuedesk.WaitOption
		is    error // nil: the import completes
	}{
		"not yet to be seen":         {fault: answer(404), lasts: 50 * time.Second},
		"not found for long":         {fault: answer(404), lasts: time.Hour, is: cuedesk.ErrNotFound},
		"not found, with more grace": {fault: answer(404), lasts: 4 * minute, opts: []cuedesk.WaitOption{later}},
		"not found, without grace": {
			fault: answer(404), lasts: minute,
			opts: []cuedesk.WaitOption{cuedesk.WithNotFoundGrace(0)}, is: cuedesk.ErrNotFound,
		},
		"503":                        {fault: unavailable, lasts: 10 * minute},
		"503 for long":               {fault: unavailable, lasts: time.Hour, is: cuedesk.ErrServer},
		"404 of a balancer":          {fault: htmlAnswer(404), lasts: 10 * minute},
		"520 of a CDN":               {fault: htmlAnswer(520), lasts: 10 * minute},
		"maintenance page":           {fault: htmlAnswer(200), lasts: 10 * minute},
		"maintenance page for long":  {fault: htmlAnswer(200), lasts: time.Hour, is: cuedesk.ErrBadResponse},
		"told to wait for 2 minutes": {fault: tooMany("120"), lasts: 10 * minute},
		"told to wait for an hour":   {fault: tooMany("3600"), lasts: time.Hour, is: cuedesk.ErrRateLimited},
		"no connection":              {fault: refusedConnection, lasts: 10 * minute},
		"token refused":              {fault: answer(401), lasts: minute, is: cuedesk.ErrUnauthorized},
		"not allowed":                {fault: answer(403), lasts: minute, is: cuedesk.ErrForbidden},
		"what is asked for is wrong": {fault: answer(422), lasts: minute, is: cuedesk.ErrInvalid},
	} {
		for _, seen := range []bool{false, true} { // whether a poll has seen the import before
			synctest.Test(t, func(t *testing.T) {
				s := &statuses{list: []string{importStatus("processing", 9, 1, 0), importStatus("completed", 9, 9, 0)}}
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
				if !errors.Is(err, test.is) || test.is == nil && !last.Done() || (last != nil) != (seen || err == nil) {
					t.Errorf("%s, seen %t: %+v, %v", name, seen, last, err)
				}
				if took := time.Since(since); test.is == nil && took > test.lasts+2*minute || took > 16*minute {
					t.Errorf("%s, seen %t: took %v", name, seen, took)
				}
			})
		}
	}
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
		client := newClient(t, func(*http.Request) (*http.Response, error) { return tooMany("90")() })
		_, err := client.Bulk.Job(importID).Wait(ctx)
		if !errors.Is(err, cuedesk.ErrRateLimited) || !errors.Is(err, ctx.Err()) {
			t.Errorf("got %v", err)
		}
	})
}
