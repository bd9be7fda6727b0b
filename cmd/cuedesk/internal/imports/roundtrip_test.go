package imports

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/exports"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// typedFields are custom fields of the types whose values the documentation shows, and a value of each.
var typedFields = []struct {
	create cuedesk.CustomFieldCreate
	value  any
}{
	{cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldText}, "=1+1"},
	{cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldInteger}, int64(9007199254740993)},
	{cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldDecimal}, 1234.5},
	{cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldPercentage}, 12.5},
	{cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldCheckbox}, false},
	{cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldDate}, "1985-02-19"},
	{cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldDateTime}, "2025-12-10T10:31:34.353Z"},
	{cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldTime}, "10:31:00"},
	{cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldSelect, SelectOptions: []string{"Low", "High"}}, "Low"},
	{
		cuedesk.CustomFieldCreate{FieldType: cuedesk.FieldMultiselect, SelectOptions: []string{"Low", "High"}},
		[]string{"Low", "High"},
	},
}

// addTypedFields adds the custom fields to a workspace, and returns a value of each.
func addTypedFields(t *testing.T, srv *cuedesktest.Server) map[string]any {
	t.Helper()
	values := map[string]any{}
	for _, field := range typedFields {
		field.create.Name = "A " + string(field.create.FieldType)
		created, err := srv.Client().CustomFields.Create(t.Context(), field.create)
		if err != nil {
			t.Fatal(err)
		}
		values[created.FieldKey] = field.value
	}
	return values
}

// allValues returns the contacts of a workspace with all values, sorted.
func allValues(t *testing.T, srv *cuedesktest.Server) string {
	t.Helper()
	lines := strings.Split(contacts(t, srv), "\n")
	for c, err := range srv.Client().Contacts.All(t.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, c.FirstName+" "+c.WhatsAppID+" "+c.FBMessengerID)
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// TestRun_export: what cuedesk export writes comes back as it was, also into another workspace.
func TestRun_export(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"all.csv", "all.ndjson"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			srv, other := cuedesktest.NewServer(), cuedesktest.NewServer()
			addTypedFields(t, other)
			for _, in := range []cuedesk.ContactCreate{
				{
					FirstName: "@Mara", LastName: "-Quell", Email: "m@x.example", PhoneNumber: "+4930901820",
					ExternalContactID: "7", WhatsAppID: "4930901820", FBMessengerID: "fb", CustomFields: addTypedFields(t, srv),
				},
				{FirstName: "Toma", PhoneNumber: "1234567890"},
			} {
				if _, err := srv.Client().Contacts.Create(t.Context(), in); err != nil {
					t.Fatal(err)
				}
			}
			path := filepath.Join(t.TempDir(), name)
			env := program.Env{Getenv: func(string) string { return "" }, Stdout: t.Output(), Stderr: t.Output(), Fake: srv}
			if err := exports.Run(t.Context(), env, []string{path}); err != nil {
				t.Fatal(err)
			}
			before := allValues(t, srv)
			for _, to := range []*cuedesktest.Server{srv, other} {
				call(t.Context(), to, "", path).want(t, program.AllIn)
				call(t.Context(), to, read(t, path), "-").want(t, program.AllIn)
				if after := allValues(t, to); after != before {
					t.Errorf("the contacts were\n%s\nand are\n%s", before, after)
				}
			}
		})
	}
}
