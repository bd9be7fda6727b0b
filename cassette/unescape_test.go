package cassette

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

func TestUnescaped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"a":           {"a"},
		"a+b":         {"a+b", "a b"},
		"a%2Fb":       {"a%2Fb", "a/b"},
		"a%2fb":       {"a%2fb", "a/b"},
		"a%252Fb":     {"a%252Fb", "a%2Fb", "a/b"},
		"%zz%2Fb%":    {"%zz%2Fb%", "%zz/b%"},
		"%2B%20":      {"%2B%20", "+ ", "  "},
		"%25%32%46":   {"%25%32%46", "%2F", "/"},
		"%C3%A9 %ff.": {"%C3%A9 %ff.", "\u00e9 \xff."},
	} {
		if got := unescaped(text); !slices.Equal(got, want) {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// TestLeaks_escapedSecret finds a secret that stands in a path, however it is
// escaped there.
func TestLeaks_escapedSecret(t *testing.T) {
	t.Parallel()
	const secret = "a+b/c d%e?é"
	each := strings.Builder{}
	for _, b := range []byte(secret) {
		each.WriteString("%" + string("0123456789abcdef"[b>>4]) + string("0123456789abcdef"[b&15]))
	}
	for name, form := range map[string]string{
		"path":       url.PathEscape(secret),
		"query":      url.QueryEscape(secret),
		"each byte":  each.String(),
		"twice":      url.PathEscape(url.PathEscape(secret)),
		"three ways": url.QueryEscape(url.PathEscape(each.String())),
		"lower case": strings.ReplaceAll(url.PathEscape(secret), "%2F", "%2f"),
	} {
		for place, target := range map[string]string{
			"path": "https://api.example.com/v1/" + form + "/x", "query": "https://api.example.com/v1?q=" + form,
			"beside what is no escape": "https://api.example.com/%zz/" + form,
		} {
			found := leaks(interactionOf(target), []string{secret}, true)
			if !strings.Contains(strings.Join(found, "\n"), "a secret") {
				t.Errorf("%s, %s: nothing found in %s", name, place, target)
			}
		}
	}
}
