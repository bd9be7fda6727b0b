package importer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

func TestRun_options(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*importer.Options){
		`"name" is no field`:  func(o *importer.Options) { o.MatchOn = []cuedesk.MatchField{"name"} },
		`there is no "merge"`: func(o *importer.Options) { o.MergeType = "merge" },
		"there is no mode 7":  func(o *importer.Options) { o.Repeats = 7 },
		"Lanes must be":       func(o *importer.Options) { o.Lanes = 65 },
		"BatchSize must be":   func(o *importer.Options) { o.BatchSize = 1001 },
		"must not be negative": func(o *importer.Options) {
			o.Settle = -1
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv := cuedesktest.NewServer()
			o := byEmail
			change(&o)
			_, err := runImport(t, srv.Client(), stream(people(1)...), o)
			if !errors.Is(err, cuedesk.ErrInvalid) || !strings.Contains(err.Error(), name) {
				t.Errorf("error is %v", err)
			}
			if n := len(srv.Requests()); n != 0 {
				t.Errorf("%d requests", n)
			}
		})
	}
}

func TestRun_nilContext(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	var none context.Context
	report, err := importer.Run(none, srv.Client(), stream(people(1)...), byEmail)
	if !errors.Is(err, cuedesk.ErrInvalid) || err.Error() != "importer: invalid input: context must not be nil" {
		t.Errorf("error is %v", err)
	}
	if report.Read != 0 || len(srv.Requests()) != 0 {
		t.Errorf("%d rows were read, %d requests were sent", report.Read, len(srv.Requests()))
	}
}

func TestRun_noRows(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	got, err := runImport(t, srv.Client(), stream(), byEmail)
	if err != nil || got.Read != 0 || len(srv.Requests()) != 0 {
		t.Errorf("error %v, %d rows, %d requests", err, got.Read, len(srv.Requests()))
	}
}

func TestRun_sourceError(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		rows := func(yield func(importer.Row, error) bool) {
			for _, c := range people(3) {
				if !yield(importer.Row{Contact: c}, nil) {
					return
				}
			}
			yield(importer.Row{}, errSource)
		}
		got, err := runImport(t, srv.Client(), rows, byEmail)
		if !errors.Is(err, errSource) || !strings.Contains(err.Error(), "after 3 rows") {
			t.Errorf("error is %v", err)
		}
		if got.Counts[importer.Imported] != 3 || len(workspace(t, srv)) != 3 {
			t.Errorf("report is\n%s", got)
		}
	})
}

// endless yields different contacts without end.
func endless() iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		more := true
		for i := 0; more; i++ {
			more = yield(importer.Row{Contact: email(fmt.Sprintf("p%d@example.com", i))}, nil)
		}
	}
}

// blockedRows yields one row, and then nothing more.
func blockedRows(release <-chan struct{}) iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		yield(importer.Row{Contact: email("a@example.com")}, nil)
		<-release
	}
}

func TestRun_interrupted(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"endless", "blocked"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				release := make(chan struct{})
				defer close(release)
				rows := endless()
				if name == "blocked" {
					rows = blockedRows(release)
				}
				srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(time.Hour))
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Minute, cancel)
				start := time.Now()
				o := byEmail
				var last importer.Progress
				o.Progress = func(p importer.Progress) { last = p }
				report, err := importer.Run(ctx, srv.Client(), rows, o)
				if !errors.Is(err, context.Canceled) {
					t.Errorf("error is %v", err)
				}
				if late := time.Since(start) - time.Minute; late > time.Second {
					t.Errorf("returned %v after the end of the context", late)
				}
				if report.Read != report.Counts[importer.Unfinished] || report.Read != report.Counts.Total() || report.Read == 0 {
					t.Errorf("read %d, counts %v", report.Read, report.Counts)
				}
				if name == "endless" && (len(report.InFlight) != 4 || !strings.Contains(report.String(), "4 imports in flight")) {
					t.Errorf("report is\n%s", report)
				}
				if last.Counts != report.Counts || last.InFlight != 0 {
					t.Errorf("last progress is %+v", last)
				}
			})
		})
	}
}

func TestRun_fatal(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]error{
		401: cuedesk.ErrUnauthorized, 403: cuedesk.ErrForbidden, 404: cuedesk.ErrNotFound,
	} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.Inject(bulkCreate, cuedesktest.Status(status).Always())
				got, err := runImport(t, srv.Client(), endless(), byEmail)
				if !errors.Is(err, want) || got.Counts[importer.Unfinished] != got.Read || got.Read == 0 {
					t.Errorf("error is %v, report\n%s", err, got)
				}
			})
		})
	}
}

// TestRun_lanes: lanes work side by side, but never on one match value, whose rows
// arrive in their order.
func TestRun_lanes(t *testing.T) {
	t.Parallel()
	took := map[int]time.Duration{}
	for _, lanes := range []int{1, 4} {
		synctest.Test(t, func(t *testing.T) {
			srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(10 * time.Second))
			contacts := people(800)
			for i := range 800 { // each again, with another name
				again := contacts[i]
				again.FirstName, again.Email = fmt.Sprint("Again", i), strings.ToUpper(again.Email)
				contacts = append(contacts, again)
			}
			o := byEmail
			o.Lanes, o.BatchSize = lanes, 20
			start := time.Now()
			watch := &laneWatch{t: t, next: srv, running: map[string][]cuedesk.ContactCreate{}, last: map[string]string{}}
			got, err := runImport(t, newClient(t, watch), stream(contacts...), o)
			if err != nil || got.Counts.In() != 1600 {
				t.Fatalf("error %v, report\n%s", err, got)
			}
			took[lanes] = time.Since(start)
			for address, name := range watch.last {
				if !strings.HasPrefix(name, "Again") {
					t.Errorf("%s was last imported as %s", address, name)
				}
			}
			if watch.most != lanes {
				t.Errorf("%d imports side by side, not %d", watch.most, lanes)
			}
		})
	}
	if took[1] < 3*took[4] {
		t.Errorf("1 lane took %v, 4 lanes %v", took[1], took[4])
	}
}
