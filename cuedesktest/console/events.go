package console

import (
	"fmt"
	"net/http"
	"time"
)

const (
	// lookEvery is how often the page looks for changes.
	lookEvery = 250 * time.Millisecond
	// writeTimeout is how long a browser may take for an event.
	writeTimeout = 10 * time.Second
	// keepAlive is how long nothing is sent at most, so that a browser that is gone is noticed.
	keepAlive = 15 * time.Second
)

// events sends the state of the server whenever it changes, as server-sent events, until the request ends.
func (c *console) events(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "text/event-stream")
	ticker := time.NewTicker(lookEvery)
	defer ticker.Stop()
	sent, at := "", time.Now()
	for {
		state := fmt.Sprint(c.srv.Summary())
		if state != sent || time.Since(at) > keepAlive {
			if !send(w, state) {
				return
			}
			sent, at = state, time.Now()
		}
		select {
		case <-ticker.C:
		case <-r.Context().Done():
			return
		}
	}
}

// send sends an event, and reports whether the browser is still there.
func send(w http.ResponseWriter, state string) bool {
	control := http.NewResponseController(w)
	// Not every server has deadlines, and none needs them.
	_ = control.SetWriteDeadline(time.Now().Add(writeTimeout))
	if _, err := fmt.Fprintf(w, "data: %s\n\n", state); err != nil {
		return false
	}
	return control.Flush() == nil
}
