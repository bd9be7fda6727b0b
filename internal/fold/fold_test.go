package fold

import "testing"

func TestASCII(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"": "", "Mara@EXAMPLE.com": "mara@example.com", "İ\u212aß": "İ\u212aß",
	} {
		if got := ASCII(text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

func TestDigits(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"": "", "none": "", "+49 (0)30-12": "4903012", "٣4": "4"} {
		if got := Digits(text); got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}
