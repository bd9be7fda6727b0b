// Package faultlab puts the client through networks that fail. It has tests only, and is a module of its own so that
// what they need does not reach users.
//
// The tests of this package go over real sockets: client, toxiproxy, the fake behind an HTTP server. Each compares what
// the fake holds afterwards with what the client told its caller: what it reported as done is there once, what it
// reported as ErrOutcomeUnknown is there once or not at all, and anything else is not there.
//
// Package soak, beside it, does the same with very many operations at random.
package faultlab
