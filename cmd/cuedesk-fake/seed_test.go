package main

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// seeded returns the contacts of the program by their e-mail addresses, and the types of its custom fields by key.
func seeded(t *testing.T, path string) (contacts map[string]*cuedesk.Contact, types map[string]cuedesk.FieldType) {
	t.Helper()
	client := start(t, "-seed", path).client(t)
	contacts, types = map[string]*cuedesk.Contact{}, map[string]cuedesk.FieldType{}
	for contact, err := range client.Contacts.All(t.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		contacts[contact.Email] = contact
	}
	for field, err := range client.CustomFields.All(t.Context(), cuedesk.PageOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		types[field.FieldKey] = field.FieldType
	}
	return contacts, types
}

func wantTypes(t *testing.T, got, want map[string]cuedesk.FieldType) {
	t.Helper()
	for key, kind := range want {
		if got[key] != kind {
			t.Errorf("custom field %s is of type %q, not %q", key, got[key], kind)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%d custom fields, not %d", len(got), len(want))
	}
}

func wantValue(t *testing.T, contact *cuedesk.Contact, key, want string) {
	t.Helper()
	if got := string(contact.CustomFields.Get(key).Raw()); got != want {
		t.Errorf("%s is %s, not %s", key, got, want)
	}
}

func TestSeed_json(t *testing.T) {
	t.Parallel()
	contacts, types := seeded(t, "testdata/contacts.json")
	wantTypes(t, types, map[string]cuedesk.FieldType{
		"date_of_birth": cuedesk.FieldDate, "subscription": cuedesk.FieldText, "is_verified": cuedesk.FieldCheckbox,
		"num_seats": cuedesk.FieldInteger, "interests": cuedesk.FieldMultiselect,
	})
	bruce, clark := contacts["batman@example.com"], contacts["clark.kent@example.com"]
	if len(contacts) != 2 || bruce == nil || clark == nil {
		t.Fatalf("%d contacts, not these two", len(contacts))
	}
	if bruce.LastName != "Wayne" || bruce.Archived || bruce.PhoneNumber != "1234567890" ||
		bruce.ExternalContactID != "batman" {
		t.Errorf("not as in the file: %+v", *bruce)
	}
	if want := time.Date(2025, 12, 10, 10, 31, 34, 353e6, time.UTC); !bruce.CreatedAt.Equal(want) ||
		bruce.LastEngagedAt.IsZero() {
		t.Errorf("created at %v, engaged at %v", bruce.CreatedAt, bruce.LastEngagedAt)
	}
	if !clark.Archived || clark.CustomFields.Len() != 3 {
		t.Errorf("archived is %v, with %d values", clark.Archived, clark.CustomFields.Len())
	}
	wantValue(t, bruce, "is_verified", "true")
	wantValue(t, clark, "num_seats", "9007199254740993")
	wantValue(t, clark, "interests", `["news"]`)
}

func TestSeed_csv(t *testing.T) {
	t.Parallel()
	contacts, types := seeded(t, "testdata/contacts.csv")
	wantTypes(t, types, map[string]cuedesk.FieldType{
		"num_seats": cuedesk.FieldInteger, "rating": cuedesk.FieldDecimal, "is_verified": cuedesk.FieldCheckbox,
		"seen": cuedesk.FieldDateTime, "zip": cuedesk.FieldText,
	})
	bruce, diana := contacts["batman@example.com"], contacts["diana@example.com"]
	if len(contacts) != 3 || bruce == nil || diana == nil {
		t.Fatalf("%d contacts, not these three", len(contacts))
	}
	wantValue(t, bruce, "num_seats", "450")
	wantValue(t, bruce, "rating", "4.5")
	wantValue(t, bruce, "zip", `"00501"`)
	if diana.FirstName != "Diana\nPrince" || diana.CustomFields.Len() != 1 {
		t.Errorf("%q with %d values", diana.FirstName, diana.CustomFields.Len())
	}
}

// A file with a mistake is refused, and the message says where it is.
func TestSeed_invalid(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, file, want string
	}{
		{"a.txt", "", `the name must end in .json or .csv, not ".txt"`},
		{"a.json", `{"contacts": []}`, "must be a JSON array of contacts"},
		{"a.json", `[{"email": "a@example.com"}, {"first_name": "A"}]`, "contact 2: one of external_contact_id, email,"},
		{"a.json", `[{"email": "a@example.com", "age": "7"}]`, `contact 1: "age" is not a field of contacts`},
		{"a.json", `[{"email": 7}]`, "contact 1: email: must be text"},
		{"a.json", `[{"email": "a@example.com", "created_at": "today"}]`, "contact 1: created_at: must be a time such as"},
		{"a.json", `[{"email": "a@example.com", "custom_fields": 7}]`, "contact 1: custom_fields: must be an object"},
		{"a.json", `[{"email": "a@example.com", "custom_fields": {"n": 7}}, {"email": "b@example.com", "custom_fields": ` +
			`{"n": "x"}}]`, `custom field "n": its values must be all text`},
		{
			"a.json", `[{"email": "a@example.com", "custom_fields": {"n": {}}}]`,
			`custom field "n": its values must be all text`,
		},
		{
			"a.json", `[{"email": "a@example.com", "custom_fields": {"n": [1]}}]`,
			`custom field "n": its arrays must hold text`,
		},
		{
			"a.json", `[{"email": "a@example.com", "custom_fields": {"email": "x"}}]`,
			`custom field "email": body field_key: There is a field with this key already`,
		},
		{"a.csv", "", "there is no header"},
		{"a.csv", "email,email\na@example.com,b@example.com\n", "a column is there twice"},
		{"a.csv", "email,age\n", `column "age" is not a field of contacts; those are client_reference, email,`},
		{"a.csv", "Email Address,custom_fields.\n", `column "Email Address" is not a field of contacts`},
		{"a.csv", "email,custom_fields.\n", `column "custom_fields." is not a field of contacts`},
		{"a.csv", "email,first_name\na@example.com,J\xf6rg\n", "line 2 is not UTF-8, perhaps Windows-1252"},
		{"a.json", "[{\"email\": \"a@example.com\",\n\"first_name\": \"J\xf6rg\"}]", "line 2 is not UTF-8"},
		{"a.csv", "PK\x03\x04\x14\x00", "it is a workbook or another archive"},
		{"a.csv", "\ufeff \n<!DOCTYPE html><table>", "it is HTML or XML"},
		{"a.csv", "\xff\xfee\x00m\x00", "it is UTF-16"},
		{"a.csv", "email\na\x00@example.com\n", "it has zero bytes"},
		{"a.csv", "email,archived\na@example.com,maybe\n", "line 2: archived: must be true or false"},
		{"a.csv", "\ufefffirst_name,custom_fields.ab\n\"A\nB\",1\n", "line 2: one of external_contact_id"},
		{"a.csv", "email,first_name\na@example.com\n", "wrong number of fields"},
	} {
		path := filepath.Join(t.TempDir(), tt.name)
		if err := os.WriteFile(path, []byte(tt.file), 0o600); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		err := run(ctx, []string{"-addr", "127.0.0.1:0", "-seed", path}, io.Discard, io.Discard)
		cancel()
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: got %v, want %s", tt.file, err, tt.want)
		}
	}
}
