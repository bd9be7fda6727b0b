// Package localhost serves HTTP on this machine, and keeps web pages from reading it.
package localhost

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Only answers only requests to localhost or to a loopback address. A web page can have its own host name lead to
// 127.0.0.1 (DNS rebinding), and then read all that the server says; but the browser still sends that name. The hint
// ends the response to the others.
func Only(next http.Handler, hint string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !IsLocal(r.Host) {
			http.Error(w, "The Host of this request is neither localhost nor a loopback address. "+hint,
				http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// IsLocal reports whether a Host, with a port or without, is this machine's own.
func IsLocal(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.TrimSuffix(strings.TrimPrefix(host, "["), "]")
	if strings.EqualFold(strings.TrimSuffix(host, "."), "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.Unmap().IsLoopback()
}
