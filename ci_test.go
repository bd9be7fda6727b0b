//go:build unix

package cuedesk_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestVulncheck runs the script of `make vulncheck` with a program in place of
// govulncheck: it must not call clean what was not checked, nor the reverse.
func TestVulncheck(t *testing.T) {
	t.Parallel()
	stub := filepath.Join(t.TempDir(), "govulncheck")
	program := "#!/bin/sh\ncat output\nexit $(cat status)\n"
	if err := os.WriteFile(stub, []byte(program), 0o700); err != nil {
		t.Fatal(err)
	}
	module := func(status, output string) string {
		dir := t.TempDir()
		for name, text := range map[string]string{"status": status, "output": output} {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		return dir
	}
	clean, found := module("0", "No vulnerabilities found."), module("3", "Vulnerability #1: GO-2026-0001")
	unreached := module("1", "govulncheck: fetching vulnerabilities: Get: no route to host")
	broken := module("1", "govulncheck: loading packages: there are errors")
	const nothing, something, noDatabase, failed = "found nothing in: ", "FOUND VULNERABILITIES in: ",
		"could not reach the vulnerability database, and did NOT CHECK: ", "failed, and did NOT CHECK: "
	tests := []struct {
		name    string
		modules []string
		status  int
		output  map[string]string // the modules by what is said of them
	}{
		{"clean", []string{clean}, 0, map[string]string{nothing: clean}},
		{"found", []string{found, clean}, 3, map[string]string{something: found, nothing: clean}},
		{"no database", []string{clean, unreached}, 1, map[string]string{nothing: clean, noDatabase: unreached}},
		{"failed", []string{broken}, 1, map[string]string{failed: broken}},
		{"all", []string{unreached, found, broken}, 3, map[string]string{
			something: found, noDatabase: unreached, failed: broken,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{stub}, tt.modules...)
			said, err := exec.CommandContext(t.Context(), ".ci/vulncheck", args...).CombinedOutput()
			status := 0
			if exit, ok := errors.AsType[*exec.ExitError](err); ok {
				status = exit.ExitCode()
			} else if err != nil {
				t.Fatal(err)
			}
			if status != tt.status {
				t.Errorf("status %d, want %d:\n%s", status, tt.status, said)
			}
			for _, what := range []string{nothing, something, noDatabase, failed} {
				line := ""
				if tt.output[what] != "" {
					line = "vulncheck " + what + tt.output[what] + "\n"
				}
				if line != "" && !strings.Contains(string(said), line) || line == "" && strings.Contains(string(said), what) {
					t.Errorf("said of %q, want %q:\n%s", what, line, said)
				}
			}
		})
	}
}

// TestCI_list: what repeats itself, or is only there without the race detector, is run without it, and nothing else.
func TestCI_list(t *testing.T) {
	t.Parallel()
	script, err := filepath.Abs(".ci/test")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, text := range map[string]string{
		"picks/a_test.go":  "func TestPick(t *testing.T) {\n\t_ = testset.Pick(1, 2)\n}\n\nfunc TestOnce(t *testing.T) {}\n",
		"picks/b_test.go":  "//go:build unix\n\nfunc TestLarge(t *testing.T) {\n\tif testset.IsLarge() {\n\t}\n}\n",
		"only/a_test.go":   "//go:build unix && !race\n\nfunc TestOnly(t *testing.T) {}\n",
		"file/a_test.go":   "func TestOfFile(t *testing.T) {}\n\nvar runs = testset.Pick(1, 2)\n",
		"file/b_test.go":   "func TestOther(t *testing.T) {}\n",
		"shared/a_test.go": "func some() []int { return testset.Some(all, 2) }\n",
		"shared/b_test.go": "func TestShares(t *testing.T) {}\n\nfunc TestMain(m *testing.M) {}\n",
		"module/go.mod":    "module example.com/module\n",
		"module/a_test.go": "func TestOfModule(t *testing.T) {\n\t_ = testset.Pick(1, 2)\n}\n",
	} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte(text), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	list := exec.CommandContext(t.Context(), script, "list")
	list.Dir = dir
	said, err := list.Output()
	if want := "TestLarge\nTestOfFile\nTestOnly\nTestPick\nTestShares\n"; err != nil || string(said) != want {
		t.Errorf("%v, it lists\n%s", err, said)
	}
}
