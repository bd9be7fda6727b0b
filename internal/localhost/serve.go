package localhost

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// ErrReachable is what [Listen] says of an address that other machines can reach.
var ErrReachable = errors.New("can be reached from other machines")

// ErrCutOff is what [Serve] says if requests took longer than its grace.
var ErrCutOff = errors.New("requests were cut off that did not finish")

// Listen listens on "host:port", with port 0 for any free one. Addresses that are not loopback are refused unless it
// may be public.
func Listen(ctx context.Context, addr string, public bool) (net.Listener, error) {
	tcp, err := net.ResolveTCPAddr("tcp", addr)
	if err != nil {
		return nil, err
	}
	if !public && !tcp.IP.IsLoopback() {
		return nil, fmt.Errorf("%s %w", addr, ErrReachable)
	}
	var lc net.ListenConfig
	return lc.Listen(ctx, "tcp", tcp.String())
}

// Serve serves until the context ends, and then lets requests under way finish, for as long as the grace lasts.
func Serve(ctx context.Context, server *http.Server, listener net.Listener, grace time.Duration) error {
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
		err = errors.Join(fmt.Errorf("%w in %v", ErrCutOff, grace), server.Close())
	}
	if cause := <-ended; !errors.Is(cause, http.ErrServerClosed) {
		err = errors.Join(err, cause)
	}
	return err
}
