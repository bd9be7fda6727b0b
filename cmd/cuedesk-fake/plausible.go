package main

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// checkText refuses what is no text in UTF-8: the API could not answer with it.
func checkText(raw []byte) error {
	switch begin := bytes.TrimSpace(bytes.TrimPrefix(raw, []byte("\ufeff"))); {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return errors.New("it is a workbook or another archive; save the contacts as CSV in UTF-8")
	case bytes.HasPrefix(begin, []byte("<")):
		return errors.New("it is HTML or XML; save the contacts as CSV in UTF-8")
	case bytes.HasPrefix(raw, []byte("\xff\xfe")), bytes.HasPrefix(raw, []byte("\xfe\xff")):
		return errors.New("it is UTF-16; save it in UTF-8")
	case !utf8.Valid(raw):
		return fmt.Errorf("line %d is not UTF-8, perhaps Windows-1252; save the file in UTF-8", badLine(raw))
	case bytes.IndexByte(raw, 0) >= 0:
		return errors.New("it has zero bytes; save it in UTF-8")
	}
	return nil
}

// badLine returns the number of the first line that is not UTF-8.
func badLine(raw []byte) int {
	n := 0
	for line := range bytes.Lines(raw) {
		if n++; !utf8.Valid(line) {
			break
		}
	}
	return n
}

// checkHeader refuses columns that are for no field of a contact.
func checkHeader(header []string) error {
	for _, name := range header {
		key, custom := strings.CutPrefix(name, customPrefix)
		known := name == archivedColumn || texts[name] != nil || times[name] != nil || slices.Contains(ignored, name)
		if !known && (!custom || key == "") {
			names := slices.Sorted(maps.Keys(texts))
			return fmt.Errorf("column %q is not a field of contacts; those are %s, and %sKEY", name,
				strings.Join(names, ", "), customPrefix)
		}
	}
	return nil
}
