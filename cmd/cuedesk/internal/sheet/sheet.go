// Package sheet writes CSV files that are whole or not there, and that a spreadsheet can open without danger.
package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/internal/cell"
)

// File is a CSV file that is being written. It gets its name when it is complete: what a killed process leaves behind
// is called otherwise, and replaced by the next one. A nil File takes everything and writes nothing.
type File struct {
	path   string
	file   *os.File // nil once it is complete
	buffer *bufio.Writer
	csv    *csv.Writer
	err    error // the first of writing

	replace bool // another file of the name is replaced
	rows    int  // below the header
	empty   bool // it was completed without rows, and so is not there
}

// Create creates a file, or returns nil if the path is empty. A file that is there is replaced only if it is empty, or
// may be replaced.
func Create(path string, replace bool) (*File, error) {
	if path == "" {
		return nil, nil
	}
	if err := program.RefuseOutput(path); err != nil {
		return nil, err
	}
	if info, err := os.Stat(path); err == nil && info.Size() > 0 && !replace {
		return nil, fmt.Errorf("%s exists already; name another file", path)
	}
	file, err := os.OpenFile(Part(path), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, file: file, buffer: bufio.NewWriter(file), replace: replace}
	f.csv = csv.NewWriter(f.buffer)
	return f, nil
}

// Part is the name of a file that is not complete. It is empty if the path is.
func Part(path string) string {
	if path == "" {
		return ""
	}
	return path + ".part"
}

// Write writes a row. Its error, if any, is that of Commit.
func (f *File) Write(cells []string) {
	if f != nil {
		f.rows++
		f.write(cells)
	}
}

// WriteHeader writes the first row. A file that has no other is not kept.
func (f *File) WriteHeader(cells []string) {
	if f != nil {
		f.write(cells)
	}
}

func (f *File) write(cells []string) {
	safe := make([]string, len(cells))
	for i, text := range cells {
		safe[i] = cell.Safe(text)
	}
	if err := f.csv.Write(safe); f.err == nil {
		f.err = err
	}
}

// Commit completes the file and gives it its name. Without rows, there is no file, also not one that it would replace.
func (f *File) Commit() error {
	switch {
	case f == nil:
		return nil
	case f.rows == 0 && f.err == nil:
		return f.removeEmpty()
	}
	f.csv.Flush()
	if err := errors.Join(f.err, f.csv.Error(), f.buffer.Flush(), f.file.Sync(), f.file.Close()); err != nil {
		return fmt.Errorf("%s is not complete: %w", f.path, err)
	}
	f.file = nil
	return os.Rename(Part(f.path), f.path)
}

func (f *File) removeEmpty() error {
	f.Drop()
	f.file, f.empty = nil, true
	if !f.replace {
		return nil
	}
	err := os.Remove(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// IsEmpty reports whether the file is not there because it had no rows.
func (f *File) IsEmpty() bool { return f != nil && f.empty }

// Name returns the name that the file has or would have.
func (f *File) Name() string { return f.path }

// Path returns the name of a complete file, else nothing.
func (f *File) Path() string {
	if f == nil || f.file != nil || f.empty {
		return ""
	}
	return f.path
}

// Drop removes a file that was not completed.
func (f *File) Drop() {
	if f != nil && f.file != nil {
		_ = f.file.Close()
		_ = os.Remove(Part(f.path))
	}
}
