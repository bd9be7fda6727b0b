package exporter_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// TestRun_parts: in parts, the file is the same, also if the export fails at each of its searches.
func TestRun_parts(t *testing.T) {
	t.Parallel()
	for _, format := range []exporter.Format{exporter.CSV, exporter.NDJSON} {
		t.Run(string(format), func(t *testing.T) {
			t.Parallel()
			srv, _ := newWorkspace(t, 1100)
			client := srv.Client()
			opts := exporter.Options{Format: format, Read: []cuedesk.IterOption{cuedesk.WithPrefetch(0)}}
			whole, name := filepath.Join(t.TempDir(), "whole"), filepath.Join(t.TempDir(), "parts")
			if _, err := exporter.Run(t.Context(), client, whole, opts); err != nil {
				t.Fatal(err)
			}
			opts.Parts = 3
			failures := 0
			for searches := 1; ; searches++ {
				failAfter(srv, searches)
				failed, err := exporter.Run(t.Context(), client, name, opts)
				srv.ClearFaults()
				if err == nil {
					break
				}
				failures++
				// All rows may have come when the search fails that asks whether there are more.
				if !errors.Is(err, cuedesk.ErrInvalid) || failed.Rows > 1100 {
					t.Fatalf("%s, %v", failed, err)
				}
			}
			if diff := cmp.Diff(read(t, whole), read(t, name)); diff != "" {
				t.Errorf("after %d failures, differs (-want +got):\n%s", failures, diff)
			}
			if left, err := filepath.Glob(name + ".*"); len(left) > 0 || err != nil || failures < 3 {
				t.Errorf("after %d failures, left behind: %q, %v", failures, left, err)
			}
			report, err := exporter.Run(t.Context(), client, name, opts)
			if err != nil || report.Rows != 1100 || report.Resumed != 0 || report.Bytes != int64(len(read(t, name))) {
				t.Errorf("%s, %v", report, err)
			}
		})
	}
}

// TestRun_partsWithoutContacts: an empty workspace makes a file with the header alone.
func TestRun_partsWithoutContacts(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "contacts")
	opts := exporter.Options{Parts: 4, Columns: []string{"email"}}
	report, err := exporter.Run(t.Context(), cuedesktest.NewServer().Client(), name, opts)
	if err != nil || report.Rows != 0 || read(t, name) != "email\n" {
		t.Errorf("%s, %v", report, err)
	}
}

// TestRun_partsRefused: what cannot be in parts, and what an export in parts cannot go on with.
func TestRun_partsRefused(t *testing.T) {
	t.Parallel()
	srv, list := newWorkspace(t, 1100)
	name := filepath.Join(t.TempDir(), "contacts")
	run := func(client *cuedesk.Client, opts exporter.Options) error {
		_, err := exporter.Run(t.Context(), client, name, opts)
		return err
	}
	_, err := exporter.Write(t.Context(), srv.Client(), io.Discard, exporter.Options{Parts: 2})
	for _, err := range []error{
		err, run(srv.Client(), exporter.Options{Parts: 2, ListID: list}), run(srv.Client(), exporter.Options{Parts: 65}),
	} {
		if !errors.Is(err, cuedesk.ErrInvalid) || !strings.Contains(err.Error(), "Parts") {
			t.Errorf("error is %v", err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	opts := exporter.Options{Parts: 3, Every: 1, Progress: func(exporter.Progress) { cancel() }}
	if _, err := exporter.Run(ctx, srv.Client(), name, opts); !errors.Is(err, context.Canceled) {
		t.Fatalf("error is %v", err)
	}
	other := srv.Client(cuedesk.WithBaseURL("https://other.example"))
	if err := run(other, exporter.Options{Parts: 3}); !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("another base URL: error is %v", err)
	}
	if err := run(srv.Client(), exporter.Options{Parts: 2}); !errors.Is(err, exporter.ErrOtherExport) {
		t.Errorf("another number: error is %v", err)
	}
	if err := run(srv.Client(), exporter.Options{}); !errors.Is(err, exporter.ErrOtherExport) {
		t.Errorf("in one part: error is %v", err)
	}
	if err := run(srv.Client(), exporter.Options{Restart: true}); err != nil ||
		strings.Count(read(t, name), "\n") != 1101 {
		t.Errorf("begun anew: error is %v", err)
	}
	if left, err := os.ReadDir(filepath.Dir(name)); err != nil || len(left) != 1 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// TestRun_partsDamaged: a part that was changed after it was complete is not joined.
func TestRun_partsDamaged(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(data string) string{
		"longer":  func(data string) string { return data + "more\n" },
		"shorter": func(data string) string { return data[:len(data)/2] },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv, _ := newWorkspace(t, 1100)
				file := filepath.Join(t.TempDir(), "contacts")
				client := srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: refusingServer{srv, `"gte"`, `"lt"`}}))
				opts := exporter.Options{Parts: 3}
				if _, err := exporter.Run(t.Context(), client, file, opts); !errors.Is(err, cuedesk.ErrInvalid) {
					t.Fatalf("error is %v", err)
				}
				if err := os.WriteFile(file+".part1", []byte(damage(read(t, file+".part1"))), 0o600); err != nil {
					t.Fatal(err)
				}
				if _, err := exporter.Run(t.Context(), srv.Client(), file, opts); !errors.Is(err, exporter.ErrOtherExport) {
					t.Errorf("error is %v", err)
				}
				if _, err := os.Stat(file); err == nil {
					t.Error("the file is called complete")
				}
			})
		})
	}
}

// TestRun_partsOpen: an export of which later parts are complete, and the first is not, counts all.
func TestRun_partsOpen(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv, _ := newWorkspace(t, 1100)
		file := filepath.Join(t.TempDir(), "contacts")
		client := srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: refusingServer{srv, `"lt"`, `"gte"`}}))
		opts := exporter.Options{Parts: 3}
		first, err := exporter.Run(t.Context(), client, file, opts)
		if !errors.Is(err, cuedesk.ErrInvalid) {
			t.Fatalf("error is %v", err)
		}
		report, err := exporter.Run(t.Context(), srv.Client(), file, opts)
		if err != nil || report.Rows != 1100 || report.Resumed != first.Rows || first.Rows < 500 {
			t.Errorf("%s, after %s: %v", report, first, err)
		}
	})
}

// refusingServer refuses to search with a filter and without another one, once all else is read.
type refusingServer struct {
	*cuedesktest.Server

	with, without string
}

func (w refusingServer) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body == nil {
		return w.Server.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if bytes.Contains(body, []byte(w.with)) && !bytes.Contains(body, []byte(w.without)) {
		<-time.After(time.Second)
		r = cuedesktest.Status(400).On(r)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	return w.Server.RoundTrip(r)
}
