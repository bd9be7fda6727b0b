package contract

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/operations"
)

// coverRun is what a covering run is against: an implementation of the API behind a client.
type coverRun struct {
	*cuedesk.Client

	t   rapid.TB
	ctx context.Context
	v   *validator
	// fake is the implementation, or behind it, if that is the fake: it can do what no operation does.
	fake *cuedesktest.Server
	// between: there is something that validates between the client and the fake, and answers in its place.
	validated bool
	// fields are custom fields by their type.
	fields map[cuedesk.FieldType]cuedesk.CustomFieldID
}

// newCoverRun returns a run whose requests go through the validator to the base URL.
func newCoverRun(ctx context.Context, t rapid.TB, v *validator, baseURL string, fake *cuedesktest.Server) *coverRun {
	t.Helper()
	client, err := cuedesk.NewClient(cuedesktest.Token,
		cuedesk.WithBaseURL(baseURL),
		cuedesk.WithHTTPClient(&http.Client{Transport: v}),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}),
	)
	if err != nil {
		t.Fatal(err)
	}
	return &coverRun{
		Client: client, t: t, ctx: ctx, v: v, fake: fake, fields: map[cuedesk.FieldType]cuedesk.CustomFieldID{},
	}
}

// run calls all operations, with inputs that are minimal, ordinary and extreme.
func (w *coverRun) run() {
	w.t.Helper()
	w.runErrors()
	w.runExamples()
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

// runExamples has the documented response answer the documented request of each operation.
func (w *coverRun) runExamples() {
	w.t.Helper()
	server := w.v.next
	defer func() { w.v.next = server }()
	for _, op := range operations.All {
		w.v.next = golden(w.t, op.Golden, "response.http")
		w.ok(op.Call(w.ctx, w.Client))
	}
}

// ok ends the test if a call failed, or if the client has lost a part of the response.
func (w *coverRun) ok(result any, err error) {
	w.t.Helper()
	w.mustSucceed(err)
	if lines := lostMembers(openDocument(w.t), result); lines != nil {
		w.t.Fatalf("the client has lost:\n  %s", strings.Join(lines, "\n  "))
	}
}

// mustSucceed is ok for calls without a result.
func (w *coverRun) mustSucceed(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(explained(err))
	}
}

// required is ok for results that are needed.
func required[T any](result T, err error) func(*coverRun) T {
	return func(w *coverRun) T {
		w.t.Helper()
		w.ok(result, err)
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
func (w *coverRun) fails(status int, err error) {
	w.t.Helper()
	apiErr := (*cuedesk.Error)(nil)
	switch {
	case !errors.As(err, &apiErr):
		w.t.Fatalf("error %v, not one with status %d", err, status)
	case apiErr.StatusCode != status, !strings.HasPrefix(apiErr.Message, strconv.Itoa(status)), apiErr.Snippet != "":
		w.t.Fatalf("not an error with status %d: %v\n%s", status, err, apiErr.Explain())
	case status == http.StatusUnprocessableEntity &&
		(len(apiErr.Fields) == 0 || slices.ContainsFunc(apiErr.Fields, hasNoText)):
		w.t.Fatalf("fields %+v in: %s", apiErr.Fields, apiErr.Explain())
	}
}

// hasNoText reports whether a field's error does not say what is wrong or where. It names no field if it is about all
// of them.
func hasNoText(f cuedesk.FieldError) bool { return f.Type == "" || f.In == "" || f.Msg == "" }

// runRefused sends what the document allows and the fake refuses all the same.
func (w *coverRun) runRefused() {
	w.t.Helper()
	if w.fake == nil {
		return
	}
	created, err := w.Contacts.Create(w.ctx, cuedesk.ContactCreate{Email: "only@example.com"})
	w.mustSucceed(err)
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
}

// archived returns a contact with every field, one that was engaged and is archived where the fake can do that.
func (w *coverRun) archived() cuedesk.ContactID {
	w.t.Helper()
	if w.fake == nil {
		return required(w.Contacts.Create(w.ctx, fullContact()))(w).ID
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
func (w *coverRun) archive(list cuedesk.ListID) {
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
