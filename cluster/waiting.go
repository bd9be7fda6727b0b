package cluster

import (
	"net/url"
	"strings"
	"sync"
	"time"
)

// Waiting describes a request to the servers that takes long: see Options.Waiting.
type Waiting struct {
	What  string        // what is tried, such as "connecting to q1:4222"
	For   time.Duration // how long it has taken so far
	Until time.Duration // how long it may take at most: about Options.Patience
	Err   error         // the error of the last attempt; nil: no answer has come
}

// When Options.Waiting is called first, and how often then.
const (
	firstNotice = time.Second
	nextNotice  = 10 * time.Second
)

// watch tells Options.Waiting of a request, until stop was called.
type watch struct {
	opts  Options
	what  string
	began time.Time

	mu    sync.Mutex
	timer *time.Timer // nil: it was stopped
	err   error
}

// startWatch watches a request; nil: no one wants to know.
func (c *Cluster) startWatch(what string) *watch {
	if c.opts.Waiting == nil {
		return nil
	}
	w := &watch{opts: c.opts, what: what, began: time.Now()}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer = time.AfterFunc(firstNotice, w.report)
	return w
}

func (w *watch) report() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.opts.Waiting(Waiting{w.what, time.Since(w.began), w.opts.Patience, w.err})
		w.timer.Reset(nextNotice)
	}
}

// failed says why the request is repeated.
func (w *watch) failed(err error) {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.err = err
}

func (w *watch) stop() {
	if w == nil {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer.Stop()
	w.timer = nil
}

// servers names the servers of the options.
func (o Options) servers() string {
	if o.Dir != "" {
		return "the server in this process"
	}
	return strings.Join(o.hosts(), ", ")
}

// hosts returns those of the URL, without users and passwords. An address that cannot be parsed gives an empty text.
func (o Options) hosts() (hosts []string) {
	for text := range strings.SplitSeq(o.URL, ",") {
		text = strings.TrimSpace(text)
		if !strings.Contains(text, "://") {
			text = "nats://" + text
		}
		host := ""
		if u, err := url.Parse(text); err == nil {
			host = u.Host
		}
		hosts = append(hosts, host)
	}
	return hosts
}
