// Package resttest has the tests that every client on internal/rest must pass: it
// sends what the documentation shows, decodes what the documentation shows, and
// turns every failure into a typed error. A client describes its operations in a
// [Suite]; its golden exchanges are in testdata/golden.
package resttest
