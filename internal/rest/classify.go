package rest

import "net/http"

// Statuses that net/http has no names for. Proxies and CDNs send them.
const (
	statusNoResponse      = 444 // nginx: closed without an answer
	statusClientGone      = 460 // AWS balancer: the client closed first
	statusClientClosed    = 499 // nginx: the client closed first
	statusBandwidth       = 509 // over the bandwidth limit
	statusUnknownError    = 520 // Cloudflare: 520 to 527, the origin answers badly, late or not at all
	statusWebServerDown   = 521
	statusConnectTimeout  = 522
	statusUnreachable     = 523
	statusOriginTimeout   = 524
	statusTLSHandshake    = 525
	statusOriginCert      = 526
	statusRailgun         = 527
	statusOverloaded      = 529
	statusOriginDNS       = 530
	statusNetworkReadTime = 598 // proxies: no answer in time
	statusNetworkConnTime = 599
)

// answer is what is known of the end of one request, as far as it matters for
// what follows. [classify] reads it.
type answer struct {
	status         int  // 0: no response
	reachedServer  bool // the server may have seen the request
	badPeer        bool // no response, nor one to come: the other side fails TLS, or the transport says so
	good           bool // a success whose body is what it should be
	torn           bool // the body ended before it should
	page           bool // the body is HTML or text in place of JSON
	accepted       bool // it says that the operation was accepted, where it was to be done
	rejectedInBody bool // the body denies the success, and proves that nothing was done
	errorFormat    bool // the body is in the API's error format
}

// source says who gave an answer.
type source int

const (
	fromNone         source = iota // no answer came
	fromAPI                        // the API, in a form that it documents
	fromIntermediary               // a proxy, a balancer, a CDN or a portal
)

// applied says whether the operation was carried out.
type applied int

const (
	appliedNo applied = iota
	appliedMaybe
	appliedYes
)

// verdict is what an answer proves. What is repeated, what ends a wait and what
// an error matches follow from it.
type verdict struct {
	from       source
	applied    applied
	later      bool // it may still be under way, and be applied after this
	transient  bool // the fault goes away by itself, so that a retry may succeed
	overloaded bool // the server asks for less; the first wait is longer
}

// classify says what an answer proves: who gave it, whether the operation was
// applied, and whether the fault is transient.
func classify(a answer) verdict {
	switch {
	case a.status == 0:
		return classifyNoResponse(a)
	case a.good:
		return verdict{from: fromAPI, applied: appliedYes}
	case a.status < 200:
		return verdict{from: fromIntermediary, applied: appliedMaybe}
	case a.status < 300:
		return classifyBadSuccess(a)
	case a.status < 400:
		return classifyRedirect(a)
	}
	return classifyError(a)
}

func classifyNoResponse(a answer) verdict {
	if !a.reachedServer {
		return verdict{transient: !a.badPeer}
	}
	return verdict{applied: appliedMaybe, later: true, transient: !a.badPeer}
}

// classifyBadSuccess is for a successful status with another body than is due. One that
// breaks off proves nothing: some servers send the header before they begin.
func classifyBadSuccess(a answer) verdict {
	switch {
	case a.rejectedInBody:
		return verdict{from: fromAPI}
	case a.page:
		return verdict{from: fromIntermediary, applied: appliedMaybe, later: true, transient: true}
	}
	return verdict{from: fromAPI, applied: appliedMaybe, later: a.accepted || a.torn, transient: a.torn}
}

// classifyRedirect: a redirect may follow a success, except those that ask for
// the same request elsewhere.
func classifyRedirect(a answer) verdict {
	if a.status == http.StatusTemporaryRedirect || a.status == http.StatusPermanentRedirect {
		return verdict{from: fromIntermediary}
	}
	return verdict{from: fromIntermediary, applied: appliedMaybe}
}

// classifyError is for 4xx and 5xx. In the API's format, a 4xx is a refusal. In
// another, it is a fault on the way, which proves nothing about the operation.
func classifyError(a answer) verdict {
	v := verdict{from: fromAPI, applied: appliedMaybe, later: isLate(a), overloaded: isOverload(a.status)}
	if !a.errorFormat {
		v.from = fromIntermediary
	}
	switch a.status {
	case http.StatusTooManyRequests:
		v.applied, v.transient = appliedNo, true
	case http.StatusRequestEntityTooLarge, http.StatusRequestURITooLong, http.StatusRequestHeaderFieldsTooLarge:
		v.applied = appliedNo // the same request is too large again, whoever says so
	default:
		v.transient = v.from == fromIntermediary || isTransient(a.status)
		if a.status == http.StatusUnauthorized || v.from == fromAPI && a.status < 500 && !v.later {
			v.applied = appliedNo
		}
	}
	if v.from == fromIntermediary && v.applied == appliedMaybe && !isBeforeOrigin(a.status) {
		v.later = true // what it says may hold for itself alone
	}
	return v
}

// isBeforeOrigin reports whether a status says that a request did not reach the API.
func isBeforeOrigin(status int) bool {
	switch status {
	case statusWebServerDown, statusUnreachable, statusTLSHandshake, statusOriginCert, statusOriginDNS:
		return true
	}
	return false
}

// isTransient reports whether a status in the API's own format is transient.
func isTransient(status int) bool {
	switch status {
	case http.StatusRequestTimeout, http.StatusInternalServerError, http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout, statusBandwidth,
		statusUnknownError, statusWebServerDown, statusConnectTimeout, statusUnreachable, statusOriginTimeout,
		statusTLSHandshake, statusOriginCert, statusRailgun, statusOverloaded, statusOriginDNS,
		statusNetworkReadTime, statusNetworkConnTime:
		return true
	}
	return false
}

// isLate reports whether an answer says only that something on the way has
// stopped waiting. A 503 of a proxy can mean that, too.
func isLate(a answer) bool {
	switch a.status {
	case http.StatusRequestTimeout, statusNoResponse, statusClientGone, statusClientClosed,
		http.StatusBadGateway, http.StatusGatewayTimeout, statusUnknownError, statusConnectTimeout,
		statusOriginTimeout, statusRailgun, statusNetworkReadTime, statusNetworkConnTime:
		return true
	case http.StatusServiceUnavailable:
		return !a.errorFormat
	}
	return false
}

func isOverload(status int) bool {
	switch status {
	case http.StatusTooManyRequests, http.StatusServiceUnavailable, statusBandwidth, statusOverloaded:
		return true
	}
	return false
}

// Class says when an operation may be sent again.
type Class int

const (
	// ClassCreate makes something new each time: it is repeated only where the
	// server certainly did not act. It is the zero value, the careful one.
	ClassCreate Class = iota
	// ClassMatched makes something new the first time and finds it again after that:
	// it is repeated, and yet whether a failed one made something is open.
	ClassMatched
	// ClassIdempotent has the same effect once or twice.
	ClassIdempotent
	// ClassRead changes nothing.
	ClassRead
)

// String returns the name of the class in the documentation.
func (c Class) String() string {
	switch c {
	case ClassRead:
		return "read"
	case ClassIdempotent:
		return "idempotent"
	case ClassMatched:
		return "matched"
	}
	return "create"
}

// repeatable reports whether an operation of a class may and should be sent
// again after an answer. A create is after 429, and where no connection was made.
func (v verdict) repeatable(class Class) bool {
	if class == ClassCreate && (v.applied != appliedNo || v.from != fromNone && !v.overloaded) {
		return false
	}
	return v.transient
}
