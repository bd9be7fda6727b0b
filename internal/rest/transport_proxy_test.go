package rest

import (
	"context"
	"net/http"
	"net/url"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// TestConnection_proxyChoice: a proxy that cannot be chosen once the attempt has ended proves nothing of
// the request, which has reached the server by then.
func TestConnection_proxyChoice(t *testing.T) {
	t.Parallel()
	for name, choose := range map[string]func(context.Context) error{
		"cause": context.Cause,
		"error": context.Context.Err,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				pipes, posts, release := newPipes(), atomic.Int32{}, make(chan struct{})
				defer close(release)
				server := &http.Server{Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
					posts.Add(1)
					<-release
				}), ReadHeaderTimeout: time.Hour}
				go func() { _ = server.Serve(pipes) }()
				defer server.Close()
				rt := &http.Transport{
					DialContext: pipes.dial,
					Proxy:       func(r *http.Request) (*url.URL, error) { return nil, choose(r.Context()) },
				}
				defer rt.CloseIdleConnections()
				core := newCore(t, rt, at("http://127.0.0.1"), func(cfg *Config) { cfg.Timeout = time.Minute })
				failure := send(t.Context(), t, core, ClassCreate)
				if synctest.Wait(); posts.Load() != 1 {
					t.Errorf("the server saw %d requests, want 1", posts.Load())
				}
				checkIs(t, failure, ErrOutcomeUnknown, true)
			})
		})
	}
}
