package cuedesktest_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestServer_Import(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		for range 2 {
			a.srv.AddContact(cuedesktest.Contact{Email: "twice@example.com"})
		}
		a.start(`{"match_on_field":"email","merge_type":"create_or_update","contacts":[
			{"email":"robin@example.com"}, {"email":"twice@example.com"}, {"email":"no address","last_name":"Kent"}]}`)
		started := a.srv.Imports()[0]
		equal(t, "status at first", started.Status, cuedesk.ImportPending)
		equal(t, "done at first", started.Done, 0)
		<-time.After(time.Minute)
		got, ok := a.srv.Import(started.ID)
		equal(t, "found", ok, true)
		want := started
		want.Status, want.Done, want.Created, want.Failed = cuedesk.ImportCompleted, 3, 1, 2
		want.FailedRows = []cuedesktest.FailedRow{
			{Index: 1, Reasons: []string{"email: 2 contacts match"}, Fields: map[string]string{"email": "twice@example.com"}},
			{
				Index: 2, Reasons: []string{"email: Input should be a valid email address"},
				Fields: map[string]string{"email": "no address", "last_name": "Kent"},
			},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("import (-want +got):\n%s", diff)
		}
	})
}

func TestServer_Imports(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		list := a.create("/v1/contact-lists", `{"name":"VIP"}`)
		a.srv.Inject("", cuedesktest.FailImport())
		a.start(`{"contacts":[{"email":"a@example.com"}]}`)
		a.start(`{"match_on_field":"email","merge_type":"update","contact_list_uuid":"` + list +
			`","contacts":[{"email":"a@example.com"}]}`)
		<-time.After(time.Minute)
		got := a.srv.Imports()
		equal(t, "imports", len(got), 2)
		equal(t, "skipped by the latest", got[0].Skipped, 1)
		equal(t, "list of the latest", got[0].List.String(), list)
		equal(t, "match of the latest", got[0].MatchOn+" "+got[0].Merge, "email update")
		equal(t, "status of the first", got[1].Status, cuedesk.ImportFailed)
		equal(t, "failed rows of the first", got[1].Failed, 1)
	})
	if _, ok := cuedesktest.NewServer().Import(cuedesk.ImportID{}); ok {
		t.Error("there is an import in a new server")
	}
}
