package rest

import "testing"

// brokenAnswers are the ways in which an HTTP/2 answer of status 200 ends before its body does.
func brokenAnswers() map[string]func(*http2Conn, uint32) {
	status := []byte{0x88} // :status 200, by its index
	begin := func(c *http2Conn, stream uint32) {
		c.frame(frameHeaders, flagEndHeaders, stream, status)
		c.frame(frameData, 0, stream, []byte(good[:len(good)/2]))
	}
	all := map[string]func(*http2Conn, uint32){
		"reset after the header": func(c *http2Conn, stream uint32) {
			c.frame(frameHeaders, flagEndHeaders, stream, status)
			c.reset(stream, 2)
		},
		"GOAWAY in the body, and closed": func(c *http2Conn, stream uint32) {
			begin(c, stream)
			c.goAway(0)
			_ = c.Close()
		},
		"closed in the body": func(c *http2Conn, stream uint32) {
			begin(c, stream)
			_ = c.Close()
		},
		"ended in the body": func(c *http2Conn, stream uint32) {
			begin(c, stream)
			c.frame(frameData, flagEndStream, stream, nil)
		},
		"trailers in the body": func(c *http2Conn, stream uint32) {
			begin(c, stream)
			c.frame(frameHeaders, flagEndHeaders|flagEndStream, stream, []byte{0x00, 1, 'x', 1, 'y'})
		},
		"a status in the trailers": func(c *http2Conn, stream uint32) {
			begin(c, stream)
			c.frame(frameHeaders, flagEndHeaders|flagEndStream, stream, status)
		},
	}
	for name, code := range map[string]uint32{"NO_ERROR": 0, "REFUSED_STREAM": 7, "CANCEL": 8, "unknown": 99} {
		all["reset in the body, "+name] = func(c *http2Conn, stream uint32) {
			begin(c, stream)
			c.reset(stream, code)
		}
	}
	return all
}

// TestHTTP2_brokenAnswer: a read is repeated, and a create is sent once.
func TestHTTP2_brokenAnswer(t *testing.T) {
	t.Parallel()
	for name, end := range brokenAnswers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			serve := func() *http2Server {
				return serveHTTP2(t, func(conn *http2Conn, request int, stream uint32) {
					if request == 1 {
						end(conn, stream)
						return
					}
					conn.ok(stream)
				})
			}
			read, create := serve(), serve()
			mustSend(t.Context(), t, newCore(t, read.client, at(read.url)), ClassRead)
			failure := mustFail(t.Context(), t, newCore(t, create.client, at(create.url)), ClassCreate)
			checkIs(t, failure, ErrOutcomeUnknown, true)
			if r, c := read.requests.Load(), create.requests.Load(); r != 2 || c != 1 {
				t.Errorf("%d reads, %d creates", r, c)
			}
		})
	}
}

// TestHTTP2_noBody: a header without a body is no answer where one is due.
func TestHTTP2_noBody(t *testing.T) {
	t.Parallel()
	srv := serveHTTP2(t, func(conn *http2Conn, _ int, stream uint32) {
		conn.frame(frameHeaders, flagEndHeaders|flagEndStream, stream, []byte{0x88})
	})
	for _, class := range []Class{ClassRead, ClassCreate} {
		failure := mustFail(t.Context(), t, newCore(t, srv.client, at(srv.url)), class)
		checkIs(t, failure, ErrBadResponse, true)
		checkIs(t, failure, ErrOutcomeUnknown, class == ClassCreate)
	}
}
