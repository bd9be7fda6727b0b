package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"
)

// listen refuses addresses that other machines can reach, unless that is meant: the fake is no server to keep
// anything in.
func listen(ctx context.Context, cfg config) (net.Listener, error) {
	addr, err := net.ResolveTCPAddr("tcp", cfg.addr)
	if err != nil {
		return nil, fmt.Errorf("-addr: %w", err)
	}
	if !cfg.public && !addr.IP.IsLoopback() {
		return nil, fmt.Errorf("-addr %s can be reached from other machines; add -public if that is meant", cfg.addr)
	}
	var lc net.ListenConfig
	return lc.Listen(ctx, "tcp", addr.String())
}

// serve serves until ctx ends, and then lets requests under way finish, for as long as the grace lasts.
func serve(ctx context.Context, listener net.Listener, h http.Handler, grace time.Duration, log *slog.Logger) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       time.Minute,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	deadline, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	err := server.Shutdown(deadline)
	if err != nil {
		err = errors.Join(fmt.Errorf("requests were cut off that did not finish in %v", grace), server.Close())
	}
	if cause := <-ended; !errors.Is(cause, http.ErrServerClosed) {
		err = errors.Join(err, cause)
	}
	return err
}
