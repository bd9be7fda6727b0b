package main

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestImport_signal: a signal ends the program with an account, and the command that it names goes on.
func TestImport_signal(t *testing.T) {
	t.Parallel()
	const poll = "GET /v1/contacts/bulk/{contact_import_uuid}"
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			fake := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
			fake.Inject(poll, cuedesktest.Status(503).Always())
			polled, once := make(chan struct{}), sync.Once{}
			api := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				fake.ServeHTTP(w, r)
				if fake.Operation(r) == poll {
					once.Do(func() { close(polled) })
				}
			}))
			defer api.Close()
			path := filepath.Join(t.TempDir(), "my people.csv")
			if err := os.WriteFile(path, []byte("email\na@example.com\nb@example.com\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			cmd := command(t.Context(), t, api.URL, "import", path)
			stderr := &strings.Builder{}
			cmd.Stderr = stderr
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			<-polled // it waits for an import, which it cannot see the end of
			if err := cmd.Process.Signal(signal); err != nil {
				t.Fatal(err)
			}
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != 4 {
				t.Fatalf("code %d:\n%s", code, stderr)
			}
			wantText(t, stderr.String(), "interrupted: 0 of 2 rows are in; go on with: cuedesk import '"+path+"' --resume")
			fake.ClearFaults()
			out, code := output(t, command(t.Context(), t, api.URL, "import", path, "--resume"))
			if code != 0 {
				t.Errorf("code %d", code)
			}
			wantText(t, out, "2 imported")
		})
	}
}

// TestImport_brokenPipe: an import whose report has no reader ends in order, without a journal that it does not need.
func TestImport_brokenPipe(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(cuedesktest.NewServer(cuedesktest.WithImportDuration(0)))
	defer api.Close()
	path := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(path, []byte("email\na@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	read, write, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	_ = read.Close()
	cmd := command(t.Context(), t, api.URL, "import", path)
	stderr := &strings.Builder{}
	cmd.Stdout, cmd.Stderr = write, stderr
	_ = cmd.Run()
	_ = write.Close()
	if code := cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("code %d", code)
	}
	wantText(t, stderr.String(), "pipe")
	if _, err := os.Stat(path + ".journal"); !os.IsNotExist(err) {
		t.Errorf("the journal is still there: %v", err)
	}
}
