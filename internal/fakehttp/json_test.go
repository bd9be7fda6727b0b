package fakehttp

import (
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestAuthorized(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"Bearer secret": true, "bearer secret": true, "Bearer": false, "Bearer ": false, "Bearer Secret": false,
		"Basic secret": false, "secret": false, "": false, "Bearer  secret": false, "Bearer secret ": false,
	} {
		r := newRequest(t, http.MethodGet, "https://fake.test/", "")
		r.Header["Authorization"] = []string{header}
		wantEqual(t, header, Authorized(r, "secret"), want)
	}
}

func TestWriteJSON(t *testing.T) {
	t.Parallel()
	w := httptest.NewRecorder()
	WriteJSON(w, http.StatusTeapot, []byte(`{}`))
	wantEqual(t, "status", w.Code, http.StatusTeapot)
	wantEqual(t, "content type", w.Header().Get("Content-Type"), "application/json")
	wantEqual(t, "body", w.Body.String(), `{}`)

	w = httptest.NewRecorder()
	WriteJSON(w, http.StatusNoContent, nil)
	wantEqual(t, "content type without a body", w.Header().Get("Content-Type"), "")
}

// TestServer_Inject_unknownOperation: a misspelled operation, or a fault of another API's, must not make a test pass
// that expects no fault.
func TestServer_Inject_unknownOperation(t *testing.T) {
	t.Parallel()
	api := newEcho(t, func(c *Config) { c.Name, c.Operations = "echotest", []string{"POST /echo/{name}"} })
	teapot := &Response{Status: http.StatusTeapot}
	for _, known := range []string{"", "*", "POST /echo/{name}"} {
		api.Inject(known, Fault{Response: teapot, Operation: "POST /echo/{name}"})
		wantEqual(t, known, exchange(t, api, request(t, "x")).status, http.StatusTeapot)
	}
	for operation, fault := range map[string]Fault{
		"GET /echo": {}, "*": {Operation: "GET /echo"},
		"POST /echo/{name}": {Operation: "GET /echo"},
	} {
		func() {
			defer func() {
				wantEqual[any](t, "panic", recover(), `echotest: Inject: no operation "GET /echo"; see Operations`)
			}()
			api.Inject(operation, Fault{Response: teapot}, fault)
			t.Error("no panic")
		}()
	}
	wantEqual(t, "after the panics", exchange(t, api, request(t, "x")).status, http.StatusCreated)
}
