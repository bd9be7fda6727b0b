// Package cuedeskotel traces and measures the calls of the clients of cuedesk-go with
// OpenTelemetry: those of cuedesk, nexadesk and orgcrm.
//
//	telemetry, err := cuedeskotel.New(cuedeskotel.Options{})
//	client, err := cuedesk.NewClient(token, cuedeskotel.WithTelemetry(telemetry))
//
// # Spans
//
// A call is an internal span with the name of its route, such as
// "GET /v1/contacts/{contact_uuid}". Below it, each attempt is a client span of that name with
// the HTTP attributes of the semantic conventions: method, server, status, error.type,
// url.template, http.request.resend_count from the first repetition, and the request ID as
// http.response.header.x-request-id. url.full is the base URL and the route. A call that its
// caller cancels is no error.
//
// An attempt sends the header traceparent if there is a propagator: that of Options, or the one that
// the program has set by otel.SetTextMapPropagator. Until then, the global one of OpenTelemetry sends nothing.
//
// Long work, such as a walk over all contacts or an import, would make one trace of hours: see
// [Telemetry.StartWork].
//
// # Metrics
//
//	http.client.request.duration     s        of each attempt
//	cuedesk.client.call.duration     s        of each call, with waits and retries
//	cuedesk.client.queue.duration    s        waits of attempts for the rate limit and the token
//	cuedesk.client.retries           {retry}  by the error.type that caused them
//	cuedesk.client.retries.available {retry}  what is left of the retry budget after a call
//	cuedesk.import.rows              {row}    of an import, by state: see Telemetry.CountRow
//
// # What is never in it
//
// Contacts are personal data. No span and no metric has a value of a request or a response: no
// ID, no query, no body, no error text; only routes, statuses, durations, kinds of errors, and
// the request ID.
package cuedeskotel
