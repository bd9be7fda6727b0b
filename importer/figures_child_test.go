package importer_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

// The environment of a process with a role.
const (
	envRole     = "IMPORTER_TEST_ROLE"
	envURL      = "IMPORTER_TEST_URL"
	envRows     = "IMPORTER_TEST_ROWS"
	envLanes    = "IMPORTER_TEST_LANES"
	envDuration = "IMPORTER_TEST_DURATION"
	envFolder   = "IMPORTER_TEST_FOLDER"
	envLimit    = "IMPORTER_TEST_LIMIT" // bytes a file may have
)

// child is a process with a role.
func child(t *testing.T, role string, rows int, o importer.Options, took time.Duration, url string) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), os.Args[0])
	c.Env = append(os.Environ(), envRole+"="+role, envURL+"="+url, envRows+"="+strconv.Itoa(rows),
		envLanes+"="+strconv.Itoa(o.Lanes), envDuration+"="+took.String(), envFolder+"="+t.TempDir())
	return c
}

// runRole does what a process is for.
func runRole(role string) error {
	rows, err := strconv.Atoi(os.Getenv(envRows))
	if err != nil {
		return err
	}
	return roles[role](rows)
}

// roles are what processes are for.
var roles = map[string]func(rows int) error{
	"serve":   func(int) error { return serveMinimal() },
	"post":    func(rows int) error { return postRows(context.Background(), &http.Client{}, os.Getenv(envURL), rows) },
	"run":     func(rows int) error { return importMany(false, rows) },
	"journal": func(rows int) error { return importMany(true, rows) },
}

// serveMinimal answers until its input ends.
func serveMinimal() error {
	duration, err := time.ParseDuration(os.Getenv(envDuration))
	if err != nil {
		return err
	}
	api := &minimalAPI{rows: map[string]int{}, duration: duration, due: map[string]time.Time{}}
	server := httptest.NewServer(api)
	defer server.Close()
	fmt.Fprintln(os.Stdout, server.URL)
	_, err = io.Copy(io.Discard, os.Stdin)
	return err
}

// importMany imports rows by the package.
func importMany(withJournal bool, rows int) error {
	client, err := cuedesk.NewClient("token", cuedesk.WithBaseURL(os.Getenv(envURL)))
	if err != nil {
		return err
	}
	o := byEmail
	if o.Lanes, err = strconv.Atoi(os.Getenv(envLanes)); err != nil {
		return err
	}
	if withJournal {
		journal, err := importer.OpenFile(filepath.Join(os.Getenv(envFolder), "journal"))
		if err != nil {
			return err
		}
		defer func() { _ = journal.Close() }()
		o.Journal = journal
	}
	report, err := importer.Run(context.Background(), client, generatedRows(rows), o)
	if err == nil && report.Counts.In() != rows {
		err = errors.New(report.String())
	}
	return err
}

// postRows encodes and posts the same batches, one after the other, and does nothing else.
func postRows(ctx context.Context, client *http.Client, base string, rows int) error {
	var batch []cuedesk.ContactCreate
	for row, err := range generatedRows(rows) {
		if err != nil {
			return err
		}
		if batch = append(batch, row.Contact); len(batch) < cuedesk.MaxBulk {
			continue
		}
		body, err := json.Marshal(cuedesk.BulkCreate{Contacts: batch, MatchOn: cuedesk.MatchEmail})
		if err != nil {
			return err
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, base+"/v1/contacts/bulk", bytes.NewReader(body))
		if err != nil {
			return err
		}
		resp, err := client.Do(request)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil {
			return err
		}
		_ = resp.Body.Close()
		batch = batch[:0]
	}
	return nil
}
