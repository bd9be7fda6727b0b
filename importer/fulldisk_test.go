//go:build darwin || linux

package importer_test

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

func init() { roles["full"] = importOnFullDisk }

// fullOptions have many records.
func fullOptions(journal importer.Journal) importer.Options {
	o := byEmail
	o.Journal, o.BatchSize, o.Settle = journal, 10, time.Millisecond
	return o
}

// importOnFullDisk imports while no file may have more bytes than the environment says.
func importOnFullDisk(rows int) error {
	client, err := cuedesk.NewClient(cuedesktest.Token, cuedesk.WithBaseURL(os.Getenv(envURL)))
	if err != nil {
		return err
	}
	journal, err := importer.OpenFile(filepath.Join(os.Getenv(envFolder), "journal"))
	if err != nil {
		return err
	}
	var limit syscall.Rlimit
	if _, err := fmt.Sscan(os.Getenv(envLimit), &limit.Cur); err != nil {
		return err
	}
	limit.Max = limit.Cur
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &limit); err != nil {
		return err
	}
	report, err := importer.Run(context.Background(), client, stream(people(rows)...), fullOptions(journal))
	fmt.Fprintln(os.Stdout, report.Read, report.Counts.Total(), report.Counts.In(), errors.Is(err, syscall.EFBIG))
	if !errors.Is(err, importer.ErrJournal) {
		return fmt.Errorf("error is %w, report\n%s", err, report)
	}
	return nil
}

// TestRun_fullDisk: when the journal cannot be written any more, the run ends with all
// rows accounted for, and goes on once there is room.
func TestRun_fullDisk(t *testing.T) {
	t.Parallel()
	limits := map[string]int{"0": 400, "100": 400, "700": 400, "2222": 400, "4444": 400} // bytes, rows
	if testset.IsLarge() {
		limits["266666"] = 9000 // the file grows by 256 KiB at a time
	}
	for limit, rows := range limits {
		t.Run(limit, func(t *testing.T) {
			t.Parallel()
			srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
			srv.AddContact(cuedesktest.Contact{Email: "first@example.com"})
			server := httptest.NewServer(srv)
			defer server.Close()
			c := child(t, "full", rows, importer.Options{}, 0, server.URL)
			folder := t.TempDir()
			c.Env = append(c.Env, envLimit+"="+limit, envFolder+"="+folder)
			out, err := c.CombinedOutput()
			if err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			var read, total, in int
			var why bool
			if _, err := fmt.Sscan(string(out), &read, &total, &in, &why); err != nil || read != total || in >= rows || !why {
				t.Errorf("it says %s (%v)", out, err)
			}
			sent := 0
			for _, r := range srv.Requests() {
				if r.Operation == bulkCreate {
					sent++
				}
			}
			if read == 0 && sent > 0 {
				t.Errorf("without its first record, %d batches are sent", sent)
			}
			journal := openFile(t, filepath.Join(folder, "journal"))
			client, err := cuedesk.NewClient(cuedesktest.Token, cuedesk.WithBaseURL(server.URL))
			if err != nil {
				t.Fatal(err)
			}
			got, err := runImport(t, client, stream(people(rows)...), fullOptions(journal))
			if err != nil || got.Counts[importer.Imported] != rows || len(workspace(t, srv)) != rows+1 {
				t.Errorf("error %v, report\n%s", err, got)
			}
			if err := journal.Close(); err != nil {
				t.Fatal(err)
			}
		})
	}
}
