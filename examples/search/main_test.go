package main

import (
	"bytes"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestRun searches the fake by each flag.
func TestRun(t *testing.T) {
	for _, test := range []struct {
		args  string
		want  string // names in the order in which they are printed
		total string
	}{
		{"", "Alan Grace Ada", "3 of 3"},
		{"-seats 20", "Alan Grace", "2 of 2"},
		{"-text Grace", "Grace", "1 of 1"},
		{"-domain example.org", "", "0 of 0"},
		{"-since 2126-01-31", "", "0 of 0"},
		{"-limit 1", "Alan", "1 of 3"},
	} {
		t.Run(test.args, func(t *testing.T) {
			t.Setenv("CUEDESK_TOKEN", "")
			var out bytes.Buffer
			if err := run(t.Context(), strings.Fields(test.args), &out); err != nil {
				t.Fatal(err)
			}
			var names []string
			for line := range strings.Lines(out.String()) {
				if fields := strings.Fields(line); len(fields) == 4 && strings.Contains(fields[2], "@") {
					names = append(names, fields[1])
				}
			}
			if got := strings.Join(names, " "); got != test.want || !strings.Contains(out.String(), test.total) {
				t.Errorf("found %q, not %q and %q:\n%s", got, test.want, test.total, &out)
			}
		})
	}
}

// TestParse_refused: what is no day is an error before anything is sent.
func TestParse_refused(t *testing.T) {
	t.Parallel()
	if _, _, err := parse([]string{"-since", "yesterday"}); err == nil || !strings.Contains(err.Error(), "-since") {
		t.Errorf("-since yesterday: %v", err)
	}
}

// TestFind_controlCharacters: what a contact holds does not steer the terminal.
func TestFind_controlCharacters(t *testing.T) {
	t.Parallel()
	const odd = "\x1b[2J\u202e\u009b\n"
	srv := cuedesktest.NewServer()
	srv.AddContact(cuedesktest.Contact{
		FirstName: odd, LastName: odd, Email: odd + "@example.com", CustomFields: map[string]any{"seats": odd},
	})
	var out bytes.Buffer
	if err := find(t.Context(), srv.Client(), cuedesk.Where(), 20, &out); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	if strings.ContainsAny(text, "\x1b\u202e\u009b") || strings.Count(text, "\n") != 3 ||
		!strings.Contains(text, "1 of 1") {
		t.Errorf("%q", text)
	}
}
