package imports

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

const dryText = `email,phone,seats
mara@example.com,,1
new@example.com,,2
NEW@example.com,,3
,+1 555 010 0101,4
,n/a,5
twice@example.com,,6
`

// dryServer knows two people by what the file says of them, and two with one address.
func dryServer() *cuedesktest.Server {
	srv := cuedesktest.NewServer()
	srv.AddContact(cuedesktest.Contact{Email: "mara@example.com"})
	srv.AddContact(cuedesktest.Contact{PhoneNumber: "+15550100101"})
	srv.AddContact(cuedesktest.Contact{Email: "twice@example.com"})
	srv.AddContact(cuedesktest.Contact{Email: "twice@example.com"})
	return srv
}

// TestRun_dryRun: it says what would become of each row, and sends nothing that changes anything.
func TestRun_dryRun(t *testing.T) {
	t.Parallel()
	for merge, output := range map[string][]string{
		"create_or_update": {
			"1 would be updated found by email; line 2", "1 would be updated found by phone_number; line 5",
			"1 would be created not found by email; line 3", "1 would be merged an earlier row has the same email; line 4",
			"1 invalid has none of the fields that rows are matched on; phone left out: says that there is none; line 6",
			"1 would fail several contacts match it", "2 of 6 rows would fail",
		},
		"create": {
			"3 would be skipped the contact exists already; lines 2, 5, 7", "1 would be created not found by email; line 3",
			"1 would be skipped an earlier row creates the contact; line 4",
		},
		"update": {"2 would be skipped there is no such contact to update; lines 3, 4", "1 would fail several"},
	} {
		runInBubble(t, merge, func(t *testing.T) {
			srv := dryServer()
			out := t.TempDir() + "/failed.csv"
			got := call(t.Context(), srv, dryText, "-", "--dry-run", "--merge", merge, "--failed-out", out, "--list", "New",
				"--map", "seats=custom_fields.seats:long", "--create-fields")
			got.want(t, program.SomeFailed, append(output, "nothing was sent", "the workspace has 4 contacts",
				`would create the custom field "seats" (number:integer)`, `would create the list "New"`)...)
			for _, r := range srv.Requests() {
				if r.Method != "GET" && r.Operation != "POST /v1/contacts/search" {
					t.Errorf("%s is sent", r.Operation)
				}
			}
			rows := readCSV(t, out)
			if last := rows[len(rows)-1][5]; merge != "create" &&
				(len(rows) != 3 || !strings.HasPrefix(last, "would fail: several")) {
				t.Errorf("%q", rows)
			}
		})
	}
}

// TestRun_dryRunSeveralFields: rows that are matched on one field may give a contact the value of another, by which
// others are matched: which is sent first is not known.
func TestRun_dryRunSeveralFields(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		text, merge string
		output      []string
	}{
		"to a new contact": {"a@example.com,+4930901820\n,+4930901820\n", "create_or_update", []string{
			"1 would be created not found by email; line 2", "1 not certain another row changes which contact has its phone_number",
		}},
		"to a new contact, later": {",+4930901820\n,+4930901820\na@example.com,+4930901820\n", "create_or_update", []string{
			"2 not certain another row changes which contact has its phone_number", "lines 2, …", "1 would be created not found by email",
		}},
		"of another contact": {"a@example.com,+15550100101\n,+15550100101\n", "create_or_update", []string{"1 not certain"}},
		"of the same contact": {"both@example.com,+15550100102\n,+15550100102\n", "create_or_update", []string{
			"1 would be updated found by email; line 2", "1 would be updated found by phone_number; line 3",
		}},
		"written in another way": {
			"Mara@EXAMPLE.com,\n,+1 555 010 0101\nboth@example.com,\nTWICE@example.com,\n", "create_or_update", []string{
				"2 not certain a contact has its email written in another way", "lines 2, 5",
				"1 would be updated found by phone_number; line 3", "1 would be updated found by email; line 4",
			},
		},
		"from a contact": {"both@example.com,+15550100199\n,+15550100102\n", "update", []string{
			"1 would be updated found by email; line 2", "1 not certain another row changes",
		}},
		"to nobody": {"a@example.com,+4930901820\n,+4930901820\n", "update", []string{
			"2 would be skipped there is no such contact to update; lines 2, 3",
		}},
	} {
		runInBubble(t, name, func(t *testing.T) {
			srv := dryServer()
			srv.AddContact(cuedesktest.Contact{Email: "both@example.com", PhoneNumber: "+15550100102"})
			call(t.Context(), srv, "email,phone\n"+test.text, "-", "--dry-run", "--merge", test.merge).want(t,
				program.AllIn, test.output...)
		})
	}
}

// TestRun_dryRunCodes: a dry run ends with the code that the import would end with, as far as can be foreseen.
func TestRun_dryRunCodes(t *testing.T) {
	t.Parallel()
	for text, code := range map[string]int{
		"email\na@example.com\n": program.AllIn, "email\n": program.NothingSent, "email\nx\n": program.NothingSent,
		"email\nx\na@example.com\n": program.SomeFailed, "email\na@example.com\nx,y\n": program.NothingSent,
	} {
		runInBubble(t, text, func(t *testing.T) { call(t.Context(), dryServer(), text, "-", "--dry-run").want(t, code) })
	}
	runInBubble(t, "field is missing", func(t *testing.T) {
		call(t.Context(), dryServer(), "email,seats\n", "-", "--dry-run", "--map", "seats=custom_fields.seats").want(t,
			program.NothingSent, `no custom field "seats"`)
	})
	runInBubble(t, "field is of another type", func(t *testing.T) {
		srv := dryServer()
		_, err := srv.Client().CustomFields.Create(t.Context(), cuedesk.CustomFieldCreate{
			Name: "Seats", FieldKey: "seats", FieldType: cuedesk.FieldCheckbox,
		})
		if err != nil {
			t.Fatal(err)
		}
		call(t.Context(), srv, "email,seats\n", "-", "--map", "seats=custom_fields.seats:long", "--create-fields").want(t,
			program.NothingSent, `the custom field "seats" is there, but as checkbox and not as number:integer; map its column `+
				`as custom_fields.seats:boolean`)
	})
}

// TestRun_json: the report for programs has what the one for people has.
func TestRun_json(t *testing.T) {
	t.Parallel()
	for _, dry := range []bool{true, false} {
		runInBubble(t, map[bool]string{true: "dry run", false: "import"}[dry], func(t *testing.T) {
			args := []string{"-", "--report", "json", "--skip-bad-rows"}
			if dry {
				args = append(args, "--dry-run")
			}
			got := call(t.Context(), dryServer(), dryText+"x\n", args...)
			var d document
			if err := json.Unmarshal([]byte(got.out), &d); err != nil {
				t.Fatalf("%v in %s", err, got.out)
			}
			rows := 0
			for _, n := range d.States {
				rows += n
			}
			if d.DryRun != dry || d.Read != 7 || rows != 7 || d.Exit != program.SomeFailed || got.code != d.Exit ||
				d.States["not read"] != 1 || len(d.Unmapped) != 1 || d.Error == "" || len(d.Changes) == 0 || len(d.Groups) == 0 {
				t.Errorf("%s", got.out)
			}
		})
	}
}

// TestRun_jsonOfErrors: a program that reads the report has one, too, where no row was looked at.
func TestRun_jsonOfErrors(t *testing.T) {
	t.Parallel()
	for args, code := range map[string]int{
		"no-such-file --report json":                  program.NothingSent,
		"- --report json --map seats=custom_fields.a": program.NothingSent,
		"- --report json --map other=email":           program.Usage,
	} {
		got := call(t.Context(), cuedesktest.NewServer(), "email,seats\na@example.com,5\n", strings.Fields(args)...)
		var d document
		if err := json.Unmarshal([]byte(got.out), &d); err != nil || d.Exit != code || d.Error == "" || got.code != code {
			t.Errorf("%s: exit %d, error %v, and the report is %s", args, got.code, err, got.out)
		}
	}
}

// TestRun_dryRunDates: a dry run says which dates the API would refuse, as the import then does.
func TestRun_dryRunDates(t *testing.T) {
	t.Parallel()
	runInBubble(t, "dates", func(t *testing.T) {
		srv := cuedesktest.NewServer()
		for key, fieldType := range map[string]cuedesk.FieldType{"day": cuedesk.FieldDate, "moment": cuedesk.FieldDateTime} {
			in := cuedesk.CustomFieldCreate{Name: key, FieldKey: key, FieldType: fieldType}
			if _, err := srv.Client().CustomFields.Create(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		text := "email,custom_fields.day,custom_fields.moment\na@x,2026-11-28,\nb@x,2026-11-28T10:00:00Z,\n" +
			"c@x,,2026-11-28\nd@x,,2026-11-28T10:00:00Z\n"
		for _, dry := range [][]string{{"-", "--dry-run"}, {"-"}} {
			got := call(t.Context(), srv, text, dry...)
			got.want(t, program.SomeFailed, "custom_fields.day", "line 3", "custom_fields.moment", "line 4", "2 of 4 rows")
		}
	})
}
