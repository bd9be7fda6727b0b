package importer_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// FuzzOpenFile: whatever is in a file, it is refused, or what can be read of it stays.
func FuzzOpenFile(f *testing.F) {
	f.Add([]byte("5f3a0f1c one\n"))
	f.Add([]byte("00000000 \n\n00000000"))
	f.Fuzz(func(t *testing.T, data []byte) {
		name := filepath.Join(t.TempDir(), "journal")
		if err := os.WriteFile(name, data, 0o600); err != nil {
			t.Fatal(err)
		}
		file, err := importer.OpenFile(name)
		if err != nil {
			if !errors.Is(err, importer.ErrJournal) {
				t.Errorf("error is %v", err)
			}
			return
		}
		before := recordsOf(t, file)
		if err := errors.Join(file.Append(t.Context(), []byte("last")), file.Close()); err != nil {
			t.Fatal(err)
		}
		again := openFile(t, name)
		if got := recordsOf(t, again); got != before+" last" && got != "last" {
			t.Errorf("%q became %q", before, got)
		}
		if err := again.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// maxFuzzed is how long a journal is that is fuzzed: four times one of the seed, in bytes.
const maxFuzzed = 8 << 10

// FuzzRun_journal: whatever a journal says, Run ends, and its report adds up.
func FuzzRun_journal(f *testing.F) {
	journal := &memoryJournal{left: -1}
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
	o := byEmail
	o.Journal, o.Lanes, o.BatchSize = journal, 1, 2
	if _, err := importer.Run(context.Background(), srv.Client(), stream(people(5)...), o); err != nil {
		f.Fatal(err)
	}
	f.Add(bytes.Join(journal.records, []byte("\n")))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > maxFuzzed {
			return // minimizing a long one takes longer than it is worth
		}
		synctest.Test(t, func(t *testing.T) {
			o := byEmail
			o.Lanes, o.BatchSize, o.Stall = 1, 2, time.Minute
			o.Wait = []cuedesk.WaitOption{cuedesk.WithNotFoundGrace(0)}
			o.Journal = &memoryJournal{left: -1, records: bytes.Split(data, []byte("\n"))}
			srv := cuedesktest.NewServer()
			got, err := runImport(t, srv.Client(), stream(people(5)...), o)
			if err == nil && got.Read != 5 {
				t.Errorf("%d rows", got.Read)
			}
			if err != nil && !errors.Is(err, importer.ErrJournal) && !errors.Is(err, importer.ErrSourceChanged) {
				t.Errorf("error is %v", err)
			}
		})
	})
}
