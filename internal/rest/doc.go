// Package rest is the HTTP core that every client of this module stands on: it
// turns an [Operation] into requests, decides about retries, and reports each
// way to fail as one [Failure]. It knows no API: the base URL, the credentials'
// form and the error type come in through [Config].
package rest
