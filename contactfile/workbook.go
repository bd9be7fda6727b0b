package contactfile

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strings"
)

const (
	unpackedRatio  = 8  // how much larger what is in a workbook may be than its limit
	bytesPerString = 32 // of the limit, for each shared string
)

// inspectWorkbook refuses a workbook that would take much memory: excelize holds a
// cell, and each part but sheets and shared strings, in memory as a whole.
func (f *File) inspectWorkbook(data []byte) error {
	archive, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil //nolint:nilerr // excelize says what is wrong, or that there is a password
	}
	if err := refuseArchive(archive); err != nil {
		return err
	}
	scan := partScan{
		longest: max(f.opts.MaxRow, bufferSize), left: f.opts.MaxWorkbook * unpackedRatio,
		strings: f.opts.MaxWorkbook / bytesPerString,
	}
	others := f.opts.MaxWorkbook
	for _, part := range archive.File {
		name := partName(part)
		if strings.HasPrefix(name, "xl/worksheets/") || name == "xl/sharedstrings.xml" {
			err = scan.read(part)
		} else if others -= int64(min(part.UncompressedSize64, 1<<62)); others < 0 {
			err = errTooLarge("MaxWorkbook", "what is in the workbook beside its cells is larger than %d bytes",
				f.opts.MaxWorkbook)
		}
		if err != nil {
			return err
		}
	}
	for i, mark := range sheetMarks {
		if scan.found[i] {
			f.note("%s", mark.note)
		}
	}
	if f.doubles = scan.doubles; f.doubles {
		f.note("whole numbers are written as 5.0 and 1.2E7, as Google Sheets does: these are read as 5 and 12000000")
	}
	return nil
}

// refuseArchive refuses a zip file that is something else.
func refuseArchive(archive *zip.Reader) error {
	names := map[string]bool{}
	for _, part := range archive.File {
		names[partName(part)] = true
	}
	kind, fix := "a zip archive, and no xlsx workbook", "unpack it, or save it as xlsx or CSV"
	switch {
	case names["xl/workbook.bin"]:
		kind, fix = "a binary workbook (.xlsb)", "save it as xlsx or CSV"
	case names["content.xml"] && names["mimetype"]:
		kind, fix = "an OpenDocument file", "save it as xlsx or CSV"
	case names["xl/workbook.xml"] || names["[content_types].xml"] && !names["word/document.xml"]:
		return nil
	}
	return &Error{Problem: "the file is " + kind, Fix: fix, Err: ErrFormat}
}

// sheetMarks are texts in the parts of a workbook that say what is remarkable about its sheets.
var sheetMarks = [...]struct {
	text *regexp.Regexp
	note string
}{
	{
		regexp.MustCompile(`</f></c>`), // as some libraries write it
		"cells have a formula without its result, and are read as empty: open the workbook in a spreadsheet, save it",
	},
	{
		regexp.MustCompile(` hidden="(1|true)"`),
		"a sheet has hidden rows or columns, as a filter makes them: they are read like the others",
	},
	{regexp.MustCompile(`<mergeCell `), "a sheet has merged cells: only the first of them has the value"},
}

// partName is the name of a part as programs that are careless write it, too.
func partName(part *zip.File) string { return strings.ToLower(strings.ReplaceAll(part.Name, `\`, "/")) }

// errTooLarge is the error of a workbook that is beyond a limit.
func errTooLarge(option, format string, args ...any) *Error {
	return &Error{
		Problem: fmt.Sprintf(format, args...) + ": save it as CSV", Fix: "or raise the limit", Option: option, Err: ErrFormat,
	}
}

// partScan looks at the text of sheets and of shared strings without parsing it.
type partScan struct {
	longest int   // that a text or a tag may be, in bytes
	left    int64 // bytes that may still come
	strings int64 // shared strings that may still come: excelize takes about 120 bytes for each
	text    int   // bytes since the last tag began
	buffer  []byte
	kept    int // of the buffer, of the piece before
	found   [len(sheetMarks)]bool
	doubles bool // a number is written as in Java: see double
}

// read reads a part to its end. In a sheet, or in many texts, excelize silently takes for the end what it cannot
// parse.
func (s *partScan) read(part *zip.File) error {
	in, err := part.Open()
	if err != nil {
		return damaged(part, err)
	}
	defer in.Close()
	s.kept, s.text = 0, 0
	if strings.HasSuffix(partName(part), ".xml") {
		err = parseXML(io.TeeReader(in, s))
	} else {
		_, err = io.Copy(s, in) //nolint:gosec // measure has a limit
	}
	if known, ok := errors.AsType[*Error](err); ok {
		return known
	}
	if err != nil {
		return damaged(part, err)
	}
	return nil
}

// parseXML parses XML to its end.
func parseXML(in io.Reader) error {
	decoder := xml.NewDecoder(in)
	decoder.CharsetReader = func(name string, text io.Reader) (io.Reader, error) {
		enc, err := encodingNamed(name)
		if err != nil {
			return nil, err
		}
		return enc.NewDecoder().Reader(text), nil
	}
	const deepest = 64 // elements within each other, which the decoder holds in memory
	for depth := 0; depth <= deepest; {
		token, err := decoder.Token()
		switch {
		case err == io.EOF: //nolint:errorlint // it is returned as it is
			return nil
		case err != nil:
			return err
		}
		switch token.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			depth--
		}
	}
	return errors.New("it has too many elements within each other")
}

// Write looks at the next piece of a part.
func (s *partScan) Write(piece []byte) (int, error) {
	const longest = 32 // of the marks and of a number
	if err := s.measure(piece); err != nil {
		return 0, err
	}
	s.buffer = append(s.buffer[:s.kept], piece...)
	for i, mark := range sheetMarks {
		s.found[i] = s.found[i] || mark.text.Match(s.buffer)
	}
	s.doubles = s.doubles || hasDouble(s.buffer)
	s.kept = copy(s.buffer, s.buffer[max(0, len(s.buffer)-longest):])
	return len(piece), nil
}

func damaged(part *zip.File, err error) error {
	return &Error{
		Problem: fmt.Sprintf("the workbook is damaged: %q is cut off, or not well-formed", printable(part.Name)),
		Fix:     "open it in a spreadsheet and save it, or get it once more", Err: formatError(err),
	}
}

// measure refuses a text that is too long, or too much of it.
func (s *partScan) measure(chunk []byte) error {
	if s.left -= int64(len(chunk)); s.left < 0 {
		return errTooLarge("MaxWorkbook", "the workbook unpacks to more than %d times the limit of its size", unpackedRatio)
	}
	for {
		tag := bytes.IndexByte(chunk, '<')
		if tag < 0 {
			tag = len(chunk)
		}
		if s.text += tag; s.text > s.longest {
			return errTooLarge("MaxRow", "a cell is larger than %d bytes", s.longest)
		}
		if tag == len(chunk) {
			return nil
		}
		s.text, chunk = 0, chunk[tag+1:]
		if !bytes.HasPrefix(chunk, []byte("si")) {
			continue
		}
		if s.strings--; s.strings < 0 {
			return errTooLarge("MaxWorkbook", "the workbook has more texts than its limit divided by %d", bytesPerString)
		}
	}
}
