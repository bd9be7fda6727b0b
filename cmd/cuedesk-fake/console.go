package main

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/cuedesktest/console"
)

// Limits of the page: requests, and bytes of their bodies.
const (
	shownRequests = 5000
	shownBodies   = 64 << 20
)

// options are those of the fake. Without the page the recorded requests could not be read.
func options(cfg config) []cuedesktest.Option {
	opts := []cuedesktest.Option{
		cuedesktest.WithToken(cfg.token), cuedesktest.WithLatency(cfg.latency),
		cuedesktest.WithSearchDelay(cfg.searchDelay), cuedesktest.WithImportDuration(cfg.importTime),
	}
	if cfg.console == "" {
		return append(opts, cuedesktest.WithRequestLog(0))
	}
	return append(opts, cuedesktest.WithRequestLog(shownRequests), cuedesktest.WithRequestBodies(shownBodies))
}

// openConsole serves the page until end is called, and says on stdout where. It also ends with the context, before the
// requests under way do: what looks on is not what the grace is for.
func openConsole(ctx context.Context, srv *cuedesktest.Server, cfg config, api string, stdout io.Writer,
	log *slog.Logger,
) (end func(), err error) {
	listener, err := console.Listen(ctx, cfg.console)
	if err != nil {
		return nil, fmt.Errorf("-console: %w", err)
	}
	page := console.New(srv, console.WithInfo(fmt.Sprintf("The API is at http://%s, with the token %s.", api, cfg.token)),
		console.WithReset(func(ctx context.Context) error {
			srv.Reset()
			return fill(ctx, srv, cfg)
		}))
	fmt.Fprintf(stdout, "console on http://%s\n", listener.Addr())
	ctx, cancel := context.WithCancel(ctx)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := console.Serve(ctx, listener, page, slog.NewLogLogger(log.Handler(), slog.LevelWarn)); err != nil {
			log.LogAttrs(ctx, slog.LevelError, "console", slog.Any("error", err))
		}
	}()
	return func() {
		cancel()
		<-ended
	}, nil
}
