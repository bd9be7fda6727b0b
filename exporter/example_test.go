package exporter_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// seeded returns a fake with two contacts.
func seeded() *cuedesktest.Server {
	srv := cuedesktest.NewServer()
	for n, name := range []string{"Ann", "Bob"} {
		srv.AddContact(cuedesktest.Contact{
			FirstName: name, Email: name + "@example.com",
			CreatedAt:    time.Date(2026, 1, n+1, 0, 0, 0, 0, time.UTC),
			CustomFields: map[string]any{"seats": 5 + n},
		})
	}
	return srv
}

// After a crash, the same call goes on.
func ExampleRun() {
	folder, err := os.MkdirTemp("", "export")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()
	name := filepath.Join(folder, "contacts.csv")
	report, err := exporter.Run(context.Background(), seeded().Client(), name, exporter.Options{
		Query:    cuedesk.Where(cuedesk.CustomLong("seats").AtLeast(5)),
		Columns:  []string{"email", "first_name", "custom_fields.seats"},
		Progress: func(p exporter.Progress) { fmt.Printf("%d of %d\n", p.Rows, p.Total) },
	})
	if errors.Is(err, exporter.ErrOtherExport) {
		fmt.Println("of another query: begin again with Options.Restart")
	}
	text, readErr := os.ReadFile(name)
	fmt.Print(string(text), report.Rows, " rows, ", errors.Join(err, readErr), "\n")
	// Output:
	// 2 of 2
	// email,first_name,custom_fields.seats
	// Ann@example.com,Ann,5
	// Bob@example.com,Bob,6
	// 2 rows, <nil>
}

// To standard output, or into a request.
func ExampleWrite() {
	_, err := exporter.Write(context.Background(), seeded().Client(), os.Stdout, exporter.Options{
		Columns: []string{"first_name", "created_at"},
	})
	fmt.Println(err)
	// Output:
	// first_name,created_at
	// Ann,2026-01-01T00:00:00Z
	// Bob,2026-01-02T00:00:00Z
	// <nil>
}
