package rest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/time/rate"
)

func TestNew_baseURL(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{ // "": refused
		"https://api.example.com":              "https://api.example.com/v1/things",
		"https://api.example.com/":             "https://api.example.com/v1/things",
		"https://api.example.com/sub/path":     "https://api.example.com/sub/path/v1/things",
		"https://api.example.com/sub/path/":    "https://api.example.com/sub/path/v1/things",
		"https://api.example.com/a%2Fb":        "https://api.example.com/a%2Fb/v1/things",
		"https://api.example.com:8443":         "https://api.example.com:8443/v1/things",
		"https://api.example.com/v1/gateway":   "https://api.example.com/v1/gateway/v1/things",
		"https://api.example.com/dev1":         "https://api.example.com/dev1/v1/things",
		"https://api.example.com/v1":           "",
		"https://api.example.com/sub/v1/":      "",
		"https://api.example.com//":            "",
		"https://api.example.com/a//b":         "",
		"https://api.example.com/a/../b":       "",
		"https://api.example.com/a/.":          "",
		"http://localhost:8080":                "http://localhost:8080/v1/things",
		"http://127.0.0.1":                     "http://127.0.0.1/v1/things",
		"http://[::1]:80":                      "http://[::1]:80/v1/things",
		"http://api.example.com":               "",
		"http://localhost.example.com":         "",
		"http://127.0.0.1.example.com":         "",
		"http://10.0.0.1":                      "",
		"http://0.0.0.0":                       "",
		"ftp://api.example.com":                "",
		"api.example.com":                      "",
		"//api.example.com":                    "",
		"https:api.example.com":                "",
		"https://":                             "",
		"https://:443":                         "",
		"":                                     "",
		"https://user:s3cret@api.example.com":  "",
		"https://user@api.example.com":         "",
		"https://api.example.com?key=s3cret":   "",
		"https://api.example.com?":             "",
		"https://api.example.com#s3cret":       "",
		"https://user:s3cret@api.example\x7f/": "",
		"https://s3cret.example.com:port":      "",
	} {
		rt := transport(reply(200, good))
		cfg := testConfig(rt)
		cfg.BaseURL, cfg.API.Prefix = base, "/v1"
		core, err := New(cfg)
		switch {
		case want == "" && err == nil:
			t.Errorf("%q is accepted", base)
		case want == "" && strings.Contains(err.Error(), "s3cret"):
			t.Errorf("%q: %v", base, err)
		case want != "" && err != nil:
			t.Errorf("%q: %v", base, err)
		case want != "":
			if err := Do(t.Context(), core, Read("GET /v1/things")); err != nil {
				t.Errorf("%q: %v", base, err)
			} else if got := rt.requests[0].URL.String(); got != want {
				t.Errorf("%q: %s, want %s", base, got, want)
			}
		}
	}
}

func TestNew_problems(t *testing.T) {
	t.Parallel()
	_, err := New(Config{
		BaseURL:   "nonsense",
		Retry:     RetryPolicy{MaxAttempts: -1},
		Timeout:   -1,
		UserAgent: "a\r\nb",
		Header: fixed(http.Header{
			"A b": {"x"}, "": {"x"}, "X-Line": {"s3cret\r\nX-Evil: 1"}, "Authorization": {"s3cret"}, "x-idempotency-key": {"1"},
		}),
	})
	want := `base URL: must be an absolute https URL, such as https://api.example.com; for a loopback address also http
token: must not be empty
retry policy: attempts and durations must not be negative
timeout: must not be negative
user agent: must not contain control characters
header "": not a header name
header "A b": not a header name
header Authorization: is set by the client itself
header X-Line: value must not contain control characters
header x-idempotency-key: would be the same for all calls`
	if diff := cmp.Diff(want, err.Error()); diff != "" {
		t.Error(diff)
	}
}

func TestNew_headers(t *testing.T) {
	t.Parallel()
	for key, ok := range map[string]bool{
		"X-Trace-Id": true, "azAZ09": true, "x!#$%&'*+-.^_`|~9": true, "Cookie": true,
		"authorization": false, "ACCEPT": false, "Accept-Encoding": false, "Connection": false, "Content-Length": false,
		"Content-Type": false, "host": false, "Te": false, "Trailer": false, "Transfer-Encoding": false,
		"Upgrade": false, "User-Agent": false, "Idempotency-Key": false, "X-Ä": false, "X:": false, "X\n": false,
	} {
		cfg := testConfig(nil)
		cfg.Header = fixed(http.Header{key: {"value"}})
		if _, err := New(cfg); (err == nil) != ok {
			t.Errorf("%q: %v", key, err)
		}
	}
	for value, ok := range map[string]bool{
		"": true, "a b": true, "a\tb": true, "ä": true, "a\x00": false, "a\nb": false,
		"\x7f": false,
	} {
		cfg := testConfig(nil)
		cfg.Header = fixed(http.Header{"X-A": {value}})
		if _, err := New(cfg); (err == nil) != ok {
			t.Errorf("%q: %v", value, err)
		}
	}
}

func TestCall_headers(t *testing.T) {
	t.Parallel()
	rt := transport(reply(200, good))
	core := newCore(t, rt, func(cfg *Config) { cfg.Header = fixed(http.Header{"X-A": {"1", "2"}}) })
	mustSend(t.Context(), t, core, ClassCreate)
	want := http.Header{
		"X-A": {"1", "2"}, "Accept": {"application/json"}, "Content-Type": {"application/json"},
		"User-Agent": {"test/1"}, "Authorization": {"Bearer " + testToken},
	}
	if diff := cmp.Diff(want, rt.requests[0].Header); diff != "" {
		t.Error(diff)
	}
	mustSend(t.Context(), t, core, ClassRead)
	if got := rt.requests[1].Header.Values("Content-Type"); got != nil {
		t.Errorf("a read without a body has content type %v", got)
	}
}

func TestCore_With(t *testing.T) {
	t.Parallel()
	rt := transport(reply(200, good))
	core := newCore(t, rt, withSource(tokens("a", "b")), func(cfg *Config) {
		cfg.Header = fixed(http.Header{"X-A": {"1"}})
		cfg.Limiter = rate.NewLimiter(rate.Inf, 1)
	})
	derived, err := core.With(func(cfg *Config) error {
		cfg.Header.Set("X-A", "2")
		cfg.Header.Set("X-B", "3")
		cfg.Timeout = time.Second
		cfg.BaseURL = "https://other.example.com/x"
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	mustSend(t.Context(), t, derived, ClassRead)
	mustSend(t.Context(), t, core, ClassRead)
	one, two := rt.requests[0], rt.requests[1]
	if one.Header.Get("X-A") != "2" || one.Header.Get("X-B") != "3" || one.URL.Host != "other.example.com" {
		t.Errorf("derived sends %v to %v", one.Header, one.URL)
	}
	if two.Header.Get("X-A") != "1" || two.Header.Get("X-B") != "" || two.URL.Host != "api.example.com" {
		t.Errorf("original sends %v to %v", two.Header, two.URL)
	}
	if core.cfg.Timeout != 10*time.Second {
		t.Errorf("timeout %v", core.cfg.Timeout)
	}
	if sent := sentTokens(rt); sent[0] != "a" || sent[1] != "a" {
		t.Errorf("tokens %v", sent)
	}
	if derived.budget != core.budget || derived.cfg.Limiter != core.cfg.Limiter ||
		derived.cfg.HTTPClient != core.cfg.HTTPClient {
		t.Error("budget, limiter or HTTP client are not shared")
	}
}

func TestCore_With_budget(t *testing.T) {
	t.Parallel()
	core := newCore(t, transport(reply(200, good)))
	for name, test := range map[string]struct {
		policy RetryPolicy
		shared bool
	}{
		"same":          {core.cfg.Retry, true},
		"defaults":      {RetryPolicy{}, true},
		"more attempts": {RetryPolicy{MaxAttempts: 9}, true},
		"other size":    {RetryPolicy{Budget: 7}, false},
	} {
		derived, err := core.With(func(cfg *Config) error {
			cfg.Retry = test.policy
			return nil
		})
		if err != nil || (derived.budget == core.budget) != test.shared {
			t.Errorf("%s: shared %v, %v", name, derived.budget == core.budget, err)
		}
	}
}

func TestCore_With_problems(t *testing.T) {
	t.Parallel()
	errOption := errors.New("option: no")
	_, err := newCore(t, nil).With(func(cfg *Config) error {
		cfg.Timeout = -1
		return errOption
	})
	checkIs(t, err, errOption, true)
	if !strings.Contains(err.Error(), "timeout") {
		t.Error(err)
	}
}

func TestNew_ownTransport(t *testing.T) {
	t.Parallel()
	core := newCore(t, nil, func(cfg *Config) { cfg.HTTPClient = nil })
	own, ok := core.transport().(*http.Transport)
	if !ok || own == http.DefaultTransport || own.MaxIdleConnsPerHost < 16 || own.Proxy == nil {
		t.Errorf("%+v", own)
	}
	derived, err := core.With(func(*Config) error { return nil })
	if err != nil || derived.transport() != core.transport() {
		t.Error("connections are not shared")
	}
	core = newCore(t, nil, func(cfg *Config) { cfg.HTTPClient = &http.Client{} })
	if core.transport() != http.DefaultTransport {
		t.Errorf("%T instead of the client's own default", core.transport())
	}
}

// TestNew_replacedTransport changes a variable of net/http, so it is not parallel.
//
//nolint:paralleltest // see above
func TestNew_replacedTransport(t *testing.T) {
	rt := transport(reply(200, good))
	before := http.DefaultTransport
	http.DefaultTransport = rt
	defer func() { http.DefaultTransport = before }()
	core := newCore(t, nil, func(cfg *Config) { cfg.HTTPClient = nil })
	if mustSend(t.Context(), t, core, ClassRead); rt.count() != 1 {
		t.Errorf("%d requests through the program's default transport", rt.count())
	}
}

// TestNew_hooks: cores that are made from one configuration, or derived from one core, do not share the hooks that each
// of them adds.
func TestNew_hooks(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	observe := func(name string) Hooks {
		return ObserveAttempts(func(context.Context, Attempt) { seen[name]++ })
	}
	cfg := testConfig(transport(reply(200, good)))
	cfg.Hooks = append(make([]Hooks, 0, 8), observe("base"))
	var logs [2]strings.Builder
	var logged [2]*Core
	for i := range logged {
		cfg.Logger = slog.New(slog.NewTextHandler(&logs[i], &slog.HandlerOptions{Level: slog.LevelDebug}))
		core, err := New(cfg)
		if err != nil {
			t.Fatal(err)
		}
		logged[i] = core
	}
	cfg.Logger = nil
	plain, err := New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	var derived []*Core
	for _, name := range []string{"one", "two"} {
		core, err := plain.With(func(cfg *Config) error {
			cfg.Hooks = append(cfg.Hooks, observe(name))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		derived = append(derived, core)
	}
	mustSend(t.Context(), t, logged[0], ClassRead)
	if logs[0].Len() == 0 || logs[1].Len() != 0 {
		t.Errorf("logged %q and %q", &logs[0], &logs[1])
	}
	for _, core := range derived {
		mustSend(t.Context(), t, core, ClassRead)
	}
	if seen["base"] != 3 || seen["one"] != 1 || seen["two"] != 1 {
		t.Errorf("seen %v", seen)
	}
}
