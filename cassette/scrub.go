package cassette

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// keptHeaders are the headers that a cassette holds: what requests are compared by and
// what the client reads of responses. No other can leak, or go stale.
var keptHeaders = []string{"Content-Type", "Retry-After", "X-Request-Id"}

// redacted stands for a secret.
const redacted = "<redacted>"

var (
	email         = regexp.MustCompile(`[\pL\pN._%+'-]+@([\pL\pN-]+(?:\.[\pL\pN-]+)*)`)
	phoneKey      = regexp.MustCompile(`(?i)phone|whatsapp|mobile|fax|^tel`)
	phone         = regexp.MustCompile(`("(?:[^"]*(?i:phone|whatsapp|mobile|fax)[^"]*|(?i:tel)[^"]*)"\s*:\s*)"([^"]+)"`)
	phoneFilter   = regexp.MustCompile(`"field"\s*:\s*"(?:[^"]*(?i:phone|whatsapp|mobile|fax)[^"]*|(?i:tel)[^"]*)"[^{}]*`)
	filterValue   = regexp.MustCompile(`("value"\s*:\s*\[?)((?:\s*,?\s*"[^"]*")+)`)
	quoted        = regexp.MustCompile(`()"([^"]+)"`)
	searchTerm    = regexp.MustCompile(`("search_term"\s*:\s*)"([^"]*)"`)
	manyDigits    = regexp.MustCompile(`^[^\pL]*(?:[0-9][^0-9\pL]*){7,}$`)
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

// scrubber takes out of recorded interactions what others should not see, and out of
// requests that are compared with them.
type scrubber struct {
	secrets  []string
	keep     bool           // addresses and numbers
	members  *regexp.Regexp // finds the members that are replaced; nil: none
	standIns standIns
}

func newScrubber(o options) *scrubber {
	s := &scrubber{secrets: o.secrets, keep: o.keep}
	if len(o.members) > 0 {
		names := make([]string, len(o.members))
		for i, name := range o.members {
			names[i] = regexp.QuoteMeta(name)
		}
		s.members = regexp.MustCompile(`("(?:` + strings.Join(names, "|") + `)"\s*:\s*)"((?:[^"\\]|\\.)+)"`)
	}
	return s
}

// clean makes an interaction fit to be saved.
func (s *scrubber) clean(i *vcr.Interaction) error {
	in, out := &i.Request, &i.Response
	in.Headers, out.Headers = s.header(in.Headers), s.header(out.Headers)
	in.URL = s.url(in.URL)
	in.Body = s.text(in.Body)
	out.Body = s.text(out.Body)
	s.standIns.count(out.Body)
	in.ContentLength, out.ContentLength = int64(len(in.Body)), int64(len(out.Body))
	in.Form, in.Trailer, out.Trailer = nil, nil, nil
	in.RemoteAddr, in.RequestURI = "", ""
	out.Duration = 0
	return nil
}

// request cleans a request that a test sends, as the recorded one was cleaned.
func (s *scrubber) request(r *http.Request) error {
	target, err := url.Parse(s.url(r.URL.String()))
	if err != nil {
		return err
	}
	body, err := drain(r.Body)
	if err != nil {
		return err
	}
	r.URL, r.Body = target, io.NopCloser(strings.NewReader(s.text(body)))
	return nil
}

// response puts the values that the test has sent back in a recorded response.
func (s *scrubber) response(r *http.Response) error {
	body, err := drain(r.Body)
	if err != nil {
		return err
	}
	s.standIns.count(body)
	body = s.standIns.restore(body)
	r.Body, r.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	return nil
}

func (s *scrubber) header(h http.Header) http.Header {
	clean := http.Header{}
	for _, key := range keptHeaders {
		for _, v := range h.Values(key) {
			clean.Add(key, s.text(v))
		}
	}
	return clean
}

// url cleans a URL, its query value by value.
func (s *scrubber) url(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return s.text(raw)
	}
	u.User = nil
	if values, err := url.ParseQuery(u.RawQuery); err == nil && s.changes(values) {
		u.RawQuery = values.Encode()
	}
	return s.text(u.String())
}

// changes cleans the values of a query, and reports whether one is another now.
func (s *scrubber) changes(values url.Values) (changed bool) {
	for _, key := range slices.Sorted(maps.Keys(values)) {
		for i, v := range values[key] {
			values[key][i] = s.text(s.number(v))
			changed = changed || values[key][i] != v
		}
	}
	return changed
}

func (s *scrubber) text(in string) string {
	for _, secret := range s.secrets {
		if secret != "" {
			in = strings.ReplaceAll(in, secret, redacted)
		}
	}
	if s.members != nil {
		in = s.member(in, s.members, s.standIns.member)
	}
	if s.keep {
		return in
	}
	in = email.ReplaceAllStringFunc(in, func(found string) string {
		if fictionalEmail(email.FindStringSubmatch(found)[1]) {
			return found
		}
		return s.standIns.email(found)
	})
	in = international.ReplaceAllStringFunc(in, s.phone)
	in = s.member(in, searchTerm, s.number)
	in = phoneFilter.ReplaceAllStringFunc(in, func(filter string) string {
		return filterValue.ReplaceAllStringFunc(filter, func(values string) string {
			parts := filterValue.FindStringSubmatch(values)
			return parts[1] + s.member(parts[2], quoted, s.phone)
		})
	})
	return s.member(in, phone, s.phone)
}

// number is phone for a text that may be something else.
func (s *scrubber) number(value string) string {
	if !manyDigits.MatchString(value) {
		return value
	}
	return s.phone(value)
}

func (s *scrubber) phone(value string) string {
	if fictionalPhone(value) {
		return value
	}
	return s.standIns.phone(value)
}

// member replaces the texts of the members that the pattern finds.
func (s *scrubber) member(in string, pattern *regexp.Regexp, replace func(string) string) string {
	return pattern.ReplaceAllStringFunc(in, func(found string) string {
		parts := pattern.FindStringSubmatch(found)
		return parts[1] + `"` + replace(parts[2]) + `"`
	})
}

// verify finds what could not be cleaned: it is not saved.
func (s *scrubber) verify(i *vcr.Interaction) error {
	if found := leaks(i, s.secrets, !s.keep); len(found) > 0 {
		return errors.New("not saved: " + strings.Join(found, "; "))
	}
	return nil
}

func describeLeak(i *vcr.Interaction, what string) string {
	return fmt.Sprintf("interaction %d (%s %s) holds %s", i.ID, i.Request.Method, strings.SplitN(i.Request.URL, "?", 2)[0],
		what)
}
