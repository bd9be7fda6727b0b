package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// done are the messages after a form.
var done = map[string]string{
	"injected": "The fault waits for its requests.", "cleared": "No fault waits any more.",
	"set": "The settings apply from now on.", "reset": "The fake is as it was at its start.",
}

// controls shows the forms.
func (c *console) controls(*http.Request) (view, error) {
	return c.controlsWith(url.Values{"kind": {"status"}, "status": {"503"}, "times": {"1"}}, "", nil), nil
}

// controlsWith shows the forms with what was entered in one of them, and what is wrong with it.
func (c *console) controlsWith(entered url.Values, form string, problem error) view {
	summary := c.srv.Summary()
	if form != "settings" {
		entered.Set("latency", summary.Latency.String())
		entered.Set("search_delay", summary.SearchDelay.String())
		entered.Set("import_time", summary.ImportDuration.String())
	}
	v := view{template: "controls", section: "controls", title: "Controls", data: map[string]any{
		"Entered": entered, "Form": form, "Problem": "", "Kinds": kinds, "Operations": cuedesktest.Operations(),
		"Faults": c.srv.Faults(),
	}}
	if problem != nil {
		v.status = http.StatusUnprocessableEntity
		v.data.(map[string]any)["Problem"] = problem.Error()
	}
	return v
}

// inject injects the fault of a form.
func (c *console) inject(r *http.Request) (view, error) {
	operation, fault, err := readFault(r.PostForm)
	if err != nil {
		return c.controlsWith(r.PostForm, "fault", err), nil
	}
	c.srv.Inject(operation, fault)
	return view{location: "/controls?done=injected"}, nil
}

// clearFaults forgets the faults that wait.
func (c *console) clearFaults(*http.Request) (view, error) {
	c.srv.ClearFaults()
	return view{location: "/controls?done=cleared"}, nil
}

// configure sets how the server behaves.
func (c *console) configure(r *http.Request) (view, error) {
	var opts []cuedesktest.Option
	var errs []error
	for _, setting := range []struct {
		name, label string
		option      func(time.Duration) cuedesktest.Option
	}{
		{"latency", "Latency", cuedesktest.WithLatency},
		{"search_delay", "Search delay", cuedesktest.WithSearchDelay},
		{"import_time", "Import time", cuedesktest.WithImportDuration},
	} {
		d, err := readDuration(setting.label, r.PostForm.Get(setting.name))
		opts, errs = append(opts, setting.option(d)), append(errs, err)
	}
	if err := errors.Join(errs...); err != nil {
		return c.controlsWith(r.PostForm, "settings", err), nil
	}
	c.srv.Reconfigure(opts...)
	return view{location: "/controls?done=set"}, nil
}

// longest bounds the durations that forms set.
const longest = 24 * time.Hour

// readDuration reads a duration of a form; "" is none.
func readDuration(label, text string) (time.Duration, error) {
	if text == "" {
		return 0, nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > longest {
		return 0, fmt.Errorf("%s must be a duration such as 250ms or 2s, of at most a day", label)
	}
	return d, nil
}

// resetAll empties the server, or has it filled again.
func (c *console) resetAll(r *http.Request) (view, error) {
	if err := c.reset(r.Context()); err != nil {
		return view{}, err
	}
	return view{location: "/?done=reset"}, nil
}

// end ends the test that waits for it.
func (c *console) end(*http.Request) (view, error) {
	if c.finish == nil {
		return view{}, errNotFound
	}
	c.finish()
	// There is no page left to lead to.
	return view{template: "error", title: "The test goes on", data: "You can close this page."}, nil
}
