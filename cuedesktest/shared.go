package cuedesktest

import "github.com/cuedesk/cuedesk-go/internal/fakehttp"

// InjectInto is for the fakes of the other systems in this module, which take the same faults. What it injects into is
// internal: outside this module there is no use for it.
func InjectInto(srv *fakehttp.Server, operation string, faults ...Fault) {
	inner := make([]fakehttp.Fault, len(faults))
	for n, fault := range faults {
		inner[n] = fault.fault
	}
	srv.Inject(operation, inner...)
}

// RequestsOf is for the fakes of the other systems in this module, which record the same requests. What it takes is
// internal: outside this module there is no use for it.
func RequestsOf(srv *fakehttp.Server) []Request {
	recorded := srv.Requests()
	requests := make([]Request, len(recorded))
	for n, request := range recorded {
		requests[n] = Request(request)
	}
	return requests
}
