package contactfile_test

import (
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// card puts lines into a vCard.
func card(lines ...string) string {
	return "BEGIN:VCARD\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCARD\r\n"
}

func TestFile_Rows_vcard(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		card, want, changes string
	}{
		"4.0": {
			card("VERSION:4.0", "N:Quell;Mara;;;", `TEL;VALUE=uri;PREF=1;TYPE="voice,cell":tel:+1-555-010-0101`,
				"EMAIL;PREF=2:old@x", "EMAIL;PREF=1:mailto:m@x", "UID:urn:uuid:1"),
			"Mara|Quell|m@x|+15550100101",
			"EMAIL: further value not used, the cell has several addresses; EMAIL: wrapping removed; " +
				"TEL: wrapping removed; TEL: written in the standard form, E.164",
		},
		"3.0 with groups": {
			card("version:3.0", "n:Quell;Mara", "item1.email;type=INTERNET:b@x", "item2.EMAIL;type=pref:m@x",
				"NOTE:a\\nb\\, c"),
			"Mara|Quell|m@x|", "EMAIL: further value not used, the cell has several addresses",
		},
		"2.1 quoted-printable": {
			card("VERSION:2.1", "N;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:M=FC=DFig;J=F6=", "rg;;;",
				"TEL;CELL;VOICE:+15550100101"),
			"Jörg|Müßig||+15550100101", "",
		},
		"2.1 bare parameter": {
			card("VERSION:2.1", "N;QUOTED-PRINTABLE:=51uell;Mara", "EMAIL;INTERNET:m@x",
				"NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab"),
			"Mara|Quell|m@x|", "",
		},
		"2.1 photo": {
			card("VERSION:2.1", "PHOTO;ENCODING=BASE64;JPEG:QUFB", "QUFBQUFB", " QUFB", "", "N:Quell;Mara", "EMAIL:m@x"),
			"Mara|Quell|m@x|", "PHOTO: left out, embedded data",
		},
		"only full name": {
			card("VERSION:3.0", "FN:Mara Quell", "EMAIL:m@x"), "Mara Quell||m@x|", "FN: whole name taken as first name",
		},
		"escaped": {
			card("VERSION:3.0", `N:Que\;ll;Ma\,ra`, "EMAIL:m@x", "ADR:;;Street", "X-TWITTER:mq", "BDAY:1980-02-03"),
			"Ma,ra|Que;ll|m@x|", "ADR: left out, a property that is not read; X-TWITTER: left out, a property that is not read",
		},
		"folded": {card("VERSION:3.0", "N:Quell;Ma", "\tra", "EMAIL:m@exam", " ple.com"), "Mara|Quell|m@example.com|", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := open(t, "\r\n"+test.card+"\r\n", contactfile.Options{})
			row := rows(t, file)[0]
			c := row.Contact
			if got := strings.Join([]string{c.FirstName, c.LastName, c.Email, c.PhoneNumber}, "|"); got != test.want {
				t.Errorf("%s, want %s", got, test.want)
			}
			if got := changes(row); got != test.changes {
				t.Errorf("changes:\n%s\nwant:\n%s", got, test.changes)
			}
			if file.Format() != contactfile.VCard || row.Line != 2 {
				t.Errorf("%s, line %d", file.Format(), row.Line)
			}
		})
	}
}

func TestOptions_Map_vcard(t *testing.T) {
	t.Parallel()
	opts := contactfile.Options{Map: map[string]contactfile.Field{
		"UID": contactfile.ExternalContactID, "org": contactfile.Custom("company", contactfile.Text),
		"TEL": contactfile.Ignore,
	}}
	row := rows(t, open(t, card("VERSION:4.0", "UID:7", `ORG:Acme\;Co;Sales`, "TEL:+15550100101"), opts))[0]
	if c := row.Contact; c.ExternalContactID != "7" || c.CustomFields["company"] != "Acme;Co;Sales" ||
		c.PhoneNumber != "" {
		t.Errorf("%+v", c)
	}
	opts.Map = map[string]contactfile.Field{"COLOUR": contactfile.Ignore}
	wantError(t, failure(t, card("EMAIL:m@x"), opts), contactfile.ErrColumns, `column "COLOUR"`, `"EMAIL"`)
}

func TestFile_Rows_vcardBadRows(t *testing.T) {
	t.Parallel()
	good := card("VERSION:3.0", "EMAIL:d@x")
	for name, test := range map[string]struct{ content, message string }{
		"no end":   {"BEGIN:VCARD\nEMAIL:a@x\n" + good, "line 1: the vCard does not end before the next one begins"},
		"outside":  {"VERSION:3.0\nEMAIL:a@x\n" + good, "line 1: lines outside of any vCard"},
		"no colon": {card("EMAIL:a@x", "nonsense") + good, "no colon"},
		"charset": {
			card("N;CHARSET=none;ENCODING=QUOTED-PRINTABLE:=41") + good, "quoted-printable text that cannot be decoded",
		},
		"not the charset": {card("N;ENCODING=QUOTED-PRINTABLE:=FF") + good, "quoted-printable text that cannot be decoded"},
		"parameters":      {card(`EMAIL;TYPE="a\q":a@x`) + good, "malformed parameters"},
		"too long":        {card("NOTE:"+strings.Repeat("x", 2000)) + good, "r than 1024 bytes"},
		"too many lines":  {card(strings.Repeat("NOTE:xxxxxxxxxxxx\r\n", 200)) + good, "r than 1024 bytes"},
		"too much folded": {card("NOTE:x"+strings.Repeat("\r\n yyyyyyyyyy", 200)) + good, "r than 1024 bytes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := contactfile.Options{SkipBadRows: true, MaxRow: 1024, Format: contactfile.VCard}
			file := open(t, test.content, opts)
			all, failures := rowsAndErrors(file)
			if emails(all) != "d@x" || len(failures) != 1 {
				t.Fatalf("%s, %v", emails(all), failures)
			}
			wantError(t, failures[0], contactfile.ErrRow, test.message)
		})
	}
	err := failure(t, "BEGIN:VCARD\nEMAIL:a@x\n", contactfile.Options{})
	wantError(t, err, contactfile.ErrRow, "line 1: the vCard does not end")
	file := open(t, "BEGIN:VCARD\n"+strings.Repeat("NOTE:x\n", 100)+"N:J\xf6rg\nEND:VCARD\n",
		contactfile.Options{SkipBadRows: true})
	if all, failures := rowsAndErrors(file); len(all) != 0 || len(failures) != 1 {
		t.Errorf("%v, %v", all, failures)
	}
}

// A photo is larger than any card, and is not kept.
func TestFile_Rows_vcardLargePhoto(t *testing.T) {
	t.Parallel()
	photo := "PHOTO;ENCODING=b:" + strings.Repeat("QUFB\r\n QUFB", 1000)
	row := rows(t, open(t, card("EMAIL:m@x", photo), contactfile.Options{MaxRow: 1024}))[0]
	if row.Contact.Email != "m@x" || changes(row) != "PHOTO: left out, embedded data" {
		t.Errorf("%+v (%s)", row.Contact, changes(row))
	}
}
