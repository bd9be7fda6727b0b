package cuedesk_test

import (
	"cmp"
	"errors"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
)

// outcome is what a caller is told by a read, a create, and an operation without a result.
type outcome [3]string

// responseCase is an answer.
type responseCase struct {
	status            int
	contentType, body string
	retryAfter        string // several are divided by |
	want              outcome
}

func (s responseCase) serve(*http.Request) (*http.Response, error) {
	resp := reply(s.status, s.contentType, s.body)
	for value := range strings.SplitSeq(s.retryAfter, "|") {
		resp.Header.Add("Retry-After", value)
	}
	return resp, nil
}

// describeError returns what an error says to a program: what it matches, whether the fault goes away by
// itself, and how many attempts were made where there was more than one.
func describeError(err error) string {
	var words []string
	for _, word := range []struct {
		text string
		is   error
	}{
		{"bad", cuedesk.ErrBadResponse},
		{"way", cuedesk.ErrIntermediary},
		{"not found", cuedesk.ErrNotFound},
		{"unauthorized", cuedesk.ErrUnauthorized},
		{"server", cuedesk.ErrServer},
		{"unknown", cuedesk.ErrOutcomeUnknown},
		{"later", cuedesk.ErrMayApplyLater},
	} {
		if errors.Is(err, word.is) {
			words = append(words, word.text)
		}
	}
	e, ok := errors.AsType[*cuedesk.Error](err)
	if ok && e.Transient {
		words = append(words, "transient")
	}
	if ok && len(e.Attempts) > 1 {
		words = append(words, "repeated")
	}
	if ok && len(words) == 0 {
		return "refused"
	}
	return cmp.Or(strings.Join(words, ", "), "ok")
}

// TestClient_responseCases: answers that are half true, or not the API's, and what becomes of them.
func TestClient_responseCases(t *testing.T) {
	t.Parallel()
	var ( // what several answers lead to
		noResult = outcome{"bad", "bad, unknown", "bad"} // the body is not the answer
		// onTheWay: an intermediary has answered
		onTheWay = outcome{
			"way, transient, repeated", "way, unknown, later, transient",
			"way, later, transient, repeated",
		}
		result = outcome{"ok", "ok", "bad"}           // the contact came
		empty  = outcome{"bad", "bad, unknown", "ok"} // the body says nothing
		// noAnswer: a page in place of JSON
		noAnswer = outcome{
			"bad, way, transient, repeated", "bad, way, unknown, later, transient",
			"bad, way, later, transient, repeated",
		}
		redirect   = outcome{"way", "way, unknown", "way"}    // which is not followed
		refusedAll = outcome{"refused", "refused", "refused"} // the API has refused it
		// noJSON: what begins as JSON does, and is not JSON
		noJSON = outcome{
			"bad", "bad, unknown",
			"bad, way, later, transient, repeated",
		}
		// outage: of an intermediary
		outage = outcome{
			"way, server, transient, repeated", "way, server, unknown, later, transient",
			"way, server, later, transient, repeated",
		}
		// busy: of the API
		busy = outcome{
			"server, transient, repeated", "server, unknown, transient",
			"server, transient, repeated",
		}
		// busyForLong: told to wait longer than a call may
		busyForLong = outcome{
			"server, transient", "server, unknown, transient",
			"server, transient",
		}
	)
	const page = "<html>sorry</html>"
	good := `{"uuid":"` + contactID.String() + `","email":"ann@example.com"}`
	said := func(message string) string { return `{"error":{"message":"` + message + `"}}` }
	for name, s := range map[string]responseCase{
		"201 on a read":        {201, jsonType, good, "", result},
		"202 with the contact": {202, jsonType, good, "", outcome{"ok", "ok", "bad, later"}},
		"203":                  {203, jsonType, good, "", result},
		"206, whole":           {206, jsonType, good, "", result},
		"206, cut": {
			206, jsonType, good[:30],
			"",
			outcome{"bad, transient, repeated", "bad, unknown, later, transient", "bad, later, transient, repeated"},
		},
		"205":             {205, "", "", "", empty},
		"an empty object": {200, jsonType, `{}`, "", empty},
		"null":            {200, jsonType, `null`, "", empty},
		"an empty list":   {200, jsonType, `[]`, "", empty},
		"a list of one":   {200, jsonType, "[" + good + "]", "", noResult},
		"a page": {
			200, jsonType, `{"contacts":[` + good + `],"pagination":{"limit":1,"offset":0,"total":1}}`,
			"", noResult,
		},
		"an envelope":         {200, jsonType, `{"data":` + good + `}`, "", noResult},
		"said to have failed": {200, jsonType, good[:len(good)-1] + `,"success":false}`, "", noResult},
		"an error beside it": {
			200, jsonType, good[:len(good)-1] + `,"error":{"message":"404 NOT FOUND"}}`,
			"", noResult,
		},
		"an error of its own member": {200, jsonType, good[:len(good)-1] + `,"error":"none"}`, "", result},
		"JSON text":                  {200, jsonType, `"ok"`, "", noResult},
		"two values":                 {200, jsonType, good + good, "", noJSON},
		"JSON, then HTML":            {200, jsonType, good + page, "", noJSON},
		"ID in upper case":           {200, jsonType, `{"uuid":"` + strings.ToUpper(contactID.String()) + `"}`, "", result},
		"ID without dashes":          {200, jsonType, strings.ReplaceAll(good, "-", ""), "", result},
		"ID that is a number":        {200, jsonType, `{"uuid":5}`, "", noResult},
		"ID twice":                   {200, jsonType, `{"uuid":"` + contactID.String() + `",` + good[1:], "", noResult},
		"ID under another name":      {200, jsonType, strings.Replace(good, "uuid", "id", 1), "", noResult},
		"zero ID":                    {200, jsonType, `{"uuid":"00000000-0000-0000-0000-000000000000"}`, "", noResult},
		"another ID":                 {200, jsonType, `{"uuid":"` + otherID.String() + `"}`, "", outcome{"bad", "ok", "bad"}},
		"not unpacked":               {200, jsonType, "\x0b\x02\x80abc\x03", "", noAnswer},
		"UTF-16":                     {200, jsonType, "\xff\xfe{\x00}\x00", "", noAnswer},
		"Latin-1":                    {200, jsonType, good[:len(good)-1] + ",\"first_name\":\"J\xfcrgen\"}", "", noResult},
		"NDJSON":                     {200, "application/x-ndjson", good + "\n", "", result},
		"JSONP":                      {200, "text/javascript", "cb(" + good + ")", "", noAnswer},
		"a captive portal":           {200, "text/html", page, "", noAnswer},
		"redirect elsewhere":         {301, "", "", "", redirect},
		"redirect to a login":        {302, "text/html", page, "", redirect},
		"304":                        {304, "", "", "", redirect},
		"307":                        {307, "", "", "", outcome{"way", "way", "way"}},
		"401 in 200":                 {200, jsonType, said("401 UNAUTHORIZED"), "", noResult},
		"429 in 200":                 {200, jsonType, said("429 TOO MANY REQUESTS"), "", noResult},
		"401 of a proxy": {
			401, "text/html", page,
			"",
			outcome{
				"way, unauthorized, transient, repeated", "way, unauthorized, transient",
				"way, unauthorized, transient, repeated",
			},
		},
		"404, empty":           {404, "", "", "", onTheWay},
		"404, an empty object": {404, jsonType, `{}`, "", onTheWay},
		"404, problem details": {
			404, "application/problem+json", `{"title":"Not Found","status":404}`,
			"", onTheWay,
		},
		"404 of Kong":    {404, jsonType, `{"message":"no Route matched with those values"}`, "", onTheWay},
		"404 of FastAPI": {404, jsonType, `{"detail":"Not Found"}`, "", onTheWay},
		"404 of Google": {
			404, jsonType, `{"error":{"code":404,"message":"Not found","status":"NOT_FOUND"}}`,
			"", onTheWay,
		},
		"404 in a list": {404, jsonType, "[" + said("404 NOT FOUND") + "]", "", onTheWay},
		"404, error twice": {
			404, jsonType, said("404 NOT FOUND")[:36] + `,"error":{"message":"x"}}`,
			"",
			outcome{"not found", "not found", "not found"},
		},
		"407":            {407, "text/html", page, "", onTheWay},
		"408, closed":    {408, "", "", "", onTheWay},
		"410":            {410, jsonType, said("410 GONE"), "", refusedAll},
		"421 of a proxy": {421, "text/html", page, "", onTheWay},
		"421":            {421, jsonType, said("421 MISDIRECTED REQUEST"), "", refusedAll},
		"425 of a proxy": {425, "", "", "", onTheWay},
		"425":            {425, jsonType, said("425 TOO EARLY"), "", refusedAll},
		"451 of a proxy": {451, "text/html", page, "", onTheWay},
		"501":            {501, jsonType, said("501 NOT IMPLEMENTED"), "", outcome{"server", "server, unknown", "server"}},
		"511":            {511, "text/html", page, "", outage},
		"530": {
			530, "text/html", page,
			"",
			outcome{
				"way, server, transient, repeated", "way, server, unknown, transient", "way, server, transient, repeated",
			},
		},
		"600":                        {600, "", "", "", outage},
		"Retry-After below 0":        {503, jsonType, refusal, "-5", busy},
		"Retry-After beyond numbers": {503, jsonType, refusal, "99999999999999999999", busyForLong},
		"Retry-After in no zone":     {503, jsonType, refusal, "Fri, 28 Nov 2036 06:00:00 +0200", busy},
		"Retry-After twice":          {503, jsonType, refusal, "0|90", busyForLong},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				client := newClient(t, s.serve)
				_, read := client.Contacts.Get(t.Context(), contactID)
				_, create := client.Contacts.Create(t.Context(), cuedesk.ContactCreate{Email: "ann@example.com"})
				nothing := client.Lists.Delete(t.Context(), listID)
				if got := (outcome{describeError(read), describeError(create), describeError(nothing)}); got != s.want {
					t.Errorf("%q, not %q", got, s.want)
				}
			})
		})
	}
}
