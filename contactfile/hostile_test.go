package contactfile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// TestFile_Rows_hostile: files as they come out of programs and hands. What is in them becomes the person it is about,
// or is named.
func TestFile_Rows_hostile(t *testing.T) {
	t.Parallel()
	card := func(lines ...string) string {
		return "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Quell;Mara\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCARD\r\n"
	}
	for name, test := range map[string]struct{ content, want string }{
		"Outlook in Spanish": {
			"\ufeffNombre,Apellidos,Dirección de correo electrónico,Teléfono móvil\r\nMara,Quell,m@x,+34612345678\r\n",
			"Mara|Quell|m@x|+34612345678|",
		},
		"Outlook in Italian": {
			"Nome,Cognome,Indirizzo posta elettronica,Cellulare\nMara,Quell,m@x,+393331234567\n", "Mara|Quell|m@x|+393331234567|",
		},
		"Outlook in Dutch": {
			"Voornaam,Achternaam,E-mailadres,Mobiele telefoon\nMara,Quell,m@x,+31612345678\n", "Mara|Quell|m@x|+31612345678|",
		},
		"Outlook in Polish": {
			"Imię,Nazwisko,E-mail,Telefon komórkowy\nMara,Quell,m@x,+48512345678\n", "Mara|Quell|m@x|+48512345678|",
		},
		"Outlook in Swedish": {
			"Förnamn,Efternamn,E-postadress,Mobiltelefon\nMara,Quell,m@x,+46701234567\n", "Mara|Quell|m@x|+46701234567|",
		},
		"Outlook in Portuguese": {
			"Nome,Sobrenome,Endereço de Email,Telefone Celular\nMara,Quell,m@x,+5511912345678\n", "Mara|Quell|m@x|+5511912345678|",
		},
		"mailto with a subject":     {"email\nmailto:m@x?subject=hi\n", "||m@x||email wrapping removed"},
		"addresses parted by a bar": {"email\nm@x | t@x\n", "||m@x||email further value not used"},
		"single quotes":             {"email\n'm@x'\n", "||m@x||email wrapping removed"},
		"Google without hyphen":     {"First Name,File As,Email 1 - Value\nMara,,m@x\n", "Mara||m@x||"},
		"numbers that may be made up are kept": {
			"email,phone\nm@x,1234567890\nt@x,(123) 456-7890\n",
			"||m@x|1234567890|phone kept as given\n||t@x|(123) 456-7890|phone kept as given",
		},
		"IDs of HubSpot": {
			"Record ID,Email,Associated Company IDs (Primary),Associated Note IDs\n7,m@x,1,2;3\n", "||m@x||",
		},
		"all ends of line":    {"email\r\nm@x\nt@x\ri@x\r\n", "||m@x||\n||t@x||\n||i@x||"},
		"mark in the middle":  {"email\nm@x\n\ufefft@x\n", "||m@x||\n||t@x||email invisible characters removed"},
		"header twice":        {"email\nm@x\nemail\nt@x\n", "||m@x||\n||||email left out\n||t@x||"},
		"rows end in a comma": {"email,first_name\nm@x,Mara,\nt@x,Toma,\n", "Mara||m@x||\nToma||t@x||"},
		"end of DOS":          {"email,first_name\r\nm@x,Mara\r\n\x1a", "Mara||m@x||"},
		"typographic quotes":  {"“email”,“first_name”\n“m@x”,“Mara”\n", "“Mara”||m@x||“email” wrapping removed"},
		"separator at the end": {
			"email\nm@x;\n", "||m@x||email wrapping removed",
		},
		"totals": {"email,first_name\nm@x,Mara\nTotal,1\n", "Mara||m@x||\n1||||email left out"},
		"quoted end of line": {
			"email,notes,first_name\r\nm@x,\"a\r\nb\",Mara\r\nt@x,,Toma\r\n", "Mara||m@x||\nToma||t@x||",
		},
		"fax first": {
			card("TEL;TYPE=FAX,WORK:+15550100199", "TEL;TYPE=CELL:+15550100101"), "Mara|Quell||+15550100101|TEL left out",
		},
		"a pager":    {card("EMAIL:m@x", "TEL;TYPE=pager:+15550100199"), "Mara|Quell|m@x||TEL left out"},
		"only a fax": {card("EMAIL:m@x", "TEL;TYPE=fax:+15550100199"), "Mara|Quell|m@x||TEL left out"},
		"a fax that is a phone": {
			card("TEL;TYPE=FAX;TYPE=VOICE:+15550100199"), "Mara|Quell||+15550100199|",
		},
		"preferred": {
			card("TEL;TYPE=HOME:+15550100199", "TEL;TYPE=CELL,PREF:+15550100101"),
			"Mara|Quell||+15550100101|TEL further value not used",
		},
		"groups": {card("item1.EMAIL;type=INTERNET:m@x", "item1.X-ABLabel:_$!<Work>!$_"), "Mara|Quell|m@x||"},
		"card in a card": {
			card("AGENT:", "BEGIN:VCARD", "N:Agent;A", "AGENT:", "BEGIN:VCARD", "END:VCARD", "EMAIL:agent@x", "END:VCARD",
				"EMAIL:m@x") +
				card("EMAIL:t@x"),
			"Mara|Quell|m@x||AGENT left out\nMara|Quell|t@x||",
		},
		"charset": {
			"BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:M=FC=\r\n=DFig;J=F6rg\r\nEMAIL:j@x\r\nEND:VCARD\r\n",
			"Jörg|Müßig|j@x||",
		},
		"bare commas": {card("NOTE:a,b", "EMAIL:m@x", "FN:Mara Quell, Jr"), "Mara|Quell|m@x||"},
		"two alternatives of a name": {
			"BEGIN:VCARD\nVERSION:4.0\nN;ALTID=1;LANGUAGE=jp:山田;太郎;;;\nN;ALTID=1;LANGUAGE=en:Yamada;Taro;;;\nEMAIL:t@x\nEND:VCARD\n",
			"太郎|山田|t@x||",
		},
		"objects with blank lines": {"\ufeff{\"email\":\"m@x\"}\n\n{\"email\":\"t@x\",\"first_name\":null}\n", "||m@x||\n||t@x||"},
		"packed twice over":        {packed(t, "email\nm@x\n") + packed(t, "t@x\n"), "||m@x||\n||t@x||"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, row := range rows(t, open(t, test.content, contactfile.Options{})) {
				c := row.Contact
				var changed []string
				for _, change := range row.Changes {
					changed = append(changed, change.Column+" "+string(change.Kind))
				}
				texts := []string{c.FirstName, c.LastName, c.Email, c.PhoneNumber, strings.Join(changed, "; ")}
				got = append(got, strings.Join(texts, "|"))
			}
			if all := strings.Join(got, "\n"); all != test.want {
				t.Errorf("rows are\n%s\nnot\n%s", all, test.want)
			}
		})
	}
}

// TestNewReader_oneRaggedRow: a single row with a cell more may have a delimiter within a cell.
func TestNewReader_oneRaggedRow(t *testing.T) {
	t.Parallel()
	file := open(t, "name,email,notes\nQuell, Mara,mara@example.com,\n", contactfile.Options{})
	if _, failures := rowsAndErrors(file); len(failures) != 1 {
		t.Errorf("errors are %v", failures)
	}
}

func TestOpen_folder(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "contacts")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	_, err := contactfile.Open(folder, contactfile.Options{})
	wantError(t, err, contactfile.ErrFormat, "is a directory, and not a file")
}

// TestFile_Rows_hostileWorkbook: what people see in a spreadsheet is what is read, or a notice says what is not.
func TestFile_Rows_hostileWorkbook(t *testing.T) {
	t.Parallel()
	content := workbook(t, map[string][][]any{
		"Sheet1": {{"email"}, {"hidden@example.com"}},
		"People": {
			nil, nil,
			{"email", "phone", "first_name"},
			{"m@x", int64(4915112345678), "Mara"},
			{"t@x", "0151 2345678", "Toma"},
			{"i@x", 4915112345678.0},
		},
	}, func(book *excelize.File) {
		index, err := book.GetSheetIndex("People")
		book.SetActiveSheet(index)
		if err := errors.Join(
			err, book.SetSheetVisible("Sheet1", false),
			book.SetCellFormula("People", "C6", `="I"&"na"`),
		); err != nil {
			t.Error(err)
		}
	})
	file := open(t, content, contactfile.Options{Region: "DE"})
	var got []string
	for _, row := range rows(t, file) {
		got = append(got, strings.Join([]string{row.Contact.Email, row.Contact.PhoneNumber, row.Contact.FirstName}, " "))
	}
	want := "m@x 4915112345678 Mara\nt@x +491512345678 Toma\ni@x 4915112345678 "
	if all := strings.Join(got, "\n"); all != want {
		t.Errorf("rows are\n%s\nnot\n%s", all, want)
	}
	if said := noticesOf(file); !strings.Contains(said, `sheet "People" is read, and not "Sheet1"`) ||
		!strings.Contains(said, "cells have a formula without its result") {
		t.Errorf("notices: %s", said)
	}
}
