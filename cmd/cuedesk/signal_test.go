package main

import (
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestImport_signal: a signal ends the program with an account, and the command that it names goes on.
func TestImport_signal(t *testing.T) {
	t.Parallel()
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			k := &killer{
				api:    cuedesktest.NewServer(cuedesktest.WithImportDuration(300 * time.Millisecond)),
				signal: signal, random: rand.New(rand.NewPCG(1, 1)),
			}
			api := httptest.NewServer(k)
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
			k.aim(cmd.Process, 5) // while it waits for two imports
			_ = cmd.Wait()
			if code := cmd.ProcessState.ExitCode(); code != 4 {
				t.Fatalf("code %d:\n%s", code, stderr)
			}
			wantText(t, stderr.String(), "interrupted: 0 of 2 rows are in; go on with: cuedesk import '"+path+"' --resume")
			out, code := output(t, command(t.Context(), t, api.URL, "import", path, "--resume"))
			if code != 0 {
				t.Errorf("code %d", code)
			}
			wantText(t, out, "2 imported")
		})
	}
}
