package contactfile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/contactfile"
)

// BenchmarkFile_Rows reads rows with an address and a phone number.
func BenchmarkFile_Rows(b *testing.B) {
	var content strings.Builder
	content.WriteString("first_name,last_name,email,phone,notes\n")
	for i := range 1000 {
		fmt.Fprintf(&content, "Mara,Quell,mara%d@example.com,+1 555 %07d,\"some note, of two\nlines\"\n", i, 1000000+i)
	}
	b.ReportAllocs()
	for b.Loop() {
		file, err := contactfile.NewReader(strings.NewReader(content.String()), "bench", contactfile.Options{Region: "US"})
		if err != nil {
			b.Fatal(err)
		}
		for _, err := range file.Rows() {
			if err != nil {
				b.Fatal(err)
			}
		}
	}
}
