package imports

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestRun_mapWithoutType: a custom field of --map that has no type is of the type that the workspace has for it.
func TestRun_mapWithoutType(t *testing.T) {
	t.Parallel()
	runInBubble(t, "all types", func(t *testing.T) {
		srv, other := cuedesktest.NewServer(), cuedesktest.NewServer()
		values := addTypedFields(t, srv)
		addTypedFields(t, other)
		in := cuedesk.ContactCreate{Email: "m@example.com", CustomFields: values}
		if _, err := srv.Client().Contacts.Create(t.Context(), in); err != nil {
			t.Fatal(err)
		}
		header, row, args := "email", "m@example.com", []string{}
		for _, key := range slices.Sorted(maps.Keys(values)) {
			cell := fmt.Sprint(values[key])
			if list, ok := values[key].([]string); ok {
				cell = strings.Join(list, ":::")
			}
			header, row = header+",the "+key, row+","+cell
			args = append(args, "--map", "the "+key+"=custom_fields."+key)
		}
		path := write(t, "c.csv", header+"\n"+row+"\n")
		call(t.Context(), other, "", append(args, path, "--dry-run")...).want(t, program.AllIn, "1 would be created")
		call(t.Context(), other, "", append(args, path)...).want(t, program.AllIn, "1 imported")
		if got, want := allValues(t, other), allValues(t, srv); got != want {
			t.Errorf("the contact is\n%s\nnot\n%s", got, want)
		}
	})
	runInBubble(t, "going on", func(t *testing.T) {
		srv, path := slowServer(), write(t, "c.csv", "email,team\na@example.com,Red\n")
		args := []string{path, "--journal", t.TempDir() + "/j", "--map", "team=custom_fields.team"}
		interrupt(t, srv, append(args, "--create-fields")...)
		call(t.Context(), srv, "", append(args, "--resume")...).want(t, program.AllIn, "1 imported")
		if got := contacts(t, srv); got != "a@example.com team=Red" {
			t.Errorf("contacts are\n%s", got)
		}
	})
}

// TestRun_mapType: a wrong type of --map is told with the one that fits, if there is one.
func TestRun_mapType(t *testing.T) {
	t.Parallel()
	for kind, want := range map[cuedesk.FieldType]string{
		cuedesk.FieldInteger:      "as number:integer and not as date; map its column as custom_fields.seats:long",
		cuedesk.FieldPercentage:   "as number:percentage and not as date; map its column as custom_fields.seats:double",
		cuedesk.FieldTime:         "as date:time and not as date; map its column as custom_fields.seats:text",
		cuedesk.FieldRelativeDate: "as date:relative and not as date; map its column as -",
	} {
		runInBubble(t, string(kind), func(t *testing.T) {
			srv := cuedesktest.NewServer()
			field := cuedesk.CustomFieldCreate{Name: "Seats", FieldKey: "seats", FieldType: kind}
			if _, err := srv.Client().CustomFields.Create(t.Context(), field); err != nil {
				t.Fatal(err)
			}
			for _, flag := range []string{"--dry-run", "--create-fields"} {
				got := call(t.Context(), srv, "email,Seats\na@example.com,\n", "-", flag, "--map", "Seats=custom_fields.seats:date")
				got.want(t, program.NothingSent, `the custom field "seats" is there, but `+want)
			}
		})
	}
}
