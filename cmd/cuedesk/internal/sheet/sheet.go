// Package sheet writes CSV files that are whole or not there, and that a spreadsheet can open without danger.
package sheet

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"

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
}

// Create creates a file, or returns nil if the path is empty. A file that is there is replaced only if it is empty, or
// may be replaced.
func Create(path string, replace bool) (*File, error) {
	if path == "" {
		return nil, nil
	}
	switch info, err := os.Stat(path); {
	case err == nil && info.IsDir():
		return nil, fmt.Errorf("%s is a directory", path)
	case err == nil && info.Size() > 0 && !replace:
		return nil, fmt.Errorf("%s exists already; name another file", path)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return nil, err
	}
	file, err := os.OpenFile(part(path), os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	f := &File{path: path, file: file, buffer: bufio.NewWriter(file)}
	f.csv = csv.NewWriter(f.buffer)
	return f, nil
}

// part is the name of a file that is not complete.
func part(path string) string { return path + ".part" }

// Write writes a row. Its error, if any, is that of Commit.
func (f *File) Write(cells []string) {
	if f == nil {
		return
	}
	safe := make([]string, len(cells))
	for i, text := range cells {
		safe[i] = cell.Safe(text)
	}
	if err := f.csv.Write(safe); f.err == nil {
		f.err = err
	}
}

// Commit completes the file and gives it its name.
func (f *File) Commit() error {
	if f == nil {
		return nil
	}
	f.csv.Flush()
	if err := errors.Join(f.err, f.csv.Error(), f.buffer.Flush(), f.file.Sync(), f.file.Close()); err != nil {
		return fmt.Errorf("%s is not complete: %w", f.path, err)
	}
	f.file = nil
	return os.Rename(part(f.path), f.path)
}

// Path returns the name of a complete file, else nothing.
func (f *File) Path() string {
	if f == nil || f.file != nil {
		return ""
	}
	return f.path
}

// Drop removes a file that was not completed.
func (f *File) Drop() {
	if f != nil && f.file != nil {
		_ = f.file.Close()
		_ = os.Remove(part(f.path))
	}
}
