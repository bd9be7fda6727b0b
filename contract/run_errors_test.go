package contract

import (
	"io"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// runErrors calls each operation for each error that is documented for it.
func (w *coverRun) runErrors() {
	w.t.Helper()
	for operation := range calls {
		for _, status := range w.v.doc.statuses[operation] {
			if status >= http.StatusBadRequest {
				w.runError(operation, status)
			}
		}
	}
}

// runError has a call fail with the status. The fake says no by itself where a request can be the reason.
func (w *coverRun) runError(operation string, status int) {
	w.t.Helper()
	client := w.Client
	switch {
	case w.fake == nil:
		client = w.with(cuedesk.WithHeader("Prefer", "code="+strconv.Itoa(status))) // Prism does as it says
	case status == http.StatusUnauthorized:
		client = w.with(cuedesk.WithHTTPClient(&http.Client{Transport: changed(w.v, replaceToken)}))
	case status == http.StatusNotFound: // there is nothing yet
	case status == http.StatusUnprocessableEntity && !w.validated:
		w.v.lenient = true
		defer func() { w.v.lenient = false }()
		client = w.with(cuedesk.WithHTTPClient(&http.Client{Transport: changed(w.v, invalid)}))
	default:
		w.fake.Inject("*", cuedesktest.Status(status))
	}
	_, err := calls[operation](w.ctx, client)
	if err == nil {
		w.t.Fatalf("%s has not failed with status %d", operation, status)
	}
	w.fails(status, err)
}

func (w *coverRun) with(opt cuedesk.Option) *cuedesk.Client {
	w.t.Helper()
	return required(w.With(opt))(w)
}

// changed is a transport that changes requests.
func changed(next http.RoundTripper, change func(*http.Request)) transport {
	return func(r *http.Request) (*http.Response, error) {
		r = r.Clone(r.Context())
		change(r)
		return next.RoundTrip(r)
	}
}

// replaceToken gives the request another token.
func replaceToken(r *http.Request) { r.Header.Set("Authorization", "Bearer other") }

var anyUUID = regexp.MustCompile(`[0-9a-f-]{36}`)

// invalid damages the IDs in the path, or the query, or the body.
func invalid(r *http.Request) {
	switch changed := anyUUID.ReplaceAllString(r.URL.Path, "x"); {
	case changed != r.URL.Path:
		r.URL.Path, r.URL.RawPath = changed, ""
	case r.Method == http.MethodGet:
		r.URL.RawQuery = "limit=0"
	default:
		r.Body, r.ContentLength = io.NopCloser(strings.NewReader("[]")), 2
	}
}
