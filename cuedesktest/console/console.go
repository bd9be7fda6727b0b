package console

import (
	"context"
	"crypto/rand"
	"embed"
	"net/http"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/localhost"
)

//go:embed static
var static embed.FS

// Option is an option of [New].
type Option func(*console)

// WithReset has the form that resets the server call a function, in place of [cuedesktest.Server.Reset] alone: to fill
// the server again, for example.
func WithReset(reset func(context.Context) error) Option {
	return func(c *console) { c.reset = reset }
}

// WithInfo shows a line of text at the top of the overview, such as where the API listens.
func WithInfo(text string) Option {
	return func(c *console) { c.info = text }
}

// console is the page.
type console struct {
	srv    *cuedesktest.Server
	viewer *cuedesk.Client
	token  string // is in each form, so that only this page can send one
	info   string
	reset  func(context.Context) error
	finish func() // ends the test that waits for it; nil without one
}

// New returns the page of a server, which must be at the root of its host. It answers only requests to localhost or a
// loopback address, whatever it listens on.
func New(srv *cuedesktest.Server, opts ...Option) http.Handler {
	c := &console{srv: srv, viewer: srv.Viewer(), token: rand.Text()}
	c.reset = func(context.Context) error {
		srv.Reset()
		return nil
	}
	for _, opt := range opts {
		opt(c)
	}
	return localhost.Only(c.guard(c.routes()), "")
}

// routes are the pages.
func (c *console) routes() http.Handler {
	mux := http.NewServeMux()
	for pattern, show := range map[string]func(*http.Request) (view, error){
		"GET /{$}":                c.overview,
		"GET /contacts":           c.contacts,
		"GET /contacts/{id}":      c.contact,
		"GET /lists":              c.lists,
		"GET /lists/{id}":         c.list,
		"GET /fields":             c.fields,
		"GET /imports":            c.imports,
		"GET /imports/{id}":       c.importPage,
		"GET /requests":           c.requests,
		"GET /requests/{number}":  c.request,
		"GET /controls":           c.controls,
		"GET /{elsewhere...}":     c.notFound,
		"POST /controls/faults":   c.inject,
		"POST /controls/clear":    c.clearFaults,
		"POST /controls/settings": c.configure,
		"POST /controls/reset":    c.resetAll,
		"POST /controls/finish":   c.end,
	} {
		mux.Handle(pattern, c.withToken(c.page(show)))
	}
	mux.HandleFunc("POST /faults", c.injectJSON)
	mux.HandleFunc("DELETE /faults", c.forgetFaults)
	mux.HandleFunc("GET /requests/{number}/body", c.download)
	mux.HandleFunc("GET /events", c.events)
	mux.Handle("GET /static/", http.FileServerFS(static))
	return mux
}
