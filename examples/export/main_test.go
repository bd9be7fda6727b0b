package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// TestMain is the program itself in the processes that the tests start.
func TestMain(m *testing.M) {
	if os.Getenv("EXPORT_TEST") != "" {
		main()
		return
	}
	os.Exit(m.Run())
}

// start runs the program in a process, which is killed when the context ends.
func start(ctx context.Context, t *testing.T, env []string, args ...string) (stdout, stderr string, err error) {
	t.Helper()
	executable, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	var out, errs bytes.Buffer
	cmd := exec.CommandContext(ctx, executable, append([]string{"-every=3ms"}, args...)...)
	cmd.Env = slices.Concat(env, []string{"EXPORT_TEST=1", "GORACE=atexit_sleep_ms=0"})
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	return out.String(), errs.String(), err
}

// newWorkspace returns a fake with n contacts, every third one in a list, and some of the same age.
func newWorkspace(t *testing.T, n int) (*cuedesktest.Server, cuedesk.ListID) {
	t.Helper()
	srv := cuedesktest.NewServer()
	client := srv.Client()
	for _, in := range []cuedesk.CustomFieldCreate{
		{Name: "Seats", FieldType: cuedesk.FieldInteger},
		{Name: "Tags", FieldType: cuedesk.FieldMultiselect, SelectOptions: []string{"a", "b"}},
	} {
		if _, err := client.CustomFields.Create(t.Context(), in); err != nil {
			t.Fatal(err)
		}
	}
	list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "VIP"})
	if err != nil {
		t.Fatal(err)
	}
	for k := range n {
		id := srv.AddContact(cuedesktest.Contact{
			Email: fmt.Sprintf("%d@example.com", k), LastName: strings.Repeat("=\"Ø\x1b\n,", k%7),
			CreatedAt: time.Date(2025, 1, 1, 0, 0, k/5, 0, time.UTC), Archived: k%11 == 0,
			CustomFields: map[string]any{"seats": k, "tags": []string{"a", "b"}[:k%3]},
		})
		if k%3 > 0 {
			continue
		}
		if _, err := client.Lists.AddContacts(t.Context(), list.ID, id); err != nil {
			t.Fatal(err)
		}
	}
	return srv, list.ID
}

// records returns the contacts of an output in an order of its own, and of CSV the header first.
func records(t *testing.T, text string) []string {
	t.Helper()
	lines := strings.SplitAfter(text, "\n")
	if strings.HasPrefix(text, "uuid,") {
		all, err := csv.NewReader(strings.NewReader(text)).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		lines = nil
		for _, record := range all {
			lines = append(lines, strings.Join(record, "\x00"))
		}
	}
	slices.Sort(lines[1:])
	return lines
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

var email = regexp.MustCompile(`\d+@example\.com`)

// TestExport_kill kills the program at random instants of several exports, and compares what comes of each with one
// that was not killed.
func TestExport_kill(t *testing.T) {
	t.Parallel()
	const contacts = 400
	kills := testset.Pick(15, 50)
	srv, list := newWorkspace(t, contacts)
	srv.Inject("*", cuedesktest.Latency(2*time.Millisecond).Always())
	web := httptest.NewServer(srv)
	t.Cleanup(web.Close)
	env := []string{"CUEDESK_BASE_URL=" + web.URL, "CUEDESK_TOKEN=" + srv.Token()}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	kinds := []struct {
		args     []string
		contacts int
	}{
		{[]string{"-format", "csv"}, contacts},
		{[]string{"-format", "ndjson", "-list", list.String()}, (contacts + 2) / 3},
		{[]string{"-format", "ndjson", "-search", "example"}, contacts},
		{[]string{"-raw"}, contacts},
	}
	killed := 0
	for n := 0; killed < kills; n++ {
		kind := kinds[n%len(kinds)]
		begun := time.Now()
		want, stderr, err := start(t.Context(), t, env, append([]string{"-o", "-"}, kind.args...)...)
		if err != nil {
			t.Fatal(err, stderr)
		}
		full := time.Since(begun)
		path := filepath.Join(t.TempDir(), "contacts")
		args := append([]string{"-o", path}, kind.args...)
		for killed < kills && kill(t, time.Duration(random.Int64N(int64(full))), env, args) {
			killed++
			full += full / 20 // on a machine that got slower
		}
		if killed == kills {
			kill(t, time.Hour, env, args)
		}
		if diff := cmp.Diff(records(t, want), records(t, read(t, path))); diff != "" {
			t.Fatalf("%q after %d kills (-want +got):\n%s", kind.args, killed, diff)
		}
		emails := slices.Sorted(slices.Values(email.FindAllString(read(t, path), -1)))
		if len(emails) != kind.contacts || len(slices.Compact(emails)) != kind.contacts {
			t.Errorf("%q: %d contacts, want each of %d once", kind.args, len(emails), kind.contacts)
		}
		if left, err := filepath.Glob(path + ".*"); len(left) > 0 || err != nil {
			t.Errorf("left behind: %q, %v", left, err)
		}
	}
}

// kill starts the program, kills it after some time, and reports whether it was not done by then.
func kill(t *testing.T, after time.Duration, env, args []string) bool {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), after)
	defer cancel()
	_, stderr, err := start(ctx, t, env, args...)
	if err != nil && ctx.Err() == nil {
		t.Fatalf("%v: %s", err, stderr)
	}
	return err != nil
}

func equal[T comparable](t *testing.T, got, want T) {
	t.Helper()
	if got != want {
		t.Errorf("got %v, want %v", got, want)
	}
}

// Without a token the program says what it exports, and with a slow API how far it is, a line each time.
func TestMain_output(t *testing.T) {
	t.Parallel()
	stdout, stderr, err := start(t.Context(), t, nil, "-o", "-", "-every=1ns")
	if err != nil {
		t.Fatal(err, stderr)
	}
	equal(t, strings.Count(stdout, "\n"), 401)
	if !regexp.MustCompile(
		`^No CUEDESK_TOKEN: .* 400 made-up contacts.*\n(\d+ of 400 contacts, .* to go \n)+-: 400 contacts, .*\n$`).
		MatchString(stderr) {
		t.Errorf("got %q", stderr)
	}
}

func TestMain_usage(t *testing.T) {
	t.Parallel()
	for _, args := range []string{"-format=xml", "more", "-list=1", "-nonsense"} {
		_, stderr, err := start(t.Context(), t, nil, strings.Fields(args)...)
		exit := new(exec.ExitError)
		if !errors.As(err, &exit) || exit.ExitCode() != 2 || !strings.Contains(stderr, "-format") {
			t.Errorf("%s: got %v: %s", args, err, stderr)
		}
	}
}

// TestMain_errors says what is wrong, and how to go on.
func TestMain_errors(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "contacts.csv")
	if err := os.WriteFile(path+".checkpoint", []byte(`{"version":1,"size":9,"format":"ndjson"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for args, want := range map[string]string{
		"-search=a -list=ff027904-fdbc-4c30-a533-105d1c96e1cb": "must not both be set",
		"-columns=email,age": `there is no "age"`,
		"-columns=email":     "With -restart it begins again",
	} {
		_, stderr, err := start(t.Context(), t, nil, append(strings.Fields(args), "-o", path)...)
		exit := new(exec.ExitError)
		if !errors.As(err, &exit) || exit.ExitCode() != 1 || !strings.Contains(stderr, want) {
			t.Errorf("%s: got %v: %s", args, err, stderr)
		}
	}
	if _, stderr, err := start(t.Context(), t, nil, "-restart", "-columns=email", "-o", path); err != nil {
		t.Error(err, stderr)
	}
	equal(t, strings.Count(read(t, path), "\n"), 401)
}

// TestExport_name: without -format, the name of the file says the format.
func TestExport_name(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "contacts.ndjson")
	if _, stderr, err := start(t.Context(), t, nil, "-o", path); err != nil || !strings.HasPrefix(read(t, path), "{") {
		t.Errorf("%v, %s", err, stderr)
	}
}
