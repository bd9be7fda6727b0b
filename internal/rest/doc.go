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
//	  run                                                         started, prepareErr
//	    start                   hooks.go: of each hook in turn    Context, ends
//	                            its gate, then its start
//	    send                    hands over to go-retryablehttp, into which setRetry
//	                            (config.go) has put what follows; its own limit of
//	                            retries is off, and what it returns is ignored
//	    ┌ retryablehttp.Do      loops over attempts, makes the body anew for each:
//	    │ http.Client.Do          adds the jar's cookies, keeps those of the response,
//	    │                         follows no redirect
//	    │   wire.RoundTrip        attempt.go: finds the call in the context, and
//	    │                         always returns a response, empty where none came
//	    │     makeAttempt         where it sends nothing:         prepareErr
//	    │                         else, after checkHeader:        last (a new one)
//	    │       startAttempt      hooks.go: what hooks add to     attemptEnds
//	    │                         the header, and the context of
//	    │                         all that follows in makeAttempt
//	    │       await             first the rate limit, then the  queued
//	    │                         token from its source
//	    │                         (credentials.go)
//	    │       checkHeader       what hooks add can be sent
//	    │       requestHeader     with the token; addHeader adds
//	    │                         cookies to those that are
//	    │                         there, and puts what else
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
//	    │         read              response.go: the body, into   last.status, header,
//	    │                           pooled memory; a success      retryAfter, err, torn,
//	    │                           that breaks off or is too     body, good
//	    │                           large is not decoded
//	    │           decode            decode.go, after a success: last.accepted,
//	    │                               judges an empty body itself  body
//	    │                               (a documented operation
//	    │                               without a result is not
//	    │                               done after a 202)
//	    │             decodeNothing     there is a body, and no      last.body, torn,
//	    │                               result is due: what is not   page,
//	    │                               JSON is torn or a page; of   rejectedInBody
//	    │                               JSON, readError, and whether
//	    │                               it denies the success
//	    │             decodeResult      there is a body, and a result is due: decodes
//	    │                               it, and zeroes it where it is not the answer
//	    │               believe           whether it is the answer: API.Complete,
//	    │                                 the checks of Fetch, no denial in it
//	    │                                 (of Custom, all that decodes is)
//	    │               judge             where it does not decode, or is not the
//	    │                                 answer: readError, and what the body
//	    │                                 proves, in last.page, torn, rejectedInBody
//	    │           readError         after a status of 300 and   last.body, said,
//	    │                             more (and within decode):   errorFormat
//	    │                             the text, and what it says
//	    │                             in the API's error format
//	    │ checkRetry              retry.go, as CheckRetry, keeps  next, last.verdict,
//	    │                         what the following find:        applied, later
//	    │   classify                what the answer proves
//	    │                           (classify.go, pure)
//	    │   nextStep                an answer that is not         core.budget,
//	    │                           transient refunds; nothing    reauthorized
//	    │                           more after a success, or where
//	    │                           the context has ended
//	    │     invalidate              after 401: the token is
//	    │                             forgotten, unless another
//	    │                             call has a newer one, which
//	    │                             the next attempt then takes
//	    │                             (neither decide nor take runs)
//	    │     RetryPolicy.decide      whether another attempt
//	    │                             follows, when (not before
//	    │                             Retry-After), or why none
//	    │                             follows although one is due
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
//	                            known, of which Config.NewError makes the error
//	                            of the API's client
//	    end                     hooks.go: ends the call, last     ended (where exchange
//	                            hook first, and gives the result  was not the last
//	                            and that error to the capture     to come)
//	  op.header                 after a success, where [Operation.Capture]  the caller's
//	                            was called: the header of the response      variable
//
// applied becomes true once some attempt may have been carried out, and later once some
// attempt may be carried out after it has failed. Nothing sets them back. queued is how
// long await has waited, which hooks get as Attempt.Queued. The result is
// decoded into op.out: memory that decodeResult allocates for Fetch once there is a body,
// or the caller's own in [Custom]. A good answer leaves last.err, torn and body empty. end
// sets ended after a gate that refused, an attempt that was not sent, or a sleep that the
// context ended. Without hooks, of which a logger is one, and without capture, run is send
// alone. go-retryablehttp has one more hook of ours, an ErrorHandler
// that returns what it gets; it logs nothing.
//
// # What an answer proves
//
//   - No answer: transient, unless the certificate is refused, the other side speaks no TLS,
//     or the transport says that the fault is permanent. Where no connection was made, or a
//     transport that has reported none says that it sent nothing, nothing was applied.
//     Otherwise it may have been, and may be later.
//   - A success that is the answer: applied.
//   - A success that breaks off, or whose JSON ends too early: transient; it may have been
//     applied, and may be later.
//   - An empty success is the answer where no result is due, or where the operation says
//     MayBeEmpty: but for a 202, of which below. The body of a 1xx is not read.
//   - HTML or text with a success (where no result is due: whatever is neither empty nor
//     JSON): taken to come from something on the way, transient; it may be applied later.
//   - A success with a denial in it: not transient. It was not applied where no result is
//     due and the denial is in the API's error format (APIError.Refusal), or where the API's
//     decoder returns [RefusedError] (success false, of nexadesk). Any other denial leaves it
//     open.
//   - Any other success that is not the answer (incomplete or empty where the operation does
//     not say MayBeEmpty, too large): not transient; it may have been applied. So is an empty
//     202 to a documented operation that MayBeEmpty, and any 202 to one without a result,
//     which may be applied later, too; not with AnyJSON.
//   - A denial is looked for in an answer without a result, and in a result up to 4 KiB, unless
//     the API's decoder knows all its members. With AnyJSON, a result that MayBeEmpty is
//     searched whatever its size. Results of Custom are not searched.
//   - 1xx and redirects: not transient. Nothing was applied after 307 and 308; after the
//     others it may have been.
//   - An error status in the API's error format comes from the API. A 4xx says that nothing
//     was applied, but for 408, 444, 460 and 499; these and each 5xx leave it open. What
//     says only that something has stopped waiting (these four, 502, 504, 520, 522, 524,
//     527, 598 and 599) may be applied later. Transient are 408, 429 and most 5xx (501, for
//     example, is not). Of an API without a documented format (AnyJSON, of orgcrm), all JSON
//     counts as its own.
//   - An error status in another form comes from something on the way. It is transient
//     whatever the status, but for 413, 414 and 431. Nothing was applied after these three,
//     401 and 429. After the others it may have been, and may be later; after 521, 523,
//     525, 526 and 530, which say that nothing has reached the API, not later.
//   - An error status whose body breaks off is judged by what was read.
//
// # What is sent again
//
// Operations have four classes. A read changes nothing. An idempotent one (update, delete)
// has the same effect twice. A matched one (upsert) finds again what it has made. A create
// makes something each time.
//
// What is transient is sent again, as often as MaxAttempts says. A create is sent again in
// two cases only: after a 429, and where no answer came and nothing can have reached the
// server. After other answers that prove that nothing was applied, such as the 401 of a
// proxy, it is not.
//
// After a 401 with a token source, one more attempt follows at once, also of a create, and
// without the budget. MaxAttempts does not stop it, but counts it. This happens once a call.
// Any other 401 ends the call if it is the API's own.
//
// A Retry-After holds up its own call only.
//
// Each retry takes one from the budget, but for that after a 401. Each answer that is not
// transient gives one back: a success, a refusal, also a 401 of the API. Where the answer is
// transient, or none came, none is given back; nor is it for a retry that is not sent.
//
// Neither net/http nor a transport that wraps it sends a create again that may have been
// written; a transport that does not report to httptrace is not watched. On HTTP/1.1,
// net/http sends again only what it has not begun to write, so that nothing need be stopped
// there, unless the header has a key such as Idempotency-Key, for which net/http would
// repeat it. There, and on HTTP/2 once the header was begun, a second connection for the
// request ends the attempt's context, and the connection is closed unless TLS has agreed on
// HTTP/2. GetBody, from which HTTP/2 would take the body again, refuses it. Where the first
// request had an answer, so that the caller's own transport sends the second, nothing is
// stopped.
//
// Of the caller's http.Client, only the transport, the jar and the timeout are used. Its
// timeout bounds one attempt, as Config.Timeout does; the shorter of the two counts, from
// exchange on.
//
// # What the error says
//
// Failure.Err joins why a retry that was due did not follow, prepareErr, last.err, how the
// context has ended, and [ErrOutcomeUnknown]. Where there is none of these, as after a 404 of
// the API, it is nil. There is no such reason where MaxAttempts has ended the retries. The
// reasons are MaxRetryAfter, the deadline and the budget, in this order: the first two match
// no error, the third [ErrRetryBudget]. A limit that would outlast the deadline matches
// context.DeadlineExceeded. An attempt that took too long matches no error of a context,
// unless that of the call has ended.
//
// Failure.Err matches [ErrInvalid] where prepare has refused, [ErrBadResponse] after a success
// that is not the answer, [ErrTokenSource] where the source failed or took too long, but not
// where the context ended first, [ErrAttemptTimeout] after an attempt that took too long, and
// [ErrOutcomeUnknown] where a create or a matched operation may have been applied.
// Failure.MayApplyLater is true where anything but a read may still be. The client's error
// adds what follows from these and from the status, such as its ErrMayApplyLater, or
// ErrInvalid after a 422 of the API.
//
// NewError runs in send, or in run after a gate that refused: before the hooks of the call end,
// which get its error. What an API has said (APIError) goes back to its pool right after
// NewError, so that the error keeps copies of it.
//
// Failure.Transient is the verdict on the last attempt. It is true also of an attempt
// during which the context has ended, and false where the last attempt was not sent.
//
// # Where nothing is sent
//
// What prepare refuses comes before all hooks; only the capture of the scope learns of
// it. A gate that refuses sets prepareErr: neither its own hook is started nor a later
// one, those that have started end, and run makes the failure, which matches [ErrGate]
// unless the gate's error says that it is permanent. Attempts start for the hooks in the
// order of the configuration, the logger last. The panic of a hook is swallowed,
// and the other hooks run all the same. That of a
// gate counts as consent; a start that panics has no end and no context, but what it has
// done to the header of the attempt stays, and the hook has its part in what follows.
//
// An attempt that is not sent sets prepareErr, and keeps last of the attempt before. Either
// the context had ended, or a hook has added a header that cannot be sent, or a wait
// failed. The wait for the limit fails at once where it would outlast the deadline. The
// wait for the token fails when its source does. Both fail when the context ends.
// Credentials keep the token of a source until a 401. The source is asked once for all
// calls that wait, in a goroutine of its own, for 30 seconds at most; the end of a call
// does not reach it. Where it ignores the end of its own context, calls fail after that
// until it returns. The error of the call then has the answer to the last attempt sent,
// beside prepareErr. Such an attempt ends the call: checkRetry neither classifies nor
// repeats it, and record does not add it to made. Its hooks get an Attempt with prepareErr
// as Err, and with Queued; its StatusCode and Duration are 0. Where the context had ended
// before startAttempt, no hook sees the attempt; the call they do see. Where it ends while
// go-retryablehttp sleeps, that returns without checkRetry: prepareErr stays nil, the retry
// stays paid, and failure adds why the context has ended.
//
// # Who decides, and who does
//
// What decides writes nothing, and is tested as tables. classify reads last.answer alone, in
// which read and decode have put what they found in the API's format. verdict.repeatable
// reads the verdict and the class, RetryPolicy.decide these, Retry-After, the number of
// attempts and the context; it also draws the jitter and reads the clock. [ParseRetryAfter]
// reads a header.
//
// Calls of one core share its limiter, token, budget and connections. So does the core that a
// scope or With has changed, but for what the change sets; it has a budget of its own where
// the size differs. A negative size is no limit. MaxAttempts counts the first attempt.
//
// A panic of a hook or of the token source is caught. One of a Decoder, of NewError, of the
// transport or of the capture is not.
//
// # Memory and secrets
//
// The request that http.Client gets, the memory for bodies in both directions, and what an API
// has said (APIError) are pooled. A transport gets a copy of the request, and a body that is
// sent has memory of its own. A Decoder must not keep parts of a body, whose memory the next
// one gets. A result of the caller's own type ([Custom]) may, so that its body's does not go
// back to the pool.
//
// The token of the client and what users put into headers are in closures, where printing
// by reflection does not find them; that of an attempt is text, which the Format of call
// hides. errors.Is and errors.As find the causes of a transport's error, but for *url.Error;
// Unwrap gives none where the text had to be changed. An error of decoding gives no cause but
// io.ErrUnexpectedEOF. Their texts hold no token, URL or value of the JSON. What a server
// repeats of a token (of 8 bytes or more) is overwritten in bodies and headers that an error
// keeps (echo.go): a body goes into last.body by keepBody only, unless it is white space.
//
// # The files
//
// In the order of the road: api and config, operation, checks, send, hooks,
// attempt, credentials, transport and transporterror, response, echo, decode, classify with
// the classes of operations, retry, failure.
package rest
