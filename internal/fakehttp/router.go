package fakehttp

import (
	"net/http"
	"path"
	"strings"
)

// Route is one operation of an API.
type Route struct {
	// Pattern is method and path as documented, an [http.ServeMux] pattern: "GET /v1/contacts/{contact_uuid}".
	Pattern string
	// Handler carries the operation out. Path parameters are in [http.Request.PathValue].
	Handler http.Handler
}

// Router finds the operation that a request asks for.
type Router struct {
	// NotFound answers requests that no route matches. Required.
	NotFound http.Handler

	tiers []*http.ServeMux
}

// NewRouter returns a router for the routes. A ServeMux refuses two patterns that overlap without one being the more
// specific ("/a/bulk/{id}" and "/a/{id}/notes"); such go into different tiers, and the first tier that matches wins.
func NewRouter(notFound http.Handler, tiers ...[]Route) *Router {
	router := &Router{NotFound: notFound}
	for _, routes := range tiers {
		mux := http.NewServeMux()
		for _, route := range routes {
			mux.Handle(route.Pattern, route.Handler)
		}
		router.tiers = append(router.tiers, mux)
	}
	return router
}

// Operation returns the pattern of the route that matches the request, or "".
func (rt *Router) Operation(r *http.Request) string {
	_, pattern := rt.match(r)
	return pattern
}

// ServeHTTP carries out the operation that the request asks for.
func (rt *Router) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if mux, _ := rt.match(r); mux != nil {
		mux.ServeHTTP(w, r)
		return
	}
	rt.NotFound.ServeHTTP(w, r)
}

// match is exact: where a ServeMux would redirect to a cleaner path, or serve HEAD as GET, no route matches.
func (rt *Router) match(r *http.Request) (*http.ServeMux, string) {
	if escaped := r.URL.EscapedPath(); path.Clean(escaped) != escaped {
		return nil, ""
	}
	for _, mux := range rt.tiers {
		if _, pattern := mux.Handler(r); strings.HasPrefix(pattern, r.Method+" ") {
			return mux, pattern
		}
	}
	return nil, ""
}
