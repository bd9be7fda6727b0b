package cassette

import (
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// TestRecord_liveRequest: go-vcr keeps the request's own header map,
// so that scrubbing it would send the retry without credentials.
func TestRecord_liveRequest(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "tape")
	r := ask(t, "POST", "/a", `{"a":1}`)
	body := r.Body
	var sent http.Header
	runTest(t, func(t2 testing.TB) {
		rt := record(t2, name, options{live: roundTripper(func(r *http.Request) (*http.Response, error) {
			sent = r.Header
			return api(`{"b":2}`)(r)
		})})
		answer(t2, rt, r)
		if r.Header.Get("Authorization") != "Bearer hunter2" || r.Body != body {
			t.Errorf("after the exchange: %v", r.Header)
		}
	}).passed(t)
	if r.Header.Get("Authorization") != "Bearer hunter2" {
		t.Errorf("after saving: %v", r.Header)
	}
	if sent.Get("Authorization") != "Bearer hunter2" {
		t.Errorf("sent and after saving: %v", sent)
	}
}

// TestTransport_log: go test -v tells a recording from a replay.
func TestTransport_log(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "tape")
	exchange := func(rt http.RoundTripper, t testing.TB) {
		answer(t, rt, ask(t, "GET", "/a", ""))
		answer(t, rt, ask(t, "GET", "/b", ""))
	}
	recorded := runTest(t, func(t2 testing.TB) { exchange(record(t2, name, options{live: api(`{}`)}), t2) })
	replayed := runTest(t, func(t2 testing.TB) { exchange(replay(t2, name, options{}), t2) })
	for v, want := range map[*innerTest]string{recorded: "recorded into", replayed: "replayed from"} {
		v.passed(t)
		if log := strings.Join(v.logs, "\n"); log != "cassette: exchanges "+want+" "+name+".yaml: 2" {
			t.Errorf("want that two were %s the file, got %q", want, log)
		}
	}
}

// TestScrub_clone of the headers that the interaction shares.
func TestScrub_clone(t *testing.T) {
	t.Parallel()
	live := http.Header{"Authorization": {"Bearer hunter2"}, "Content-Type": {"application/json"}}
	i := &vcr.Interaction{Request: vcr.Request{Headers: live}}
	if err := newScrubber(options{}).clean(i); err != nil {
		t.Fatal(err)
	}
	if live.Get("Authorization") == "" || i.Request.Headers.Get("Authorization") != "" {
		t.Errorf("live %v, saved %v", live, i.Request.Headers)
	}
}

// TestRecord_wholeResponse: scrubbing comes only when it is saved, and
// replay gives the same bodies.
func TestRecord_wholeResponse(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "tape")
	runTest(t, func(t2 testing.TB) {
		resp, err := record(t2, name, options{live: api(`{"email":"ada@corp.example.com"}`)}).RoundTrip(ask(t, "GET", "/a", ""))
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		if resp.Header.Get("Set-Cookie") == "" || resp.Header.Get("Date") == "" {
			t.Errorf("header %v", resp.Header)
		}
	}).passed(t)
	if got := answer(t, replay(t, name, options{}), ask(t, "GET", "/a", "")); got != `{"email":"ada@corp.example.com"}` {
		t.Errorf("replayed %s", got)
	}
}

// TestRecord_replaces: nothing of an older one stays in it.
func TestRecord_replaces(t *testing.T) {
	t.Parallel()
	name := newCassetteFile(t, ask(t, "GET", "/old", ""), ask(t, "GET", "/older", ""))
	runTest(t, func(t2 testing.TB) { answer(t2, record(t2, name, options{live: api(`{}`)}), ask(t, "GET", "/new", "")) }).passed(t)
	c, err := vcr.Load(name)
	if err != nil || len(c.Interactions) != 1 || !strings.HasSuffix(c.Interactions[0].Request.URL, "/new") {
		t.Errorf("cassette %v, %v", c, err)
	}
}

// TestRecord_failedTest: half a conversation would replace a whole one.
func TestRecord_failedTest(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "tape")
	runTest(t, func(t2 testing.TB) {
		answer(t2, record(t2, name, options{live: api(`{}`)}), ask(t, "GET", "/a", ""))
		t2.Error("wrong")
	}).failedOnce(t)
	if _, err := os.Stat(name + ".yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("saved: %v", err)
	}
}

// TestRecord_failures: go-vcr would leave them out without a word.
func TestRecord_failures(t *testing.T) {
	t.Parallel()
	for what, live := range map[string]roundTripper{
		"reset": func(*http.Request) (*http.Response, error) { return nil, syscall.ECONNRESET },
		"torn": func(r *http.Request) (*http.Response, error) {
			resp, err := api(`{}`)(r)
			resp.Body = io.NopCloser(readerFunc(func([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }))
			return resp, err
		},
	} {
		v := runTest(t, func(t2 testing.TB) {
			tape := record(t2, filepath.Join(t.TempDir(), "tape"), options{live: live})
			if _, err := tape.RoundTrip(ask(t, "GET", "/a", "")); err == nil {
				t.Errorf("%s: no error", what)
			}
		})
		v.failedWith(t, "cannot hold", "GET /a")
	}
}

// TestRecord_noTransport: go-vcr would take http.DefaultTransport.
func TestRecord_noTransport(t *testing.T) {
	t.Parallel()
	runTest(t, func(t2 testing.TB) {
		record(t2, filepath.Join(t.TempDir(), "tape"), options{})
	}).failedWith(t, "nothing to record from")
}

// TestRecord_noSecrets, wherever they stand, and no personal data.
func TestRecord_noSecrets(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "tape")
	runTest(t, func(t2 testing.TB) {
		rt := record(t2, name, options{
			live:    api(`{"email":"ada@corp.test","phone_number": "+49 30 901820","echo":"hunter2"}`),
			secrets: []string{"hunter2", ""},
		})
		r := ask(t, "POST", "/a?key=hunter2", `{"email":"bob@corp.test","whatsapp_id":"4930901820","value":"+49 170 `+
			`5551234","myMobile":"0170 1"}`)
		r.Header.Set("X-Api-Key", "hunter2")
		r.Header.Set("Cookie", "session=hunter2")
		answer(t2, rt, r)
	}).passed(t)
	if found, err := Leaks(name, "hunter2"); err != nil || len(found) > 0 {
		t.Errorf("%v, %v", found, err)
	}
	c, err := vcr.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	got := c.Interactions[0]
	want := `{"email":"person-2@example.com","phone_number": "+1 200 555 0104","echo":"<redacted>"}`
	if got.Response.Body != want || got.Response.ContentLength != int64(len(want)) {
		t.Errorf("response %s of %d", got.Response.Body, got.Response.ContentLength)
	}
	if want := `{"email":"person-1@example.com","whatsapp_id":"+1 200 555 0102","value":"+1 200 555 0101",` +
		`"myMobile":"+1 200 555 0103"}`; got.Request.Body != want {
		t.Errorf("request %s", got.Request.Body)
	}
}

// TestRecord_headers: dates, and what else a clock would have to fit.
func TestRecord_headers(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "tape")
	runTest(t, func(t2 testing.TB) { answer(t2, record(t2, name, options{live: api(`{}`)}), ask(t, "GET", "/a", "")) }).passed(t)
	c, err := vcr.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	if h := c.Interactions[0].Response.Headers; len(h) != 1 || h.Get("Content-Type") == "" {
		t.Errorf("headers %v", h)
	}
	if c.Interactions[0].Response.Duration != 0 {
		t.Error("the latency was saved")
	}
}

// TestRecord_leaks: such as an address behind a JSON escape.
func TestRecord_leaks(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "tape")
	v := runTest(t, func(t2 testing.TB) {
		answer(t2, record(t2, name, options{live: api(`{"email":"ada\u0040corp.test"}`)}), ask(t, "GET", "/a", ""))
	})
	v.failedWith(t, "not saved", "e-mail")
	if _, err := os.Stat(name + ".yaml"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("saved: %v", err)
	}
}

// TestRecord_escapedSecrets: the path of a request may hold one in any escaping.
func TestRecord_escapedSecrets(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/a/hunter%2B2", "/a/%68unter+2", "/a/hunter%252B2", "/hunter+2%2Fx"} {
		name := filepath.Join(t.TempDir(), "tape")
		v := runTest(t, func(t2 testing.TB) {
			rt := record(t2, name, options{live: api(`{}`), secrets: []string{"hunter+2"}})
			answer(t2, rt, ask(t, "GET", path, ""))
		})
		saved, err := os.ReadFile(name + ".yaml")
		if path == "/hunter+2%2Fx" { // which is found as it is, and taken out
			v.passed(t)
		} else {
			v.failedWith(t, "not saved", "a secret")
		}
		if strings.Contains(string(saved), "hunter") || err == nil && len(saved) == 0 {
			t.Errorf("%s: saved %q", path, saved)
		}
	}
}
