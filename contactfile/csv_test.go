package contactfile_test

import (
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

func TestFile_Rows_csv(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string
		opts    contactfile.Options
		want    string // first name and address of each row
	}{
		"comma":     {content: "first_name,email\nMara,m@x\nToma,t@x\n", want: "Mara m@x|Toma t@x"},
		"semicolon": {content: "first_name;email\nMara;m@x\n", want: "Mara m@x"},
		"tab":       {content: "first_name\temail\nMara\tm@x\n", want: "Mara m@x"},
		"pipe":      {content: "first_name|email\nMara|m@x\n", want: "Mara m@x"},
		"other delimiter": {
			content: "first_name^email\nMara^m@x\n", opts: contactfile.Options{Delimiter: '^'}, want: "Mara m@x",
		},
		"long delimiter": {
			content: "first_name→email\nMara→m@x\n", opts: contactfile.Options{Delimiter: '→'}, want: "Mara m@x",
		},
		"one column": {content: "email\nm@x\n", want: " m@x"},
		"CR":         {content: "first_name,email\rMara,m@x\rToma,t@x", want: "Mara m@x|Toma t@x"},
		"CRLF":       {content: "first_name,email\r\nMara,m@x\r\nToma,t@x\r\n", want: "Mara m@x|Toma t@x"},
		"mixed ends": {content: "first_name,email\nMara,m@x\rToma,t@x\r\n\r\n", want: "Mara m@x|Toma t@x"},
		"quotes": {
			content: "\"first_name\",\"email\"\n\"Ma\"\"ra\",\"m@x\"\n\"\",t@x\n", want: `Ma"ra m@x| t@x`,
		},
		"line in a cell": {content: "first_name,email\n\"Mara\r\nQuell\",m@x\n", want: "Mara\nQuell m@x"},
		"sep":            {content: "sep=;\nfirst_name;email\nMara;m@x\n", want: "Mara m@x"},
		"sep in quotes":  {content: "\"SEP=|\"\nfirst_name|email\nMara|m@x\n", want: "Mara m@x"},
		"no sep":         {content: "sep=\nfirst_name,email\nMara,m@x\n", want: "Mara m@x"},
		"comma in names": {content: "first_name;email;a,b,c,d\nMara;m@x;1,2,3,4\n", want: "Mara m@x"},
		"stray before":   {content: "5\" list\nfirst_name,email\nMara,m@x\n", want: "Mara m@x"},
		"blank lines":    {content: "\n\nfirst_name,email\n\nMara,m@x\n  ,  \n\n", want: "Mara m@x"},
		"no header": {
			content: "Mara,m@x\n", opts: contactfile.Options{Header: []string{"first name", "email"}}, want: "Mara m@x",
		},
		"two headers alike": {content: "first_name,email,email\nMara,,m@x\nToma,t@x,u@x\n", want: "Mara m@x|Toma t@x"},
		"known words below": {content: "first_name,email,type\nMara,m@x,mobile\n", want: "Mara m@x"},
		"title above": {
			content: "Name\nContacts of 2024\n\nFirst Name,Email\nMara,m@x\n", want: "Mara m@x",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, row := range rows(t, open(t, test.content, test.opts)) {
				got = append(got, row.Contact.FirstName+" "+row.Contact.Email)
			}
			if strings.Join(got, "|") != test.want {
				t.Errorf("%q, want %q", strings.Join(got, "|"), test.want)
			}
		})
	}
}

func TestFile_Rows_badRows(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content string
		message string
		want    string // addresses of the other rows
	}{
		"too few cells": {
			"email,notes\na@x,1\nb@x\nc@x,3\n", "line 3: the row has 1 cell, and the header has 2", "a@x c@x",
		},
		"too many cells": {"email,notes\na@x,1\nb@x,2,\nc@x,3\n", "line 3: the row has 3 cells", "a@x c@x"},
		"stray quote": {
			"email,notes\na@x,1\nb@x,5\" pipe\nc@x,3\n",
			"line 3: cell 2 of the row in line 3 has a quote in a cell that does not begin with one", "a@x c@x",
		},
		"text after quote": {
			"email,notes\na@x,\"1\nb\"x,2\nc@x,3\n",
			"line 3: cell 2 of the row in line 2 has text after the closing quote", "c@x",
		},
		"never closed": {
			"email,notes\na@x,1\nb@x,\"2\nc@x,3\nd@x,4\n",
			"line 3: the quote that opens cell 2 is not closed before the end of the file", "a@x c@x d@x",
		},
		"too long": {
			"email,notes\na@x,1\nb@x," + strings.Repeat("x", 2000) + "\nc@x,3\n", "line 3: the line is longer", "a@x c@x",
		},
		"too long last": {"email,notes\na@x,1\nb@x," + strings.Repeat("x", 2000), "line 3: the line is longer", "a@x"},
		"too many lines": {
			"email,notes\na@x,1\nb@x,\"" + strings.Repeat(strings.Repeat("x", 500)+",\n", 4) + "c@x,3\n",
			"line 3: the quote that opens cell 2 is not closed", "a@x c@x",
		},
		"too long in quotes": {
			"email,notes\na@x,1\nb@x,\"2\n" + strings.Repeat("x", 2000) + "\nc@x,3\n",
			"line 3: the quote that opens cell 2 is not closed", "a@x c@x",
		},
		"too many columns": {
			"email,notes\na@x,1\n" + strings.Repeat(",", 5000) + "b\nc@x,3\n", "line 3: the line is longer", "a@x c@x",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			opts := contactfile.Options{MaxRow: 1024, Delimiter: ','}
			wantError(t, failure(t, test.content, opts), contactfile.ErrRow, "test", test.message)
			opts.SkipBadRows = true
			file := open(t, test.content, opts)
			all, failures := rowsAndErrors(file)
			if got := strings.Fields(emails(all)); strings.Join(got, " ") != test.want {
				t.Errorf("rows %q, want %q; errors: %v", got, test.want, failures)
			}
			if len(failures) == 0 || file.Counts().Bad != len(failures) || file.Counts().Rows != len(all) {
				t.Errorf("counts %+v with %d rows and %d errors", file.Counts(), len(all), len(failures))
			}
		})
	}
}

func TestFile_Rows_tooManyColumns(t *testing.T) {
	t.Parallel()
	content := "email,notes\na@x,1\n" + strings.Repeat(",", 5000) + "b\n"
	wantError(t, failure(t, content, contactfile.Options{}), contactfile.ErrRow, "line 3", "more than 4096 columns")
	for _, delimiter := range []string{",", ";", "\t"} {
		header := "email" + strings.Repeat(delimiter+"notes", 5000) + "\n"
		for _, rows := range []string{"", strings.Repeat("a@x"+strings.Repeat(delimiter, 5000)+"\n", 3)} {
			err := failure(t, header+rows, contactfile.Options{})
			wantError(t, err, contactfile.ErrColumns, "line 1", "the row has more than 4096 columns; leave out columns")
		}
	}
}

func TestFile_Rows_twice(t *testing.T) {
	t.Parallel()
	file := open(t, "email\na@x\nb@x\n", contactfile.Options{})
	for row, err := range file.Rows() {
		if err != nil || row.Contact.Email != "a@x" {
			t.Errorf("%v, %v", row, err)
		}
		break
	}
	for row, err := range file.Rows() {
		if err == nil || row != nil {
			t.Errorf("rows can be read twice: %v", row)
		}
	}
}

func TestFile_Rows_warnings(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]int{
		"one\ntwo":                     0,
		"Hello, Mara,\nsee you":        0,
		"one\ntoma@example.com, Toma":  1,
		"one\nToma,t,toma@x,ok":        1,
		"one\nsee you, Mara":           0,
		"one\nToma;t;toma@x":           1,
		"toma@example.com, Toma\n two": 0,
	} {
		file := open(t, "email,first_name,last_name,notes\na@x,A,B,\""+cell+"\"\n", contactfile.Options{})
		if got := len(rows(t, file)[0].Warnings); got != want {
			t.Errorf("%q: %d warnings, want %d", cell, got, want)
		}
	}
}
