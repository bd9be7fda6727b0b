package cassette

import (
	"fmt"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// forbidden is what stands in no cassette, in a header, a body or anywhere else.
var forbidden = []struct {
	what    string
	pattern *regexp.Regexp
}{
	{"the name of a header with credentials", regexp.MustCompile(
		`(?i)\b(authorization|(set-)?cookie|x-[\w-]*(key|token|secret))\b`)},
	{"a bearer token", regexp.MustCompile(`(?i)\bbearer\s+\S`)},
	{"a signed token", regexp.MustCompile(`\beyJ[\w-]+\.[\w-]+\.`)},
}

const likelyPhone = "a phone number that may be a person's"

// Leaks returns what is in a cassette and should not be: the secrets, texts that look
// like credentials, headers that are never saved, dates that make a replay fail later,
// and addresses and numbers that may belong to people. Each finding is a sentence that
// does not repeat the text. The name is the path of the file without ".yaml".
func Leaks(name string, secrets ...string) ([]string, error) {
	tape, err := vcr.Load(name)
	if err != nil {
		return nil, err
	}
	file, err := os.ReadFile(tape.File)
	if err != nil {
		return nil, err
	}
	var found []string
	for _, what := range leaksOf(string(file), secrets, true) {
		found = append(found, "the file holds "+what)
	}
	for _, i := range tape.Interactions {
		found = append(found, leaks(i, secrets, true)...)
	}
	return found, nil
}

// leaks looks at an interaction with all escapes undone.
func leaks(i *vcr.Interaction, secrets []string, personal bool) []string {
	var found []string
	add := func(what ...string) {
		for _, w := range what {
			found = append(found, describeLeak(i, w))
		}
	}
	for _, h := range []http.Header{i.Request.Headers, i.Response.Headers, i.Request.Trailer, i.Response.Trailer} {
		add(headerLeaks(h, secrets, personal)...)
	}
	for _, plain := range unescaped(i.Request.URL) {
		add(leaksOf(plain, secrets, personal)...)
	}
	add(leaksOf(i.Request.Host+" "+i.Request.Method+" "+i.Response.Status, secrets, personal)...)
	for _, body := range []string{i.Request.Body, i.Response.Body} {
		walk("", value(body), func(key, v string) {
			for _, plain := range unescaped(v) {
				add(leaksOf(plain, secrets, personal)...)
			}
			if personal && key == "search_term" && manyDigits.MatchString(v) && !fictionalPhone(v) {
				add(likelyPhone)
			}
			if personal && phoneKey.MatchString(key) && strings.ContainsAny(v, "0123456789") && !fictionalPhone(v) {
				add(likelyPhone)
			}
		})
	}
	slices.Sort(found)
	return slices.Compact(found)
}

func headerLeaks(h http.Header, secrets []string, personal bool) []string {
	var found []string
	for key, values := range h {
		if !slices.Contains(keptHeaders, key) {
			found = append(found, "the header "+key)
		}
		for _, v := range values {
			found = append(found, leaksOf(v, secrets, personal)...)
			if _, err := strconv.Atoi(v); err != nil && key == "Retry-After" {
				found = append(found, "a Retry-After that goes stale")
			}
		}
	}
	return found
}

func leaksOf(s string, secrets []string, personal bool) []string {
	var found []string
	for _, secret := range secrets {
		if secret != "" && strings.Contains(s, secret) {
			found = append(found, "a secret")
		}
	}
	for _, f := range forbidden {
		if f.pattern.MatchString(s) {
			found = append(found, f.what)
		}
	}
	if personal {
		found = append(found, personalLeaks(s)...)
	}
	return found
}

func personalLeaks(s string) []string {
	var found []string
	for _, number := range international.FindAllString(s, -1) {
		if !fictionalPhone(number) {
			found = append(found, likelyPhone)
		}
	}
	for _, match := range email.FindAllStringSubmatch(s, -1) {
		if !fictionalEmail(match[1]) {
			found = append(found, "an e-mail address that may be a person's")
		}
	}
	return found
}

// walk visits all texts in a JSON value, with the member that they are in. Names of
// members are visited too.
func walk(key string, v any, visit func(key, text string)) {
	switch v := v.(type) {
	case map[string]any:
		for member, inner := range v {
			visit("", member)
			if field, ok := v["field"].(string); ok && member == "value" {
				member = field // of a filter
			}
			walk(member, inner, visit)
		}
	case []any:
		for _, inner := range v {
			walk(key, inner, visit)
		}
	case nil:
	default:
		visit(key, fmt.Sprint(v))
	}
}
