package imports

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// randomSource makes workspaces and files whose contacts and rows share values.
type randomSource struct{ *rand.Rand }

func (c randomSource) email() string {
	return []string{"", "a@example.com", "b@example.com", "c@example.com", "C@example.com"}[c.IntN(5)]
}

func (c randomSource) phone() string {
	return []string{"", "+4930901820", "+4930901821", "+4930901822"}[c.IntN(4)]
}

// file makes rows with an address, a number, both or neither.
func (c randomSource) file() string {
	var text strings.Builder
	text.WriteString("email,phone\n")
	for range 1 + c.IntN(6) {
		_, _ = fmt.Fprintf(&text, "%q,%q\n", c.email(), c.phone())
	}
	return text.String()
}

func (c randomSource) server() *cuedesktest.Server {
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
	for range c.IntN(5) {
		if email, phone := c.email(), c.phone(); email+phone != "" {
			srv.AddContact(cuedesktest.Contact{Email: email, PhoneNumber: phone})
		}
	}
	return srv
}

// states returns the rows by state that a call reports.
func states(t *testing.T, got callResult) map[string]int {
	t.Helper()
	var doc struct {
		States map[string]int `json:"states"`
	}
	if err := json.Unmarshal([]byte(got.out), &doc); err != nil {
		t.Fatalf("%v: %q %v", err, got.out, got.err)
	}
	return doc.States
}

// TestRun_predictedRows: rows get the states that a dry run is certain of.
func TestRun_predictedRows(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		merge := []string{"create_or_update", "create", "update"}[seed%3]
		runInBubble(t, fmt.Sprint(merge, seed), func(t *testing.T) {
			c := randomSource{rand.New(rand.NewPCG(seed, 1))}
			srv, text := c.server(), c.file()
			before := contacts(t, srv)
			args := []string{"-", "--merge", merge, "--report", "json"}
			forecast := states(t, call(t.Context(), srv, text, append(args, "--dry-run")...))
			actual := states(t, call(t.Context(), srv, text, append(args, "--distinguish")...))
			forecast["would be updated"] += forecast["would be merged"]
			// "imported" is created or updated; a "duplicate" has the state of another row.
			ambiguous := map[string]int{
				"created": actual["imported"], "updated": actual["imported"] + actual["duplicate"], "skipped": actual["duplicate"],
			}
			for predicted, state := range map[string]string{
				"would be created": "created", "would be updated": "updated", "would be skipped": "skipped",
				"would fail": "failed", "invalid": "invalid",
			} {
				most := forecast[predicted] + forecast["not certain"]
				if n := actual[state]; n+ambiguous[state] < forecast[predicted] || n > most {
					t.Errorf("%d %s, and %d %s", forecast[predicted], predicted, n, state)
				}
			}
			if t.Failed() {
				t.Logf("workspace:\n%s\nfile:\n%s\n%v\n%v", before, text, forecast, actual)
			}
		})
	}
}
