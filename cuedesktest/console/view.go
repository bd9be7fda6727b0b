package console

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"path"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

//go:embed templates
var templates embed.FS

// view is what a page shows.
type view struct {
	template string // the name of its file, without .html
	section  string // the item of the navigation that it belongs to
	title    string
	data     any
	status   int    // 0: 200
	location string // where to go instead; "" shows the page
}

// frame is what the layout shows around a view.
type frame struct {
	Title, Section, Token, Info, Done string
	State                             string
	Summary                           cuedesktest.Summary
	CanFinish                         bool
	Data                              any
}

// errNotFound is about what is not in the server, or not any more.
var errNotFound = errors.New("not found")

// pages are the templates by name, each with the layout and the parts.
var pages = parsePages()

func parsePages() map[string]*template.Template {
	shared := template.Must(template.New("").Funcs(functions).ParseFS(templates, "templates/layout.html",
		"templates/parts.html"))
	files, err := templates.ReadDir("templates")
	if err != nil {
		panic(err)
	}
	parsed := map[string]*template.Template{}
	for _, file := range files {
		page := template.Must(template.Must(shared.Clone()).ParseFS(templates, path.Join("templates", file.Name())))
		parsed[file.Name()] = page
	}
	return parsed
}

// page is the handler that shows a view.
func (c *console) page(show func(*http.Request) (view, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// Before the view, so that what changes in between is seen as a change.
		summary := c.srv.Summary()
		v, err := show(r)
		if err != nil {
			v = failure(err)
		}
		if v.location != "" {
			http.Redirect(w, r, v.location, http.StatusSeeOther)
			return
		}
		c.render(w, r, summary, v)
	})
}

// failure is the page of an error.
func failure(err error) view {
	if errors.Is(err, errNotFound) || errors.Is(err, cuedesk.ErrNotFound) {
		return view{
			template: "error", title: "Not found", status: http.StatusNotFound, data: "It is not in the fake, or not any more.",
		}
	}
	status := http.StatusInternalServerError
	return view{template: "error", title: "This cannot be shown", status: status, data: err.Error()}
}

// render writes a page once it is complete.
func (c *console) render(w http.ResponseWriter, r *http.Request, summary cuedesktest.Summary, v view) {
	var out bytes.Buffer
	err := pages[v.template+".html"].ExecuteTemplate(&out, "layout", frame{
		Title: v.title, Section: v.section, Token: c.token, Info: c.info, Done: done[r.URL.Query().Get("done")],
		State: fmt.Sprint(summary), Summary: summary, CanFinish: c.finish != nil, Data: v.data,
	})
	if err != nil {
		http.Error(w, "The page cannot be shown: "+err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	if v.status != 0 {
		w.WriteHeader(v.status)
	}
	_, _ = out.WriteTo(w) // This fails when the browser is gone.
}

// notFound is any other address.
func (c *console) notFound(*http.Request) (view, error) { return view{}, errNotFound }
