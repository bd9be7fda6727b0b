package main

import (
	"testing"
	"testing/synctest"
)

// TestExchanges: what the client has given up does not begin, and what has begun is over before the client goes on.
func TestExchanges(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var all exchanges
		x := all.open("1")
		if all.begin("2") != nil {
			t.Error("a request of which the client knows nothing begins")
		}
		for n := range 2 {
			if all.begin("1") != x {
				t.Fatalf("the request does not begin, sent for the time %d", n+1)
			}
		}
		closed := false
		go func() {
			all.close("1", x, false)
			closed = true
		}()
		synctest.Wait()
		x.end()
		synctest.Wait()
		if closed || x.begin() {
			t.Errorf("while one is under way: closed %t, or another begins", closed)
		}
		x.end()
		synctest.Wait()
		if !closed || all.begin("1") != nil {
			t.Errorf("at the end: closed %t, or another begins", closed)
		}
	})
}

// TestExchanges_answered: an answer is not held back until the server is done with sending it.
func TestExchanges_answered(t *testing.T) {
	t.Parallel()
	var all exchanges
	x := all.open("1")
	all.begin("1")
	all.close("1", x, true)
	if all.begin("1") != nil {
		t.Error("a request that is answered begins again")
	}
}
