package importer_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestRun_skippedBesideFailed: rows have not failed because an import of them fails for once, where the
// import before has counted fewer as failed.
func TestRun_skippedBesideFailed(t *testing.T) {
	t.Parallel()
	bad := invalidContacts(1)[0]
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.AddContact(cuedesktest.Contact{Email: bad.Email})
		srv.AddContact(cuedesktest.Contact{Email: "known@example.com"})
		<-time.After(time.Hour)
		o := byEmail
		o.Lanes, o.MergeType = 1, cuedesk.MergeUpdate
		rows := append([]cuedesk.ContactCreate{bad, email("known@example.com")}, people(4)[2:]...)
		got, err := runImport(t, faultAt(t, srv, 3, cuedesktest.FailImport()), stream(rows...), o)
		wantStates(t, got, err, "failed:refused updated skipped:new skipped:new")
	})
}
