package contactfile

import (
	"archive/zip"
	"bytes"
	"fmt"
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
	found   [len(sheetMarks)]bool
	doubles bool // a number is written as in Java: see double
}

// read reads a part. Of one that is damaged, excelize says what is wrong.
func (s *partScan) read(part *zip.File) error {
	in, err := part.Open()
	if err != nil {
		return nil
	}
	defer in.Close()
	const longest = 32 // of the marks and of a number
	buffer, kept := make([]byte, bufferSize), 0
	for err == nil {
		var n int
		n, err = in.Read(buffer[kept:])
		end := kept + n
		if tooLarge := s.measure(buffer[kept:end]); tooLarge != nil {
			return tooLarge
		}
		for i, mark := range sheetMarks {
			s.found[i] = s.found[i] || mark.text.Match(buffer[:end])
		}
		s.doubles = s.doubles || hasDouble(buffer[:end])
		kept = copy(buffer, buffer[max(0, end-longest):end])
	}
	return nil
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
