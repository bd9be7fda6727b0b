package contactfile_test

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// endless is an input without end.
type endless struct {
	header, line string
	rest         string
	n            int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.rest == "" {
		e.rest = e.header
		if e.n > 0 || e.header == "" {
			e.rest = fmt.Sprintf(e.line, e.n)
		}
		e.n++
	}
	n := copy(p, e.rest)
	e.rest = e.rest[n:]
	return n, nil
}

// heap returns the bytes that are in use.
func heap() uint64 {
	runtime.GC()
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.HeapAlloc
}

// What is read as a stream takes no more memory however much is read.
func TestFile_Rows_stream(t *testing.T) { //nolint:paralleltest // it measures the heap
	rows := testset.Pick(5_000, 20_000)
	for _, input := range []struct {
		format contactfile.Format
		endless
	}{
		{contactfile.CSV, endless{header: "email,notes\n", line: "a%d@example.com,\"a\nb\"\n"}},
		{contactfile.NDJSON, endless{line: "{\"email\": \"a%d@example.com\"}\n"}},
		{contactfile.VCard, endless{line: "BEGIN:VCARD\r\nEMAIL:a%d@example.com\r\nPHOTO:QUFB\r\n QUFB\r\nEND:VCARD\r\n"}},
	} {
		file, err := contactfile.NewReader(&input.endless, "endless", contactfile.Options{})
		if err != nil {
			t.Fatal(err)
		}
		before, n := heap(), 0
		for row, err := range file.Rows() {
			if err != nil || row.Key == "" {
				t.Fatalf("%+v, %v", row, err)
			}
			if n++; n == rows {
				break
			}
		}
		const limit = 1 << 20
		if after := heap(); after > before+limit {
			t.Errorf("%s: %d bytes before, %d after", input.format, before, after)
		}
		if file.Format() != input.format || file.Counts().Rows != n {
			t.Errorf("%s with %+v", file.Format(), file.Counts())
		}
	}
}
