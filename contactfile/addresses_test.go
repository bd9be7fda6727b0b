package contactfile_test

import (
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

func lineText(n int) string { return strconv.Itoa(n) }

// byFirstName reads a file of testdata whose first names number its rows.
func byFirstName(t *testing.T, name string, opts contactfile.Options) map[string]*contactfile.Row {
	t.Helper()
	file, err := contactfile.Open(filepath.Join("testdata", name), opts)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	found := map[string]*contactfile.Row{}
	for _, row := range rows(t, file) {
		found[row.Contact.FirstName] = row
	}
	return found
}

// Addresses that are not in this table are as they are in the file.
func TestOpen_addresses(t *testing.T) {
	t.Parallel()
	const (
		none    = "left out, says that there is none"
		invalid = "left out, not an e-mail address"
		further = "further value not used, the cell has several addresses"
		unseen  = "invisible characters removed"
	)
	cleaned := map[string][2]string{
		"E01": {"trail@example.com", "space around it removed"}, "E03": {"m@example.com", "wrapping removed"},
		"E04": {"a@example.com", further}, "E05": {"c@example.com", further}, "E06": {"e@example.com", further},
		"E07": {"g@example.com", "wrapping removed"}, "E08": {"h@example.com", "wrapping removed"},
		"E09": {"i@example.com", unseen}, "E10": {"j@example.com", unseen}, "E11": {"k@example.com", unseen},
		"E16": {"", invalid}, "E21": {"", invalid}, "E22": {"", invalid}, "E23": {"", invalid}, "E24": {"", invalid},
		"E25": {"", invalid}, "E26": {"w@example.com", "space around it removed"}, "E27": {"", invalid},
		"E29": {"z@example.com", further}, "E30": {"", none}, "E36": {"aa@example.com", unseen},
		"E42": {"bom@example.com", unseen}, "E43": {"iso@example.com", unseen}, "E47": {"", none},
		"E48": {"", invalid}, "E49": {"", none}, "E50": {"", invalid}, "E52": {"", invalid},
	}
	found := byFirstName(t, "32_emails.csv", contactfile.Options{})
	if len(found) != 53 {
		t.Errorf("%d rows", len(found))
	}
	for name, row := range found {
		email, change := row.Original[1], ""
		if want, ok := cleaned[name]; ok {
			email, change = want[0], "email: "+want[1]
		}
		if row.Contact.Email != email || changes(row) != change {
			t.Errorf("%s: %q (%s), want %q (%s)", name, row.Contact.Email, changes(row), email, change)
		}
	}
	if istanbul := found["E44"].Key; istanbul != "email:İstanbul@example.com" {
		t.Errorf("key %q: letters outside of ASCII are folded", istanbul)
	}
	if found["E02"].Key != "email:upper@example.com" {
		t.Errorf("key %q", found["E02"].Key)
	}
}

func TestRow_addresses(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		`"Quell, Mara" <mara@example.com>`:                  "mara@example.com wrapping removed",
		`MAILTO:mara@example.com`:                           "mara@example.com wrapping removed",
		`Mara <mailto:mara@example.com>`:                    "mara@example.com wrapping removed",
		`Mara <mara@example.com>, Toma <t@example.com>`:     "mara@example.com further value not used",
		`mara@example.com/toma@example.com`:                 "mara@example.com further value not used",
		`a/b@example.com`:                                   "a/b@example.com ",
		`mara@example.com toma@example.com`:                 "mara@example.com further value not used",
		`mara@example.com;`:                                 "mara@example.com wrapping removed",
		`x@example.com <mara@example.com>`:                  " left out",
		`mara@example.com|toma@example.com`:                 "mara@example.com further value not used",
		`mara@example.com；toma@example.com`:                 "mara@example.com further value not used",
		`n/a; mara@example.com`:                             "mara@example.com wrapping removed",
		`mailto:mara@example.com?subject=Hello`:             "mara@example.com wrapping removed",
		`'mara@example.com'`:                                "mara@example.com wrapping removed",
		`https://example.com/@mara`:                         " left out",
		`mara@example。com`:                                  " left out",
		`mara@example.com (work)`:                           " left out",
		`toma@example.com, call him`:                        " left out",
		`="mara@example.com"`:                               "mara@example.com wrapping removed",
		`"mara@example.com" <mara@example.com>`:             "mara@example.com wrapping removed",
		"\u212a@example.com":                                "\u212a@example.com ",
		`<mara@example.com`:                                 " left out",
		"M\ufffdller <mara@example.com>":                    "mara@example.com wrapping removed",
		"Jos\ufffd <mara@example.com>; toma@example.com":    "mara@example.com further value not used",
		"Mara <m\ufffd@example.com>":                        " left out",
		"mara@example.com\ufffdtoma@example.com":            " left out",
		strings.Repeat("a", 310) + "@" + "mail.example.com": " left out",
	} {
		file := open(t, "phone\temail\n+15550100101\t\""+strings.ReplaceAll(cell, `"`, `""`)+"\"\n", contactfile.Options{})
		row := rows(t, file)[0]
		kind := ""
		if len(row.Changes) > 0 {
			kind = string(row.Changes[0].Kind)
		}
		if got := row.Contact.Email + " " + kind; got != want {
			t.Errorf("%s: %q, want %q", cell, got, want)
		}
	}
}

func TestOptions_LowerCaseEmails(t *testing.T) {
	t.Parallel()
	file := open(t, "email\nMARA@Example.com\nİ@example.com\n", contactfile.Options{LowerCaseEmails: true})
	all := rows(t, file)
	if emails(all) != "mara@example.com İ@example.com" || changes(all[0]) != "email: letters A to Z made small" ||
		changes(all[1]) != "" {
		t.Errorf("%s (%s)", emails(all), changes(all[0]))
	}
}
