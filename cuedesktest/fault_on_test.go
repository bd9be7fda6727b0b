package cuedesktest_test

import (
	"net/http"
	"syscall"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestFault_On(t *testing.T) {
	t.Parallel()
	a := newAPI(t)
	a.srv.Inject("*", cuedesktest.Status(503))
	create := func() *http.Request { return a.request("POST", "/v1/contacts", newContact) }
	got := a.try(a.srv, cuedesktest.Reset().AfterApply().On(create()))
	equal(t, "its own", got.err != nil && got.err.Error() == "read tcp: "+syscall.ECONNRESET.Error(), true)
	equal(t, "none", a.try(a.srv, cuedesktest.Fault{}.On(create())).status, http.StatusCreated)
	equal(t, "the injected one", a.try(a.srv, create()).status, 503)
	a.do(http.StatusOK, "GET /v1/contacts", "").want("pagination.total", "2")
}
