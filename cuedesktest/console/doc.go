// Package console serves a page that shows what is in a fake of package cuedesktest: contacts, lists, custom fields,
// imports with the rows that have failed, and the requests with what became of each. It has forms that inject faults,
// change how the server behaves, and empty it.
//
// In a test outside testing/synctest that one wants to look into, one line does it:
//
//	srv := cuedesktest.NewServer()
//	console.Open(t, srv)
//
// It does nothing until it is asked to, so that the line can stay:
//
//	CUEDESK_CONSOLE=1 go test -count=1 -run TestSignup .
//
// [New] is the page as a handler, for a listener of your own; cmd/cuedesk-fake has the flag -console.
//
// Programs send a fault as JSON to POST /faults, and forget those that wait by DELETE /faults: see the README of
// cmd/cuedesk-fake.
//
// The page is for people on the same machine. It answers only requests to localhost, takes forms only from itself, and
// loads nothing from elsewhere. It works without scripts, but then does not update itself.
package console
