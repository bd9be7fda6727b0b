package cassette

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Stand-ins, numbered in the order in which the values that they stand for first
// appear. They are values that need no stand-in themselves.
const (
	emailForm  = "person-%d@example.com"
	phoneForm  = "+1 2%02d 555 01%02d"
	memberForm = "<redacted-%d>"
)

var (
	emailStandIn  = regexp.MustCompile(`person-([0-9]+)@example\.com`)
	phoneStandIn  = regexp.MustCompile(`\+1 2([0-9]{2}) 555 01([0-9]{2})`)
	memberStandIn = regexp.MustCompile(`<redacted-([0-9]+)>`)
)

// standIns replaces personal values, each by the same text wherever it stands. A replay
// numbers as the recording did: it counts the stand-ins in the responses, too.
type standIns struct {
	byValue map[string]string
	values  []string // alternately a stand-in and what the test has sent in its place
	emails  int
	phones  int
	members int
}

func (s *standIns) email(value string) string {
	return s.standIn(value, func() string { s.emails++; return fmt.Sprintf(emailForm, s.emails) })
}

func (s *standIns) phone(value string) string {
	return s.standIn(value, func() string { s.phones++; return fmt.Sprintf(phoneForm, s.phones/100%100, s.phones%100) })
}

func (s *standIns) member(value string) string {
	return s.standIn(value, func() string { s.members++; return fmt.Sprintf(memberForm, s.members) })
}

func (s *standIns) standIn(value string, next func() string) string {
	if known, ok := s.byValue[value]; ok {
		return known
	}
	if s.byValue == nil {
		s.byValue = map[string]string{}
	}
	made := next()
	s.byValue[value] = made
	s.values = append(s.values, made, value)
	return made
}

// count takes note of the stand-ins in a recorded response.
func (s *standIns) count(text string) {
	for _, kind := range []struct {
		form    *regexp.Regexp
		counter *int
	}{{emailStandIn, &s.emails}, {phoneStandIn, &s.phones}, {memberStandIn, &s.members}} {
		for _, found := range kind.form.FindAllStringSubmatch(text, -1) {
			n, _ := strconv.Atoi(strings.Join(found[1:], ""))
			*kind.counter = max(*kind.counter, n)
		}
	}
}

// restore puts the test's own values back in a recorded text.
func (s *standIns) restore(text string) string { return strings.NewReplacer(s.values...).Replace(text) }
