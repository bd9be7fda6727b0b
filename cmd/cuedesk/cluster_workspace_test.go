package main

import (
	"bufio"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// startWorkspaces starts fakes that have one contact each, and returns the URLs of their APIs.
func startWorkspaces(t *testing.T, emails ...string) (fakes []*cuedesktest.Server, urls []string) {
	t.Helper()
	for _, email := range emails {
		fake := cuedesktest.NewServer()
		fake.AddContact(cuedesktest.Contact{Email: email})
		api := httptest.NewServer(fake)
		t.Cleanup(api.Close)
		fakes, urls = append(fakes, fake), append(urls, api.URL)
	}
	return fakes, urls
}

// publishOnly begins an export, has a worker finish it, and ends before the parts are joined.
func publishOnly(t *testing.T, node *cluster.Node, api, file string) {
	t.Helper()
	export := command(t.Context(), t, api, "export", file, "--cluster", node.URL(), "--workers", "0")
	stderr, err := export.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := export.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(stderr).ReadString('\n')
	if err != nil || !strings.HasPrefix(line, "published as ") {
		t.Fatalf("%q, %v", line, err)
	}
	if err := export.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = export.Wait()
	if text, code := output(t, command(t.Context(), t, api, "worker", "--cluster", node.URL(), "--once")); code != 0 {
		t.Fatalf("code %d: %s", code, text)
	}
}

// TestExport_cluster_otherWorkspace has a finished export that was not joined: one of another workspace to a file of
// the same name does not take its contacts, and the same command does, and says when they were read.
func TestExport_cluster_otherWorkspace(t *testing.T) {
	t.Parallel()
	node := startNode(t)
	_, urls := startWorkspaces(t, "a@workspace-a.example", "b@workspace-b.example")
	file := filepath.Join(t.TempDir(), "people.ndjson")
	publishOnly(t, node, urls[0], file)
	for i, want := range []string{"b@workspace-b.example", "a@workspace-a.example"} {
		text, code := output(t, command(t.Context(), t, urls[1-i], "export", file, "--cluster", node.URL()))
		got, err := os.ReadFile(file)
		if code != 0 || err != nil || strings.Count(string(got), "\n") != 1 || !strings.Contains(string(got), want) {
			t.Errorf("code %d: %s\n%s, %v", code, text, got, err)
		}
		if before := strings.Contains(text, "have exported the contacts before"); before != (i == 1) {
			t.Errorf("%d: %s", i, text)
		}
	}
}

// TestImport_cluster_otherWorkspace has a file that was imported into a workspace: for another one, that is an error,
// and nothing is sent.
func TestImport_cluster_otherWorkspace(t *testing.T) {
	t.Parallel()
	node := startNode(t)
	fakes, urls := startWorkspaces(t, "a@workspace-a.example", "b@workspace-b.example")
	file := filepath.Join(t.TempDir(), "people.csv")
	if err := os.WriteFile(file, []byte("email\na@x.com\nb@x.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, code := output(t, command(t.Context(), t, urls[0], "import", file, "--cluster", node.URL()))
	if code != 0 {
		t.Fatalf("code %d: %s", code, text)
	}
	text, code = output(t, command(t.Context(), t, urls[1], "import", file, "--cluster", node.URL()))
	wantText(t, text, "published before, as people-csv", "the job is of another workspace")
	if code == 0 || fakes[1].Summary().Imports > 0 || strings.Contains(text, "2 imported") {
		t.Errorf("code %d: %s", code, text)
	}
}
