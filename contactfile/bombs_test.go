package contactfile_test

import (
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// TestFile_Rows_longCard: a card with a million lines costs about what it has, not that times the number of its lines.
//
//nolint:paralleltest // it counts what the process allocates
func TestFile_Rows_longCard(t *testing.T) {
	for name, test := range map[string]struct{ begin, line string }{
		"folded":           {"NOTE:x\r\n", " x\r\n"},
		"parameters":       {"EMAIL\r\n", " ;TYPE=x\r\n"},
		"quoted-printable": {"NOTE;ENCODING=QUOTED-PRINTABLE:x=\r\n", "x=\r\n"},
		"embedded data":    {"", "PHOTO:x\r\n"},
		"beyond the limit": {"NOTE:" + strings.Repeat("x", 1<<19) + "\r\n", " " + strings.Repeat("x", 1<<10) + "\r\n"},
	} {
		const size = 1 << 20
		in := io.MultiReader(strings.NewReader("BEGIN:VCARD\r\n"+test.begin), repeated(test.line, size),
			strings.NewReader("END:VCARD\r\nBEGIN:VCARD\r\nEMAIL:m@x\r\nEND:VCARD\r\n"))
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		file, err := contactfile.NewReader(in, name, contactfile.Options{Format: contactfile.VCard, SkipBadRows: true})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all, _ := rowsAndErrors(file)
		runtime.ReadMemStats(&after)
		if !strings.HasSuffix(emails(all), "m@x") {
			t.Errorf("%s: %s", name, emails(all))
		}
		if used := after.TotalAlloc - before.TotalAlloc; used > 100*size {
			t.Errorf("%s: allocates %d MiB for %d MiB", name, used>>20, size>>20)
		}
	}
}

// TestFile_Rows_cutCharacters: a line that was folded within characters is as long as its parts together, and what
// goes on with it may be too long by itself.
func TestFile_Rows_cutCharacters(t *testing.T) {
	t.Parallel()
	const begin, end = "BEGIN:VCARD\r\nEMAIL:m@x\r\nNOTE:\xc3\r\n", "END:VCARD\r\n"
	for name, lines := range map[string]string{
		"many":   strings.Repeat(" \xa9\xc3\r\n", 2000) + " \xa9\r\n",
		"a long": " \xa9" + strings.Repeat("x", 5000) + "\r\n",
		"longer": " \xa9" + strings.Repeat("x", 70_000) + "\r\n",
	} {
		err := failure(t, begin+lines+end, contactfile.Options{Format: contactfile.VCard, MaxRow: 1024})
		if !errors.Is(err, contactfile.ErrRow) || !strings.Contains(err.Error(), "r than 1024 bytes") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// repeated is a text over and over.
func repeated(text string, size int) io.Reader {
	chunk := strings.Repeat(text, max(1, (64<<10)/len(text)))
	var parts []io.Reader
	for n := 0; n < size; n += len(chunk) {
		parts = append(parts, strings.NewReader(chunk))
	}
	return io.MultiReader(parts...)
}
