package exporter_test

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/cuedesk/cuedesk-go/exporter"
)

// fullDisk is the variable that names the file of TestRun_fullDisk, in the process whose files cannot grow.
const fullDisk = "EXPORTER_TEST_FULL_DISK"

// TestRun_fullDisk: where no more can be written, the error says so, the file of before stays, and the same call goes
// on once there is room. A limit of the size of files stands for the disk.
func TestRun_fullDisk(t *testing.T) {
	t.Parallel()
	srv, _ := newWorkspace(t, 700)
	if name := os.Getenv(fullDisk); name != "" {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 40_000, Max: 40_000}); err != nil {
			t.Fatal(err)
		}
		report, err := exporter.Run(t.Context(), srv.Client(), name, exporter.Options{Every: 1})
		if !errors.Is(err, syscall.EFBIG) {
			t.Fatalf("got error %v", err)
		}
		t.Log(report)
		return
	}
	name := filepath.Join(t.TempDir(), "contacts")
	write(t, name, "of yesterday\n")
	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestRun_fullDisk$", "-test.v")
	child.Env = append(os.Environ(), fmt.Sprintf("%s=%s", fullDisk, name))
	if out, err := child.CombinedOutput(); err != nil || !strings.Contains(string(out), " contacts, ") {
		t.Fatalf("%v: %s", err, out)
	}
	if text := read(t, name); text != "of yesterday\n" {
		t.Errorf("the file is %q", text)
	}
	report, err := exporter.Run(t.Context(), srv.Client(), name, exporter.Options{})
	if err != nil || report.Rows != 700 || report.Resumed == 0 || strings.Count(read(t, name), "\n") != 701 {
		t.Errorf("%s, %v", report, err)
	}
}
