package match_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/match"
)

func TestEmail(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"Ann@Example.COM": "ann@example.com", "AZ@az": "az@az", "[@`{": "[@`{", "ÄRA@example.com": "Ära@example.com",
		"A\xffB": "a\xffb", "\u212aim@example.com": "\u212aim@example.com", "": "",
	} {
		if got := match.Email(address); got != want {
			t.Errorf("%q: %q", address, got)
		}
	}
}

// TestPhone: a text that is not in the map's value is its own normal form.
func TestPhone(t *testing.T) {
	t.Parallel()
	for number, want := range map[string]string{
		"+1 (555) 010-0200": "15550100200", "1.555.010/0200": "15550100200", "(+49) 30 1234": "49301234", "0123456789": "0123456789",
		"": "", "+": "+", "---": "---", "+1+2": "+1+2", "1+2": "1+2", "++12": "++12",
		"555-0100 x12": "555-0100 x12", "555-0100 ext. 12": "555-0100 ext. 12", "555-0100,12": "555-0100,12",
		"555-0100;12": "555-0100;12", "555-0100#12": "555-0100#12", "1-800-FLOWERS": "1-800-FLOWERS", "1.2E+11": "1.2E+11",
		"٥٥٥": "٥٥٥", "5٥": "5٥", "555\u20110100": "555\u20110100", "555\u00a00100": "555\u00a00100", "555\t0100": "555\t0100",
		"*31#5550100": "*31#5550100", "unknown": "unknown", "tel:5550100": "tel:5550100", "5550100\x00": "5550100\x00",
	} {
		if got := match.Phone(number); got != want {
			t.Errorf("%q: %q, want %q", number, got, want)
		}
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"555-0100 x9": "55501009", "٥1": "1", "": "", "a": "", "/09:": "09"} {
		if got := match.Digits(text); got != want {
			t.Errorf("%q: %q", text, got)
		}
	}
}
