package importer_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/importer"
)

func openFile(t *testing.T, name string) *importer.File {
	t.Helper()
	f, err := importer.OpenFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func recordsOf(t *testing.T, f *importer.File) string {
	t.Helper()
	var all []string
	for r, err := range f.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(r))
	}
	return strings.Join(all, " ")
}

func TestFile(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "journal")
	f := openFile(t, name)
	// What was appended at once is there as a whole or not at all.
	for _, group := range [][][]byte{{[]byte("one")}, {[]byte("two")}, {[]byte("three"), []byte("more")}} {
		if err := f.Append(t.Context(), group...); err != nil {
			t.Fatal(err)
		}
	}
	if got := recordsOf(t, f); got != "one two three more" {
		t.Errorf("records are %q", got)
	}
	const help = "journal is in use: close the one that is open, or end the process that has it"
	if _, err := importer.OpenFile(name); !errors.Is(err, importer.ErrLocked) || !strings.Contains(err.Error(), help) {
		t.Errorf("a second one: error is %v", err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	last := len(whole) - strings.LastIndex(strings.TrimSuffix(string(whole), "\n"), "\n") - 1
	for cut := 1; cut <= last; cut++ {
		if err := os.WriteFile(name, whole[:len(whole)-cut], 0o600); err != nil {
			t.Fatal(err)
		}
		f := openFile(t, name)
		if err := f.Append(t.Context(), []byte("four")); err != nil {
			t.Fatal(err)
		}
		if got := recordsOf(t, f); got != "one two four" {
			t.Errorf("without %d bytes: records are %q", cut, got)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	for i := range len(whole) - last - 1 {
		damaged := append([]byte(nil), whole...)
		damaged[i] ^= 1
		if err := os.WriteFile(name, damaged, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := importer.OpenFile(name)
		if !errors.Is(err, importer.ErrJournal) {
			t.Errorf("byte %d changed: error is %v", i, err)
		}
		if err == nil {
			_ = f.Close()
		}
	}
}

func TestFile_Append(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "journal")
	f := openFile(t, name)
	for _, record := range []string{"two\nlines", "a\ttab"} {
		if err := f.Append(t.Context(), []byte("whole"), []byte(record)); err == nil {
			t.Errorf("%q is taken", record)
		}
	}
	// More than fits into a line of the file.
	large := [][]byte{}
	for range 9 {
		large = append(large, bytes.Repeat([]byte("x"), 1<<20))
	}
	if err := f.Append(t.Context(), large...); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	again := openFile(t, name)
	if got := strings.Count(recordsOf(t, again), " "); got != len(large)-1 {
		t.Errorf("%d records", got+1)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestOpenFile_cannot: a journal that cannot be opened is known before anything is sent.
func TestOpenFile_cannot(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	note := filepath.Join(folder, "note")
	if err := os.WriteFile(note, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, cause := range map[string]error{
		filepath.Join(folder, "none", "journal"): os.ErrNotExist,
		folder:                                   nil, // which error that is is up to the system
		filepath.Join(note, "journal"):           nil,
	} {
		_, err := importer.OpenFile(name)
		if !errors.Is(err, importer.ErrJournal) || cause != nil && !errors.Is(err, cause) ||
			strings.Count(err.Error(), name) != 1 {
			t.Errorf("%s: error is %v", name, err)
		}
	}
}

// TestOpenFile_another: a file that is no journal is left as it is.
func TestOpenFile_another(t *testing.T) {
	t.Parallel()
	image := string(make([]byte, 32<<10)) + "CD001 of a disk\nand more\n"
	for _, text := range []string{"email\na@example.com\n", "note", "deadbeef\n", "0123456789", image} {
		name := filepath.Join(t.TempDir(), "contacts.csv")
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := importer.OpenFile(name); !errors.Is(err, importer.ErrJournal) {
			t.Errorf("%.20q: error is %v", text, err)
		}
		if now, err := os.ReadFile(name); err != nil || string(now) != text {
			t.Errorf("%.20q is %.20q (%v)", text, now, err)
		}
	}
}

// TestFile_room: a crash leaves zeros behind the last record, also behind one that was torn.
func TestFile_room(t *testing.T) {
	t.Parallel()
	name := filepath.Join(t.TempDir(), "journal")
	room := string(make([]byte, 100<<10))
	for _, text := range []string{room, "5f3a" + room, "5f3a0f1c {\"type\"" + room} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		for _, want := range []string{"one", "one two"} {
			f := openFile(t, name)
			if err := f.Append(t.Context(), []byte(strings.TrimPrefix(want, "one "))); err != nil {
				t.Fatal(err)
			}
			crashed, err := os.ReadFile(name)
			if err != nil || !bytes.HasSuffix(crashed, []byte{0}) {
				t.Errorf("no room is left (%v)", err)
			}
			if got := recordsOf(t, f); got != want {
				t.Errorf("records are %q, not %q", got, want)
			}
			if err := f.Close(); err != nil {
				t.Fatal(err)
			}
			closed, err := os.ReadFile(name)
			if err != nil || bytes.Contains(closed, []byte{0}) {
				t.Errorf("a closed file has %d bytes, some of them zeros (%v)", len(closed), err)
			}
			if err := os.WriteFile(name, crashed, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
}
