package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// clusterFile writes a file of people, and returns its name and the arguments that import it.
func clusterFile(t *testing.T, where string, workers string) (failed string, args []string) {
	t.Helper()
	dir := t.TempDir()
	path := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(path, []byte(people(1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	failed = filepath.Join(dir, "failed.csv")
	return failed, []string{
		"import", path, "--cluster", where, "--workers", workers, "--match-on", "email", "--list", "People",
		"--map", "seats=custom_fields.seats:long", "--create-fields", "--report", "json", "--failed-out", failed,
	}
}

// startNode starts a server that keeps a queue.
func startNode(t *testing.T) *cluster.Node {
	t.Helper()
	node, err := cluster.StartNode(cluster.NodeOptions{Dir: t.TempDir(), Listen: "127.0.0.1:0"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(node.Close)
	return node
}

// TestImport_embedded imports by three workers in the process, which is killed once and called again.
func TestImport_embedded(t *testing.T) {
	t.Parallel()
	k := &killer{
		api:    cuedesktest.NewServer(cuedesktest.WithImportDuration(20*time.Millisecond), cuedesktest.WithRequestLog(0)),
		signal: os.Kill, random: rand.New(rand.NewPCG(4, 5)),
	}
	api := httptest.NewServer(k)
	defer api.Close()
	failed, args := clusterFile(t, "embedded", "3")
	cmd := command(t.Context(), t, api.URL, args...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	k.chooseRequest(cmd.Process, 12)
	if _ = cmd.Wait(); cmd.ProcessState.ExitCode() >= 0 {
		t.Fatal("it was not killed")
	}
	cmd = command(t.Context(), t, api.URL, args...)
	stdout, stderr := &strings.Builder{}, &strings.Builder{}
	cmd.Stdout, cmd.Stderr = stdout, stderr
	_ = cmd.Run()
	if t.Logf("%s", stderr); cmd.ProcessState.ExitCode() != 1 {
		t.Fatalf("exit code %d", cmd.ProcessState.ExitCode())
	}
	wantPeople(t, k.api, stdout.String(), 1)
	if lines, err := os.ReadFile(failed); strings.Count(string(lines), "Nameless") != 20 {
		t.Errorf("%s, %v", lines, err)
	}
	if _, err := os.Stat(filepath.Join(filepath.Dir(failed), "people.csv.queue")); err == nil {
		t.Error("the queue is still there")
	}
}

// TestWorker publishes by one process, and imports by another.
func TestWorker(t *testing.T) {
	t.Parallel()
	node := startNode(t)
	fake := cuedesktest.NewServer(cuedesktest.WithImportDuration(20 * time.Millisecond))
	api := httptest.NewServer(fake)
	defer api.Close()
	failed, args := clusterFile(t, node.URL(), "0")
	worker := command(t.Context(), t, api.URL, "worker", "--cluster", node.URL(), "--rate", "1000")
	if err := worker.Start(); err != nil {
		t.Fatal(err)
	}
	cmd := command(t.Context(), t, api.URL, args...)
	stdout := &strings.Builder{}
	cmd.Stdout = stdout
	_ = cmd.Run()
	wantPeople(t, fake, stdout.String(), cmd.ProcessState.ExitCode())
	if err := worker.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := worker.Wait(); err != nil {
		t.Errorf("the worker ended with %v", err)
	}
	report, code := output(t, command(t.Context(), t, api.URL, "queue", "report", "people-csv", "--cluster", node.URL()))
	if code != 0 {
		t.Errorf("exit code %d", code)
	}
	wantText(t, report, "960 imported", "20 invalid")
	requests := fake.Summary().Imports
	if err := os.Remove(failed); err != nil {
		t.Fatal(err)
	}
	again, code := output(t, command(t.Context(), t, api.URL, args...))
	if wantText(t, again, "was imported before, as people-csv", "cuedesk queue remove people-csv"); code != 1 {
		t.Errorf("again: exit code %d", code)
	}
	if n := fake.Summary().Imports; n != requests {
		t.Errorf("the file was imported twice: %d imports", n)
	}
	for name, want := range map[string]int{"people-csv": 0, "nothing": 3} { // resuming what is finished does nothing
		_, code := output(t, command(t.Context(), t, api.URL, "queue", "resume", name, "--cluster", node.URL()))
		if code != want {
			t.Errorf("queue resume %s: exit code %d", name, code)
		}
	}
	_, code = output(t, command(t.Context(), t, api.URL, "queue", "remove", "people-csv", "--cluster", node.URL()))
	_, twice := output(t, command(t.Context(), t, api.URL, "queue", "remove", "people-csv", "--cluster", node.URL()))
	if code != 0 || twice != 3 {
		t.Errorf("exit codes %d and %d", code, twice)
	}
}

// TestQueue_withoutAddress: a queue that is not there is not made.
func TestQueue_withoutAddress(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "people.csv.queue")
	for _, what := range []string{"report", "remove"} {
		text, code := output(t, command(t.Context(), t, "", "queue", what, "people-csv", "--cluster", folder))
		if code != 3 || !strings.Contains(text, "there is no queue in "+folder) {
			t.Errorf("code %d: %s", code, text)
		}
	}
	if _, err := os.Stat(folder); err == nil {
		t.Error("the folder was created")
	}
}

// TestCluster_usage: command lines that make no sense.
func TestCluster_usage(t *testing.T) {
	t.Parallel()
	for _, args := range [][]string{
		{"import", "-", "--cluster", "embedded"},
		{"import", "a.csv", "--cluster", "folder"},
		{"import", "a.csv", "--cluster", "embedded", "--resume"},
		{"import", "a.csv", "--cluster", "embedded", "--workers", "0"},
		{"export", "a.csv", "--cluster", "embedded"},
		{"export", "-", "--cluster", "nats://h"},
		{"export", "a.csv", "--cluster", "nats://h", "--list", "x"},
		{"export", "a.csv", "--cluster", "nats://h", "--workers", "65"},
		{"worker"},
		{"worker", "--cluster", "folder"},
		{"worker", "--cluster", "nats://h", "x"},
		{"worker", "--cluster", "nats://h", "--lanes", "0"},
		{"queue"},
		{"queue", "report"},
		{"queue", "report", "x"},
		{"queue", "list", "x", "--cluster", "nats://h"},
	} {
		if text, code := output(t, command(t.Context(), t, "http://127.0.0.1:1", args...)); code != 2 {
			t.Errorf("%q: code %d: %s", args, code, text)
		}
	}
	for _, name := range []string{"worker", "queue"} {
		text, code := output(t, command(t.Context(), t, "http://127.0.0.1:1", name, "--help"))
		if code != 0 || !strings.Contains(text, "Usage: cuedesk "+name) {
			t.Errorf("%s --help: code %d: %s", name, code, text)
		}
	}
}

// TestQueue_unreachable: where no server is, the program says so while it waits.
func TestQueue_unreachable(t *testing.T) {
	t.Parallel()
	closed := httptest.NewServer(nil)
	closed.Close()
	host := closed.Listener.Addr().String()
	cmd := command(t.Context(), t, "", "queue", "report", "people-csv", "--cluster", "nats://"+host)
	stderr, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stderr).ReadString('\n')
	want := regexp.MustCompile(`^still connecting to ` + regexp.QuoteMeta(host) + ` after \d+s: `)
	if err != nil || !want.MatchString(line) {
		t.Errorf("%q, %v", line, err)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err == nil {
		t.Error("it succeeded")
	}
}

// TestExport_cluster has a worker and the exporting process export parts, which are joined: the file is that of an
// export without workers, and nothing is left in the queue.
func TestExport_cluster(t *testing.T) {
	t.Parallel()
	node := startNode(t)
	fake := cuedesktest.NewServer()
	for i := range 400 {
		fake.AddContact(cuedesktest.Contact{
			Email: fmt.Sprintf("p%d@example.com", i), FirstName: "A, \"B\"\nC", CreatedAt: time.Unix(int64(3600*i), 0),
		})
	}
	api := httptest.NewServer(fake)
	defer api.Close()
	for _, ending := range []string{"csv", "ndjson"} {
		dir := t.TempDir()
		plain, joined := filepath.Join(dir, "plain."+ending), filepath.Join(dir, "joined."+ending)
		if text, code := output(t, command(t.Context(), t, api.URL, "export", plain)); code != 0 {
			t.Fatalf("code %d: %s", code, text)
		}
		text, code := output(t, command(t.Context(), t, api.URL, "export", joined, "--cluster", node.URL(), "--parts", "5"))
		if code != 0 || !strings.Contains(text, "400 contacts") {
			t.Fatalf("code %d: %s", code, text)
		}
		want, err := os.ReadFile(plain)
		got, gotErr := os.ReadFile(joined)
		if err != nil || gotErr != nil || string(got) != string(want) {
			t.Errorf("%s: %d bytes, not %d: %v, %v", ending, len(got), len(want), err, gotErr)
		}
	}
	c, err := cluster.Open(t.Context(), cluster.Options{URL: node.URL()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if workers, err := c.Workers(t.Context()); len(workers) > 0 || err != nil {
		t.Errorf("left: %v, %v", workers, err)
	}
}

// TestImport_expired has the servers drop what is published before a worker comes: each row is in the file of those
// that are not in, and the import is over.
func TestImport_expired(t *testing.T) {
	t.Parallel()
	node := startNode(t)
	fake := cuedesktest.NewServer()
	api := httptest.NewServer(fake)
	defer api.Close()
	failed, args := clusterFile(t, node.URL(), "0")
	cmd := command(t.Context(), t, api.URL, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	dropBatches(t, node.URL(), "people-csv")
	if text, code := output(t, command(t.Context(), t, api.URL, "worker", "--cluster", node.URL(), "--once")); code != 0 {
		t.Errorf("the worker: code %d: %s", code, text)
	}
	_ = cmd.Wait()
	wantText(t, stderr.String(), "rows have waited for workers too long", "0 of 1000 rows are in")
	text, err := os.ReadFile(failed)
	named := strings.Count(string(text), "not sent: no worker came in time")
	if code := cmd.ProcessState.ExitCode(); code != 1 || named != 980 || err != nil || fake.Summary().Contacts != 0 {
		t.Errorf("code %d, %d rows are named, %d contacts, %v", code, named, fake.Summary().Contacts, err)
	}
}

// TestExport_expired has the servers drop the parts of an export before a worker comes: there is no file, the error
// says what to do, and after that the export can be made.
func TestExport_expired(t *testing.T) {
	t.Parallel()
	node := startNode(t)
	_, urls := startWorkspaces(t, "a@example.com")
	file := filepath.Join(t.TempDir(), "people.csv")
	cmd := command(t.Context(), t, urls[0], "export", file, "--cluster", node.URL(), "--workers", "0")
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	stderr := bufio.NewReader(pipe)
	line, err := stderr.ReadString('\n')
	job, published := strings.CutPrefix(strings.TrimSpace(line), "published as ")
	if err != nil || !published {
		t.Fatalf("%q, %v", line, err)
	}
	dropBatches(t, node.URL(), job)
	if text, code := output(t, command(t.Context(), t, urls[0], "worker", "--cluster", node.URL(), "--once")); code != 0 {
		t.Errorf("the worker: code %d: %s", code, text)
	}
	rest, _ := io.ReadAll(stderr)
	_ = cmd.Wait()
	wantText(t, string(rest), "parts of the export have waited for workers too long", "cuedesk queue remove "+job)
	if code := cmd.ProcessState.ExitCode(); code == 0 {
		t.Error("it succeeded")
	}
	if files, err := os.ReadDir(filepath.Dir(file)); len(files) > 0 || err != nil {
		t.Errorf("there are %v, %v", files, err)
	}
	text, code := output(t, command(t.Context(), t, urls[0], "queue", "remove", job, "--cluster", node.URL()))
	if code != 0 {
		t.Errorf("queue remove: code %d: %s", code, text)
	}
	text, code = output(t, command(t.Context(), t, urls[0], "export", file, "--cluster", node.URL()))
	if data, err := os.ReadFile(file); code != 0 || err != nil || !strings.Contains(string(data), "a@example.com") {
		t.Errorf("code %d: %s%s, %v", code, text, data, err)
	}
}

// dropBatches removes the batches of a job once it is published, as the servers do when they are too old.
func dropBatches(t *testing.T, url, job string) {
	t.Helper()
	c, err := cluster.Open(t.Context(), cluster.Options{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for {
		_, err := c.Report(t.Context(), job)
		if err == nil {
			break
		}
		if !errors.Is(err, cluster.ErrNotFound) {
			t.Fatal(err)
		}
	}
	conn, err := nats.Connect(url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	streams, err := jetstream.New(conn)
	if err != nil {
		t.Fatal(err)
	}
	work, err := streams.Stream(t.Context(), "cuedesk_work")
	if err == nil {
		err = work.Purge(t.Context())
	}
	if err != nil {
		t.Fatal(err)
	}
}
