package contactfile_test

import (
	"strings"
	"testing"

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
		"local numbers":       {nil, "email,Rappel\nm@x,030 901820\nt@x,(030) 901820\n", ""},
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

// TestNewReader_coverSheet: the error of a sheet without contacts names another one.
func TestNewReader_coverSheet(t *testing.T) {
	t.Parallel()
	content := workbook(t, map[string][][]any{"Sheet1": {{"Report"}}, "People": {{"email"}, {"m@x"}}})
	wantError(t, failure(t, content, contactfile.Options{}), contactfile.ErrColumns, `sheet "Sheet1" is read`,
		"name another sheet: Options.Sheet, such as People")
}
