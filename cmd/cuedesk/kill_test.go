package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// people are a file of so many rows, of which some repeat others and some have no address.
func people(n int) string {
	var text strings.Builder
	text.WriteString("email,first_name,seats\n")
	for i := range n {
		switch i % 50 {
		case 7:
			fmt.Fprintf(&text, "p%d@example.com,Pat,%d\n", i-1, i-1)
		case 9:
			text.WriteString("n/a,Nameless,\n")
		default:
			fmt.Fprintf(&text, "p%d@example.com,Pat,%d\n", i, i)
		}
	}
	return text.String()
}

// killer is an API that sends the program that uses it a signal at one of its requests.
type killer struct {
	api    *cuedesktest.Server
	signal os.Signal

	mu      sync.Mutex
	random  *rand.Rand
	process *os.Process
	left    int // requests until then; negative: never
}

// chooseRequest chooses the request.
func (k *killer) chooseRequest(victim *os.Process, left int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.process, k.left = victim, left
}

// ServeHTTP implements [http.Handler].
func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	k.left--
	now, before := k.left == 0, k.random.IntN(2) == 0
	victim := k.process
	fault := cuedesktest.Fault{}
	switch k.random.IntN(15) {
	case 0:
		fault = cuedesktest.Status(503)
	case 1:
		fault = cuedesktest.HTML502().AfterApply()
	}
	k.mu.Unlock()
	if now && before {
		_ = victim.Signal(k.signal)
	}
	k.api.ServeHTTP(w, fault.On(r))
	if now && !before {
		_ = victim.Signal(k.signal)
	}
}

// kills is how often a program is killed.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("CUEDESK_KILLS")); err == nil {
		return n
	}
	return 4
}

// TestImport_killed kills the program at random requests, and calls it again until it has ended. Whenever it is killed,
// the workspace and the report are those of the file. CUEDESK_KILLS says how often.
func TestImport_killed(t *testing.T) {
	t.Parallel()
	for done, seed := 0, uint64(0); done < kills(); seed++ {
		done += killAndGoOn(t, seed)
		if t.Failed() {
			return
		}
	}
}

// killAndGoOn imports a file once, and returns how often the program was killed.
func killAndGoOn(t *testing.T, seed uint64) (kills int) {
	t.Helper()
	k := &killer{
		api:    cuedesktest.NewServer(cuedesktest.WithImportDuration(20*time.Millisecond), cuedesktest.WithRequestLog(0)),
		signal: syscall.SIGKILL, random: rand.New(rand.NewPCG(seed, 5)),
	}
	api := httptest.NewServer(k)
	defer api.Close()
	dir := t.TempDir()
	path := filepath.Join(dir, "people.csv")
	if err := os.WriteFile(path, []byte(people(1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{
		"import", path, "--resume", "--list", "People", "--map", "seats=custom_fields.seats:long", "--create-fields",
		"--report", "json", "--failed-out", filepath.Join(dir, "failed.csv"),
	}
	for {
		cmd := command(t.Context(), t, api.URL, args...)
		stdout := &strings.Builder{}
		cmd.Stdout = stdout
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		k.chooseRequest(cmd.Process, 1+int(k.next(16)))
		_ = cmd.Wait()
		code := cmd.ProcessState.ExitCode()
		if code < 0 {
			kills++
		}
		if code < 0 || code >= 3 { // killed, or a fault was too much for it
			continue
		}
		wantPeople(t, k.api, stdout.String(), code)
		for name, want := range map[string]bool{"people.csv.journal": false, "failed.csv": true, "failed.csv.part": false} {
			if _, err := os.Stat(filepath.Join(dir, name)); (err == nil) != want {
				t.Errorf("seed %d: %s is there: %t", seed, name, !want)
			}
		}
		return kills
	}
}

// wantPeople compares the workspace and the report with the file.
func wantPeople(t *testing.T, api *cuedesktest.Server, report string, code int) {
	t.Helper()
	var got struct {
		Read   int            `json:"read"`
		States map[string]int `json:"states"`
	}
	if err := json.Unmarshal([]byte(report), &got); err != nil {
		t.Fatalf("%v in %q", err, report)
	}
	in := got.States["imported"] + got.States["created"] + got.States["updated"]
	if code != 1 || got.Read != 1000 || in+got.States["duplicate"] != 980 || got.States["invalid"] != 20 {
		t.Errorf("code %d, report %+v", code, got)
	}
	members := 0
	for c, err := range api.Client().Contacts.All(t.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		members++
		if want := "p" + c.CustomFields.Get("seats").String() + "@example.com"; c.Email != want || c.FirstName != "Pat" {
			t.Errorf("contact %s has the seats of %s", c.Email, want)
		}
	}
	lists := 0
	for list, err := range api.Client().Lists.All(t.Context(), cuedesk.ListListsOptions{}) {
		if lists++; err != nil || list.Count != members {
			t.Errorf("list has %d contacts, not %d (%v)", list.Count, members, err)
		}
	}
	if members != 960 || lists != 1 {
		t.Errorf("there are %d contacts and %d lists", members, lists)
	}
}
