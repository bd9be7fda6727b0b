package contactfile_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

const withUmlaut = "first_name,email\nJörg,j@x\n"

// encoded returns withUmlaut in an encoding.
func encoded(t *testing.T, enc *encoding.Encoder) string {
	t.Helper()
	text, err := enc.String(withUmlaut)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func packed(t *testing.T, content string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	if _, err := w.Write([]byte(content)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestOptions_Encoding(t *testing.T) {
	t.Parallel()
	big := unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder()
	little := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()
	for name, test := range map[string]struct{ content, encoding string }{
		"UTF-8":                 {withUmlaut, ""},
		"UTF-8 named":           {withUmlaut, "UTF8"},
		"UTF-8 with mark":       {"\ufeff" + withUmlaut, ""},
		"UTF-8 named and mark":  {"\ufeff" + withUmlaut, "utf-8"},
		"windows-1252":          {encoded(t, charmap.Windows1252.NewEncoder()), "windows-1252"},
		"latin1":                {encoded(t, charmap.Windows1252.NewEncoder()), "latin1"},
		"IBM850":                {encoded(t, charmap.CodePage850.NewEncoder()), "IBM850"},
		"macintosh":             {encoded(t, charmap.Macintosh.NewEncoder()), "macintosh"},
		"UTF-16 with mark":      {encoded(t, big), ""},
		"UTF-16LE without mark": {encoded(t, little), "utf-16le"},
		"packed":                {packed(t, encoded(t, charmap.Windows1252.NewEncoder())), "windows-1252"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := open(t, test.content, contactfile.Options{Encoding: test.encoding})
			if all := rows(t, file); len(all) != 1 || all[0].Contact.FirstName != "Jörg" {
				t.Errorf("%+v", all)
			}
		})
	}
}

func TestNewReader_encodings(t *testing.T) {
	t.Parallel()
	little := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder()
	for name, test := range map[string]struct {
		content, encoding, message string
		target                     error
	}{
		"windows-1252": {
			encoded(t, charmap.Windows1252.NewEncoder()), "", "line 2: the line is not UTF-8", contactfile.ErrEncoding,
		},
		"UTF-16, the other order": {"\x00a\x00b", "", "Options.Encoding, such as utf-16be", contactfile.ErrEncoding},
		"UTF-16":                  {encoded(t, little), "", "Options.Encoding, such as utf-16le", contactfile.ErrEncoding},
		"undefined": {
			"email,first_name\na@x,\x81\n", "windows-1252", "line 2: the line is not windows-1252", contactfile.ErrEncoding,
		},
		"lone half": {
			"\xff\xfee\x00m\x00a\x00i\x00l\x00\n\x00\x00\xd8\n\x00", "", "line 2: the line is not utf-16le",
			contactfile.ErrEncoding,
		},
		"two claims":  {"\ufeff" + withUmlaut, "windows-1252", "byte order mark of utf-8", contactfile.ErrEncoding},
		"unknown":     {withUmlaut, "nonsense\x1b", "there is no encoding nonsense\ufffd", contactfile.ErrOptions},
		"unsupported": {withUmlaut, "ISO-2022-KR", "there is no encoding", contactfile.ErrOptions},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := failure(t, test.content, contactfile.Options{Encoding: test.encoding, SkipBadRows: true})
			wantError(t, err, test.target, test.message)
		})
	}
}

// A line that is not UTF-8 far behind the first ones refuses the file before any
// row is sent, where the file can be read twice.
func TestOpen_readsToTheEnd(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "contacts.csv")
	content := "email,first_name\n" + strings.Repeat("a@x,A\n", 50_000) + "b@x,J\xf6rg\n"
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := contactfile.Open(path, contactfile.Options{SkipBadRows: true})
	wantError(t, err, contactfile.ErrEncoding, path, "line 50002")

	all, failures := rowsAndErrors(open(t, content, contactfile.Options{}))
	if len(all) != 50_000 || len(failures) != 1 || !errors.Is(failures[0], contactfile.ErrEncoding) {
		t.Errorf("%d rows, %v", len(all), failures)
	}
}

func TestOpen_missing(t *testing.T) {
	t.Parallel()
	_, err := contactfile.Open(filepath.Join(t.TempDir(), "none.csv"), contactfile.Options{})
	wantError(t, err, os.ErrNotExist, "none.csv")
}

func TestNewReader_formats(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		content, message string
		target           error
	}{
		"empty":           {"", "the file is empty", contactfile.ErrColumns},
		"only spaces":     {"  \n\n", "the file is empty", contactfile.ErrColumns},
		"end of DOS":      {"\x1a", "the file is empty", contactfile.ErrColumns},
		"people only":     {"mara@example.com\n", "the first line has an address; begin the file with a line", contactfile.ErrColumns},
		"a zero byte":     {"email,name\na@x,Ma\x00ra\n", "line 2: byte 7 of the line is zero", contactfile.ErrEncoding},
		"one object":      {"{\n\"email\": \"a@x\"\n}\n", "line 1: the line is not one JSON object", contactfile.ErrRow},
		"gzip and more":   {packed(t, withUmlaut) + "more", "the packed data is damaged", contactfile.ErrFormat},
		"old Excel":       {"\xd0\xcf\x11\xe0\xa1\xb1", "Excel workbook of 97 to 2003", contactfile.ErrFormat},
		"HTML":            {"\n<html><table>", "HTML or XML", contactfile.ErrFormat},
		"XML":             {"<?xml version=\"1.0\"?>", "HTML or XML", contactfile.ErrFormat},
		"PDF":             {"%PDF-1.7\n\xff\xff", "PDF", contactfile.ErrFormat},
		"JSON array":      {"[\n{\"email\": \"a@x\"}\n]", "NDJSON", contactfile.ErrFormat},
		"JSON array line": {"[{\"email\": \"a@x\"}]", "NDJSON", contactfile.ErrFormat},
		"zip":             {"PK\x03\x04 and nothing", "not an xlsx workbook", contactfile.ErrFormat},
		"zstd":            {"\x28\xb5\x2f\xfd", "zstd", contactfile.ErrFormat},
		"packed twice":    {packed(t, packed(t, withUmlaut)), "packed with gzip twice", contactfile.ErrFormat},
		"gzip header":     {"\x1f\x8b\x00", "gzip header is damaged", contactfile.ErrFormat},
		"gzip cut off":    {packed(t, withUmlaut)[:40], "the packed data is damaged, or cut off", contactfile.ErrFormat},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			wantError(t, failure(t, test.content, contactfile.Options{}), test.target, "test", test.message)
		})
	}
}

func TestNewReader_brokenInput(t *testing.T) {
	t.Parallel()
	broken := errors.New("cable\x1b pulled")
	in := brokenReader{bytes.NewReader([]byte("email\na@x\nb@x\n" + strings.Repeat("c@x\n", 100) + "d")), broken}
	file, err := contactfile.NewReader(in, "pipe", contactfile.Options{SkipBadRows: true})
	if err != nil {
		t.Fatal(err)
	}
	all, failures := rowsAndErrors(file)
	if len(all) != 102 || len(failures) != 1 {
		t.Fatalf("%d rows, %v", len(all), failures)
	}
	wantError(t, failures[0], broken, "pipe, line 104", "cable\ufffd pulled")
	_, err = contactfile.NewReader(brokenReader{bytes.NewReader(nil), broken}, "pipe", contactfile.Options{})
	if !errors.Is(err, broken) {
		t.Errorf("%v", err)
	}
}
