package cuedesktest_test

import (
	"fmt"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func TestServer_Summary(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithLatency(1), cuedesktest.WithSearchDelay(2), cuedesktest.WithImportDuration(time.Hour))
	a.create("/v1/contacts", newContact)
	a.create("/v1/contact-lists", `{"name":"VIP"}`)
	a.create("/v1/custom-fields", `{"name":"Seats","field_type":"text"}`)
	a.start(`{"contacts":[{"email":"batman@example.com"}]}`)
	a.srv.Inject("", cuedesktest.Status(500).Times(2))
	got := a.srv.Summary()
	equal(t, "revision counts", got.Revision > 0, true)
	got.Revision = 0
	equal(t, "summary", got, cuedesktest.Summary{
		Contacts: 1, Lists: 1, CustomFields: 1, Imports: 1, ImportsRunning: 1, Requests: 4, Faults: 1,
		Latency: 1, SearchDelay: 2, ImportDuration: time.Hour,
	})
}

// TestServer_Summary_revision: what changes past the requests shows in it.
func TestServer_Summary_revision(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t)
		id := a.srv.AddContact(cuedesktest.Contact{Email: "batman@example.com"})
		for _, change := range []struct {
			name string
			make func()
		}{
			{"touch", func() { a.srv.TouchContact(id) }},
			{"archive", func() { a.srv.ArchiveContact(id) }},
			{"reset", a.srv.Reset}, // the last: it forgets the contact
		} {
			before := a.srv.Summary().Revision
			change.make()
			equal(t, change.name+" is seen", a.srv.Summary().Revision > before, true)
		}
		a.start(`{"contacts":[{"email":"robin@example.com"}, {"email":"no address"}]}`)
		before := a.srv.Summary()
		<-time.After(time.Minute)
		after := a.srv.Summary()
		equal(t, "an import's rows are seen", after.Revision >= before.Revision+2, true)
		equal(t, "running before", before.ImportsRunning, 1)
		equal(t, "running after", after.ImportsRunning, 0)
	})
}

func TestServer_Summary_underWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		a := newAPI(t, cuedesktest.WithLatency(time.Minute))
		done := make(chan struct{})
		go func() {
			a.do(http.StatusOK, "GET /v1/contacts", "")
			close(done)
		}()
		synctest.Wait()
		equal(t, "under way", a.srv.Summary().UnderWay, 1)
		a.srv.Reset()
		<-done
		equal(t, "under way in the end", a.srv.Summary().UnderWay, 0)
		equal(t, "on record", len(a.srv.Requests()), 0)
	})
}

func TestServer_Reset(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithToken("mine"), cuedesktest.WithSearchDelay(time.Hour))
	first := a.create("/v1/contacts", newContact)
	a.create("/v1/contact-lists", `{"name":"VIP"}`)
	a.start(`{"contacts":[{"email":"batman@example.com"}]}`)
	a.srv.Inject("", cuedesktest.Status(500))
	a.srv.Reset()
	equal(t, "requests", len(a.srv.Requests()), 0)
	got := a.srv.Summary()
	equal(t, "what is left", got.Contacts+got.Lists+got.Imports+got.Faults, 0)
	equal(t, "an option", got.SearchDelay, time.Hour)
	equal(t, "the ID of the first contact", a.create("/v1/contacts", newContact), first)
	e, _ := a.srv.Exchange(4)
	equal(t, "numbers go on", e.Status, http.StatusCreated)
}

// TestServer_String: a server that a test prints is a line, without what is in it.
func TestServer_String(t *testing.T) {
	t.Parallel()
	srv := cuedesktest.NewServer()
	srv.AddContact(cuedesktest.Contact{Email: "batman@example.com"})
	want := "fake of the Cuedesk API: 1 contacts, 0 requests"
	if got := fmt.Sprint(srv); got != want {
		t.Errorf("%q, not %q", got, want)
	}
}
