package rest

import (
	"bytes"
	"context"
	"net"
	"sync"
)

// pipes is a listener without sockets, for tests with a clock of their own. [testing/synctest] sees through a pipe, and
// not through a socket.
type pipes struct {
	dialed chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newPipes() *pipes { return &pipes{dialed: make(chan net.Conn), closed: make(chan struct{})} }

// dial connects, whatever the address is.
func (p *pipes) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	here, there := net.Pipe()
	select {
	case p.dialed <- queue(there):
		return here, nil
	case <-p.closed:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// Accept implements [net.Listener].
func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.dialed:
		return conn, nil
	case <-p.closed:
		return nil, net.ErrClosed
	}
}

// Close implements [net.Listener].
func (p *pipes) Close() error {
	p.once.Do(func() { close(p.closed) })
	return nil
}

// Addr implements [net.Listener]. The name is one of the certificate of [net/http/httptest].
func (*pipes) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "tcp" }

func (pipeAddr) String() string { return "example.com:443" }

// queued is a connection whose writes do not wait for the reader, so that both ends may write at the same time.
type queued struct {
	net.Conn

	writes chan []byte
	done   chan struct{}
	once   sync.Once
}

func queue(conn net.Conn) *queued {
	q := &queued{Conn: conn, writes: make(chan []byte, 100), done: make(chan struct{})}
	go func() {
		for {
			select {
			case data := <-q.writes:
				_, _ = conn.Write(data)
			case <-q.done:
				return
			}
		}
	}()
	return q
}

// Write implements [net.Conn].
func (q *queued) Write(data []byte) (int, error) {
	select {
	case q.writes <- bytes.Clone(data):
		return len(data), nil
	case <-q.done:
		return 0, net.ErrClosed
	}
}

// Close implements [net.Conn].
func (q *queued) Close() error {
	q.once.Do(func() { close(q.done) })
	return q.Conn.Close()
}
