package imports

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// fileCases are files as people have them, and what comes of each.
var fileCases = []struct {
	name, args string
	code       int
	want       string // the contacts
	output     []string
}{
	{
		name: "01_google_old.csv", want: "Mara Quell mara.quell@example.com +15550100101\nToma Brink toma@example.com +447700900101",
		output: []string{
			"csv of google, 2 rows",
			"1 E-mail 1 - Value further value not used: the cell has several addresses; line 2",
		},
	},
	{
		name: "02_google_2024.csv", output: []string{"csv of google-2024, 2 rows"},
		want: "Mara Quell mara.quell@example.com +15550100101\nToma Brink toma@example.com",
	},
	{name: "03_outlook_utf8bom.csv", want: "Mara Quell mara@example.com +15550100101"},
	{name: "05_outlook_german_cp1252.csv", code: 3, output: []string{"line 1", "not UTF-8", "--encoding windows-1252"}},
	{
		name: "05_outlook_german_cp1252.csv", args: "--encoding windows-1252 --region DE",
		want: "Jörg Müßig joerg@example.com +491710000000",
	},
	{
		name: "07b_mailchimp_household.csv",
		want: "Mara mara@example.com (555) 010-0101\nToma toma@example.com (555) 010-0101\nIna ina@example.com",
	},
	{
		name: "08_sf_dataloader.csv", args: "--region US", output: []string{"not mapped, and left out: ACCOUNTID 2 rows"},
		want: "Mara Quell mara@example.com +15550100101 003000000000001\nToma Brink toma@example.com +447700900101 003000000000002",
	},
	{
		name: "10_linkedin.csv", code: 1, want: "Mara Quell mara@example.com",
		output: []string{
			"lines 1 to 3 come before the header in line 4",
			"1 invalid has none of the fields that rows are matched on; line 6",
		},
	},
	{
		name: "12_apple_v3.vcf", want: "Mara Quell mara@example.com +15550100101",
		output: []string{"1 PHOTO left out: embedded data; line 1"},
	},
	{name: "13_v21_qp.vcf", want: "Jörg Müßig joerg@example.com +4930901820"},
	{name: "15_utf16le_bom.csv", want: twoPeople},
	{
		name: "16b_semicolon_decimal.csv", args: "--map seats=custom_fields.seats:long --create-fields",
		want: "mara@example.com +15550100101", output: []string{"1 seats left out: not a whole number; line 2"},
	},
	{name: "18_sep_semicolon.csv", want: twoPeople},
	{name: "20c_mac_cr.csv", want: twoPeople},
	{
		name: "22c_balanced_stray.csv", want: "Mara mara@example.com\nZed zed@example.com",
		output: []string{
			"Look at these cells:",
			"1 notes cell spans lines, one of which looks like a row: lines 2 to 3; line 2",
		},
	},
	{
		name: "22d_swallow.csv", want: "Mara mara@example.com\nZed zed@example.com",
		output: []string{"1 notes cell spans lines, one of which looks like a row: lines 2 to 4; line 2"},
	},
	{name: "35e_blank_rows.csv", want: "Mara Quell mara@example.com"},
	{name: "36_gzip.csv.gz", want: twoPeople},
	{name: "37b_placeholder_phone.csv", code: 3, output: []string{
		"nothing was sent: none of 3 rows can be", "3 phone left out: all zeros; lines 2, 3, 4",
	}},
	{name: "39_header_escape.csv", want: "Mara mara@example.com", output: []string{"not mapped, and left out: ]0;pwn[2Jx 1 row"}},
	{name: "41_all_bad.csv", code: 3, output: []string{"nothing was sent: none of 2 rows can be"}},
}

const twoPeople = "Mara Quell mara@example.com +15550100101\nJörg Müßig joerg@example.com +4930901820"

func testFile(name string) string {
	return filepath.Join("..", "..", "..", "..", "contactfile", "testdata", name)
}

func TestRun_files(t *testing.T) {
	t.Parallel()
	for _, test := range fileCases {
		runInBubble(t, test.name+" "+test.args, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			got := call(t.Context(), srv, "", append(strings.Fields(test.args), testFile(test.name))...)
			got.want(t, test.code, test.output...)
			if there := contacts(t, srv); sorted(there) != sorted(test.want) {
				t.Errorf("contacts are\n%s\nnot\n%s", there, test.want)
			}
			if strings.ContainsFunc(got.out+got.log, func(r rune) bool { return r < ' ' && r != '\n' }) {
				t.Errorf("control characters in %q", got.out+got.log)
			}
		})
	}
}

// TestRun_excelPhones: no number becomes another one.
func TestRun_excelPhones(t *testing.T) {
	t.Parallel()
	runInBubble(t, "30_excel_phones.csv", func(t *testing.T) {
		srv, out := cuedesktest.NewServer(), filepath.Join(t.TempDir(), "changes.csv")
		call(t.Context(), srv, "", testFile("30_excel_phones.csv"), "--changes-out", out).want(t, 0, "53 imported")
		there := contacts(t, srv)
		for _, wrong := range []string{"155501001010", "+120", " 000", "111111", "E+11"} {
			if strings.Contains(there, wrong) {
				t.Errorf("%s is in\n%s", wrong, there)
			}
		}
		if rows := readCSV(t, out); len(rows) < 42 {
			t.Errorf("%d values are named", len(rows)-1)
		}
	})
}

// TestRun_addresses: each address is as given, cleaned and named, or refused and named; none becomes another one.
func TestRun_addresses(t *testing.T) {
	t.Parallel()
	runInBubble(t, "32_emails.csv", func(t *testing.T) {
		srv, out := cuedesktest.NewServer(), filepath.Join(t.TempDir(), "failed.csv")
		call(t.Context(), srv, "", testFile("32_emails.csv"), "--failed-out", out).want(t, 1, "13 rows failed")
		there := contacts(t, srv)
		if !strings.Contains(there, "İstanbul@example.com") || strings.ContainsAny(there, "<>\u200b\u200e\u202e") ||
			strings.Contains(there, "mailto:") {
			t.Errorf("not clean:\n%s", there)
		}
		if rows := readCSV(t, out); len(rows) != 14 {
			t.Errorf("%d rows failed", len(rows)-1)
		}
	})
}
