package move

import (
	"context"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// demo returns fakes with made-up contacts in the source, of whom Cuedesk knows
// some already.
func demo(ctx context.Context, set settings) (*source, *cuedesk.Client, error) {
	made := generate(set.people)
	to := cuedesktest.NewServer()
	fillCuedesk(to, made)
	var opts []cuedesk.Option
	if set.faults {
		injectFaults(to, cuedeskFaults)
		opts = append(opts, cuedesk.WithRetry(cuedesk.RetryPolicy{
			MinBackoff: time.Millisecond, MaxBackoff: 10 * time.Millisecond,
		}))
	}
	from, err := demoSource(ctx, set, made, opts)
	return from, to.Client(opts...), err
}

func demoSource(ctx context.Context, set settings, made []generatedContact, opts []cuedesk.Option) (*source, error) {
	if set.from == "orgcrm" {
		srv := orgcrmtest.NewServer()
		err := fillOrgCRM(ctx, srv.Client(), made)
		if set.faults {
			injectFaults(srv, sourceFaults)
		}
		return orgcrmSource(srv.Client(opts...), orgcrmtest.OrgID), err
	}
	srv := nexadesktest.NewServer()
	fillNexadesk(srv, made)
	if set.faults {
		injectFaults(srv, sourceFaults)
	}
	return nexadeskSource(srv.Client(opts...)), nil
}

// faults are applied to the requests of an operation, one after the other. The
// empty fault lets a request succeed, because a call makes only so many attempts.
type faults map[string][]cuedesktest.Fault

var (
	fine       = cuedesktest.Fault{}
	outage     = cuedesktest.Status(503)
	proxy      = cuedesktest.HTML502()
	torn       = cuedesktest.Torn().AfterApply()
	reset      = cuedesktest.Reset()
	lostAnswer = cuedesktest.Reset().AfterApply()
	tooMany    = cuedesktest.Status(429).RetryAfter("1")
)

// sourceFaults are applied to any request to the source.
var sourceFaults = faults{"*": {outage, proxy, fine, torn, fine, reset, fine, tooMany, fine, lostAnswer}}

// cuedeskFaults are applied to requests to Cuedesk. Some of these are carried out,
// which the program cannot know.
var cuedeskFaults = faults{
	"GET /v1/contacts":       {proxy, outage, fine, torn, fine, reset},
	"GET /v1/custom-fields":  {outage},
	"POST /v1/custom-fields": {lostAnswer},
	"GET /v1/contact-lists":  {proxy},
	"POST /v1/contact-lists": {lostAnswer, fine, torn},
	"POST /v1/contacts/bulk": {
		lostAnswer, fine, outage, fine, fine, cuedesktest.FailImport(),
	},
	"POST /v1/contacts":                                   {fine, lostAnswer},
	"POST /v1/contacts/search":                            {outage},
	"GET /v1/contacts/bulk/{contact_import_uuid}":         {torn, outage, fine, reset},
	"PATCH /v1/contacts/{contact_uuid}":                   {lostAnswer, proxy},
	"GET /v1/contact-lists/{contact_list_uuid}/contacts":  {outage, reset},
	"POST /v1/contact-lists/{contact_list_uuid}/contacts": {lostAnswer, fine, torn, proxy},
	"GET /v1/contacts/{contact_uuid}/notes":               {torn, proxy},
	"POST /v1/contacts/{contact_uuid}/notes":              {torn, fine, lostAnswer, fine, tooMany},
}

func injectFaults(server interface {
	Inject(operation string, faults ...cuedesktest.Fault)
}, all faults,
) {
	for operation, series := range all {
		server.Inject(operation, series...)
	}
}
