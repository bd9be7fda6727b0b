package email

import "testing"

func TestPlausible(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"a@b": true, "ä@ö": true, "batman+news@mail.example.com": true, `"a@b"@c`: true, `o'neil@example.com`: true,
		"a@[192.0.2.1]": true, `"@"@c`: true, `"Doe, John"@c`: true,

		"": false, "a": false, "@": false, "a@": false, "@b": false, "a@b@c": false, `"a@b@c`: false, `a@b"@c`: false,
		"a b@c": false, "a@b\n": false, "\ta@b": false, "a@\u00a0b": false, "a\x00@b": false, "a@b\x7f": false,
		"a@\u0085b": false,
		"A <a@b>":   false, "<a@b>": false, "a@b,c@d": false, "\"a\n\"@b": false, `"a"@b c`: false, "a@b;": false,
		"a@.": false, "a@.b": false, "a@b.": false, "a@b..c": false,
	} {
		if got := Plausible(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}
