package contract

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// world is what a covering run is against: an implementation of the API behind a client.
type world struct {
	*cuedesk.Client

	t   rapid.TB
	ctx context.Context
	// fake is the implementation, or behind it, if that is the fake: it can do what no operation does.
	fake *cuedesktest.Server
	// fields are custom fields by their type.
	fields map[cuedesk.FieldType]cuedesk.CustomFieldID
}

// newWorld returns a world whose requests go through the validator to the base URL.
func newWorld(ctx context.Context, t rapid.TB, v *validator, baseURL string, fake *cuedesktest.Server) *world {
	t.Helper()
	client, err := cuedesk.NewClient(cuedesktest.Token,
		cuedesk.WithBaseURL(baseURL),
		cuedesk.WithHTTPClient(&http.Client{Transport: v}),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return &world{Client: client, t: t, ctx: ctx, fake: fake, fields: map[cuedesk.FieldType]cuedesk.CustomFieldID{}}
}

// run calls all operations, with inputs that are minimal, ordinary and extreme.
func (w *world) run() {
	w.t.Helper()
	w.runErrors()
	w.runCustomFields()
	w.runContacts()
	w.runValues()
	w.runSearch()
	w.runLists()
	w.runMembership()
	w.runNotes()
	w.runBulk()
	w.runRefused()
}

// ok ends the test if a call failed.
func (w *world) ok(_ any, err error) {
	w.t.Helper()
	w.okay(err)
}

// okay is ok for calls without a result.
func (w *world) okay(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(explained(err))
	}
}

// must is ok for results that are needed.
func must[T any](result T, err error) func(*world) T {
	return func(w *world) T {
		w.t.Helper()
		w.okay(err)
		return result
	}
}

// explained adds the API's own words to an error.
func explained(err error) string {
	if apiErr := (*cuedesk.Error)(nil); errors.As(err, &apiErr) {
		return apiErr.Explain()
	}
	return err.Error()
}

// fails ends the test unless a call failed with the status, decoded as the documented error.
func (w *world) fails(status int, err error) {
	w.t.Helper()
	apiErr := (*cuedesk.Error)(nil)
	switch {
	case !errors.As(err, &apiErr):
		w.t.Fatalf("error %v, not one with status %d", err, status)
	case apiErr.StatusCode != status, !strings.HasPrefix(apiErr.Message, strconv.Itoa(status)), apiErr.Snippet != "":
		w.t.Fatalf("not an error with status %d: %s", status, apiErr.Explain())
	case status == http.StatusUnprocessableEntity && len(apiErr.Fields) == 0:
		w.t.Fatalf("no fields in: %s", apiErr.Explain())
	}
}

// answering has the implementation answer with the status and returns a client for it. Prism does as the Prefer header
// says.
func (w *world) answering(status int) *cuedesk.Client {
	w.t.Helper()
	if w.fake != nil {
		w.fake.Inject("*", cuedesktest.Status(status))
	}
	return must(w.With(cuedesk.WithHeader("Prefer", "code="+strconv.Itoa(status))))(w)
}

// runErrors calls each operation for each error that is documented for it.
func (w *world) runErrors() {
	w.t.Helper()
	doc := openDocument(w.t)
	for operation, call := range calls {
		for _, status := range doc.statuses[operation] {
			if status >= http.StatusBadRequest {
				w.fails(status, call(w.ctx, w.answering(status)))
			}
		}
	}
}

// runRefused sends what the document allows and the fake refuses all the same.
func (w *world) runRefused() {
	w.t.Helper()
	if w.fake == nil {
		return
	}
	created, err := w.Contacts.Create(w.ctx, cuedesk.ContactCreate{Email: "only@example.com"})
	w.okay(err)
	_, err = w.Contacts.Create(w.ctx, cuedesk.ContactCreate{Email: "not an address"})
	w.fails(http.StatusUnprocessableEntity, err)
	_, err = w.Contacts.Update(w.ctx, created.ID, cuedesk.ContactUpdate{Email: cuedesk.Clear[string]()})
	w.fails(http.StatusUnprocessableEntity, err)
	_, err = w.Contacts.UpdateCustomFields(w.ctx, created.ID, map[string]any{"no_such_field": 1})
	w.fails(http.StatusUnprocessableEntity, err)
	_, err = w.CustomFields.Create(w.ctx, cuedesk.CustomFieldCreate{
		Name: "Mail", FieldType: cuedesk.FieldText, FieldKey: "email",
	})
	w.fails(http.StatusUnprocessableEntity, err)
	_, err = w.Bulk.Create(w.ctx, cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{{}}, ListID: someList})
	w.fails(http.StatusNotFound, err)
}

// archived returns a contact with every field, one that was engaged and is archived where the fake can do that.
func (w *world) archived() cuedesk.ContactID {
	w.t.Helper()
	if w.fake == nil {
		return must(w.Contacts.Create(w.ctx, fullContact()))(w).ID
	}
	in := fullContact()
	return w.fake.AddContact(cuedesktest.Contact{
		FirstName: in.FirstName, LastName: in.LastName, ExternalContactID: in.ExternalContactID, Email: in.Email,
		PhoneNumber: in.PhoneNumber, WhatsAppID: in.WhatsAppID, FBMessengerID: in.FBMessengerID,
		ClientReference: "reference", CustomFields: in.CustomFields, Archived: true,
		LastEngagedAt: time.Date(2025, 12, 9, 14, 57, 36, 0, time.UTC),
	})
}

// archive archives a list where the fake can do that.
func (w *world) archive(list cuedesk.ListID) {
	if w.fake != nil {
		w.fake.ArchiveList(list)
	}
}

// unknown returns IDs that no contact has.
func unknown(n int) []cuedesk.ContactID {
	ids := make([]cuedesk.ContactID, n)
	for i := range ids {
		ids[i] = cuedesk.ContactID{UUID: uuid.NewSHA1(uuid.NameSpaceOID, strconv.AppendInt(nil, int64(i), 10))}
	}
	return ids
}
