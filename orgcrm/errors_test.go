package orgcrm_test

import (
	"errors"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

func sortedKeys[V any](m map[string]V) []string {
	return slices.AppendSeq([]string{}, slices.Values(slices.Sorted(maps.Keys(m))))
}

// TestError_forms: the documentation shows no error, so that the usual forms are
// understood, and any other is kept as a snippet.
func TestError_forms(t *testing.T) {
	t.Parallel()
	const text = "orgcrm: GET /api/v1/contacts/{contact_id}: 400 Bad Request"
	const odd = text + ": not in the API's error format"
	type fields = []cuedesk.FieldError
	for body, want := range map[string]struct {
		message, snippet, text string
		fields                 fields
	}{
		`{"detail":"Not for Bruce"}`:                   {message: "Not for Bruce", text: text},
		`{"error":"Not for Bruce"}`:                    {message: "Not for Bruce", text: text},
		`{"message":"Not for Bruce"}`:                  {message: "Not for Bruce", text: text},
		`{"error":{"message":"M","code":7}}`:           {message: "M", text: text},
		`{"error":{"detail":"D"}}`:                     {message: "D", text: text},
		`{"detail":null,"error":"","message":"M"}`:     {message: "M", text: text},
		`{"detail":{"code":7},"message":"M"}`:          {message: "M", text: text},
		`{"success":false,"detail":"D","message":"M"}`: {message: "D", text: text},
		`{"detail":[{"loc":["body","name"],"msg":"Field required","type":"missing"},{"loc":["body","query","groups",0],` +
			`"msg":"bad Bruce","type":"value_error"}]}`: {
			message: "Field required", text: text + ": name missing; query.groups.0 value_error",
			fields: fields{
				{Type: "missing", In: "body", Field: "name", Msg: "Field required"},
				{Type: "value_error", In: "body", Field: "query.groups.0", Msg: "bad Bruce"},
			},
		},
		`{"message":"Contact is archived","error":"Not Found"}`: {message: "Contact is archived", text: text},
		`{"message":["email must be an email","name is short"],"error":"E"}`: {
			message: "email must be an email; name is short", text: text,
		},
		`{"error":{"detail":"D","message":"M"}}`: {message: "M", text: text},
		`{"detail":"cut \ud83d"}`:                {message: "cut \uFFFD", text: text},
		`{"errors":["x"],"message":[{"loc":["email"],"msg":"M","type":"t"}]}`: {
			message: "M", text: text + ": email t", fields: fields{{Type: "t", Field: "email", Msg: "M"}},
		},
		`{"detail":[{"msg":"M"},{"type":"t"}]}`: {message: "M", text: text, fields: fields{{Msg: "M"}}},
		`{"detail":[]}`:                         {snippet: `{"detail":[]}`, text: odd},
		`{"detail":["M"]}`:                      {message: "M", text: text},
		`{"detail":7}`:                          {snippet: `{"detail":7}`, text: odd},
		`{"error":{"message":7}}`:               {snippet: `{"error":{"message":7}}`, text: odd},
		`{"ok":false}`:                          {snippet: `{"ok":false}`, text: odd},
		`["M"]`:                                 {snippet: `["M"]`, text: odd},
	} {
		client := newClient(t, resttest.Replies(400, resttest.JSON, body))
		_, err := client.Contacts.Get(t.Context(), contactID)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("%s: got %v", body, err)
			continue
		}
		if apiErr.Message != want.message || apiErr.Snippet != want.snippet || apiErr.Error() != want.text {
			t.Errorf("%s: message %q, snippet %q, text %q", body, apiErr.Message, apiErr.Snippet, apiErr.Error())
		}
		if diff := cmp.Diff(want.fields, apiErr.Fields); diff != "" {
			t.Errorf("%s: fields %s", body, diff)
		}
	}
}

// TestError_intermediary: what is not JSON does not come from the API.
func TestError_intermediary(t *testing.T) {
	t.Parallel()
	for _, body := range []string{"", "Bruce?", resttest.HTMLPage, `{"detail":`} {
		client := newClient(t, resttest.Replies(404, resttest.JSON, body),
			cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
		_, err := client.Contacts.Get(t.Context(), contactID)
		if !errors.Is(err, cuedesk.ErrIntermediary) || errors.Is(err, cuedesk.ErrNotFound) {
			t.Errorf("%s: got %v", body, err)
		}
	}
}

// TestError_Details: which member of an error matters is not documented, so that all
// of them are kept.
func TestError_Details(t *testing.T) {
	t.Parallel()
	for body, want := range map[string][2]string{
		`{"detail":"Gone"}`: {"Gone", "Gone"},
		`{"detail":"Failed","errors":{"email":["taken"]}}`: {
			`{"detail":"Failed","errors":{"email":["taken"]}}`,
			"Failed\n" + `{"detail":"Failed","errors":{"email":["taken"]}}`,
		},
		`{"detail":[{"loc":["body","n"],"msg":"M"}]}`: {`[{"loc":["body","n"],"msg":"M"}]`, "body n: M"},
		`{"code":7,"message":"M","detail":null,"error":"Bad"}`: {
			`{"code":7,"message":"M","detail":null,"error":"Bad"}`,
			"M\n" + `{"code":7,"message":"M","detail":null,"error":"Bad"}`,
		},
	} {
		_, err := newClient(t, resttest.Replies(400, resttest.JSON, body)).Contacts.Get(t.Context(), contactID)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || apiErr.Details.String() != want[0] || apiErr.Explain() != want[1] {
			t.Errorf("%s: details %s, explained as %s", body, apiErr.Details, apiErr.Explain())
		}
	}
}
