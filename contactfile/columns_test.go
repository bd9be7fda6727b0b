package contactfile_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// presetFiles have the headers that programs write, one person, and what is read.
var presetFiles = map[string]struct{ preset, header, row, want string }{
	"google 2024": {
		"google-2024", "First Name,Last Name,File As,Labels,E-mail 1 - Label," +
			"E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Label,Phone 1 - Value",
		"Mara,Quell,,Friends,Work,,m@x,Mobile,+15550100101", "Mara|Quell|m@x|+15550100101|",
	},
	"google without names": {
		"google-2024", "First Name,Last Name,File As,E-mail 1 - Value", ",,The Quells,m@x", "The Quells||m@x||",
	},
	"google old": {
		"google", "Name,Given Name,Family Name,Group Membership,E-mail 1 - Type,E-mail 1 - Value,Phone 1 - Value",
		"Mara Quell,Mara,Quell,* My,Home,m@x,+15550100101", "Mara|Quell|m@x|+15550100101|",
	},
	"outlook": {
		"outlook", "First Name,Last Name,E-mail Address,E-mail 2 Address,E-mail 2 Display Name,Business Phone,Mobile Phone," +
			"Assistant's Phone,Business Fax,Organizational ID Number,Company Main Phone",
		"Mara,Quell,,m@x,Mara,+15550100101,+15550100102,1,2,3,4", "Mara|Quell|m@x|+15550100102|",
	},
	"outlook German": {
		"outlook", "Vorname;Nachname;E-Mail-Adresse;E-Mail-Typ;Telefon geschäftlich;Mobiltelefon;Telefon Firma",
		"Mara;Quell;m@x;SMTP;+4930901820;;1", "Mara|Quell|m@x|+4930901820|",
	},
	"outlook French": {
		"outlook", "Prénom;Nom;Adresse de messagerie;Tél. mobile", "Mara;Quell;m@x;+33612345678",
		"Mara|Quell|m@x|+33612345678|",
	},
	"hubspot": {
		"hubspot", "Record ID,First Name,Last Name,Email,Phone Number,Contact owner,Associated Company IDs,Email Domain",
		"101,Mara,Quell,m@x,+15550100101,,7,x", "Mara|Quell|m@x|+15550100101|101",
	},
	"mailchimp": {
		"mailchimp", "Email Address,First Name,Last Name,Phone Number,MEMBER_RATING,OPTIN_TIME,LEID,EUID",
		"m@x,Mara,Quell,+15550100101,2,2024-01-01,7,8", "Mara|Quell|m@x|+15550100101|",
	},
	"salesforce": {
		"salesforce", "ID,FIRSTNAME,LASTNAME,EMAIL,PHONE,MOBILEPHONE,ACCOUNTID,OWNERID,HASOPTEDOUTOFEMAIL",
		"0030E00000123,Mara,Quell,m@x,+15550100101,+15550100102,1,2,0", "Mara|Quell|m@x|+15550100102|0030E00000123",
	},
	"salesforce report": {
		"salesforce", "Contact ID,First Name,Last Name,Account Name,Email,Phone,Mobile,Account ID",
		"003,Mara,Quell,Acme,m@x,+15550100101,,001", "Mara|Quell|m@x|+15550100101|003",
	},
	"pipedrive": {
		"pipedrive", "Person - ID,Person - Name,Person - Email - Work,Person - Phone - Work," +
			"Organization - ID,Person - Email messages count",
		"5,Mara Quell,m@x,+15550100101,9,3", "Mara Quell||m@x|+15550100101|5",
	},
	"linkedin": {
		"linkedin", "First Name,Last Name,URL,Email Address,Company,Position,Connected On",
		"Mara,Quell,https://example.com,m@x,Acme,CEO,12 Mar 2024", "Mara|Quell|m@x||",
	},
	"an export of contacts": {
		"cuedesk", "uuid,external_contact_id,email,phone_number,whatsapp_id,fb_messenger_id,first_name,last_name,archived," +
			"created_at,updated_at,last_engaged_at,custom_fields.num_seats",
		"ff0556cf-fbad-4d55-94cd-119bac9df2da,CRM-77,m@x,+15550100101,,,Mara,Quell,false,2024-03-12T10:00:00Z," +
			"2024-03-12T10:00:00Z,,7",
		"Mara|Quell|m@x|+15550100101|CRM-77",
	},
	"thunderbird": {
		"thunderbird", "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Screen Name,Work Phone," +
			"Home Phone,Fax Number,Pager Number,Mobile Number",
		"Mara,Quell,Mara Quell,,,m@x,,+15550100101,,,,+15550100102", "Mara|Quell|m@x|+15550100102|",
	},
	"none": {
		"", "surname;forename;EMAIL_ADDRESS;tel;external-id", "Quell;Mara;m@x;+15550100101;7",
		"Mara|Quell|m@x|+15550100101|7",
	},
}

func TestFile_Preset(t *testing.T) {
	t.Parallel()
	for name, test := range presetFiles {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := open(t, test.header+"\n"+test.row+"\n", contactfile.Options{})
			c := rows(t, file)[0].Contact
			got := strings.Join([]string{c.FirstName, c.LastName, c.Email, c.PhoneNumber, c.ExternalContactID}, "|")
			if file.Preset() != test.preset || got != test.want {
				t.Errorf("preset %q: %s, want %q: %s", file.Preset(), got, test.preset, test.want)
			}
		})
	}
}

func TestPresets(t *testing.T) {
	t.Parallel()
	tested := map[string]bool{}
	for _, test := range presetFiles {
		tested[test.preset] = true
	}
	for _, name := range contactfile.Presets() {
		if !tested[name] {
			t.Errorf("%s has no test", name)
		}
	}
}

func TestOptions_Preset(t *testing.T) {
	t.Parallel()
	file := open(t, "ID,MOBILE,ACCOUNTID\n7,+15550100101,8\n", contactfile.Options{Preset: "salesforce"})
	if c := rows(t, file)[0].Contact; c.ExternalContactID != "7" || c.PhoneNumber != "+15550100101" {
		t.Errorf("%+v", c)
	}
}

func TestOptions_Map(t *testing.T) {
	t.Parallel()
	opts := contactfile.Options{Map: map[string]contactfile.Field{
		"E-Post": contactfile.Email, "kundennr": contactfile.ExternalContactID, "Mail 2": contactfile.Ignore,
		"Chat": contactfile.WhatsAppID, "FB": contactfile.FBMessengerID,
		"Stadt": contactfile.Custom("city", contactfile.Text),
	}}
	file := open(t, "Name;E-Post;Kunden-Nr;Mail 2;Stadt;Land;KundenNr;Chat;FB\n"+
		"Mara Quell;m@x;1;z@x;Kiel;DE;2;+4930;q\nToma;;;;;;1,2E+11;n/a;000\nIna;;;;#REF!;;0;=\"0\";'\n", opts)
	all := rows(t, file)
	c := all[0].Contact
	if c.Email != "m@x" || c.ExternalContactID != "2" || c.CustomFields["city"] != "Kiel" ||
		c.FirstName != "Mara Quell" ||
		c.WhatsAppID != "+4930" || c.FBMessengerID != "q" {
		t.Errorf("%+v", c)
	}
	if got := names(file.Unmapped()); got != "Kunden-Nr, Land" {
		t.Errorf("unmapped: %s", got)
	}
	if got, want := changes(all[0]), "Name: whole name taken as first name"; got != want {
		t.Errorf("changes: %s", got)
	}
	for _, row := range all[1:] {
		if row.Key != "" || strings.Count(changes(row), "left out") < 2 {
			t.Errorf("%s has key %q: %s", row.Contact.FirstName, row.Key, changes(row))
		}
	}
}

// TestNewReader_addressesElsewhere: a column of addresses in any language stops a file whose columns for identifiers
// are empty.
func TestNewReader_addressesElsewhere(t *testing.T) {
	t.Parallel()
	err := failure(t, "phone,email,contatto\n,,a@x.example\n,,b@x.example\n", contactfile.Options{})
	wantError(t, err, contactfile.ErrColumns, `"contatto"`, "Options.Map, such as contatto=email")
	file := open(t, "email,agent\na@x.example,c@x.example\n,c@x.example\n", contactfile.Options{})
	if got := names(file.Unmapped()); got != "agent" {
		t.Errorf("unmapped: %s", got)
	}
}

func TestOptions_Map_missingColumn(t *testing.T) {
	t.Parallel()
	err := failure(t, "email,Stadt\na@x,Kiel\n", contactfile.Options{
		Map: map[string]contactfile.Field{"Statd": contactfile.Custom("city", contactfile.Text)},
	})
	wantError(t, err, contactfile.ErrColumns, `column "Statd"`, "no such column", `"email", "Stadt"`)
}

// TestNewReader_spacesInHeader: spaces of any kind in the name of a column are shown as such, and mapped by a plain
// one.
func TestNewReader_spacesInHeader(t *testing.T) {
	t.Parallel()
	content := "\"E-mail\nAddress\",First\u00a0Name,\"Seats\n in\u2003all\"\nmara@example.com,Mara,5\n"
	opts := contactfile.Options{Map: map[string]contactfile.Field{
		"Seats  in all": contactfile.Custom("seats", contactfile.Long),
	}}
	file := open(t, content, opts)
	want := []contactfile.Column{
		{Name: "E-mail Address", Field: contactfile.Email},
		{Name: "First Name", Field: contactfile.FirstName},
		{Name: "Seats  in all", Field: contactfile.Custom("seats", contactfile.Long)},
	}
	if got := file.Columns(); !slices.Equal(got, want) {
		t.Errorf("%q, not %q", got, want)
	}
}

// TestNewReader_noHeader: what helps is said where it is not a column that must be named.
func TestNewReader_noHeader(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, message, fix string }{
		"stray quote": {
			"a \"b,Ort\nA,B\n", "line 1: no header is found, and this line cannot be one: cell 1 of the row in line 1 has a quote",
			"put the cell in quotes and double those inside, or name another delimiter: Options.Delimiter",
		},
		"caret": {"email^name\nmara@example.com^Mara\n", "first one", "name the delimiter: Options.Delimiter, such as ^"},
		"colon": {"E-Post:Name\n1:2\n3:4\n", "first one", "name the delimiter: Options.Delimiter, such as :"},
		"once":  {"E-Post: Name\nMara\n", "first one", "Options.Map, such as COLUMN=email"},
		"alone": {"email^name\n", "first one", "Options.Map, such as COLUMN=email"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := failure(t, test.content, contactfile.Options{})
			wantError(t, err, contactfile.ErrColumns, test.message, test.fix)
			if errors.Is(err, contactfile.ErrRow) {
				t.Errorf("to skip rows would not help: %v", err)
			}
		})
	}
}

func TestNewReader_header(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ content, message string }{
		"several lines": {"Adresse\nOrt\nLand\n", "lines 1 to 3 have no header with a column that is known"},
		"phone first":   {"Quell,+15550100101\n", "no column of the header is known; say"},
		"unknown":       {"Adresse,Ort\nA,B\n", `the first one is "Adresse", "Ort"`},
		"many unknown":  {strings.Repeat("x,", 20) + "x\n", "and 9 more"},
		"no identifier": {"first_name,last_name\nMara,Quell\n", "no column holds an identifier"},
		"escape":        {"\x1b[2J,Ort\nA,B\n", `"[2J", "Ort"`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := failure(t, test.content, contactfile.Options{})
			wantError(t, err, contactfile.ErrColumns, test.message, "Options.Map, such as COLUMN=email")
			if strings.ContainsRune(err.Error(), 0x1b) || strings.Contains(err.Error(), "@example.com") {
				t.Errorf("the error has control characters or addresses: %q", err)
			}
		})
	}
}

func TestFile_Columns(t *testing.T) {
	t.Parallel()
	file := open(t, " E-Mail ,\x1b[2Jcolour\u202e\nm@x,red\n", contactfile.Options{})
	want := []contactfile.Column{{Name: "E-Mail", Field: contactfile.Email}, {Name: "[2Jcolour"}}
	got := file.Columns()
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("%q", got)
	}
	got[0].Field = contactfile.Ignore
	if file.Columns()[0] != want[0] {
		t.Error("the caller changes the file's columns")
	}
}

func TestParseField(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]contactfile.Field{
		"email": contactfile.Email, "-": contactfile.Ignore, "full_name": contactfile.FullName,
		"custom_fields.seats:long": contactfile.Custom("seats", contactfile.Long),
		"custom_fields.city":       contactfile.Custom("city", contactfile.Text),
	} {
		if got, err := contactfile.ParseField(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "Email", "custom_fields.", "custom_fields.:long", "custom_fields.x:int",
		"seats:long",
	} {
		_, err := contactfile.ParseField(text)
		if err == nil {
			t.Errorf("%q is a field", text)
			continue
		}
		wantError(t, err, contactfile.ErrOptions, "is no field", "first_name", "boolean")
	}
}

func TestNewReader_options(t *testing.T) {
	t.Parallel()
	custom := contactfile.Custom
	for name, test := range map[string]struct {
		opts    contactfile.Options
		message string
	}{
		"format":    {contactfile.Options{Format: "xls"}, `no format "xls"`},
		"delimiter": {contactfile.Options{Delimiter: '"'}, "cannot be a delimiter"},
		"preset":    {contactfile.Options{Preset: "excel"}, "google-2024, google, outlook"},
		"region":    {contactfile.Options{Region: "Germany"}, "two letters"},
		"decimal":   {contactfile.Options{Decimal: ';'}, "decimal separator"},
		"date":      {contactfile.Options{Dates: "DD.MM"}, "no form of a date"},
		"two years": {contactfile.Options{Dates: "YYYY.MM.DD.YYYY"}, "no form of a date"},
		"go layout": {contactfile.Options{Dates: "02.01.2006"}, "no form of a date"},
		"row":       {contactfile.Options{MaxRow: 10}, "Options.MaxRow: it must be at least 1024"},
		"workbook":  {contactfile.Options{MaxWorkbook: -1}, "and MaxWorkbook not negative"},
		"header":    {contactfile.Options{Header: make([]string, 5000)}, "more than 4096 columns"},
		"field": {
			contactfile.Options{Map: map[string]contactfile.Field{"a": "mail"}}, `column "a" is mapped to "mail"`,
		},
		"two types": {contactfile.Options{Map: map[string]contactfile.Field{
			"a": custom("seats", contactfile.Long), "b": custom("seats", contactfile.Text),
		}}, `custom field "seats" is mapped with two types`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := contactfile.NewReader(strings.NewReader("email\na@x\n"), "", test.opts)
			wantError(t, err, contactfile.ErrOptions, test.message)
		})
	}
}

func TestRow_LogValue(t *testing.T) {
	t.Parallel()
	row := rows(t, open(t, "email\nm@example.com\n", contactfile.Options{}))[0]
	if got := row.LogValue().String(); got != "line 2" {
		t.Errorf("%q", got)
	}
}
