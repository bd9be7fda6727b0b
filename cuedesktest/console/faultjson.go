package console

import (
	"mime"
	"net/http"
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// faultJSON is a fault as a program sends it: the fields of the form.
type faultJSON struct {
	Operation  string `json:"operation"`
	Kind       string `json:"kind"`
	Status     int    `json:"status"`
	RetryAfter string `json:"retry_after"`
	Delay      string `json:"delay"`
	Times      int    `json:"times"`
	Always     bool   `json:"always"`
	Applied    bool   `json:"applied"`
}

func (in faultJSON) form() url.Values {
	form := url.Values{
		"operation": {in.Operation}, "kind": {in.Kind}, "status": {strconv.Itoa(in.Status)},
		"retry_after": {in.RetryAfter}, "delay": {in.Delay}, "times": {strconv.Itoa(in.Times)},
	}
	for name, is := range map[string]bool{"always": in.Always, "applied": in.Applied} {
		if is {
			form.Set(name, "1")
		}
	}
	return form
}

// injectJSON injects the fault that a program sends. It needs no token of the page: other
// pages cannot send this content type without asking first, which nothing here grants.
func (c *console) injectJSON(w http.ResponseWriter, r *http.Request) {
	if media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || media != "application/json" {
		http.Error(w, "A fault is sent as application/json.", http.StatusUnsupportedMediaType)
		return
	}
	in := faultJSON{Kind: "status", Times: 1}
	body := http.MaxBytesReader(w, r.Body, formLimit)
	if err := json.UnmarshalRead(body, &in, json.RejectUnknownMembers(true)); err != nil {
		http.Error(w, "This is not a fault: "+rest.Printable(err.Error()), http.StatusUnprocessableEntity)
		return
	}
	operation, fault, err := readFault(in.form())
	if err != nil {
		http.Error(w, err.Error(), http.StatusUnprocessableEntity)
		return
	}
	c.srv.Inject(operation, fault)
	w.WriteHeader(http.StatusNoContent)
}

// forgetFaults forgets the faults that wait, for a program.
func (c *console) forgetFaults(w http.ResponseWriter, _ *http.Request) {
	c.srv.ClearFaults()
	w.WriteHeader(http.StatusNoContent)
}
