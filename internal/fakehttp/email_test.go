package fakehttp

import "testing"

func TestPlausibleEmail(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"a@b": true, "a@b@c": true, "ä@ö": true,
		"": false, "a": false, "@": false, "a@": false, "@b": false, "a b@c": false, "a@b\n": false,
	} {
		wantEqual(t, text, PlausibleEmail(text), want)
	}
}
