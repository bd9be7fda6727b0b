package main

import (
	"bytes"
	"encoding/csv"
	"os"
	"testing"
)

// FuzzSheet reads any bytes as a CSV file: it is an error, or every row has a
// contact with an identifier, a reason why it is not sent, or is a duplicate.
func FuzzSheet(f *testing.F) {
	data, err := os.ReadFile("../../testdata/contacts.csv")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data[:2000])
	for _, seed := range []string{
		"", "\n", "\"", "email\n", "email\na@example.com\n", "\uFEFFemail,email\nx,y\n", "first_name,email,phone\n\"a\nb\",,+1 555 010 0100\n",
		"seats,signup_date,email\n\"1,200\",31/12/2024,a@example.com\n", "email\n\xff@example.com\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s := &sheet{name: "fuzz.csv", tidied: map[string]int{}}
		if s.read(csv.NewReader(bytes.NewReader(data))) != nil {
			return
		}
		markDuplicates(s)
		for _, r := range s.rows {
			if r.failed != "" && r.duplicate != "" {
				t.Errorf("line %d is both failed (%s) and a duplicate (%s)", r.line, r.failed, r.duplicate)
			}
			if r.pending() && r.contact.Email == "" && r.contact.PhoneNumber == "" {
				t.Errorf("line %d is sent without an identifier", r.line)
			}
		}
	})
}
