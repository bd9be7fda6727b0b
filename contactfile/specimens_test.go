package contactfile_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// TestNewReader_specimens: files of kinds that exist, and the rows that come of them. A row is first name, last
// name, address and phone number; its changes follow.
func TestNewReader_specimens(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, want string }{
		"last name called name":      {"Name;Vorname;E-Mail\nQuell;Mara;m@x\n", "Mara|Quell|m@x||"},
		"last name called nom":       {"Nom;Pre\u0301nom;Courriel\nQuell;Mara;m@x\n", "Mara|Quell|m@x||"},
		"last name called naam":      {"Voornaam;Naam;GSM\nMara;Quell;+4930901820\n", "Mara|Quell||+4930901820|"},
		"whole name called name":     {"Name;Vorname;E-Mail\nMara Quell;Mara;m@x\n", "Mara|Quell|m@x||Name further value not used"},
		"whole name turned round":    {"Nom;Prénom;E-mail\n\"Le Quell, Mara\";Mara;m@x\n", "Mara|Le Quell|m@x||Nom further value not used"},
		"last name like the first":   {"Name;Vorname;E-Mail\nMara;Mara;m@x\n", "Mara|Mara|m@x||"},
		"part of a last name":        {"Name;Vorname;E-Mail\nQuell-Mara Li;Mara;m@x\n", "Mara|Quell-Mara Li|m@x||"},
		"name beside both":           {"Name;Vorname;Nachname;E-Mail\nMara Quell;Mara;Quell;m@x\n", "Mara|Quell|m@x||"},
		"name beside a first name":   {"Name,First Name,Email\nMara Quell,Mara,m@x\n", "Mara||m@x||Name further value not used"},
		"wide letters":               {"Ｅｍａｉｌ,First Name\nm@x,Mara\n", "Mara||m@x||"},
		"phones by label":            {"Name,Email - Work,Phone - Mobile\nM,m@x,+4930901820\n", "M||m@x|+4930901820|Name whole name taken as first name"},
		"header ends in a delimiter": {"email,first_name,\nm@x,Mara\n", "Mara||m@x||"},
		"one value of several is odd": {
			"email\nq@@x ::: m@x\n", "||m@x||email left out",
		},
		"name in base64": {
			"BEGIN:VCARD\nVERSION:3.0\nN;ENCODING=b:TWFyYQ==\nEMAIL:m@x\nEND:VCARD\n", "||m@x||N left out",
		},
		"address beside an odd one": {
			"BEGIN:VCARD\nVERSION:3.0\nFN:Mara\nEMAIL:none at all\nEMAIL:m@x\nEND:VCARD\n",
			"Mara||m@x||EMAIL left outFN whole name taken as first name",
		},
		"digits lost":            {"email,phone\nm@x,120000000000\n", "||m@x||phone left out"},
		"decimal number":         {"email,phone\nm@x,30901820.5\n", "||m@x||phone left out"},
		"replacement in address": {"email,phone\nm\ufffd@x,+4930901820\n", "|||+4930901820|email left out"},
		"replacement in name":    {"email,first_name\nm@x,M\ufffdra\n", "M\ufffdra||m@x||first_name a character was lost before the file was written"},
		"thunderbird German": {
			"Vorname,Nachname,Anzeigename,Primäre E-Mail-Adresse,Sekundäre E-Mail-Adresse,Tel. privat,Mobil-Tel.-Nr.\n" +
				"Mara,Quell,Mara Quell,m@x,,,+4930901820\n", "Mara|Quell|m@x|+4930901820|",
		},
		"outlook with postal codes": {
			"First Name,Last Name,E-mail Address,Business Phone,Home Postal Code\nMara,Quell,m@x,,10115\n", "Mara|Quell|m@x||",
		},
		"outlook Spanish": {
			"Nombre,Apellidos,Fax del trabajo,Teléfono del trabajo 2,Particular,Dirección de correo electrónico," +
				"Dirección del correo electrónico 2\nMara,Quell,1,,+34910000001,,m@x\n", "Mara|Quell|m@x|+34910000001|",
		},
		"outlook German with all columns": {
			"Vorname,Nachname,E-Mail-Adresse,Mobiltelefon 2,Telefon für Hörbehinderte\nMara,Quell,m@x,+4930901820,\n",
			"Mara|Quell|m@x|+4930901820|",
		},
		"google German": {
			"Vorname,Nachname,E-Mail 1 – Label,E-Mail 1 – Wert,Telefon 1 – Wert\nMara,Quell,* Home,m@x,+4930901820\n",
			"Mara|Quell|m@x|+4930901820|",
		},
		"google without a mark": {"Name,Phone 1 - Value\nMara,+4930901820\n", "Mara|||+4930901820|Name whole name taken as first name"},
		"numbers without a space": {
			"email1,email2,phone2\nm@x,q@x,+4930901820\n", "||m@x|+4930901820|email2 further value not used",
		},
		"hubspot additional address": {
			"Record ID,First Name,Email,Additional email addresses\n7,Mara,,m@x;q@x\n",
			"Mara||m@x||Additional email addresses further value not used",
		},
		"two tables": {
			"email,first_name\nm@x,Mara\n\nemail,phone\nt@x,+4930901820\n",
			"Mara||m@x||phone||||email left outemail " + string(contactfile.LooksLikeHeader) + "+4930901820||t@x||",
		},
		"first and last": {"First,Last,Email\nMara,Quell,m@x\n", "Mara|Quell|m@x||"},
		"spaces beside the colon": {
			"BEGIN:VCARD\nVERSION:3.0\nN:Quell;Mara\nEMAIL : m@x\nEND:VCARD\n", "Mara|Quell|m@x||",
		},
		"text that was decoded wrongly": {
			"email,first_name,last_name\nm@x,JÃ¶rg,MÃ¼ÃŸig\nn@x,JOÃO,Ângela\n",
			"JÃ¶rg|MÃ¼ÃŸig|m@x||" + strings.Join([]string{"first_name", "last_name"}, " "+string(contactfile.Garbled)) + " " +
				string(contactfile.Garbled) + "JOÃO|Ângela|n@x||",
		},
		"text of ISO-8859-1": {
			"email,first_name\nm@x,â\u0080\u009cMara\nn@x,Å\u0081ukasz\no@x,Ã\u00ad\n",
			"âMara||m@x||first_name invisible characters removedfirst_name " + string(contactfile.Garbled) +
				"Åukasz||n@x||first_name invisible characters removedfirst_name " + string(contactfile.Garbled) +
				"Ã||o@x||first_name invisible characters removedfirst_name " + string(contactfile.Garbled),
		},
		"address of Exchange": {"email\nSMTP:m@x;smtp:q@x\n", "||m@x||email further value not used" + "email wrapping removed"},
		"another kind of it":  {"email\nSIP:m@x\n", "||||email left out"},
		"address in brackets": {"email\n[m@x]\n{m@x}\n`m@x`\nm@[192.0.2.1]\n", strings.Repeat("||||email left out", 3) + "||m@[192.0.2.1]||"},
		"delimiter of three":  {"email~|~first_name\nm@x~|~Mara\n", "~Mara||||email~ left out"},
		"number of a fax":     {"email,phone\nm@x,+4930901820 (Fax)\n", "||m@x||phone left out"},
		"CSV files in one":    {"email,first_name\nm@x,Mara\n\ufeff\"q@x\",\"Ina\"\n", "Mara||m@x||Ina||q@x||"},
		"NDJSON files in one": {"{\"email\":\"m@x\"}\n\ufeff{\"email\":\"q@x\"}\n", "||m@x||||q@x||"},
		"vCard files in one": {
			"\ufeffBEGIN:VCARD\nEMAIL:m@x\nEND:VCARD\n\ufeffBEGIN:VCARD\nEMAIL:q@x\nEND:VCARD\n", "||m@x||||q@x||",
		},
		"folded within a character": {
			"BEGIN:VCARD\nN:M\xc3\n \xbc\xc3\n \x9fig;Mara\nEMAIL:m@x\nEND:VCARD\n", "Mara|Müßig|m@x||",
		},
		"null of a dump": {"email,first_name,phone\nm@x,\\N,\\N\n", "||m@x||first_name left outphone left out"},
		"hubspot of today": {
			"Record ID - Contact,First Name,Email,Associated Company IDs (Primary),Associated Note IDs,Created by user ID\n" +
				"7,Mara,m@x,1,2,3\n", "Mara||m@x||",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got strings.Builder
			for row, err := range open(t, test.content, contactfile.Options{}).Rows() {
				if err != nil {
					t.Fatal(err)
				}
				c := row.Contact
				got.WriteString(strings.Join([]string{c.FirstName, c.LastName, c.Email, c.PhoneNumber, ""}, "|"))
				for _, change := range append(row.Changes, row.Warnings...) {
					got.WriteString(change.Column + " " + string(change.Kind))
				}
			}
			if got.String() != test.want {
				t.Errorf("got %q, want %q", got.String(), test.want)
			}
		})
	}
}

// TestNewReader_refusedSpecimens: the error names the cause, and what helps.
func TestNewReader_refusedSpecimens(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		err           error
		content, want string
	}{
		"lines in quotes":     {contactfile.ErrColumns, "\"email,first_name\"\n\"m@x,Mara\"\n", "take away the quotes around each line"},
		"single quotes":       {contactfile.ErrColumns, "'email','first_name'\n'm@x','Mara'\n", "put them in double quotes"},
		"space before quotes": {contactfile.ErrColumns, "email, \"first_name\"\nm@x, \"Mara\"\n", "spaces between delimiter and quote"},
		"array in an object":  {contactfile.ErrColumns, `{"contacts":[{"email":"m@x"}]}`, "write one object a line"},
		"jCard":               {contactfile.ErrFormat, `["vcard",[["version",{},"text","4.0"]]]`, "JSON array"},
		"column without a name": {
			contactfile.ErrColumns, "First Name,,Email\nMara,+4930901820,\nToma,+4930901821,\nIna,+4930901822,\n",
			"give it a name in the header, such as phone_number",
		},
		"wrong sep":     {contactfile.ErrColumns, "sep=,\nE-Mail;Vorname\nm@x;Mara\n", "name the delimiter: Options.Delimiter, such as ;"},
		"no known name": {contactfile.ErrColumns, "contact_name,contact_email\nMara,m@x\n", "such as contact_email=email"},
		"label of another language": {
			contactfile.ErrColumns, "Nom,Courriel 1 - Libellé,Courriel pro\nMara,*,m@x\n", "for no field: \"Courriel pro\";",
		},
		"text of ISO-2022-JP":  {contactfile.ErrEncoding, "email,first_name\nm@x,\x1b$BB@O:\x1b(B\n", "Options.Encoding, such as iso-2022-jp"},
		"folded CSV":           {contactfile.ErrEncoding, "email\nm@\xc3\n \xbc\n", "line 2: the line is not UTF-8"},
		"picture":              {contactfile.ErrFormat, "\x89PNG\r\n\x1a\n\x00\x00", "the file is a picture"},
		"database":             {contactfile.ErrFormat, "SQLite format 3\x00\x10\x00", "the file is a database of SQLite"},
		"zip without anything": {contactfile.ErrFormat, "PK\x05\x06" + strings.Repeat("\x00", 18), "an empty zip archive"},
		"tar":                  {contactfile.ErrFormat, "people.csv" + strings.Repeat("\x00", 247) + "ustar", "a tar archive"},
		"charset that is not named": {
			contactfile.ErrRow, "BEGIN:VCARD\nN;QUOTED-PRINTABLE:=FC\nEMAIL:m@x\nEND:VCARD\n",
			"Options.Encoding, such as windows-1252",
		},
		"local numbers": {nil, "email,Rappel\nm@x,030 901820\nt@x,(030) 901820\n", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.want == "" {
				open(t, test.content, contactfile.Options{})
				return
			}
			wantError(t, failure(t, test.content, contactfile.Options{}), test.err, test.want)
		})
	}
}

// TestFile_Rows_mappedSpecimens: values of custom fields in forms of their formats.
func TestFile_Rows_mappedSpecimens(t *testing.T) {
	t.Parallel()
	card := func(lines string) string { return "BEGIN:VCARD\nVERSION:3.0\nEMAIL:m@x\n" + lines + "\nEND:VCARD\n" }
	inSheet := func(cell any) string { return workbook(t, people([]any{"Email", "BDAY", "ORG"}, []any{"m@x", cell})) }
	for name, test := range map[string]struct{ content, want string }{
		"basic date of a vCard":      {card("BDAY:19900102"), "map[b:1990-01-02]"},
		"birthday without a year":    {card("BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-01"), "map[]"},
		"company without department": {card("ORG:Acme;"), "map[o:Acme]"},
		"company with department":    {card(`ORG:Acme\;Co;Dev`), "map[o:Acme;Co;Dev]"},
		"date of strict OOXML":       {inSheet("2026-11-28T00:00:00"), "map[b:2026-11-28]"},
		"time of strict OOXML":       {inSheet("2026-11-28T10:30:00"), "map[b:2026-11-28T10:30:00Z]"},
		"basic date in a CSV":        {"Email,BDAY,ORG\nm@x,19900102,\n", "map[]"},
		"null of a dump":             {"Email,BDAY,ORG\nm@x,\\N,\\N\n", "map[]"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := open(t, test.content, contactfile.Options{Map: map[string]contactfile.Field{
				"BDAY": contactfile.Custom("b", contactfile.Date), "ORG": contactfile.Custom("o", contactfile.Text),
			}})
			if got := fmt.Sprint(rows(t, file)[0].Contact.CustomFields); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}

// TestNewReader_sheetPhones: what a sheet makes of dates in a column of numbers, and of digits that are kept as text.
func TestNewReader_sheetPhones(t *testing.T) {
	t.Parallel()
	content := workbook(t, people([]any{"Email", "Phone"}, []any{"m@x", 45000}, []any{"t@x", "'030 901820"}))
	kept := rows(t, open(t, content, contactfile.Options{KeepPhones: true}))
	if kept[0].Contact.PhoneNumber != "45000" {
		t.Errorf("%q (%s)", kept[0].Contact.PhoneNumber, changes(kept[0]))
	}
	all := rows(t, open(t, content, contactfile.Options{}))
	const day = "Phone: left out, a date, as a sheet stores it: the number of a day"
	if all[0].Contact.PhoneNumber != "" || changes(all[0]) != day {
		t.Errorf("%q (%s)", all[0].Contact.PhoneNumber, changes(all[0]))
	}
	if all[1].Contact.PhoneNumber != "030 901820" || !strings.Contains(changes(all[1]), "wrapping removed") {
		t.Errorf("%q (%s)", all[1].Contact.PhoneNumber, changes(all[1]))
	}
}

// TestFile_Notices_sheet: what a person does not see in a sheet, or sees in other places, is named.
func TestFile_Notices_sheet(t *testing.T) {
	t.Parallel()
	table := people([]any{"Email", "First Name"}, []any{"m@x", "Mara"}, []any{"t@x"})
	for want, change := range map[string]func(*excelize.File){
		"":               func(*excelize.File) {},
		"hidden rows":    func(book *excelize.File) { _ = book.SetRowVisible("Sheet1", 3, false) },
		"or columns":     func(book *excelize.File) { _ = book.SetColVisible("Sheet1", "B", false) },
		"merged cells":   func(book *excelize.File) { _ = book.MergeCell("Sheet1", "B2", "B3") },
		"without its re": func(book *excelize.File) { _ = book.SetCellFormula("Sheet1", "B3", "1+1") },
	} {
		notices := noticesOf(open(t, workbook(t, table, change), contactfile.Options{}))
		if !strings.Contains(notices, want) || want == "" && notices != "" {
			t.Errorf("%q instead of %q", notices, want)
		}
	}
}

// TestNewReader_otherArchives: a zip file that is no workbook is called what it is.
func TestNewReader_otherArchives(t *testing.T) {
	t.Parallel()
	for want, parts := range map[string][]string{
		"a binary workbook":    {"[Content_Types].xml", "xl/workbook.bin"},
		"an OpenDocument file": {"mimetype", "content.xml"},
		"a zip archive, and":   {"[Content_Types].xml", "word/document.xml"},
	} {
		var out bytes.Buffer
		archive := zip.NewWriter(&out)
		for _, part := range parts {
			if _, err := archive.Create(part); err != nil {
				t.Fatal(err)
			}
		}
		if err := archive.Close(); err != nil {
			t.Fatal(err)
		}
		wantError(t, failure(t, out.String(), contactfile.Options{}), contactfile.ErrFormat, "the file is "+want)
	}
}

// TestNewReader_furtherCells: the advice for a sheet is about a sheet.
func TestNewReader_furtherCells(t *testing.T) {
	t.Parallel()
	content := workbook(t, people([]any{"Email", "First Name"}, []any{"m@x", "Mara", nil, "a note"}))
	wantError(t, failure(t, content, contactfile.Options{}), contactfile.ErrRow, "line 2: the row has 4 cells",
		"name the columns of the further cells in the header, or clear these")
}

// TestNewReader_coverSheet: the error of a sheet without contacts names another one.
func TestNewReader_coverSheet(t *testing.T) {
	t.Parallel()
	content := workbook(t, map[string][][]any{"Sheet1": {{"Report"}}, "People": {{"email"}, {"m@x"}}})
	wantError(t, failure(t, content, contactfile.Options{}), contactfile.ErrColumns, `sheet "Sheet1" is read`,
		"name another sheet: Options.Sheet, such as People")
}

// TestNewReader_cardEncoding: quoted-printable text without a charset is in the encoding of the file, or in UTF-8.
func TestNewReader_cardEncoding(t *testing.T) {
	t.Parallel()
	const card = "BEGIN:VCARD\nN;QUOTED-PRINTABLE:M=FC=DFig;J=C3=B6rg\nEMAIL:m@x\nEND:VCARD\n"
	content := card + strings.Replace(card, "M=FC=DFig", "M=C3=BC=C3=9Fig", 1)
	for i, want := range []string{"MüßigJÃ¶rg", "MüßigJörg"} {
		c := rows(t, open(t, content, contactfile.Options{Encoding: "windows-1252"}))[i].Contact
		if got := c.LastName + c.FirstName; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	wantError(t, failure(t, "email\nm@x\n", contactfile.Options{Encoding: "hz-gb-2312"}), contactfile.ErrOptions,
		"there is no encoding hz-gb-2312")
}
