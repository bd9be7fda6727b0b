// Package fakehttp is what the fakes of HTTP APIs have in common: it routes requests by their documented patterns,
// records them, injects faults into them, and answers both over sockets and, without any, as an [http.RoundTripper].
// It knows nothing of any one API.
//
// There are no goroutines in it, and time comes only from the time package, so that everything works inside a
// testing/synctest bubble.
package fakehttp
