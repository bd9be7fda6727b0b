package fakehttp

import (
	"io"
	"net/http"
	"net/http/httptest"
	"testing"
)

func named(name string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, name+"("+r.PathValue("id")+")")
	})
}

func overlapping() [][]Route {
	return [][]Route{
		{{Pattern: "GET /things/bulk/{id}", Handler: named("bulk")}},
		{
			{Pattern: "GET /things/{id}", Handler: named("thing")},
			{Pattern: "GET /things/{id}/notes", Handler: named("notes")},
			{Pattern: "POST /things", Handler: named("create")},
		},
	}
}

func TestRouter(t *testing.T) {
	t.Parallel()
	router := NewRouter(named("none"), overlapping()...)
	tests := []struct{ method, target, operation, body string }{
		{"GET", "/things/7", "GET /things/{id}", "thing(7)"},
		{"GET", "/things/7?x=1", "GET /things/{id}", "thing(7)"},
		{"GET", "/things/7/notes", "GET /things/{id}/notes", "notes(7)"},
		{"GET", "/things/bulk/7", "GET /things/bulk/{id}", "bulk(7)"},
		{"GET", "/things/bulk/notes", "GET /things/bulk/{id}", "bulk(notes)"},
		{"GET", "/things/bulk", "GET /things/{id}", "thing(bulk)"},
		{"GET", "/things/a%2Fb", "GET /things/{id}", "thing(a/b)"},
		{"POST", "/things", "POST /things", "create()"},
		{"PUT", "/things", "", "none()"},
		{"HEAD", "/things/7", "", "none()"},
		{"GET", "/things/", "", "none()"},
		{"GET", "/things/7/", "", "none()"},
		{"GET", "/things//7", "", "none()"},
		{"GET", "/things/../things/7", "", "none()"},
		{"GET", "/", "", "none()"},
		{"CONNECT", "/things/7", "", "none()"},
	}
	for _, tt := range tests {
		t.Run(tt.method+" "+tt.target, func(t *testing.T) {
			t.Parallel()
			r := httptest.NewRequestWithContext(t.Context(), tt.method, "http://fake.test"+tt.target, nil)
			wantEqual(t, "operation", router.Operation(r), tt.operation)
			w := httptest.NewRecorder()
			router.ServeHTTP(w, r)
			wantEqual(t, "status", w.Code, http.StatusOK)
			wantEqual(t, "body", w.Body.String(), tt.body)
		})
	}
}
