package rest

import (
	"context"
	"errors"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestOperation_Capture(t *testing.T) {
	t.Parallel()
	core := newCore(t, transport(reply(201, good, "X-Request-Id", "r1")))
	var header http.Header
	out, err := Fetch[resource](t.Context(), core, operation(ClassCreate).Capture(&header))
	if err != nil || header.Get("X-Request-Id") != "r1" || out.Name != "Ada" {
		t.Errorf("%v %+v %v", header, out, err)
	}
}

func TestFetch(t *testing.T) {
	t.Parallel()
	core := newCore(t, transport(reply(200, good), reply(404, "")))
	if got, err := Fetch[resource](t.Context(), core, operation(ClassRead)); err != nil || got.Name != "Ada" {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := Fetch[resource](t.Context(), core, operation(ClassRead)); err == nil || got != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestDo_request(t *testing.T) {
	t.Parallel()
	rt := transport(reply(200, good))
	op := Create("POST /v1/things/{id}", "a b").
		Query(url.Values{"q": {"x&y"}, "a": {"1", "2"}}, nil).
		Body(map[string]any{"z": 1, "a": nil, "html": "<&>"}, nil)
	if _, err := fetch[resource](t.Context(), newCore(t, rt), op); err != nil {
		t.Fatal(err)
	}
	req := rt.requests[0]
	if got, want := req.Method+" "+req.URL.RequestURI(), "POST /v1/things/a%20b?a=1&a=2&q=x%26y"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if got, want := rt.bodies[0], `{"a":null,"html":"<&>","z":1}`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	if req.ContentLength != int64(len(rt.bodies[0])) || req.GetBody == nil {
		t.Errorf("length %d, GetBody %v", req.ContentLength, req.GetBody != nil)
	}
}

func TestDo_nullBody(t *testing.T) {
	t.Parallel()
	rt := transport(reply(200, good))
	if _, err := fetch[resource](t.Context(), newCore(t, rt), Create("POST /x").Body(nil, nil)); err != nil {
		t.Fatal(err)
	}
	if rt.bodies[0] != "null" || rt.requests[0].Header.Get("Content-Type") == "" {
		t.Errorf("%q %v", rt.bodies[0], rt.requests[0].Header)
	}
}

func TestDo_badResult(t *testing.T) {
	t.Parallel()
	for _, out := range []any{resource{}, (*resource)(nil), map[string]any{}, "x", 7} {
		rt := transport(reply(200, good))
		err := Do(t.Context(), newCore(t, rt), into(operation(ClassCreate), out))
		checkIs(t, err, ErrInvalid, true)
		checkIs(t, err, ErrOutcomeUnknown, false)
		if rt.count() != 0 {
			t.Errorf("%T: %d requests", out, rt.count())
		}
	}
}

func TestDo_endedContext(t *testing.T) {
	t.Parallel()
	stop := errors.New("stop")
	ctx, cancel := context.WithCancelCause(t.Context())
	cancel(stop)
	rt := transport(reply(200, good))
	failure := mustFail(ctx, t, newCore(t, rt), ClassCreate)
	if rt.count() != 0 || len(failure.Attempts) != 0 {
		t.Errorf("%d requests, %d attempts", rt.count(), len(failure.Attempts))
	}
	if got := failure.Err.Error(); got != "context canceled: stop" {
		t.Error(got)
	}
	checkIs(t, failure, context.Canceled, true)
	checkIs(t, failure, stop, true)
	checkIs(t, failure, ErrOutcomeUnknown, false)
}

func TestDo_nilContext(t *testing.T) {
	t.Parallel()
	var none context.Context
	err := Do(none, newCore(t, transport(reply(200, good))), operation(ClassRead))
	checkIs(t, err, ErrInvalid, true)
	checkSecrets(t, err.Error())
}

func TestDo_cookies(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		rt := transport(reply(503, "", "Set-Cookie", "a=1"), reply(503, ""), reply(503, "", "Set-Cookie", "a=2"),
			reply(200, good))
		core := newCore(t, rt, func(cfg *Config) {
			cfg.HTTPClient.Jar = jar
			cfg.Header = fixed(http.Header{"Cookie": {"own=0"}})
		})
		mustSend(t.Context(), t, core, ClassRead)
		var got []string
		for _, req := range rt.requests {
			got = append(got, req.Header.Get("Cookie"))
		}
		if diff := cmp.Diff([]string{"own=0", "own=0; a=1", "own=0; a=1", "own=0; a=2"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

// TestDo_cookies_ofOthers: the memory of requests is used again, and takes no cookie to another client.
func TestDo_cookies_ofOthers(t *testing.T) {
	t.Parallel()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	with := newCore(t, transport(reply(200, good, "Set-Cookie", "a=1")), func(cfg *Config) { cfg.HTTPClient.Jar = jar })
	rt := transport(reply(200, good))
	without := newCore(t, rt)
	for range 10 {
		mustSend(t.Context(), t, with, ClassRead)
		mustSend(t.Context(), t, without, ClassRead)
	}
	for _, req := range rt.requests {
		if got := req.Header.Values("Cookie"); len(got) > 0 {
			t.Fatalf("cookies of another client: %q", got)
		}
	}
}

func TestNew_httpClientUnchanged(t *testing.T) {
	t.Parallel()
	rt := transport(reply(302, "", "Location", "/elsewhere"))
	client := &http.Client{Transport: rt, Timeout: time.Hour}
	core := newCore(t, nil, func(cfg *Config) { cfg.HTTPClient = client })
	_ = mustFail(t.Context(), t, core, ClassRead)
	if client.Transport != rt || client.Timeout != time.Hour || client.CheckRedirect != nil {
		t.Errorf("%+v", client)
	}
}

func TestDo_httpClientTimeout(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ client, own, want time.Duration }{
		"shorter": {3 * time.Second, 10 * time.Second, 3 * time.Second},
		"longer":  {time.Minute, 10 * time.Second, 10 * time.Second},
		"alone":   {3 * time.Second, 0, 3 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				core := newCore(t, transport(hang), func(cfg *Config) {
					cfg.HTTPClient.Timeout, cfg.Timeout = test.client, test.own
				})
				failure := mustFail(t.Context(), t, core, ClassRead)
				for _, a := range failure.Attempts {
					if a.Duration != test.want {
						t.Errorf("took %v, want %v", a.Duration, test.want)
					}
				}
				if len(failure.Attempts) != 4 {
					t.Errorf("%d attempts", len(failure.Attempts))
				}
				checkIs(t, failure, context.DeadlineExceeded, false)
			})
		})
	}
}

func TestDo_noTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(func(req *http.Request) (*http.Response, error) {
			<-time.After(1000 * time.Hour)
			return reply(200, good)(req)
		})
		mustSend(t.Context(), t, newCore(t, rt, func(cfg *Config) { cfg.Timeout = 0 }), ClassRead)
	})
}

func TestDo_concurrent(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(503, ""), reply(401, ""), fail(errRefused), reply(200, good))
		core := newCore(t, rt, withSource(tokens("a", "b", "c")), withLimit)
		core.cfg.Limiter.SetBurst(1000)
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				mustSend(t.Context(), t, core, ClassIdempotent)
				derived, err := core.With(func(cfg *Config) error {
					cfg.Timeout = time.Duration(i) * time.Second
					return nil
				})
				if err == nil {
					mustSend(t.Context(), t, derived, ClassRead)
				}
			})
		}
		wg.Wait()
	})
}

func TestContextError(t *testing.T) {
	t.Parallel()
	if err := ContextError(t.Context()); err != nil {
		t.Error(err)
	}
	plain, cancel := context.WithCancel(t.Context())
	cancel()
	if err := ContextError(plain); !errors.Is(err, context.Canceled) || err.Error() != "context canceled" {
		t.Error(err)
	}
}
