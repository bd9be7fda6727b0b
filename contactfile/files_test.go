package contactfile_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// fileCase is a file of testdata and what comes of it.
type fileCase struct {
	name     string
	opts     contactfile.Options
	rows     string // number, key, first name, last name, phone number of each row
	preset   string
	unmapped string // some of the columns that are for no field
	notice   string
	blank    int
}

var fileCases = []fileCase{
	{
		name: "01_google_old.csv", preset: "google", unmapped: "Notes, Group Membership",
		rows: "2 email:mara.quell@example.com Mara Quell +15550100101\n3 email:toma@example.com Toma Brink +447700900101",
	},
	{
		name: "02_google_2024.csv", preset: "google-2024", unmapped: "Photo, Labels",
		rows: "2 email:mara.quell@example.com Mara Quell +15550100101\n4 email:toma@example.com Toma Brink",
	},
	{
		name: "03_outlook_utf8bom.csv", preset: "outlook", unmapped: "Middle Name, Company, E-mail Display Name, Notes",
		rows: "2 email:mara@example.com Mara Quell +15550100101",
	},
	{
		name: "05_outlook_german_cp1252.csv", opts: contactfile.Options{Encoding: "windows-1252", Region: "DE"},
		preset: "outlook", unmapped: "Anrede, Firma", rows: "2 email:joerg@example.com Jörg Müßig +491710000000",
	},
	{
		name: "07b_mailchimp_household.csv",
		rows: "2 email:mara@example.com Mara  (555) 010-0101\n3 email:toma@example.com Toma  (555) 010-0101\n" +
			"4 email:ina@example.com Ina",
	},
	{
		name: "08_sf_dataloader.csv", opts: contactfile.Options{Region: "US"}, preset: "salesforce", unmapped: "ACCOUNTID",
		rows: "2 email:mara@example.com Mara Quell +15550100101\n3 email:toma@example.com Toma Brink +447700900101",
	},
	{
		name: "10_linkedin.csv", preset: "linkedin", unmapped: "URL, Company, Position, Connected On",
		notice: "lines 1 to 3 come before the header in line 4 and are not read",
		rows:   "5 email:mara@example.com Mara Quell\n6  Toma Brink",
	},
	{name: "12_apple_v3.vcf", rows: "1 email:mara@example.com Mara Quell +15550100101", unmapped: "ORG"},
	{name: "13_v21_qp.vcf", rows: "1 email:joerg@example.com Jörg Müßig +4930901820", unmapped: "ORG"},
	{
		name: "15_utf16le_bom.csv",
		rows: "2 email:mara@example.com Mara Quell +15550100101\n3 email:joerg@example.com Jörg Müßig +4930901820",
	},
	{
		name: "16b_semicolon_decimal.csv", rows: "2 email:mara@example.com   +15550100101",
		opts: contactfile.Options{Map: map[string]contactfile.Field{"seats": contactfile.Custom("seats", contactfile.Long)}},
	},
	{
		name: "18_sep_semicolon.csv", notice: `line 1 names the delimiter, ';'`,
		rows: "3 email:mara@example.com Mara Quell +15550100101\n4 email:joerg@example.com Jörg Müßig +4930901820",
	},
	{
		name: "20c_mac_cr.csv",
		rows: "2 email:mara@example.com Mara Quell +15550100101\n3 email:joerg@example.com Jörg Müßig +4930901820",
	},
	{
		name: "22c_balanced_stray.csv", unmapped: "notes",
		rows: "2 email:mara@example.com Mara\n4 email:zed@example.com Zed",
	},
	{name: "22d_swallow.csv", unmapped: "notes", rows: "2 email:mara@example.com Mara\n5 email:zed@example.com Zed"},
	{name: "35e_blank_rows.csv", rows: "4 email:mara@example.com Mara Quell", blank: 3},
	{
		name: "36_gzip.csv.gz",
		rows: "2 email:mara@example.com Mara Quell +15550100101\n3 email:joerg@example.com Jörg Müßig +4930901820",
	},
	{name: "37b_placeholder_phone.csv", rows: "2  Mara Quell\n3  Toma Brink\n4  Ina Zed"},
	{name: "39_header_escape.csv", unmapped: "]0;pwn[2Jx", rows: "2 email:mara@example.com Mara"},
	{name: "41_all_bad.csv", rows: "2  Mara\n3  Toma"},
}

func TestOpen(t *testing.T) {
	t.Parallel()
	for _, want := range fileCases {
		t.Run(want.name, func(t *testing.T) {
			t.Parallel()
			file, err := contactfile.Open(filepath.Join("testdata", want.name), want.opts)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if got := summary(rows(t, file)); got != want.rows {
				t.Errorf("rows:\n%s\nwant:\n%s", got, want.rows)
			}
			if file.Preset() != want.preset || !strings.Contains(names(file.Unmapped()), want.unmapped) ||
				want.unmapped == "" && len(file.Unmapped()) > 0 {
				t.Errorf("preset %q, unmapped %s", file.Preset(), names(file.Unmapped()))
			}
			if notices := noticesOf(file); notices != want.notice {
				t.Errorf("notices: %s", notices)
			}
			if blank := file.Counts().Blank; blank != want.blank {
				t.Errorf("%d blank rows", blank)
			}
		})
	}
}

// summary writes rows as fileCase has them.
func summary(all []*contactfile.Row) string {
	var lines []string
	for _, row := range all {
		c := row.Contact
		line := strings.Join([]string{lineText(row.Line), row.Key, c.FirstName, c.LastName, c.PhoneNumber}, " ")
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return strings.Join(lines, "\n")
}

func TestOpen_notUTF8(t *testing.T) {
	t.Parallel()
	_, err := contactfile.Open("testdata/05_outlook_german_cp1252.csv", contactfile.Options{Region: "DE"})
	wantError(t, err, contactfile.ErrEncoding, "line 1", "not UTF-8", "Options.Encoding, such as windows-1252")
}

func TestOpen_changes(t *testing.T) {
	t.Parallel()
	us := contactfile.Options{Region: "US"}
	for _, test := range []struct {
		name string
		opts contactfile.Options
		row  int
		want string
	}{
		{"01_google_old.csv", us, 0, "E-mail 1 - Value: further value not used, the cell has several addresses; " +
			"E-mail 2 - Value: further value not used, another column has the value; " +
			"Phone 1 - Value: written in the standard form, E.164; " +
			"Phone 1 - Value: further value not used, the cell has several numbers; " +
			"Phone 2 - Value: further value not used, another column has the value"},
		{
			"07b_mailchimp_household.csv",
			contactfile.Options{},
			0,
			"Phone Number: kept as given, no country code, and no region is given",
		},
		{"12_apple_v3.vcf", us, 0, "PHOTO: left out, embedded data; TEL: written in the standard form, E.164"},
		{"16b_semicolon_decimal.csv", contactfile.Options{Map: map[string]contactfile.Field{
			"seats": contactfile.Custom("seats", contactfile.Long),
		}}, 0, "phone: written in the standard form, E.164; seats: left out, not a whole number"},
		{"37b_placeholder_phone.csv", us, 1, "phone: left out, all zeros"},
		{"41_all_bad.csv", us, 1, "email: left out, not an e-mail address"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			file, err := contactfile.Open(filepath.Join("testdata", test.name), test.opts)
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if got := changes(rows(t, file)[test.row]); got != test.want {
				t.Errorf("changes:\n%s\nwant:\n%s", got, test.want)
			}
		})
	}
}

func TestOpen_keepsOriginal(t *testing.T) {
	t.Parallel()
	file, err := contactfile.Open("testdata/01_google_old.csv", contactfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	toma := rows(t, file)[1]
	if notes := toma.Original[6]; notes != "line one\nline two" || len(toma.Original) != len(file.Columns()) {
		t.Errorf("%q of %d cells", notes, len(toma.Original))
	}
}

// A quote that is not closed where it should be makes rows part of a cell.
func TestOpen_warnings(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string]string{
		"22c_balanced_stray.csv": "lines 2 to 3", "22d_swallow.csv": "lines 2 to 4",
	} {
		file, err := contactfile.Open(filepath.Join("testdata", name), contactfile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		mara := rows(t, file)[0]
		want := contactfile.Change{Line: 2, Column: "notes", Kind: contactfile.LooksLikeRow, Detail: lines}
		if len(mara.Warnings) != 1 || mara.Warnings[0] != want || file.Counts().Warnings != 1 {
			t.Errorf("%s: %+v", name, mara.Warnings)
		}
	}
	google, err := contactfile.Open("testdata/01_google_old.csv", contactfile.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer google.Close()
	for _, row := range rows(t, google) {
		if len(row.Warnings) > 0 {
			t.Errorf("a note of two lines is taken for a row: %+v", row.Warnings)
		}
	}
}

// Total is the number of rows that Rows yields, where the file can be read twice.
func TestFile_Total(t *testing.T) {
	t.Parallel()
	for _, want := range fileCases {
		file, err := contactfile.Open(filepath.Join("testdata", want.name), want.opts)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		if total, n := file.Total(), len(rows(t, file)); total != n || n == 0 {
			t.Errorf("%s: %d counted, %d yielded", want.name, total, n)
		}
	}
	file, err := contactfile.NewReader(strings.NewReader("email\na@example.com\n"), "pipe", contactfile.Options{})
	if err != nil || file.Total() != 0 {
		t.Errorf("a pipe has %d rows (%v)", file.Total(), err)
	}
	path := filepath.Join(t.TempDir(), "bad.csv")
	if err := os.WriteFile(path, []byte("email\na@example.com\nx,y\n\nb@example.com\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err = contactfile.Open(path, contactfile.Options{SkipBadRows: true})
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if file.Total() != 2 {
		t.Errorf("%d rows beside a bad one", file.Total())
	}
}

func TestField_Custom(t *testing.T) {
	t.Parallel()
	if key, kind, ok := contactfile.Custom("seats", contactfile.Long).Custom(); key != "seats" ||
		kind != contactfile.Long || !ok {
		t.Error(key, kind, ok)
	}
	for _, field := range []contactfile.Field{contactfile.Email, contactfile.Ignore, ""} {
		if _, _, ok := field.Custom(); ok {
			t.Errorf("%q is a custom field", field)
		}
	}
}

// TestOpen_changedLater: a file that another program changes while it is read has no end that one can rely on.
func TestOpen_changedLater(t *testing.T) {
	t.Parallel()
	const content = "email\na@x\nb@x\nc@x\n"
	for name, later := range map[string]string{
		"cut off":  content[:10],
		"added to": content + "d@", // it would be another address
		"as it is": "",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "people.csv")
			writeFile(t, path, content)
			file, err := contactfile.Open(path, contactfile.Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer file.Close()
			if later != "" {
				writeFile(t, path, later)
			}
			n := 0
			for row, rowErr := range file.Rows() {
				if err = rowErr; row != nil {
					n++
				}
			}
			if n != 3 || later == "" && err != nil {
				t.Errorf("%d rows, and %v", n, err)
			}
			if later != "" {
				wantError(t, err, contactfile.ErrFormat, "the file was changed while it was read", "people.csv")
			}
		})
	}
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}
