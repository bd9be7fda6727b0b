// Package cuedeskotel traces and measures the calls of the clients of packages cuedesk,
// nexadesk and orgcrm with OpenTelemetry.
//
//	telemetry, err := cuedeskotel.New(cuedeskotel.Options{})
//	client, err := cuedesk.NewClient(token, cuedeskotel.WithTelemetry(telemetry))
//
// # Spans
//
// A call is an internal span whose name is its route, such as
// "GET /v1/contacts/{contact_uuid}". It has the attributes cuedesk.api, cuedesk.class (of
// retries), cuedesk.attempts, and cuedesk.outcome_unknown if the request may have been
// applied.
//
// Each attempt of the call is a client span of the same name below it, with the HTTP
// attributes of the semantic conventions: method, server, status, error.type and
// url.template; http.request.resend_count from the second attempt; and the request ID as
// http.response.header.x-request-id. Its url.full is the base URL and the route. A call
// that its caller cancels has an error.type, but not the status Error.
//
// An attempt sends the header traceparent if there is a propagator: that of
// Options.Propagator, or that of otel.SetTextMapPropagator. OpenTelemetry sets none by
// itself.
//
// For long work, such as reading all contacts or an import, see [Telemetry.StartWork]:
// otherwise it would be one trace that lasts hours.
//
// # Metrics
//
//	http.client.request.duration     s        of each attempt
//	cuedesk.client.call.duration     s        of each call, with waits and retries
//	cuedesk.client.queue.duration    s        waits of attempts for the rate limit and the token
//	cuedesk.client.retries           {retry}  by the error.type that caused them
//	cuedesk.client.retries.available {retry}  left in the retry budget after a call
//	cuedesk.import.rows              {row}    of an import, by state: see Telemetry.CountRow
//
// # Personal data
//
// Contacts are personal data. No span and no metric has a value of a request or a
// response: no ID, query, body or error text. They have routes, the address of the API,
// statuses, durations, kinds of errors, and request IDs.
package cuedeskotel
