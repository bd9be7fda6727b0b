package cuedesk_test

import (
	"context"
	"errors"
	"io"
	"math"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
)

// refuseAll is a client whose requests fail the test: nothing may be sent.
func refuseAll(t *testing.T) *cuedesk.Client {
	t.Helper()
	return newClient(t, func(r *http.Request) (*http.Response, error) {
		t.Errorf("sent %s %s", r.Method, r.URL)
		return nil, errors.New("not expected")
	})
}

type client = *cuedesk.Client

// TestClient_allowedInput: what the documentation does not forbid is for the API
// to decide.
func TestClient_allowedInput(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		call func(context.Context, client) (any, error)
	}{
		"note without text": {`{"title":"T","content":{"text":""}}`, func(ctx context.Context, c client) (any, error) {
			return c.Notes.Create(ctx, contactID, cuedesk.NoteCreate{Title: "T"})
		}},
		"replacement without text": {`{"title":"T","content":{"text":""}}`, func(ctx context.Context, c client) (any, error) {
			return c.Notes.Replace(ctx, contactID, noteID, cuedesk.NoteReplace{Title: "T"})
		}},
		"list renamed to nothing": {`{"name":""}`, func(ctx context.Context, c client) (any, error) {
			return c.Lists.Update(ctx, listID, cuedesk.ListUpdate{Name: cuedesk.Set("")})
		}},
		"list name cleared": {`{"name":null}`, func(ctx context.Context, c client) (any, error) {
			return c.Lists.Update(ctx, listID, cuedesk.ListUpdate{Name: cuedesk.Clear[string]()})
		}},
		"range from empty text": {
			`{"advanced_search":[{"field":"last_name","operator":"range","value":["","M"]}]}`,
			func(ctx context.Context, c client) (any, error) {
				filter := cuedesk.Compare("last_name", cuedesk.OperatorRange, "", "", "M")
				return c.Contacts.Search(ctx, cuedesk.Where(filter), cuedesk.PageOptions{})
			},
		},
	} {
		sent := ""
		client := newClient(t, func(r *http.Request) (*http.Response, error) {
			body, err := io.ReadAll(r.Body)
			sent = string(body)
			if err != nil {
				return nil, err
			}
			return answer(403)()
		})
		if _, err := test.call(t.Context(), client); !errors.Is(err, cuedesk.ErrForbidden) || sent != test.body {
			t.Errorf("%s: sent %s, %v", name, sent, err)
		}
	}
}

// TestClient_emptyUpdate: what changes nothing is not sent, and read instead.
func TestClient_emptyUpdate(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, client) (any, error){
		"GET /v1/contacts/" + contactID.String(): func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Update(ctx, contactID, cuedesk.ContactUpdate{CustomFields: map[string]any{}})
		},
		"GET /v1/contact-lists/" + listID.String(): func(ctx context.Context, c client) (any, error) {
			return c.Lists.Update(ctx, listID, cuedesk.ListUpdate{})
		},
		"GET /v1/contacts/" + contactID.String() + "/custom-fields": func(ctx context.Context, c client) (any, error) {
			return c.Contacts.UpdateCustomFields(ctx, contactID, map[string]any{})
		},
	} {
		sent := ""
		client := newClient(t, func(r *http.Request) (*http.Response, error) {
			sent = r.Method + " " + r.URL.Path
			return reply(404, jsonType, `{"error":{"message":"404 NOT FOUND"}}`), nil
		})
		if _, err := call(t.Context(), client); !errors.Is(err, cuedesk.ErrNotFound) || sent != name {
			t.Errorf("sent %s, not %s: %v", sent, name, err)
		}
	}
}

// TestClient_emptyUpdate_zeroID: the error of a zero ID names the update that was called, not what reads instead.
func TestClient_emptyUpdate_zeroID(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(*http.Request) (*http.Response, error) {
		t.Error("sent")
		return reply(404, jsonType, "{}"), nil
	})
	_, contact := client.Contacts.Update(t.Context(), cuedesk.ContactID{}, cuedesk.ContactUpdate{})
	_, list := client.Lists.Update(t.Context(), cuedesk.ListID{}, cuedesk.ListUpdate{})
	_, values := client.Contacts.UpdateCustomFields(t.Context(), cuedesk.ContactID{}, map[string]any{})
	for operation, err := range map[string]error{
		"PATCH /v1/contacts/{contact_uuid}":               contact,
		"PATCH /v1/contact-lists/{contact_list_uuid}":     list,
		"PATCH /v1/contacts/{contact_uuid}/custom-fields": values,
	} {
		failed, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || failed.Operation != operation || !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("%s: %v", operation, err)
		}
	}
}

// TestClient_invalidInput: what the documentation rules out is refused with the
// field errors of a 422, and nothing is sent.
func TestClient_invalidInput(t *testing.T) {
	t.Parallel()
	update := cuedesk.CustomFieldReplace{Name: "Priority", FieldType: cuedesk.FieldText}
	tests := map[string]struct {
		field string // in:field of the first field error
		call  func(context.Context, client) (any, error)
	}{
		"no identifier": {"body:identifier", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Create(ctx, cuedesk.ContactCreate{FirstName: "Bruce"})
		}},
		"limit above 100": {"query:limit", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.List(ctx, cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 101}})
		}},
		"limit below 1": {"query:limit", func(ctx context.Context, c client) (any, error) {
			return c.Lists.List(ctx, cuedesk.ListListsOptions{PageOptions: cuedesk.PageOptions{Limit: -1}})
		}},
		"search limit": {"query:limit", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Search(ctx, cuedesk.Where(), cuedesk.PageOptions{Limit: 1000})
		}},
		"offset below 0": {"query:offset", func(ctx context.Context, c client) (any, error) {
			return c.CustomFields.List(ctx, cuedesk.PageOptions{Offset: -1})
		}},
		"offset below 0 in All": {"query:offset", func(ctx context.Context, c client) (any, error) {
			for _, err := range c.Notes.All(ctx, contactID, cuedesk.PageOptions{Offset: -1}) {
				return nil, err
			}
			return nil, nil
		}},
		"1001 contacts": {"body:contacts", func(ctx context.Context, c client) (any, error) {
			return c.Bulk.Create(ctx, cuedesk.BulkCreate{Contacts: make([]cuedesk.ContactCreate, 1001)})
		}},
		"no contacts": {"body:contacts", func(ctx context.Context, c client) (any, error) {
			return c.Bulk.Create(ctx, cuedesk.BulkCreate{})
		}},
		"field name of 2": {"body:name", func(ctx context.Context, c client) (any, error) {
			return c.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{Name: "日本", FieldType: cuedesk.FieldText})
		}},
		"field name of 251": {"body:name", func(ctx context.Context, c client) (any, error) {
			in := update
			in.Name = strings.Repeat("é", 251)
			return c.CustomFields.Replace(ctx, fieldID, in)
		}},
		"no field type": {"body:field_type", func(ctx context.Context, c client) (any, error) {
			return c.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{Name: "Priority"})
		}},
		"select without options": {"body:select_options", func(ctx context.Context, c client) (any, error) {
			return c.CustomFields.Create(ctx, cuedesk.CustomFieldCreate{Name: "Priority", FieldType: cuedesk.FieldSelect})
		}},
		"multiselect without options": {"body:select_options", func(ctx context.Context, c client) (any, error) {
			in := update
			in.FieldType = cuedesk.FieldMultiselect
			return c.CustomFields.Replace(ctx, fieldID, in)
		}},
		"list without name": {"body:name", func(ctx context.Context, c client) (any, error) {
			return c.Lists.Create(ctx, cuedesk.ListCreate{Emoji: "⭐"})
		}},
		"no contacts to add": {"body:contact_uuids", func(ctx context.Context, c client) (any, error) {
			return c.Lists.AddContacts(ctx, listID)
		}},
		"a zero ID to add": {"body:contact_uuids", func(ctx context.Context, c client) (any, error) {
			ids := slices.Repeat([]cuedesk.ContactID{contactID}, 150)
			return c.Lists.AddContacts(ctx, listID, append(ids, cuedesk.ContactID{})...)
		}},
		"no contacts to remove": {"body:contact_uuids", func(ctx context.Context, c client) (any, error) {
			return c.Lists.RemoveContacts(ctx, listID)
		}},
		"value of no field": {"body:custom_field_uuid", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.SetCustomField(ctx, contactID, cuedesk.CustomFieldID{}, 1)
		}},
		"no values": {"body:custom_fields", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.UpdateCustomFields(ctx, contactID, nil)
		}},
		"filter without field": {"body:advanced_search.field", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Search(ctx, cuedesk.Where(cuedesk.CustomText("").Is("x")), cuedesk.PageOptions{})
		}},
		"filter without operator": {"body:advanced_search.operator", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Search(ctx, cuedesk.Where(cuedesk.Compare("plan", "", "", "x")), cuedesk.PageOptions{})
		}},
		"filter with NaN": {"body:advanced_search.value", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Search(ctx, cuedesk.Where(cuedesk.CustomDouble("share").AtLeast(math.NaN())),
				cuedesk.PageOptions{})
		}},
		"filter up to infinity": {"body:advanced_search.value", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Search(ctx, cuedesk.Where(cuedesk.CustomDouble("share").Between(0, math.Inf(1))),
				cuedesk.PageOptions{})
		}},
		"sort without field": {"body:sort_by.field", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Search(ctx, cuedesk.Where().OrderBy(cuedesk.CustomText("").Asc()), cuedesk.PageOptions{})
		}},
		"zero ID in the path": {"path:contact_uuid", func(ctx context.Context, c client) (any, error) {
			return c.Contacts.Get(ctx, cuedesk.ContactID{})
		}},
		"zero second ID in the path": {"path:note_uuid", func(ctx context.Context, c client) (any, error) {
			return nil, c.Notes.Delete(ctx, contactID, cuedesk.NoteID{})
		}},
		"dots in the path": {"path:name", func(ctx context.Context, c client) (any, error) {
			return nil, c.Do(ctx, "GET /v1/new/{name}", nil, nil, "..")
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := test.call(t.Context(), refuseAll(t))
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok || !errors.Is(err, cuedesk.ErrInvalid) || apiErr.StatusCode != 0 || len(apiErr.Attempts) != 0 {
				t.Fatalf("got %v", err)
			}
			if len(apiErr.Fields) == 0 {
				t.Fatalf("no field errors: %v", err)
			}
			f := apiErr.Fields[0]
			if f.In+":"+f.Field != test.field || f.Type == "" || f.Msg == "" {
				t.Errorf("got %+v, want %s", f, test.field)
			}
			if !strings.Contains(err.Error(), f.Field+" "+f.Msg) {
				t.Errorf("the text does not say it: %v", err)
			}
			if errors.Is(err, cuedesk.ErrOutcomeUnknown) {
				t.Error("nothing was sent, so its outcome is known")
			}
		})
	}
}

// TestClient_validInput: the limits themselves are allowed.
func TestClient_validInput(t *testing.T) {
	t.Parallel()
	for name, call := range map[string]func(context.Context, client) error{
		"each identifier": func(ctx context.Context, c client) (err error) {
			for _, in := range []cuedesk.ContactCreate{
				{Email: "a"}, {PhoneNumber: "1"}, {ExternalContactID: "x"}, {WhatsAppID: "w"}, {FBMessengerID: "f"},
			} {
				_, createErr := c.Contacts.Create(ctx, in)
				err = errors.Join(err, createErr)
			}
			return err
		},
		"limits 1 and 100": func(ctx context.Context, c client) error {
			_, low := c.Contacts.List(ctx, cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 1}})
			_, high := c.Contacts.List(ctx, cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 100}})
			return errors.Join(low, high)
		},
		"1000 contacts without identifiers": func(ctx context.Context, c client) error {
			_, err := c.Bulk.Create(ctx, cuedesk.BulkCreate{Contacts: make([]cuedesk.ContactCreate, 1000)})
			return err
		},
		"names of 3 and 250": func(ctx context.Context, c client) error {
			in := cuedesk.CustomFieldCreate{Name: "日本語", FieldType: "a type of tomorrow"}
			_, short := c.CustomFields.Create(ctx, in)
			in.Name = strings.Repeat("é", 250)
			_, long := c.CustomFields.Create(ctx, in)
			return errors.Join(short, long)
		},
		"no custom values": func(ctx context.Context, c client) error {
			_, err := c.Contacts.UpdateCustomFields(ctx, contactID, map[string]any{})
			return err
		},
		"a note without title": func(ctx context.Context, c client) error {
			_, err := c.Notes.Replace(ctx, contactID, noteID, cuedesk.NoteReplace{Content: cuedesk.NoteContent{Text: "x"}})
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := newClient(t, func(*http.Request) (*http.Response, error) { return reply(404, jsonType, refusal), nil })
			if err := call(t.Context(), c); errors.Is(err, cuedesk.ErrInvalid) || !errors.Is(err, cuedesk.ErrNotFound) {
				t.Errorf("got %v, want that it was sent", err)
			}
		})
	}
}

// TestClient_unencodableValue: a value that JSON has no form for is the caller's error.
func TestClient_unencodableValue(t *testing.T) {
	t.Parallel()
	for name, value := range map[string]any{"NaN": math.NaN(), "function": func() {}, "invalid UTF-8": "\xff"} {
		_, err := refuseAll(t).Contacts.Create(t.Context(), cuedesk.ContactCreate{
			Email: "bruce@example.com", CustomFields: map[string]any{"key": value},
		})
		if !errors.Is(err, cuedesk.ErrInvalid) || errors.Is(err, cuedesk.ErrOutcomeUnknown) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}
