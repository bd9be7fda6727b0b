package contactfile_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// open reads a file that is given as text.
func open(t *testing.T, content string, opts contactfile.Options) *contactfile.File {
	t.Helper()
	file, err := contactfile.NewReader(strings.NewReader(content), "test", opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { file.Close() })
	return file
}

// rows returns the rows of a file that can be read without an error.
func rows(t *testing.T, file *contactfile.File) []*contactfile.Row {
	t.Helper()
	var all []*contactfile.Row
	for row, err := range file.Rows() {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, row)
	}
	return all
}

// rowsAndErrors returns what a file yields.
func rowsAndErrors(file *contactfile.File) (all []*contactfile.Row, failures []error) {
	for row, err := range file.Rows() {
		if err != nil {
			failures = append(failures, err)
			continue
		}
		all = append(all, row)
	}
	return all, failures
}

// failure returns the error of a file that cannot be opened or read to its end.
func failure(t *testing.T, content string, opts contactfile.Options) error {
	t.Helper()
	file, err := contactfile.NewReader(strings.NewReader(content), "test", opts)
	if err != nil {
		return err
	}
	defer file.Close()
	_, failures := rowsAndErrors(file)
	if len(failures) == 0 {
		t.Fatal("the file can be read")
	}
	return failures[0]
}

// wantError checks what an error matches and says.
func wantError(t *testing.T, err, target error, parts ...string) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Errorf("the error does not match %q: %v", target, err)
	}
	for _, part := range parts {
		if !strings.Contains(err.Error(), part) {
			t.Errorf("the error does not say %q: %v", part, err)
		}
	}
}

// emails returns the addresses of rows in one line.
func emails(all []*contactfile.Row) string {
	var out []string
	for _, row := range all {
		out = append(out, row.Contact.Email)
	}
	return strings.Join(out, " ")
}

// changes returns the changes of a row as "column: kind" with details.
func changes(row *contactfile.Row) string {
	var out []string
	for _, change := range row.Changes {
		text := change.Column + ": " + string(change.Kind)
		if change.Detail != "" {
			text += ", " + change.Detail
		}
		out = append(out, text)
	}
	return strings.Join(out, "; ")
}

// names returns the names of columns in one line.
func names(columns []contactfile.Column) string {
	var out []string
	for _, column := range columns {
		out = append(out, column.Name)
	}
	return strings.Join(out, ", ")
}

// brokenReader fails after its content.
type brokenReader struct {
	content *bytes.Reader
	err     error
}

func (b brokenReader) Read(p []byte) (int, error) {
	if b.content.Len() == 0 {
		return 0, b.err
	}
	return b.content.Read(p)
}

// noticesOf are the notices of a file, one after the other.
func noticesOf(file *contactfile.File) string {
	var texts []string
	for _, notice := range file.Notices() {
		texts = append(texts, notice.String())
	}
	return strings.Join(texts, "; ")
}
