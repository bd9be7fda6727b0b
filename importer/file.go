package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"iter"
	"regexp"
	"strconv"

	"github.com/cuedesk/cuedesk-go/internal/lockedfile"
)

// File is a [Journal] in a file. It has a line for each call of Append, which begins
// with a checksum.
type File struct {
	file *lockedfile.File
	end  int64 // behind the last whole record
	room int64 // behind the zeros after that
}

// OpenFile opens or creates a journal, and locks it until it is closed or the process
// ends in whatever way. While it is open, here or in another process, the error matches
// [ErrLocked]. A last record that a crash has cut off is dropped. A file that is
// damaged elsewhere, is not a journal, or cannot be opened for writing matches
// [ErrJournal]. Keep the file on a local disk: not every network file system has
// locks.
func OpenFile(name string) (*File, error) {
	file, err := lockedfile.Open(name)
	switch {
	case errors.Is(err, lockedfile.ErrLocked):
		return nil, fmt.Errorf("importer: %s: %w", name, ErrLocked)
	case err != nil:
		return nil, fmt.Errorf("importer: %w: %w", ErrJournal, err)
	}
	f := &File{file: file}
	if err = f.repair(); err == nil && f.end == 0 {
		err = f.syncEntry()
	}
	if err != nil {
		_ = file.Close()
		return nil, fmt.Errorf("importer: %s: %w", name, err)
	}
	return f, nil
}

// syncEntry makes a journal that was created outlast a crash, not its records alone.
func (f *File) syncEntry() error {
	if err := f.file.SyncEntry(); err != nil {
		return fmt.Errorf("%w: %w", ErrJournal, err)
	}
	return nil
}

// Close closes the file, cuts off the space that is reserved for further records, and
// releases the lock.
func (f *File) Close() error {
	var err error
	if f.room > f.end {
		err = f.file.Truncate(f.end)
	}
	return errors.Join(err, f.file.Close())
}

// Append adds records, each of one line without tabs, and returns when the file is
// synced. After an error, such as a full disk, it may be called again.
func (f *File) Append(_ context.Context, records ...[]byte) error {
	for _, record := range records {
		if bytes.ContainsAny(record, "\t\n") {
			return errors.New("a record must be one line without tabs")
		}
	}
	for len(records) > 0 {
		n := fitting(records)
		if err := f.appendLine(frame(records[:n])); err != nil {
			return err
		}
		records = records[n:]
	}
	return nil
}

// appendLine leaves the end where it was after an error: what comes next takes the place
// of a line that may not be synced.
func (f *File) appendLine(line []byte) error {
	end := f.end + int64(len(line))
	sync := f.file.SyncData
	if end > f.room && !f.makeRoom(end) {
		sync = f.file.Sync
	}
	_, err := f.file.WriteAt(line, f.end)
	if err == nil {
		err = sync()
	}
	if err == nil {
		f.end = end
	}
	return err
}

// growBytes is how many bytes the file grows by at a time.
const growBytes = 256 << 10

// makeRoom fills the file with zeros to beyond an end, and reports whether it could. A line
// over bytes that are there is synced sooner than one that makes the file grow.
func (f *File) makeRoom(end int64) bool {
	room := end + growBytes
	n, err := f.file.WriteAt(make([]byte, room-f.end), f.end)
	f.room = max(f.room, f.end+int64(n)) // Close cuts off also what a full disk has taken
	if err == nil {
		err = f.file.Sync()
	}
	return err == nil
}

// fitting returns how many of the records fit into a line.
func fitting(records [][]byte) int {
	size := 0
	for i, record := range records {
		if size += len(record); size > maxLine/4 && i > 0 {
			return i
		}
	}
	return len(records)
}

// Records yields the records of the file, in the order in which they were appended.
func (f *File) Records(context.Context) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for line, err := range f.lines(f.end) {
			records, ok := unframe(line)
			if err == nil && !ok {
				err = errors.New("a record has changed since the file was opened")
			}
			if err != nil {
				yield(nil, err)
				return
			}
			for record := range bytes.SplitSeq(records, recordSeparator) {
				if !yield(record, nil) {
					return
				}
			}
		}
	}
}

// repair drops a torn last record.
func (f *File) repair() error {
	info, err := f.file.Stat()
	if err != nil {
		return err
	}
	bad := false
	for line, err := range f.lines(info.Size()) {
		if err != nil {
			return err
		}
		_, whole := unframe(line)
		if whole && bad {
			return fmt.Errorf("%w: it is damaged before byte %d", ErrJournal, f.end)
		}
		if bad = bad || !whole; !bad {
			f.end += int64(len(line))
		}
	}
	if !bad {
		return nil
	}
	if f.end == 0 && f.isOther() {
		return fmt.Errorf("%w: it is another file, and left as it is", ErrJournal)
	}
	if err := f.file.Truncate(f.end); err != nil {
		return err
	}
	return f.file.Sync()
}

// journalStart is how a journal begins, or all of one whose first record was not written whole.
var journalStart = regexp.MustCompile(`^[0-9a-f]{8} \{|^[0-9a-f]{0,8} ?\x00*$`)

// isOther reports whether the file is no journal at all.
func (f *File) isOther() bool {
	head := make([]byte, growBytes+1)
	n, _ := f.file.ReadAt(head, 0)
	return !journalStart.Match(head[:n])
}

// maxLine is how long a line may be: some times what a record takes.
const maxLine = 4 << 20

// lines yields the lines of the first size bytes, each with its end, if it has one.
func (f *File) lines(size int64) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		var line []byte
		buffer := make([]byte, 64<<10)
		r := io.NewSectionReader(f.file, 0, size)
		for {
			n, err := r.Read(buffer)
			for part := range bytes.Lines(buffer[:n]) {
				line = append(line, part...)
				if len(line) > maxLine {
					yield(nil, fmt.Errorf("%w: it has no end of line where one must be", ErrJournal))
					return
				}
				if line[len(line)-1] != '\n' {
					continue
				}
				if !yield(line, nil) {
					return
				}
				line = nil
			}
			if err != nil {
				if err != io.EOF {
					yield(nil, err)
				} else if len(line) > 0 {
					yield(line, nil)
				}
				return
			}
		}
	}
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// recordSeparator is what is between two records of a line, and in none.
var recordSeparator = []byte("\t")

// frame returns the line of records. Records that were appended together count together
// or not at all: after a crash, the end may be there without the beginning.
func frame(records [][]byte) []byte {
	text := bytes.Join(records, recordSeparator)
	return fmt.Appendf(nil, "%08x %s\n", crc32.Checksum(text, castagnoli), text)
}

// unframe returns the records of a line, if the line is whole.
func unframe(line []byte) ([]byte, bool) {
	body, ended := bytes.CutSuffix(line, []byte("\n"))
	sum, records, found := bytes.Cut(body, []byte(" "))
	want, err := strconv.ParseUint(string(sum), 16, 32)
	ok := ended && found && len(sum) == 8 && err == nil && uint32(want) == crc32.Checksum(records, castagnoli)
	return records, ok
}
