package contactfile

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"strings"
)

// Format is the format of a file. A file in each of them may be compressed with gzip.
type Format string

// The formats.
const (
	CSV    Format = "csv"    // text in columns with any delimiter, also TSV
	NDJSON Format = "ndjson" // one JSON object per line
	VCard  Format = "vcard"  // versions 2.1, 3.0 and 4.0
	XLSX   Format = "xlsx"   // one sheet of a workbook
)

const bufferSize = 64 << 10

// open recognises the format and makes ready what yields the rows.
func (f *File) open(r io.Reader) error {
	in := bufio.NewReaderSize(r, bufferSize)
	if startsWith(in, "\x1f\x8b") {
		unpacked, err := gzip.NewReader(in)
		if err != nil {
			return &Error{Problem: "the gzip header is damaged", Err: formatError(err)}
		}
		in = bufio.NewReaderSize(gzipReader{unpacked}, bufferSize)
	}
	if err := refuseBinary(in); err != nil {
		return err
	}
	if f.opts.Format == XLSX || f.opts.Format == "" && startsWith(in, "PK\x03\x04") {
		f.format = XLSX
		return f.openWorkbook(in)
	}
	lines, err := f.openText(in)
	if err != nil {
		return err
	}
	return f.openLines(lines)
}

// openLines makes ready one of the formats that are text.
func (f *File) openLines(lines *lineReader) error {
	f.format = f.opts.Format
	if f.format == "" {
		format, err := recogniseText(lines)
		if err != nil {
			return err
		}
		f.format = format
	}
	switch f.format {
	case NDJSON:
		return f.openObjects(lines)
	case VCard:
		return f.openCards(lines)
	default:
		return f.openCSV(lines)
	}
}

// recogniseText tells the format from the first line that is not blank.
func recogniseText(lines *lineReader) (Format, error) {
	sample, failed := lines.sample(sampleLines)
	for _, l := range sample {
		text := strings.ToUpper(strings.TrimSpace(l.text))
		switch {
		case text == "":
			continue
		case strings.HasPrefix(text, "BEGIN:VCARD"):
			return VCard, failed
		case strings.HasPrefix(text, "{"):
			return NDJSON, failed
		}
		if err := refuseText(l.number, text); err != nil {
			return "", err
		}
		break
	}
	return CSV, failed
}

// refuseText refuses text that is clearly no table.
func refuseText(number int, text string) error {
	var kind, fix string
	switch {
	case text == "[", strings.HasPrefix(text, "[{"), strings.HasPrefix(text, "[ {"), strings.HasPrefix(text, `["VCARD"`):
		kind, fix = "a JSON array", "write one object a line (NDJSON)"
	case len(text) > 1 && text[0] == '<' && (text[1] == '!' || text[1] == '?' || text[1] >= 'A' && text[1] <= 'Z'):
		kind, fix = "HTML or XML", "save it as CSV in UTF-8, or as xlsx"
	case strings.HasPrefix(text, "%PDF-"):
		kind, fix = "PDF", "save it as CSV in UTF-8, or as xlsx"
	default:
		return nil
	}
	return &Error{Line: number, Problem: "the file is " + kind, Fix: fix, Err: ErrFormat}
}

// refuseBinary refuses what is neither text nor a workbook.
func refuseBinary(in *bufio.Reader) error {
	for start, name := range map[string]string{
		"\xd0\xcf\x11\xe0":    "an Excel workbook of 97 to 2003 (.xls), or one with a password",
		"\x09\x08\x10\x00":    "an Excel workbook of 97 or before (.xls)",
		"\x1f\x8b":            "packed with gzip twice",
		"BZh":                 "packed with bzip2",
		"\xfd7zXZ\x00":        "packed with xz",
		"\x28\xb5\x2f\xfd":    "packed with zstd",
		"\x04\x22\x4d\x18":    "packed with lz4",
		"7z\xbc\xaf\x27\x1c":  "packed with 7-Zip",
		"Rar!\x1a\x07":        "packed with RAR",
		"PK\x05\x06":          "an empty zip archive",
		"\x00\x00\xfe\xff":    "UTF-32",
		"\xff\xfe\x00\x00":    "UTF-32",
		"SQLite format 3\x00": "a database of SQLite",
		"\x00\x01\x00\x00St":  "a database of Access",
		"PAR1":                "Parquet",
		"\x89PNG":             "a picture",
		"\xff\xd8\xff":        "a picture",
		"{\\rtf":              "RTF",
	} {
		if startsWith(in, start) {
			return binaryError(name)
		}
	}
	const mark = "ustar" // after 257 bytes
	if start, _ := in.Peek(257 + len(mark)); len(start) > 257 && string(start[257:]) == mark {
		return binaryError("a tar archive")
	}
	return nil
}

func binaryError(kind string) error {
	return &Error{Problem: "the file is " + kind, Fix: "save it as CSV in UTF-8, or as xlsx", Err: ErrFormat}
}

// startsWith reports whether the input does, without consuming it.
func startsWith(in *bufio.Reader, start string) bool {
	got, _ := in.Peek(len(start))
	return bytes.Equal(got, []byte(start))
}

// gzipReader names the cause if the packed data is damaged.
type gzipReader struct{ in *gzip.Reader }

func (g gzipReader) Read(p []byte) (int, error) {
	n, err := g.in.Read(p)
	if err != nil && err != io.EOF { //nolint:errorlint // gzip returns it as it is
		err = &Error{Problem: "the packed data is damaged, or cut off", Fix: "get the file once more", Err: formatError(err)}
	}
	return n, err
}

// formatError makes a cause match ErrFormat.
func formatError(err error) error { return fmt.Errorf("%w: %w", ErrFormat, err) }
