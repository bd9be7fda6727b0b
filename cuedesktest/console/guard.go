package console

import (
	"crypto/subtle"
	"net/http"
)

// formLimit is the size in bytes above which a form is refused.
const formLimit = 64 << 10

// policy lets a page load nothing but what the console serves, and run nothing but its script.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
	"form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// guard sets the headers of security, and refuses what other pages send: any page can have a browser post here.
func (c *console) guard(next http.Handler) http.Handler {
	protected := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		header := w.Header()
		header.Set("Content-Security-Policy", policy)
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("X-Frame-Options", "DENY")
		header.Set("Referrer-Policy", "same-origin")
		header.Set("Cross-Origin-Resource-Policy", "same-origin")
		header.Set("Cross-Origin-Opener-Policy", "same-origin")
		header.Set("Cache-Control", "no-store")
		protected.ServeHTTP(w, r)
	})
}

// withToken refuses forms without the token that the page's own have.
func (c *console) withToken(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			r.Body = http.MaxBytesReader(w, r.Body, formLimit)
			if subtle.ConstantTimeCompare([]byte(r.PostFormValue("token")), []byte(c.token)) != 1 {
				http.Error(w, "This form is not of this page, or of an earlier start of it. Load the page again.",
					http.StatusForbidden)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}
