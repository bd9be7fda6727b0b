package contactfile

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"os"
	"slices"
)

// File is a contact file that is being read. It must not be used by several
// goroutines at the same time. Close it in the end.
type File struct {
	name    string
	opts    Options
	format  Format
	src     source
	table   *table
	notices []Notice
	counts  Counts
	closers []io.Closer
	started bool
	total   int  // rows, if they were counted
	doubles bool // the numbers of a workbook are written as in Java

	findChange func() error // since the file was opened
}

// Open opens a file, which must be closed. It reads a regular file to its end once,
// and returns an error if that fails, so that no row is sent of a file of which, for
// example, the second half is in another encoding. The error is an [*Error], says what
// makes the file readable, and matches an error of this package or of the file system.
// A file that is changed afterwards is read to where it ended before, and then gives an
// error that matches [ErrFormat].
func Open(path string, opts Options) (*File, error) {
	in, err := os.Open(path) //nolint:gosec // the caller chooses the file
	if err != nil {
		return nil, withFile(err, path)
	}
	file, err := openRegularFile(in, path, opts)
	if err != nil {
		_ = in.Close()
		return nil, err
	}
	file.closers = slices.Insert(file.closers, 0, io.Closer(in))
	return file, nil
}

// openRegularFile reads a regular file to its end before it is read for its rows.
func openRegularFile(in *os.File, path string, opts Options) (*File, error) {
	info, err := in.Stat()
	if err == nil && info.IsDir() {
		err = &Error{Problem: "is a directory, and not a file", Err: ErrFormat}
	}
	if err != nil {
		return nil, withFile(err, path)
	}
	total, whole := 0, io.ReadSeeker(in)
	if info.Mode().IsRegular() {
		if info.Size() > 0 { // others are made by the system while they are read
			whole = io.NewSectionReader(in, 0, info.Size())
		}
		if total, err = countRows(whole, path, opts); err != nil {
			return nil, err
		}
		if _, err := whole.Seek(0, io.SeekStart); err != nil {
			return nil, withFile(err, path)
		}
	}
	file, err := NewReader(whole, path, opts)
	if err == nil {
		file.total = total
		file.findChange = func() error { return findChange(in, info) }
	}
	return file, err
}

// findChange returns an error if a regular file is not what it was when it was
// opened: what was read of it may be of both states.
func findChange(in *os.File, before os.FileInfo) error {
	after, err := in.Stat()
	if err != nil || !before.Mode().IsRegular() || before.Size() == 0 ||
		before.Size() == after.Size() && before.ModTime().Equal(after.ModTime()) {
		return err
	}
	return &Error{
		Problem: "the file was changed while it was read", Fix: "read it again when it is complete", Err: ErrFormat,
	}
}

// countRows returns the number of rows, or the error that would end the
// reading.
func countRows(in io.Reader, path string, opts Options) (int, error) {
	file, err := NewReader(in, path, opts)
	if err != nil {
		return 0, err
	}
	defer file.Close()
	for n := 0; ; {
		rec, err := file.nextRecord()
		switch {
		case err == io.EOF: //nolint:errorlint // it is returned as it is
			return n, nil
		case err != nil && !file.skipsError(err):
			return 0, err
		case err == nil && !isBlank(rec.cells):
			n++
		}
	}
}

// NewReader reads a file from r, once, so that r may be a pipe. The name is for
// errors, and may be empty. [File.Close] does not close r. The errors are those of
// [Open].
func NewReader(r io.Reader, name string, opts Options) (*File, error) {
	if err := opts.prepare(); err != nil {
		return nil, err
	}
	f := &File{
		name: name, opts: opts, counts: Counts{Changes: map[Kind]int{}}, findChange: func() error { return nil },
	}
	if err := f.open(r); err != nil {
		_ = f.Close()
		return nil, withFile(err, name)
	}
	return f, nil
}

// Close closes the file, if [Open] has opened it, and removes temporary files: those
// of a large workbook.
func (f *File) Close() error {
	var errs []error
	for _, closer := range slices.Backward(f.closers) {
		errs = append(errs, closer.Close())
	}
	f.closers = nil
	return errors.Join(errs...)
}

// Format returns the format of the file.
func (f *File) Format() Format { return f.format }

// Preset returns the name of the preset that is used, one of [Presets]; empty: none.
func (f *File) Preset() string {
	if f.table.preset == nil {
		return ""
	}
	return f.table.preset.name
}

// Columns returns the columns of the file. While NDJSON is read, an object with a
// new member adds a column.
func (f *File) Columns() []Column { return slices.Clone(f.table.columns) }

// Unmapped returns the columns without a field, other than those with [Ignore]. They
// are not read.
func (f *File) Unmapped() []Column {
	return slices.DeleteFunc(f.Columns(), func(c Column) bool { return c.Field != "" })
}

// Notice is a remark about a file as a whole.
type Notice struct {
	Text   string // one sentence for people
	Option string // the field of Options that changes it; may be empty
}

// String returns the text.
func (n Notice) String() string { return n.Text }

func (f *File) note(format string, args ...any) {
	f.notices = append(f.notices, Notice{Text: fmt.Sprintf(format, args...)})
}

// Notices returns remarks about the file as a whole: for example, that lines before
// the header or further sheets are not read.
func (f *File) Notices() []Notice { return slices.Clone(f.notices) }

// Total returns the number of rows in the file that can be read, as [Open] has
// counted them; 0 if it has not, because the file is not a regular one.
func (f *File) Total() int { return f.total }

// Counts returns the numbers of what was read so far.
func (f *File) Counts() Counts {
	counts := f.counts
	counts.Changes = maps.Clone(counts.Changes)
	return counts
}

// Rows iterates over the rows of the file. It can be called once; after that, it
// yields an error. The caller may keep the rows. An error comes with a nil row, and
// ends the iteration, unless it matches [ErrRow] and [Options].SkipBadRows is set.
func (f *File) Rows() iter.Seq2[*Row, error] {
	return func(yield func(*Row, error) bool) {
		if f.started {
			yield(nil, &Error{File: f.name, Problem: "the rows have been read already", Fix: "open the file again"})
			return
		}
		f.started = true
		for {
			row, err := f.nextRow()
			if err == io.EOF { //nolint:errorlint // it is returned as it is
				if err = f.findChange(); err != nil {
					yield(nil, withFile(err, f.name))
				}
				return
			}
			if !yield(row, err) || err != nil && !f.skipsError(err) {
				return
			}
		}
	}
}

func (f *File) skipsError(err error) bool { return f.opts.SkipBadRows && errors.Is(err, ErrRow) }

// nextRow returns the next row that has any value, or io.EOF.
func (f *File) nextRow() (*Row, error) {
	for {
		rec, err := f.nextRecord()
		if err != nil {
			return nil, err
		}
		if !isBlank(rec.cells) {
			return f.count(f.table.row(rec)), nil
		}
		f.counts.Blank++
	}
}

// nextRecord returns the cells of the next row, or io.EOF.
func (f *File) nextRecord() (record, error) {
	rec, err := f.src.next()
	if err == nil && !isBlank(rec.cells) {
		err = f.table.fit(&rec)
	}
	if err == nil || err == io.EOF { //nolint:errorlint // sources return it as it is
		return rec, err
	}
	if errors.Is(err, ErrRow) {
		f.counts.Bad++
	}
	return record{}, withFile(err, f.name)
}

func (f *File) count(row *Row) *Row {
	f.counts.Rows++
	row.Number = f.counts.Rows + f.counts.Bad
	if row.Key == "" {
		f.counts.NoIdentifier++
	}
	for _, change := range row.Changes {
		f.counts.Changes[change.Kind]++
	}
	f.counts.Warnings += len(row.Warnings)
	return row
}
