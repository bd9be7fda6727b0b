package rest

import (
	"fmt"
	"io"
)

const redacted = "[redacted]"

// Format keeps the token out of every verb of package fmt.
func (c *Credentials) Format(f fmt.State, _ rune) { write(f, redacted) }

// MarshalText keeps the token out of JSON and logs.
func (c *Credentials) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// Format keeps header values out of every verb of package fmt.
func (cfg Config) Format(f fmt.State, _ rune) { write(f, "rest.Config{"+redacted+"}") }

// Format keeps header values out of every verb of package fmt.
func (c *Core) Format(f fmt.State, _ rune) { write(f, "rest.Core{"+redacted+"}") }

// Format shows the pattern, and keeps IDs, query and body out of every verb of
// package fmt.
func (o Operation) Format(f fmt.State, _ rune) { write(f, o.Pattern) }

// Format shows operation and status, and keeps headers and body out of every
// verb of package fmt.
func (f Failure) Format(s fmt.State, _ rune) {
	write(s, fmt.Sprintf("%s: %d", f.Operation, f.StatusCode))
}

// Format shows the pattern only: a call is a context, which programs print, and holds
// the token and the response.
func (c *call) Format(f fmt.State, _ rune) { write(f, "rest.call{"+c.op.Pattern+"}") }

func write(w io.Writer, text string) { _, _ = io.WriteString(w, text) }
