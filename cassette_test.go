package cuedesk_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cassette"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/operations"
)

const (
	cassettes = "testdata/cassettes"
	recorded  = cassettes + "/recorded"
	sources   = recorded + "/SOURCE.md"
)

// scenario is a conversation with the API that is recorded.
type scenario struct {
	name  string
	run   func(*testing.T, *stage)
	setUp func(*cuedesktest.Server) // what the API cannot be asked for: such a scenario is recorded from the fake only
}

// stage is what a scenario is played on.
type stage struct {
	*cuedesk.Client
	refusedClient *cuedesk.Client // has a token that the API refuses
	base          string          // where a recording comes from; "" is the fake
	token         string
}

// TestCassettes_scenarios replays the recorded scenarios. With CUEDESK_RECORD it plays them
// with the API at CUEDESK_BASE_URL and CUEDESK_TOKEN, or with the fake, and records.
func TestCassettes_scenarios(t *testing.T) {
	t.Parallel()
	base, token := os.Getenv("CUEDESK_BASE_URL"), os.Getenv("CUEDESK_TOKEN")
	if cassette.Recording() && (base == "") != (token == "") {
		t.Fatal("to record from an API, set both CUEDESK_BASE_URL and CUEDESK_TOKEN")
	}
	if u, err := url.Parse(base); cassette.Recording() && (err != nil || strings.Trim(u.Path, "/") != "") {
		t.Fatal("CUEDESK_BASE_URL must not have a path: replay would not know it")
	}
	for _, sc := range scenarios {
		t.Run(sc.name, func(t *testing.T) {
			t.Parallel()
			s := &stage{token: cuedesktest.Token}
			if cassette.Recording() && base != "" && sc.setUp == nil {
				s.base, s.token = base, token
			}
			s.run(t, sc)
			if cassette.Recording() && !t.Failed() {
				writeSource(t, sc.name, s.base)
			}
		})
	}
}

// run plays the scenario in a bubble, where no real time passes and the fake's
// clock always shows the same; with a real API that cannot be.
func (s *stage) run(t *testing.T, sc scenario) {
	if s.base != "" {
		s.runWith(t, sc, http.DefaultTransport)
		return
	}
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(2400 * time.Millisecond))
		if sc.setUp != nil {
			sc.setUp(srv)
		}
		s.runWith(t, sc, srv)
	})
}

func (s *stage) runWith(t *testing.T, sc scenario, live http.RoundTripper) {
	httpClient := &http.Client{Transport: cassette.Transport(t, filepath.Join(recorded, sc.name),
		cassette.WithLive(live), cassette.WithSecrets(s.token))}
	client := func(token string) *cuedesk.Client {
		opts := []cuedesk.Option{cuedesk.WithHTTPClient(httpClient), cuedesk.WithBaseURL(cuedesktest.BaseURL)}
		if s.base != "" {
			opts = append(opts, cuedesk.WithBaseURL(s.base))
		}
		c, err := cuedesk.NewClient(token, opts...)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	s.Client, s.refusedClient = client(s.token), client("refused")
	sc.run(t, s)
}

var sourceMu sync.Mutex

// writeSource writes down when the cassette was recorded, and from what.
func writeSource(t *testing.T, name, base string) {
	t.Helper()
	sourceMu.Lock()
	defer sourceMu.Unlock()
	rows := sourceRows(t)
	from := "the fake, cuedesktest"
	if base != "" {
		from = base
	}
	rows[name] = fmt.Sprintf("| %s | %s | %s |\n", name, time.Now().UTC().Format(time.DateOnly), from)
	var b strings.Builder
	b.WriteString("# Where the recordings come from\n\nWritten by the recording itself.\n\n" +
		"| cassette | recorded on | from |\n|---|---|---|\n")
	for _, key := range slices.Sorted(maps.Keys(rows)) {
		b.WriteString(rows[key])
	}
	if err := os.WriteFile(sources, []byte(b.String()), 0o644); err != nil {
		t.Error(err)
	}
}

// sourceRows returns the rows of SOURCE.md by cassette.
func sourceRows(t *testing.T) map[string]string {
	t.Helper()
	rows := map[string]string{}
	data, err := os.ReadFile(sources)
	if err != nil {
		t.Logf("no sources yet: %v", err)
	}
	_, table, _ := strings.Cut(string(data), "|---|---|---|\n")
	for line := range strings.Lines(table) {
		rows[strings.TrimSpace(strings.Split(line, "|")[1])] = line
	}
	return rows
}

// cassetteNames returns the sorted names of the cassettes in a folder.
func cassetteNames(t *testing.T, folder string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(cassettes, folder, "*.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for i, file := range files {
		files[i] = strings.TrimSuffix(filepath.Base(file), ".yaml")
	}
	return slices.Sorted(slices.Values(files))
}

// TestCassettes_allPlayed: a cassette that no test plays is of no use, and one
// of unknown origin proves nothing.
func TestCassettes_allPlayed(t *testing.T) {
	t.Parallel()
	if cassette.Recording() {
		t.Skip("the cassettes are being made")
	}
	var names, goldens []string
	for _, sc := range scenarios {
		names = append(names, sc.name)
	}
	for _, op := range operations.All {
		goldens = append(goldens, op.Golden)
	}
	slices.Sort(names)
	if diff := cmp.Diff(names, cassetteNames(t, "recorded")); diff != "" {
		t.Errorf("recorded (-scenarios +cassettes):\n%s", diff)
	}
	if diff := cmp.Diff(names, slices.Sorted(maps.Keys(sourceRows(t)))); diff != "" {
		t.Errorf("recorded (-scenarios +%s):\n%s", sources, diff)
	}
	for _, name := range cassetteNames(t, "documented") { // TestCassettes_documented plays, or makes, those of goldens
		if !slices.Contains(goldens, name) {
			t.Errorf("the cassette documented/%s is of no operation", name)
		}
	}
}

// TestCassettes_noSecrets and no personal data: go-vcr saves everything unless
// told otherwise.
func TestCassettes_noSecrets(t *testing.T) {
	t.Parallel()
	if cassette.Recording() {
		t.Skip("the cassettes are being made")
	}
	secrets := []string{cuedesktest.Token, os.Getenv("CUEDESK_TOKEN")}
	for _, folder := range []string{"documented", "recorded"} {
		for _, name := range cassetteNames(t, folder) {
			found, err := cassette.Leaks(filepath.Join(cassettes, folder, name), secrets...)
			if err != nil {
				t.Error(err)
			}
			for _, what := range found {
				t.Errorf("%s/%s: %s", folder, name, what)
			}
		}
	}
}
