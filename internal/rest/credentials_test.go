package rest

import (
	"context"
	"errors"
	"net/url"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// sourceFunc is a TokenSource of one function.
type sourceFunc func(context.Context) (string, error)

func (f sourceFunc) Token(ctx context.Context) (string, error) { return f(ctx) }

// tokens is a source that gives one token after the other, the last for ever.
func tokens(list ...string) sourceFunc {
	var mu sync.Mutex
	return func(context.Context) (string, error) {
		mu.Lock()
		defer mu.Unlock()
		token := list[0]
		list = list[min(1, len(list)-1):]
		return token, nil
	}
}

func withSource(source TokenSource) func(*Config) {
	return func(cfg *Config) { cfg.Credentials = FromSource(source) }
}

// sentTokens are the Authorization headers of the requests.
func sentTokens(rt *fake) []string {
	var sent []string
	for _, req := range rt.requests {
		sent = append(sent, strings.TrimPrefix(req.Header.Get("Authorization"), "Bearer "))
	}
	return sent
}

func TestCredentials_refresh(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		credentials *Credentials
		steps       []step
		class       Class
		sent        []string
		status      int
	}{
		"refreshed": {
			FromSource(tokens("a", "b")), []step{reply(401, "{}"), reply(200, good)}, ClassRead, []string{"a", "b"}, 0,
		},
		"create": {
			FromSource(tokens("a", "b")), []step{reply(401, "{}"), reply(200, good)}, ClassCreate, []string{"a", "b"}, 0,
		},
		"refused again": {
			FromSource(tokens("a", "b", "c")), []step{reply(401, "{}")}, ClassRead, []string{"a", "b"}, 401,
		},
		"same token": {FromSource(tokens("a")), []step{reply(401, "{}")}, ClassRead, []string{"a", "a"}, 401},
		"static":     {StaticToken("s"), []step{reply(401, "{}")}, ClassRead, []string{"s"}, 401},
		"403":        {FromSource(tokens("a", "b")), []step{reply(403, "{}")}, ClassRead, []string{"a"}, 403},
		"401 after a retry": {
			FromSource(tokens("a", "b")),
			[]step{reply(503, ""), reply(401, "{}"), reply(200, good)},
			ClassRead,
			[]string{"a", "a", "b"},
			0,
		},
		"retries after that": {
			FromSource(tokens("a", "b")),
			[]step{reply(401, "{}"), reply(503, ""), reply(200, good)},
			ClassRead,
			[]string{"a", "b", "b"},
			0,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				rt := transport(test.steps...)
				core := newCore(t, rt, func(cfg *Config) { cfg.Credentials = test.credentials })
				failure := send(t.Context(), t, core, test.class)
				if sent := sentTokens(rt); !slices.Equal(sent, test.sent) {
					t.Errorf("tokens %v, want %v", sent, test.sent)
				}
				if (failure != nil) != (test.status != 0) || failure != nil && failure.StatusCode != test.status {
					t.Errorf("%v, want status %d", failure, test.status)
				}
			})
		})
	}
}

func TestCredentials_refresh_oneAttempt(t *testing.T) {
	t.Parallel()
	rt := transport(reply(401, "{}"), reply(200, good))
	core := newCore(t, rt, withSource(tokens("a", "b")), func(cfg *Config) { cfg.Retry.MaxAttempts = 1 })
	mustSend(t.Context(), t, core, ClassRead)
}

func TestCredentials_keepsToken(t *testing.T) {
	t.Parallel()
	rt := transport(reply(200, good))
	core := newCore(t, rt, withSource(tokens("a", "b")))
	for range 3 {
		mustSend(t.Context(), t, core, ClassRead)
	}
	if sent := sentTokens(rt); !slices.Equal(sent, []string{"a", "a", "a"}) {
		t.Errorf("tokens %v", sent)
	}
}

func TestCredentials_sharedRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked := 0
		source := sourceFunc(func(context.Context) (string, error) {
			asked++ // the race detector sees if two ask at once
			<-time.After(time.Second)
			return "token", nil
		})
		core := newCore(t, transport(reply(200, good)), withSource(source))
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() { mustSend(t.Context(), t, core, ClassRead) })
		}
		wg.Wait()
		if asked != 1 {
			t.Errorf("asked %d times", asked)
		}
	})
}

func TestCredentials_sharedRefresh_after401(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(reply(401, "{}"))
		for range 49 {
			rt.steps = append(rt.steps, reply(401, "{}"))
		}
		rt.steps = append(rt.steps, reply(200, good))
		asked := 0
		source := sourceFunc(func(context.Context) (string, error) {
			asked++
			<-time.After(time.Second)
			return strings.Repeat("t", asked), nil
		})
		core := newCore(t, rt, withSource(source))
		var wg sync.WaitGroup
		for range 50 {
			wg.Go(func() {
				mustSend(t.Context(), t, core, ClassRead)
			})
		}
		wg.Wait()
		if asked != 2 || rt.count() != 100 {
			t.Errorf("asked %d times for %d requests", asked, rt.count())
		}
	})
}

func TestCredentials_lateRefusal(t *testing.T) {
	t.Parallel()
	c := FromSource(tokens("a", "b", "c"))
	for _, want := range []string{"a", "b", "b"} {
		got, err := c.get(t.Context())
		if err != nil || got.text() != want {
			t.Fatalf("%v, want %q", err, want)
		}
		c.invalidate("a")
	}
}

func TestCredentials_detachedRefresh(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		type key struct{}
		source := sourceFunc(func(ctx context.Context) (string, error) {
			select {
			case <-ctx.Done():
				return "", ctx.Err()
			case <-time.After(10 * time.Second):
				return ctx.Value(key{}).(string), nil
			}
		})
		rt := transport(reply(200, good))
		core := newCore(t, rt, withSource(source))
		stop := errors.New("no longer needed")
		first, cancel := context.WithCancelCause(context.WithValue(t.Context(), key{}, "token"))
		var wg sync.WaitGroup
		wg.Go(func() {
			failure := mustFail(first, t, core, ClassCreate)
			checkIs(t, failure, context.Canceled, true)
			checkIs(t, failure, stop, true)
			checkIs(t, failure, ErrOutcomeUnknown, false)
		})
		synctest.Wait()
		wg.Go(func() {
			mustSend(t.Context(), t, core, ClassRead)
		})
		synctest.Wait()
		cancel(stop)
		wg.Wait()
		if sent := sentTokens(rt); !slices.Equal(sent, []string{"token"}) {
			t.Errorf("tokens %v", sent)
		}
	})
}

func TestCredentials_failingSource(t *testing.T) {
	t.Parallel()
	errSource := errors.New("vault is sealed")
	for name, test := range map[string]struct {
		source sourceFunc
		text   string
		is     error
	}{
		"error": {func(context.Context) (string, error) {
			return "t", errSource
		}, "token source: vault is sealed", errSource},
		"panic": {func(context.Context) (string, error) { panic("oops") }, "token source panicked: oops", nil},
		"panic with an error": {func(context.Context) (string, error) {
			panic(errSource)
		}, "token source panicked: vault is sealed", errSource},
		"goexit": {func(context.Context) (string, error) {
			runtime.Goexit()
			return "t", nil
		}, "token source: ended its goroutine", nil},
		"empty token": {func(context.Context) (string, error) {
			return "", nil
		}, "token source: token: must not be empty", nil},
		"bad token": {func(context.Context) (string, error) {
			return testToken + "\n", nil
		}, "token source: token: must be printable ASCII without spaces and without the word Bearer", nil},
		"URL as a token": {func(context.Context) (string, error) {
			return "https://api.example.com", nil
		}, "token source: token: must not be a URL", nil},
		"URL": {func(context.Context) (string, error) {
			return "", &url.Error{Op: "Post", URL: "https://id.example.com/?secret=" + testToken, Err: errSource}
		}, "token source: vault is sealed", errSource},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rt := transport(reply(200, good))
			failure := mustFail(t.Context(), t, newCore(t, rt, withSource(test.source)), ClassCreate)
			if failure.Err.Error() != test.text || rt.count() != 0 || len(failure.Attempts) != 0 {
				t.Errorf("%d requests, %d attempts: %v", rt.count(), len(failure.Attempts), failure.Err)
			}
			if test.is != nil {
				checkIs(t, failure, test.is, true)
			}
			checkIs(t, failure, ErrOutcomeUnknown, false)
		})
	}
}

func TestCredentials_failingSource_askedAgain(t *testing.T) {
	t.Parallel()
	asked := 0
	core := newCore(t, transport(reply(200, good)), withSource(sourceFunc(func(context.Context) (string, error) {
		if asked++; asked == 1 {
			return "", errors.New("not now")
		}
		return "token", nil
	})))
	_ = mustFail(t.Context(), t, core, ClassRead)
	mustSend(t.Context(), t, core, ClassRead)
}

func TestCredentials_failedRefresh(t *testing.T) {
	t.Parallel()
	asked := 0
	errSource := errors.New("vault is sealed")
	core := newCore(t, transport(reply(401, "expired")), withSource(sourceFunc(func(context.Context) (string, error) {
		if asked++; asked > 1 {
			return "", errSource
		}
		return "token", nil
	})))
	failure := mustFail(t.Context(), t, core, ClassCreate)
	if failure.StatusCode != 401 || failure.Body != "expired" || len(failure.Attempts) != 1 {
		t.Errorf("%d %q, %d attempts", failure.StatusCode, failure.Body, len(failure.Attempts))
	}
	checkIs(t, failure, errSource, true)
	checkIs(t, failure, ErrOutcomeUnknown, false)
}

func TestCredentials_sourceTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		core := newCore(t, transport(reply(200, good)), withSource(sourceFunc(func(ctx context.Context) (string, error) {
			<-ctx.Done()
			return "", ctx.Err()
		})))
		failure := mustFail(t.Context(), t, core, ClassRead)
		checkIs(t, failure, context.DeadlineExceeded, true)
		if took := time.Since(start); took != refreshTimeout {
			t.Errorf("took %v", took)
		}
	})
}

func TestCredentials_hangingSource(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		asked, release := 0, make(chan struct{})
		core := newCore(t, transport(reply(200, good)), withSource(sourceFunc(func(context.Context) (string, error) {
			asked++
			<-release
			return "late", nil
		})))
		for range 3 {
			failure := mustFail(t.Context(), t, core, ClassRead)
			if got := failure.Err.Error(); got != "token source: no token within 30s" {
				t.Error(got)
			}
		}
		close(release)
		synctest.Wait()
		if failure := send(t.Context(), t, core, ClassRead); failure != nil || asked != 1 {
			t.Errorf("asked %d times, %v", asked, failure)
		}
	})
}

func TestCredentials_validate(t *testing.T) {
	t.Parallel()
	for token, ok := range map[string]bool{
		"abc":         true,
		"~!%&*+/=-._": true,
		"":            false,
		"a b":         false,
		"a\n":         false,
		"a\x00":       false,
		"a\x7f":       false,
		"ä":           false,
		"\xff":        false,
	} {
		if err := StaticToken(token).validate(); (err == nil) != ok {
			t.Errorf("%q: %v", token, err)
		}
	}
	var none *Credentials
	if none.validate() == nil {
		t.Error("no credentials are accepted")
	}
	if err := FromSource(tokens("")).validate(); err != nil {
		t.Error(err)
	}
}
