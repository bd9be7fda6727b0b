package conformance

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/internal/operations"
)

var update = flag.Bool("update", false, "write operations.txt")

// TestDocumented compares the suite's table with the list of the golden exchanges; with -update it writes the table.
func TestDocumented(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("../../testdata/golden/README.md")
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, op := range operations.All {
		_, row, found := strings.Cut(string(readme), "| `"+op.Golden+"` | ")
		cells := strings.Split(row, " | ")
		if !found || len(cells) < 2 {
			t.Errorf("%s is not in the list of golden exchanges", op.Golden)
			continue
		}
		section, _, _ := strings.Cut(cells[0], ",")
		if line := fmt.Sprintf("%s\t%s\t%s\n", op.Pattern, cells[1], section); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	want := strings.Join(lines, "")
	if *update {
		if err := os.WriteFile("operations.txt", []byte(want), 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, operationsTable); diff != "" {
		t.Errorf("go test -run Documented . -update was not run (-golden +table):\n%s", diff)
	}
}
