package vcr

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// kept are the headers that a cassette holds: what requests are compared by and
// what the client reads of responses. No other can leak, or go stale.
var kept = []string{"Content-Type", "Retry-After", "X-Request-Id"}

const (
	redacted      = "<redacted>"
	redactedEmail = "redacted@example.com"
	redactedPhone = "+1 202 555 0100"
)

var (
	email         = regexp.MustCompile(`[\pL\pN._%+'-]+@([\pL\pN-]+(?:\.[\pL\pN-]+)*)`)
	phoneKey      = regexp.MustCompile(`(?i)phone|whatsapp|mobile|fax`)
	phone         = regexp.MustCompile(`("[^"]*(?i:phone|whatsapp|mobile|fax)[^"]*"\s*:\s*)"([^"]+)"`)
	international = regexp.MustCompile(`\+[0-9][0-9 ().-]{5,}[0-9]`)
)

// domains are those that hold no one's mail: reserved ones, and the one in an
// example of the API's documentation.
var domains = []string{"example.com", "example.org", "example.net", "dailyplanet.com"}

// documentedPhones are the numbers in examples of the API's documentation.
var documentedPhones = []string{"1234567890", "9876543210"}

func fictionalEmail(domain string) bool {
	return slices.ContainsFunc(domains, func(d string) bool {
		return strings.EqualFold(domain, d) || strings.HasSuffix(strings.ToLower(domain), "."+d)
	})
}

// reservedPhone is the range of North American numbers that are not assigned.
var reservedPhone = regexp.MustCompile(`^(\+?1[ .-]?)?\(?[0-9]{3}\)?[ .-]?555[ .-]?01[0-9]{2}$`)

func fictionalPhone(number string) bool {
	return reservedPhone.MatchString(number) || slices.Contains(documentedPhones, number)
}

// scrubber takes out of recorded interactions what others should not see. The
// request and the response that the test has are not touched.
type scrubber struct{ secrets []string }

// clean is go-vcr's BeforeSaveHook.
func (s scrubber) clean(i *cassette.Interaction) error {
	in, out := &i.Request, &i.Response
	in.Headers, out.Headers = s.header(in.Headers), s.header(out.Headers)
	in.URL = s.url(in.URL)
	in.Body, out.Body = s.text(in.Body), s.text(out.Body)
	in.ContentLength, out.ContentLength = int64(len(in.Body)), int64(len(out.Body))
	in.Form, in.Trailer, out.Trailer = nil, nil, nil
	in.RemoteAddr, in.RequestURI = "", ""
	out.Duration = 0
	return nil
}

func (s scrubber) header(h http.Header) http.Header {
	clean := http.Header{}
	for _, key := range kept {
		for _, v := range h.Values(key) {
			clean.Add(key, s.text(v))
		}
	}
	return clean
}

func (s scrubber) url(raw string) string {
	if u, err := url.Parse(raw); err == nil && u.User != nil {
		u.User = nil
		raw = u.String()
	}
	return s.text(raw)
}

func (s scrubber) text(in string) string {
	for _, secret := range s.secrets {
		if secret != "" {
			in = strings.ReplaceAll(in, secret, redacted)
		}
	}
	in = email.ReplaceAllStringFunc(in, func(found string) string {
		if fictionalEmail(email.FindStringSubmatch(found)[1]) {
			return found
		}
		return redactedEmail
	})
	in = international.ReplaceAllStringFunc(in, func(found string) string {
		if fictionalPhone(found) {
			return found
		}
		return redactedPhone
	})
	return phone.ReplaceAllStringFunc(in, func(found string) string {
		parts := phone.FindStringSubmatch(found)
		if fictionalPhone(parts[2]) {
			return found
		}
		return parts[1] + `"` + redactedPhone + `"`
	})
}

// verify is the BeforeSaveHook after clean: what cannot be cleaned is not saved.
func (s scrubber) verify(i *cassette.Interaction) error {
	if found := leaks(i, s.secrets); len(found) > 0 {
		return errors.New("not saved: " + strings.Join(found, "; "))
	}
	return nil
}

func at(i *cassette.Interaction, what string) string {
	return fmt.Sprintf("interaction %d (%s %s) holds %s", i.ID, i.Request.Method, strings.SplitN(i.Request.URL, "?", 2)[0],
		what)
}
