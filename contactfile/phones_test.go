package contactfile_test

import (
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// phoneCases are the numbers that are read with a region; all others are left out.
var phoneCases = map[string]string{
	"P03": "+15550100101", "P07": "+447700900101", "P08": "+17700900101", "P11": "+447700900101", "P12": "+447700900101",
	"P13": "+15550100101", "P14": "+15550100101", "P15": "+15550100101", "P16": "+15550100101", "P18": "+15550100101",
	"P19": "+15550100101", "P20": "+15550100101", "P21": "+15550100101", "P22": "+15550100101", "P28": "+15550100101",
	"P29": "+15550100101", "P37": "+447700900101", "P38": "+81300000000", "P39": "+447700900101", "P40": "+447700900101",
	"P41": "+447700900101", "P42": "+447700900101", "P43": "+447700900101", "P47": "+15550100101",
}

func TestOpen_phones(t *testing.T) {
	t.Parallel()
	found := byFirstName(t, "30_excel_phones.csv", contactfile.Options{Region: "us"})
	if len(found) != 53 {
		t.Errorf("%d rows", len(found))
	}
	for name, row := range found {
		if got := row.Contact.PhoneNumber; got != phoneCases[name] {
			t.Errorf("%s: %q is %q, want %q", name, row.Original[2], got, phoneCases[name])
		}
		if changes(row) == "" {
			t.Errorf("%s: %q was changed silently", name, row.Original[2])
		}
		if row.Contact.PhoneNumber == "" && !strings.Contains(changes(row), "left out") {
			t.Errorf("%s: %q is not named: %s", name, row.Original[2], changes(row))
		}
	}
}

// What a spreadsheet made of a number, and text that is not a number, is left out
// whatever the options are.
func TestOpen_phonesLeftOut(t *testing.T) {
	t.Parallel()
	reasons := map[string]string{
		"P00": "scientific", "P01": "scientific", "P02": "scientific", "P04": "decimal", "P05": "decimal",
		"P27": "several", "P30": "letters", "P31": "says that there is none", "P32": "says that there is none",
		"P33": "all zeros", "P34": "says that there is none", "P35": "a date", "P36": "a date", "P44": "too short",
		"P48": "says that there is none", "P49": "all zeros", "P50": "minus", "P51": "minus", "P52": "IP address",
	}
	for _, opts := range []contactfile.Options{
		{}, {Region: "US"}, {Region: "DE"}, {Region: "GB"}, {KeepPhones: true}, {KeepPhones: true, Region: "DE"},
	} {
		found := byFirstName(t, "30_excel_phones.csv", opts)
		for name, reason := range reasons {
			row := found[name]
			if row.Contact.PhoneNumber != "" || !strings.Contains(changes(row), reason) {
				t.Errorf("%+v: %s: %q is %q (%s)", opts, name, row.Original[2], row.Contact.PhoneNumber, changes(row))
			}
		}
	}
}

func TestOptions_Region(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ region, cell, want string }{
		{"DE", "030/901820", "+4930901820"},
		{"DE", "030 / 901820", "+4930901820"},
		{"DE", "030/901820-15", "+493090182015"},
		{"DE", "(030) 901820", "+4930901820"},
		{"DE", "0049 30 901820", "+4930901820"},
		{"DE", "011 44 7700 900101", ""},
		{"DE", "12345", ""},
		{"US", "0044 7700 900101", ""},
		{"US", "0123456789", ""},
		{"US", "555-0101", ""},
		{"US", "555-0101 555-0102", ""},
		{"US", "555-0101/555-0102", ""},
		{"US", "1234567890123456", ""},
		{"US", "(555) 010-0101 x12", "+15550100101"},
		{"US", "(555) 010-0101 #12", "+15550100101"},
		{"US", "555-010-0101\n555-010-0102", "+15550100101"},
		{"US", "n/a; 555-010-0102", "+15550100102"},
		{"US", "work: 555-010-0101", ""},
		{"US", "555 010 0101, 555", ""},
		{"US", "+15550100101+15550100102", ""},
		{"US", "555 010 0101 @", ""},
		{"US", "01.02.2024 10:30", ""},
		{"US", "2024-01-15T10:00:00Z", ""},
		{"US", "12345678901234567890", ""},
		{"US", "10:30 5550100", ""},
		{"US", "#REF!", ""},
		{"GB", "07700 900101", "+447700900101"},
		{"GB", "=" + `"07700900101"`, "+447700900101"},
		{"IT", "06 1234 5678", "+390612345678"},
		{"", "+999 123 456 789", ""},
		{"", "+1 555 010 0101", "+15550100101"},
		{"US", "555 010 0101\u0660", ""},
		{"GB", "442071000000", "+442071000000"},
		{"", "491711000000", "491711000000"},
		{"", "+390612000000", "+390612000000"},
		{"GB", "120000000000", ""},
		{"DE", "300001000000", ""},
		{"US", "tel:+1-555-010-0101", "+15550100101"},
	} {
		file := open(t, "email|phone\na@example.com|\""+strings.ReplaceAll(test.cell, `"`, `""`)+"\"\n",
			contactfile.Options{Region: test.region})
		row := rows(t, file)[0]
		if row.Contact.PhoneNumber != test.want || changes(row) == "" && test.cell != test.want {
			t.Errorf("%s in %s: %q (%s), want %q", test.cell, test.region, row.Contact.PhoneNumber, changes(row), test.want)
		}
	}
}

func TestOptions_KeepPhones(t *testing.T) {
	t.Parallel()
	found := byFirstName(t, "30_excel_phones.csv", contactfile.Options{KeepPhones: true, Region: "US"})
	for name, want := range map[string]string{
		"P14": "1 555 010 0101", "P17": "555-0101", "P20": "+1 555 010 0101 x12", "P40": "+447700900101",
	} {
		if got := found[name].Contact.PhoneNumber; got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if got := changes(found["P14"]); got != "" {
		t.Errorf("a number that is as given has changes: %s", got)
	}
}

// TestFile_Rows_filler: a number of one digit stands for none, unless the country gives it out.
func TestFile_Rows_filler(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ region, number, want string }{
		{"US", "999-999-9999", ""},
		{"US", "+1 (111) 111-1111", ""},
		{"", "9999999999", ""},
		{"", "+1 999 999 9999", ""},
		{"DE", "1111111", ""},
		{"DK", "22 22 22 22", "+4522222222"},
		{"", "+45 22222222", "+4522222222"},
		{"", "1234567890", "1234567890"},
		{"DE", "030 999999", "+4930999999"},
	} {
		for _, keep := range []bool{false, true} {
			text := "email,phone\nm@x," + test.number + "\n"
			row := rows(t, open(t, text, contactfile.Options{Region: test.region, KeepPhones: keep}))[0]
			want := test.want
			if keep && want != "" {
				want = test.number
			}
			if got := row.Contact.PhoneNumber; got != want || got == "" && !strings.Contains(changes(row), "the same digit") {
				t.Errorf("%s, %q: %q (%s)", test.region, test.number, got, changes(row))
			}
		}
	}
}
