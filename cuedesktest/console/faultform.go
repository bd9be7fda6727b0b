package console

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// kind is a kind of fault that the form offers.
type kind struct {
	Name, Label string
	fault       func(status int) cuedesktest.Fault
}

// kinds are the faults that the form offers.
var kinds = []kind{
	{"status", "Answer with a status", cuedesktest.Status},
	{"html", "Answer as a proxy: 502, an HTML page", plain(cuedesktest.HTML502)},
	{"empty", "Answer with 200 and no body", plain(cuedesktest.EmptyBody)},
	{"torn", "Cut the response off", plain(cuedesktest.Torn)},
	{"reset", "Reset the connection", plain(cuedesktest.Reset)},
	{"delay", "Only delay it", plain(func() cuedesktest.Fault { return cuedesktest.Latency(0) })},
	{"stuck", "Next import: no progress", plain(cuedesktest.StuckImport)},
	{"fail", "Next import: fails as a whole", plain(cuedesktest.FailImport)},
}

// plain makes a kind of a fault without a status.
func plain(fault func() cuedesktest.Fault) func(int) cuedesktest.Fault {
	return func(int) cuedesktest.Fault { return fault() }
}

// maxTimes bounds how many requests a fault of the form is for.
const maxTimes = 1_000_000

// readFault reads the form of a fault, or says all that is wrong with it.
func readFault(form url.Values) (operation string, fault cuedesktest.Fault, err error) {
	var errs []error
	wrong := func(is bool, problem string) {
		if is {
			errs = append(errs, errors.New(problem))
		}
	}
	operation = form.Get("operation")
	wrong(operation != "" && !slices.Contains(cuedesktest.Operations(), operation), "Choose an operation")
	n := slices.IndexFunc(kinds, func(k kind) bool { return k.Name == form.Get("kind") })
	wrong(n < 0, "Choose what goes wrong")
	status, err := strconv.Atoi(form.Get("status"))
	wrong(form.Get("kind") == "status" && (err != nil || status < http.StatusOK || status > 599),
		"Status must be from 200 to 599")
	times, err := strconv.Atoi(form.Get("times"))
	wrong(form.Get("always") == "" && (err != nil || times < 1 || times > maxTimes),
		fmt.Sprintf("Times must be from 1 to %d", maxTimes))
	after := form.Get("retry_after")
	wrong(len(after) > 100 || strings.ContainsFunc(after, func(r rune) bool { return r < ' ' || r >= 0x7f }),
		"Retry-After must be at most 100 ASCII characters")
	delay, err := readDuration("Delay", form.Get("delay"))
	wrong(form.Get("kind") == "delay" && err == nil && delay == 0, "Delay must be more than 0")
	if err := errors.Join(append(errs, err)...); err != nil {
		return "", cuedesktest.Fault{}, err
	}
	fault = kinds[n].fault(status)
	if delay > 0 {
		fault = fault.Delay(delay)
	}
	return operation, adapt(fault, form, times), nil
}

// adapt adds to a fault what else the form says.
func adapt(fault cuedesktest.Fault, form url.Values, times int) cuedesktest.Fault {
	if after := form.Get("retry_after"); after != "" {
		fault = fault.RetryAfter(after)
	}
	if form.Get("applied") != "" {
		fault = fault.AfterApply()
	}
	if form.Get("always") != "" {
		return fault.Always()
	}
	return fault.Times(times)
}
