package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/localhost"
)

// listen refuses addresses that other machines can reach, unless that is meant: the fake is no server to keep
// anything in.
func listen(ctx context.Context, cfg config) (net.Listener, error) {
	listener, err := localhost.Listen(ctx, cfg.addr, cfg.public)
	switch {
	case errors.Is(err, localhost.ErrReachable):
		return nil, fmt.Errorf("-addr %w; add -public if that is meant", err)
	case err != nil:
		return nil, fmt.Errorf("-addr: %w", err)
	}
	return listener, nil
}

// serve serves until ctx ends, and then lets requests under way finish, for as long as the grace lasts.
func serve(ctx context.Context, listener net.Listener, h http.Handler, grace time.Duration, log *slog.Logger) error {
	return localhost.Serve(ctx, &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}, listener, grace)
}
