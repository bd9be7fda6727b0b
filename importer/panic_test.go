package importer_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// panickingJournal is a journal that panics when it is to be written for the n-th time.
type panickingJournal struct {
	memoryJournal

	n int
}

func (e *panickingJournal) Append(ctx context.Context, records ...[]byte) error {
	if e.n--; e.n == 0 {
		panic(errDied)
	}
	return e.memoryJournal.Append(ctx, records...)
}

// after yields the contacts as rows, and then calls a function.
func after(contacts []cuedesk.ContactCreate, then func()) iter.Seq2[importer.Row, error] {
	return func(yield func(importer.Row, error) bool) {
		for row, err := range stream(contacts...) {
			if !yield(row, err) {
				return
			}
		}
		then()
	}
}

// runPanics runs, and returns what it panics with.
func runPanics(
	t *testing.T, client *cuedesk.Client, rows iter.Seq2[importer.Row, error], o importer.Options,
) (cause error) {
	t.Helper()
	defer func() { cause, _ = recover().(error) }()
	report, err := importer.Run(t.Context(), client, rows, o)
	t.Errorf("it returns %v, and\n%s", err, report)
	return nil
}

// TestRun_panic: a panic of what the caller has given can be recovered by the caller, says where it comes from, and
// leaves a journal with which another call goes on.
func TestRun_panic(t *testing.T) {
	t.Parallel()
	good := func(o importer.Options) (iter.Seq2[importer.Row, error], importer.Options) {
		return stream(people(40)...), o
	}
	for name, test := range map[string]struct {
		change func(importer.Options) (iter.Seq2[importer.Row, error], importer.Options)
		n      int // of the journal
		want   string
	}{
		"source": {want: "boom", change: func(o importer.Options) (iter.Seq2[importer.Row, error], importer.Options) {
			return after(people(20), func() { panic("boom") }), o
		}},
		"source that exits": {want: "Goexit", change: func(o importer.Options) (iter.Seq2[importer.Row, error], importer.Options) {
			return after(people(20), runtime.Goexit), o
		}},
		"each": {want: "boom", change: func(o importer.Options) (iter.Seq2[importer.Row, error], importer.Options) {
			o.Each = func(importer.Result) { panic("boom") }
			return good(o)
		}},
		"progress": {want: "boom", change: func(o importer.Options) (iter.Seq2[importer.Row, error], importer.Options) {
			o.Progress = func(importer.Progress) { panic("boom") }
			return good(o)
		}},
		"journal": {want: errDied.Error(), n: 4, change: good},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := namedServer(cuedesktest.WithImportDuration(1))
				o, journal := byEmail, &panickingJournal{memoryJournal: memoryJournal{left: -1}, n: test.n}
				o.Journal, o.BatchSize = journal, 5
				rows, changed := test.change(o)
				cause := runPanics(t, srv.Client(), rows, changed)
				text := fmt.Sprint(cause)
				if errors.Is(cause, errDied) != (name == "journal") || !strings.Contains(text, test.want) ||
					!strings.Contains(text, "panic_test.go") {
					t.Errorf("it panics with %q", text)
				}
				got, err := runImport(t, srv.Client(), stream(people(40)...), o)
				if err != nil || got.Counts.In() != 40 || len(workspace(t, srv)) != 40+1 {
					t.Errorf("error %v, %d contacts, report\n%s", err, len(workspace(t, srv)), got)
				}
			})
		})
	}
}

// TestRun_exitsLater: a source that was left behind, and then exits its goroutine, ends nothing else.
func TestRun_exitsLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		blocked := make(chan struct{})
		rows := after(people(1), func() {
			<-blocked
			runtime.Goexit()
		})
		time.AfterFunc(time.Second, cancel)
		if _, err := importer.Run(ctx, namedServer().Client(), rows, byEmail); !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
		close(blocked)
		synctest.Wait()
	})
}
