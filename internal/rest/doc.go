// Package rest is the HTTP core that every client of this module stands on: it
// turns an [Operation] into requests, decides about retries, and reports each
// way to fail as one [Failure]. It knows no API: the base URL, the prefix of the
// routes, the error format and the error type come in through [Config].
//
// # The life of a call
//
// A service method builds an [Operation] and gives it to [Fetch], which says of what type
// the result is and calls [Do], or to [Do] where no result is due. From there the call runs
// as follows, top to bottom. On the right are the fields of call that a step writes.
//
//	Do                        send.go
//	  prepare                   where it fails, nothing is sent: refuse
//	    scopeOf                 what the context asks for         capture (of Scope)
//	    checkInput              refuses what cannot be right
//	    in                      the core, or the one that the     core
//	                            scope has changed (hooks.go)
//	    build                   URL, request, and the body by     room.url (memory that
//	                            encode                            comes with the call),
//	                                                              request
//	  run
//	    start                   hooks.go: of each hook in turn    Context, ends
//	                            its gate, then its start
//	    send                    hands over to go-retryablehttp, into which setRetry
//	                            (config.go) has put what follows; its own limit of
//	                            retries is off, and what it returns is ignored
//	    ┌ retryablehttp.Do      loops over attempts:
//	    │ http.Client.Do          adds the jar's cookies, keeps those of the response,
//	    │                         follows no redirect
//	    │   wire.RoundTrip        attempt.go: finds the call in the context, and
//	    │                         always returns a response, empty where none came
//	    │     makeAttempt         where it sends nothing:         prepareErr
//	    │       startAttempt      hooks.go: what hooks add to     attemptEnds
//	    │                         the header
//	    │       await             the rate limit, and the token   queued
//	    │                         from its source (credentials.go)
//	    │       checkHeader       what hooks add can be sent
//	    │       requestHeader     with the token; addHeader adds  last (a new one)
//	    │                         the cookies, and puts what
//	    │                         hooks add in place of what is
//	    │                         there, but for the token
//	    │       exchange          its timeout begins here         last.duration,
//	    │                                                         ended
//	    │         outgoing          observes the connection,      room.sent (the
//	    │                           unless it is a read; arms     first request)
//	    │                           what stops a create that
//	    │                           net/http would send again
//	    │                           (transport.go)
//	    │         transport         sends
//	    │         noteFailure       where that fails: how far it  last.err, badPeer,
//	    │                           got (transport.go), and why   reachedServer
//	    │                           (transporterror.go)
//	    │         read              response.go: the body, into   last.status,
//	    │                           pooled memory; a success      retryAfter, torn …
//	    │                           that breaks off or is too
//	    │                           large is not decoded
//	    │           decode            decode.go, after a success: last.good …
//	    │                               (a 202 where no result is  last.queued
//	    │                               due is not good)
//	    │             decodeNothing     no result is due: readError
//	    │                               where the body is JSON, and
//	    │                               whether it denies the success
//	    │             decodeResult      a result is due: decodes it
//	    │               believe           whether it is the answer: API.Complete,
//	    │                                 the checks of Fetch, no denial in it
//	    │               judge             if it is not, or is not JSON: readError,
//	    │                                 and what it proves
//	    │           readError         after a status of 300 and   last.body,
//	    │                             more (and within decode):   last.said
//	    │                             the text, and what it says
//	    │                             in the API's error format
//	    │ checkRetry              retry.go, as CheckRetry:
//	    │   classify                what the answer proves        (checkRetry keeps
//	    │                           (classify.go, pure)           it: last.verdict,
//	    │                                                         applied, later)
//	    │   nextStep                an answer that is not         core.budget
//	    │                           transient refunds; nothing
//	    │                           more after a success, or where
//	    │                           the context has ended
//	    │     invalidate              after 401: the token is     reauthorized
//	    │                             forgotten, unless another
//	    │                             call has a newer one, which
//	    │                             the next attempt then takes;
//	    │                             without decide and take
//	    │     RetryPolicy.decide      whether another attempt     next
//	    │                             follows, when (not before
//	    │                             Retry-After), or why one that
//	    │                             is due does not
//	    │     budget.take             pays for it, or ends the    core.budget
//	    │                             call
//	    │   record                  keeps the attempt, and ends   made
//	    │                           it for the hooks, the last
//	    │                           first, which learn whether
//	    │                           and when another follows
//	    │ backoff                 as Backoff: the wait that checkRetry decided on,
//	    │                         for which go-retryablehttp then sleeps
//	    └ prepareRetry            as PrepareRetry: takes the jar's cookies back
//	      failure               failure.go, where last.good is false: what is
//	                            known, which the API's client makes its error of
//	    end                     hooks.go: ends the call, last hook first, and
//	                            gives the result to the capture
//	  op.header                 after a success, where [Operation.Capture]  the caller's
//	                            was called: the header of the response      variable
//
// applied and later gather over all attempts: some attempt may have been carried out,
// or may still be after it has failed. The result is decoded into op.out: memory that
// decodeResult allocates for Fetch once there is a body, or the caller's own in [Custom].
// Without hooks, of which a logger is one, and without capture, run is send alone.
//
// # What an answer proves
//
// An error status in the API's error format is the API's own: a 4xx is a refusal, and
// 408, 429 and most 5xx are transient. In another form it is taken to come from something
// on the way, and is transient whatever the status, but for 413, 414 and 431. So is HTML or
// text with a success. All that may be applied later, but for 401, 429, those three, and
// 521, 523, 525, 526 and 530, with which nothing has reached the API. A success that breaks
// off is transient, and may be applied later. A denial within a success is never repeated;
// it counts as not applied where no result is due and it is in the API's error format, or
// where the API's decoder returns [RefusedError] (success false, of nexadesk).
//
// What is transient is repeated. A create is not, unless nothing was carried out: after
// a 429, and where no connection was made. After a 401 another attempt follows at once
// where there is a token source, once a call, of creates too, and whatever the budget and
// MaxAttempts say. Any other 401 ends the call if it is the API's own.
//
// The budget gives for each retry, and gets nothing back when that fails. Each answer that
// is not transient gives one back, a success too; where no answer came, none.
//
// The error joins why a retry that was due did not follow, prepareErr, last.err, and how
// the context ended; a plain status has none of these. It matches [ErrInvalid] where
// prepare refused, [ErrBadResponse] after a success that is not the answer,
// [ErrOutcomeUnknown] where a create or matched operation may have been applied, and
// [ErrMayApplyLater] where anything but a read may still be.
//
// # Where nothing is sent
//
// What prepare refuses comes before all hooks; only the capture of the scope learns of
// it. A gate that refuses sets prepareErr: neither its own hook is started nor a later
// one, those that have started end, and run makes the failure, which matches [ErrGate]
// unless the gate's error says that it is permanent. The panic of a hook is swallowed.
// That of a gate counts as consent; a start that panics has no end and no context, but
// what it has done to the header of the attempt stays.
//
// An attempt that is not sent sets prepareErr, and keeps last of the attempt before: the
// context had ended, the wait for the limit or the token failed (at once, where the wait
// would outlast the deadline), or a hook has added a header that cannot be sent. The error
// of the call then has the answer to the last attempt that was sent, beside prepareErr,
// and is not transient. It ends the call: checkRetry neither classifies nor repeats it,
// and record ends it for the hooks, but does not add it to made. Where the context had
// ended before startAttempt, no hook sees the attempt; the call they do see. Where it ends
// while go-retryablehttp sleeps, that returns without checkRetry: prepareErr stays nil, the
// retry stays paid, and failure adds why the context has ended.
//
// # Who decides, and who does
//
// What decides changes nothing, and is tested as tables: classify reads an answer,
// and verdict.repeatable, RetryPolicy.decide, which draws the jitter and reads the
// clock, and [ParseRetryAfter] read what it proves. The steps above do as they say.
//
// # Secrets
//
// The token of the client and what users put into headers are in closures, where printing
// by reflection does not find them; that of an attempt is text, which the Format of call
// hides.
//
// # The files
//
// In the order of the road: api and config, operation with its checks, send, hooks,
// attempt, credentials, transport and transporterror, response, decode, classify with
// the classes of operations, retry, failure.
package rest
